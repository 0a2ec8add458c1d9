import { ageOn } from '../lib/japanese-day.ts'
import type { Age, AnyAnswers, FieldOf } from './fields.ts'

/** The age that follows from the birth date on the first known of its days; months only for babies. Null when either is unknown. */
export function derivedAge({ of, on = [] }: FieldOf<'age'>, answers: AnyAnswers): Age | null {
  const birth = of === undefined ? null : answers[of]
  const day = on.map((name) => answers[name]).find((known) => typeof known === 'string')
  const age = typeof birth === 'string' && typeof day === 'string' ? ageOn(birth, day) : null
  return age && { years: age.years, months: age.years === 0 ? age.months : null }
}
