import type { Day } from '../../lib/japanese-day.ts'
import { nearness } from './nearness.ts'
import { type Parts, type Person, type Traits, traitsOf } from './person.ts'

/** Why two records look like one person: codes, for the page's words. */
export type Reason = 'name' | 'name-near' | 'birth' | 'birth-near' | 'phone' | 'address'
export type Likeness = { score: number; reasons: Reason[]; isLikely: boolean }

/** From here on somebody is asked. Weighed on invented people with the errors of real ones: `npm run bench -- --only=duplicates`. */
export const likelyFrom = 7

export const compare = (one: Person, other: Person): Likeness => compareTraits(traitsOf(one), traitsOf(other))

export function compareTraits(one: Traits, other: Traits): Likeness {
  const name = nameScore(levelOf(one.reading, other.reading), levelOf(one.written, other.written))
  const birth = birthScore(one.birthOn, other.birthOn)
  const phone = both(one.phone, other.phone, (a, b) => (a === b ? 3 : -0.5))
  const home =
    both(one.house, other.house, (a, b) => (a === b ? 2 : -0.5)) + both(one.postalCode, other.postalCode, (a, b) => (a === b ? 0.5 : 0))
  const sex = both(one.sex, other.sex, (a, b) => (a === b ? 0 : -1))
  const score = name + birth + phone + home + sex
  const reasons: Reason[] = [
    ...(name >= 5 ? ['name' as const] : name > 0 ? ['name-near' as const] : []),
    ...(birth === 5 ? ['birth' as const] : birth > 0 ? ['birth-near' as const] : []),
    ...(phone > 0 ? ['phone' as const] : []),
    ...(home >= 2 ? ['address' as const] : []),
  ]
  return { score, reasons, isLikely: score >= likelyFrom }
}

const both = <T>(one: T | null, other: T | null, weigh: (one: T, other: T) => number) =>
  one === null || other === null ? 0 : weigh(one, other)

/** How alike two names of one script are. `family`, `given`: only that part is. Null: one of them has no name in this script. */
export type Level = 'same' | 'near' | 'family' | 'given' | 'other' | null

/** In the order given, or with family and given name swapped: the better of both. */
export function levelOf(one: Parts, other: Parts): Level {
  if (one === null || other === null) return null
  if (one.family + one.given === other.family + other.given || one.given + one.family === other.family + other.given) return 'same'
  const [straight, swapped] = [inOrder(one, other), inOrder({ family: one.given, given: one.family }, other)]
  return swapped === 'same' || (swapped === 'near' && straight !== 'near') ? swapped : straight
}

function inOrder(one: NonNullable<Parts>, other: NonNullable<Parts>): Exclude<Level, null> {
  const [family, given] = [nearness(one.family, other.family), nearness(one.given, other.given)]
  if (family === 'same' && given === 'same') return 'same'
  if (family !== 'other' && given !== 'other') return 'near'
  return family === 'same' ? 'family' : given === 'same' ? 'given' : 'other'
}

/** Reading (rows) against the written name (columns). A reading that is the same with other kanji is a conversion gone wrong, or a namesake. */
const weights: Record<string, Record<string, number>> = {
  same: { same: 6, near: 4.5, family: 3.5, given: 3.5, other: 2.5, none: 5 },
  near: { same: 5, near: 3, family: -4, given: -2, other: -4, none: 3 },
  family: { same: 4, near: -2, family: -4, given: -4, other: -6, none: -4 },
  given: { same: 4, near: -2, family: -4, given: 0, other: -6, none: 0 },
  other: { same: 3, near: -4, family: -6, given: -6, other: -8, none: -8 },
  none: { same: 5, near: 3, family: -4, given: 0, other: -8, none: 0 },
}
const nameScore = (reading: Level, written: Level) => weights[reading ?? 'none']![written ?? 'none']!

/** The same number of years in another era: 大正 for 昭和, 昭和 for 平成, 平成 for 令和. */
const eraShifts = [14, 63, 30]

function birthScore(one: Day | null, other: Day | null): number {
  if (one === null || other === null) return 0
  if (one === other) return 5
  const [year, month, date] = one.split('-') as [string, string, string]
  const [otherYear, otherMonth, otherDate] = other.split('-') as [string, string, string]
  const isSwapped = year === otherYear && month === otherDate && date === otherMonth
  const isEra = month === otherMonth && date === otherDate && eraShifts.includes(Math.abs(Number(year) - Number(otherYear)))
  return isSwapped || isEra || isOneSlip(one, other) ? 2 : -5
}

/** One digit is another, or two that stand side by side have changed places. */
function isOneSlip(one: string, other: string): boolean {
  const [a, b] = [one.replaceAll('-', ''), other.replaceAll('-', '')]
  const wrong = [...a].flatMap((digit, n) => (digit === b[n] ? [] : [n]))
  const [first = 0, second] = wrong
  return wrong.length === 1 || (wrong.length === 2 && second === first + 1 && a[first] === b[second] && a[second] === b[first])
}
