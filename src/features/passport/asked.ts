import { addDays, type Day } from '../../lib/japanese-day.ts'

/** What 基礎情報 says of the case, and its 診断年月日. */
export type Entry = { nationality: string | null; enteredJapanOn: Day | null; passportNumber: string | null; diagnosedOn: Day | null }

const withinDays = 28
/** 国籍 is free text: however Japan is written there. */
const japan = /^(日本|日本国|にほん|にっぽん|ニホン|ニッポン|japan|japanese|jpn|jp)(籍|人)?$/

/**
 * Whether this person is asked for the passport number: entered Japan, diagnosed on the day of entry or within the 28 days after it, not of
 * Japanese nationality, and nobody has entered the number yet (A21, A22, B13, C21, E12). A nationality left blank is not "Japanese".
 */
export function isPassportAsked({ nationality, enteredJapanOn, passportNumber, diagnosedOn }: Entry): boolean {
  if (passportNumber !== null || enteredJapanOn === null || diagnosedOn === null) return false
  if (japan.test((nationality ?? '').normalize('NFKC').replace(/\s/g, '').toLowerCase())) return false
  return enteredJapanOn <= diagnosedOn && diagnosedOn <= addDays(enteredJapanOn, withinDays)
}
