import type { Words } from '../../i18n/t.ts'
import type { Access } from './record.ts'

/** What an audited action did. */
export type Kind = 'viewed' | 'changed'
type Addressed = { method: string; audit: string }

/** A POST that only looks: words of a search are personal and stand in no address. */
const looking = /\.(search|show|list|postal-code|same|lookup|print-many)$/

/**
 * Sorts the actions of the audit by the product's own routes, so that a new page needs no second list: what comes by POST changes, unless
 * it only looks; everything else was looked at.
 */
export function kindsOf(routes: readonly Addressed[]): (action: string) => Kind {
  const changing = new Set(routes.filter(({ method, audit }) => method === 'POST' && !looking.test(audit)).map(({ audit }) => audit))
  return (action) => (changing.has(action) ? 'changed' : 'viewed')
}

/** One line of the list: the same day, people and kind together. */
export type AccessLine = { day: string; who: string; role: string | null; kind: Kind; times: number }

/** What one looked at oneself is left out: that would be every line. */
export function accessLines(accesses: readonly Access[], kindOf: (action: string) => Kind, words: Words): AccessLine[] {
  const lines = new Map<string, AccessLine>()
  for (const { day, actorKind, isMine, organisation, role, action, times } of accesses) {
    const kind = kindOf(action)
    if (isMine && kind === 'viewed') continue
    const who = organisation ?? words(isMine ? 'my-data.by.you' : actorKind === 'patient' ? 'my-data.by.account' : 'my-data.by.system')
    const line = { day, who, role: role === null ? null : words(`my-data.role.${role}`), kind, times }
    const key = JSON.stringify([day, who, role, kind])
    lines.set(key, { ...line, times: times + (lines.get(key)?.times ?? 0) })
  }
  return [...lines.values()]
}
