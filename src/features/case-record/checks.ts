import { check } from '../../fields/check.ts'
import type { Faults } from '../../fields/faults.ts'
import type { AnyAnswers, Form, Raw } from '../../fields/fields.ts'
import type { Context } from '../../fields/parse.ts'

type Checked = { answers: AnyAnswers; faults: null } | { answers: null; faults: Faults }

/** The entry of a tab as typed, all faults at once. An end never lies before its beginning, nor a result before its sample. */
export function checkRecord(form: Form, raw: Raw, context: Context): Checked {
  const checked = check(form, raw, context)
  if (checked.faults) return checked
  const faults: Faults = {}
  for (const [start, end] of ordered) if (isBefore(checked.answers[end], checked.answers[start])) faults[end] = { code: 'before-start' }
  return Object.keys(faults).length > 0 ? { answers: null, faults } : checked
}

/** Days of one entry, the earlier first, in whatever form has both. */
const ordered = [
  ['fromOn', 'untilOn'],
  ['sampledOn', 'resultOn'],
  ['fromOn', 'diedOn'],
] as const

const isBefore = (day: unknown, start: unknown) => typeof day === 'string' && typeof start === 'string' && day < start

/** Questions whose answers differ; 'overwritten' are those that had one before: a change of what somebody recorded wants its reason. */
export function changesBetween(form: Form, before: AnyAnswers, after: AnyAnswers): { changed: string[]; overwritten: string[] } {
  const changed = Object.keys(form.fields).filter((name) => !isSame(before[name] ?? null, after[name] ?? null))
  return { changed, overwritten: changed.filter((name) => (before[name] ?? null) !== null) }
}

const isSame = (one: unknown, other: unknown) => JSON.stringify(sorted(one)) === JSON.stringify(sorted(other))

/** jsonb forgets the order of keys. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}
