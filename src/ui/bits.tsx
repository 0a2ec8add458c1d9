import type { ComponentChildren } from 'preact'

type Tone = 'danger' | 'warning' | 'success' | 'info' | 'plain'

/** A boxed message. Danger and warning speak up to screen readers. */
export function Notice({ tone = 'info', title, children }: { tone?: Tone; title?: string; children?: ComponentChildren }) {
  return (
    <div class={`notice ${tone}`} role={tone === 'danger' || tone === 'warning' ? 'alert' : undefined}>
      {title && <p class="notice-title">{title}</p>}
      {children}
    </div>
  )
}

/** A small coloured word. The word carries the meaning, the colour only helps. */
export function Badge({ tone = 'plain', children }: { tone?: Tone; children: ComponentChildren }) {
  return <span class={`badge ${tone}`}>{children}</span>
}

/** Label and value, one below the other on a phone, side by side on a desktop. Blank is said: 未記入. */
export function Facts({ rows }: { rows: [label: string, value: ComponentChildren][] }) {
  return (
    <dl class="facts">
      {rows.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value === null || value === undefined || value === '' ? <span class="blank">未記入</span> : value}</dd>
        </div>
      ))}
    </dl>
  )
}

/** A table that scrolls sideways by itself on a phone; `caption` names it. */
export function Table({
  caption,
  head,
  children,
  id,
}: {
  caption: string
  head: ComponentChildren[]
  children: ComponentChildren
  id?: string
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: who has no mouse scrolls it with the arrow keys
    <section class="table-scroll" aria-label={caption} tabIndex={0}>
      <table id={id}>
        <caption class="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {head.map((cell, n) => (
              <th key={n} scope="col">
                {cell}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  )
}
