import { type ComponentChild, type ComponentChildren, cloneElement, isValidElement, toChildArray, type VNode } from 'preact'
import { mostListed } from '../lib/long-list.ts'

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

/** How many a list holds that shows so many at most, and says so where it does not show all. */
export function Count({ n }: { n: number }) {
  if (n < mostListed) return <span class="count">{n}件</span>
  return (
    <>
      <span class="count">{mostListed}件以上</span>
      <span class="count-note plain">古いものから{mostListed}件を表示</span>
    </>
  )
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

/**
 * A table; `caption` names it. Rows are `<tr>` elements. Each cell knows the head of its column: on a phone staff see every row as a card, and
 * what remains a table scrolls sideways by itself.
 */
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
        <tbody>{toChildArray(children).map((row) => labelled(row, head))}</tbody>
      </table>
    </section>
  )
}

function labelled(row: ComponentChild, head: ComponentChildren[]): ComponentChild {
  if (!isRow(row)) return row
  const cells = toChildArray(row.props.children).map((cell, n) =>
    isValidElement(cell) ? cloneElement(cell, { 'data-label': head[n] }) : cell,
  )
  return cloneElement(row, {}, cells)
}

function isRow(child: ComponentChild): child is VNode<{ children?: ComponentChildren }> {
  return isValidElement(child) && child.type === 'tr'
}
