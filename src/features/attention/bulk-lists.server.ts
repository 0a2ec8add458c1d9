import { mostRows } from '../bulk-action/kind.ts'
import type { BulkLists } from '../bulk-action/routes.server.tsx'
import { type AttentionKind, attentionKinds } from './kinds.ts'
import { listAllRoutine } from './queries.server.ts'
import { kindsOf, type Section, sections } from './sections.ts'
import { seenOf } from './state.ts'
import type { Chosen } from './Today.tsx'

/** What an address or a form names: one part of the day, one kind, or all. Nonsense is all. */
export function readNarrow(fields: Record<string, string | undefined>): { chosen: Chosen; kind: AttentionKind | null } {
  const [section = '', kind = ''] = [fields.section, fields.kind]
  return {
    chosen: section === 'mine' || Object.hasOwn(sections, section) ? (section as Section | 'mine') : null,
    kind: Object.hasOwn(attentionKinds, kind) ? (kind as AttentionKind) : null,
  }
}

/** The same for the queries. */
export function narrowOf({ chosen, kind }: { chosen: Chosen; kind: AttentionKind | null }, me: string) {
  const kinds = kind ? [kind] : chosen !== null && chosen !== 'mine' ? kindsOf(chosen) : null
  return { kinds, takenBy: chosen === 'mine' ? me : null }
}

/** 要対応: every routine item of one part of the day, one more than an action takes where there are more. */
export const attentionBulkLists: BulkLists = {
  today: {
    thing: 'item',
    find: async ({ sql, actor, now }, fields) => {
      const narrow = narrowOf(readNarrow(fields), actor.accountId)
      const items = await listAllRoutine(sql, { centreId: actor.orgId, now, limit: mostRows + 1, ...narrow })
      return items.map((item) => ({ id: item.id, seen: seenOf(item) }))
    },
  },
}
