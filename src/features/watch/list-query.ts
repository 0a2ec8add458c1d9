import { instantOfJapaneseTime, japaneseDay } from '../../lib/japanese-day.ts'
import { tidy } from '../../lib/kana.ts'
import { foldKana, foldName } from '../../lib/name-keys.ts'
import { normalisePhone, phoneKind } from '../../lib/phone-number.ts'
import { type AttentionKind, attentionKinds } from '../attention/kinds.ts'
import type { Filter, Level, Place } from './list.server.ts'

/** The list's address in parts: what narrows it and where the page begins. It never holds a name. */
export type ListQuery = { level: Level | null; silent: boolean; kind: AttentionKind | null; after: Place | null }

const levels = ['urgent', 'watch', 'stable']
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** What is nonsense in the address is left out. */
export function readListQuery(query: Record<string, string | undefined>): ListQuery {
  return {
    level: levels.includes(query.level ?? '') ? (query.level as Level) : null,
    silent: query.silent === '1',
    kind: Object.hasOwn(attentionKinds, query.kind ?? '') ? (query.kind as AttentionKind) : null,
    after: readPlace(query.after),
  }
}

export function writeListQuery({ level, silent, kind, after }: ListQuery): string {
  const params = new URLSearchParams()
  if (level) params.set('level', level)
  if (silent) params.set('silent', '1')
  if (kind) params.set('kind', kind)
  if (after) params.set('after', `${after.worst ?? ''}.${after.level}.${Date.parse(after.reported)}.${after.caseId}`)
  return params.size > 0 ? `?${params}` : ''
}

function readPlace(text: string | undefined): Place | null {
  const [, worst, level, ms, caseId] = /^(\d{0,4})\.([0-2])\.(\d{1,15})\.([0-9a-f-]{36})$/.exec(text ?? '') ?? []
  if (!caseId || !uuid.test(caseId)) return null
  return { worst: worst ? Number(worst) : null, level: Number(level), reported: new Date(Number(ms)).toISOString(), caseId }
}

export function filterOf({ level, silent, kind }: ListQuery, now: Date): Filter {
  return { level, kind, silentSince: silent ? instantOfJapaneseTime(japaneseDay(now), '00:00') : null }
}

/** What may be searched for; '' is not. `number`: 保健所独自ID, as it was written down. */
export type Search = { hersysId: string; name: string; kana: string; number: string; phone: string }

/**
 * What somebody typed to find a case: digits are an ID or a telephone number, everything else the beginning of a name. Any of it may be the
 * centre's own number.
 */
export function readSearch(typed: string): Search {
  const number = tidy(typed)
  const text = number.replace(/\s/g, '')
  const dialled = normalisePhone(typed)
  const phone = phoneKind(dialled) === 'invalid' ? '' : dialled
  const isId = /^\d{6,8}$/.test(text)
  if (isId || phone) return { hersysId: isId ? text : '', name: '', kana: '', number, phone }
  return { hersysId: '', name: foldName(text), kana: foldKana(text), number, phone }
}
