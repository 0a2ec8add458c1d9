import type { VNode } from 'preact'

type Block = { kind: 'p' | 'ul' | 'ol'; lines: string[] }

/** Words of several lines: '1. …' in order make steps, '- …' a list, the others paragraphs. */
export function Lines({ text }: { text: string }): VNode {
  return (
    <>
      {blocksOf(text).map(({ kind, lines }, n) =>
        kind === 'p' ? (
          <p key={n}>{lines[0]}</p>
        ) : kind === 'ol' ? (
          <ol key={n}>
            {lines.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ol>
        ) : (
          <ul key={n}>
            {lines.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        ),
      )}
    </>
  )
}

export function blocksOf(text: string): Block[] {
  const blocks: Block[] = []
  for (const line of text.split('\n')) {
    const [mark, rest] = /^(?:\d+\. |- )/.test(line)
      ? [line[0] === '-' ? ('ul' as const) : ('ol' as const), line.replace(/^\S+ /, '')]
      : ['p' as const, line]
    const last = blocks.at(-1)
    if (mark !== 'p' && last?.kind === mark) last.lines.push(rest)
    else blocks.push({ kind: mark, lines: [rest] })
  }
  return blocks
}
