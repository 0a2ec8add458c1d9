import type { Day } from '../../lib/japanese-day.ts'
import { foldKana, foldName, type NameOf } from '../../lib/name-keys.ts'
import { normalisePhone } from '../../lib/phone-number.ts'

/** What two reports are compared by, as a case's columns hold it. */
export type Person = NameOf & {
  sex: string | null
  birthOn: Day | null
  phone: string | null
  postalCode: string | null
  address: string | null
}

/** A name in two parts, folded; null where there is none in this script. */
export type Parts = { family: string; given: string } | null

export type Traits = {
  written: Parts
  reading: Parts
  sex: string | null
  birthOn: Day | null
  phone: string | null
  postalCode: string | null
  /** House number and the like: '1-2-3' out of the address, with its last word of the place. */
  house: string | null
}

/** A name typed in kana alone, with the reading left blank, is a reading. */
export function traitsOf(person: Person): Traits {
  const { familyName, givenName, familyKana, givenKana } = person
  const isKana = /^[\p{Script=Katakana}\p{Script=Hiragana}ー･・\s]+$/u.test(familyName + givenName)
  const hasReading = (familyKana ?? '') + (givenKana ?? '') !== ''
  const reading = hasReading
    ? { family: foldKana(familyKana ?? ''), given: foldKana(givenKana ?? '') }
    : isKana
      ? { family: foldKana(familyName), given: foldKana(givenName) }
      : null
  return {
    written: isKana || familyName + givenName === '' ? null : { family: foldName(familyName), given: foldName(givenName) },
    reading,
    sex: person.sex,
    birthOn: person.birthOn,
    phone: person.phone === null ? null : normalisePhone(person.phone),
    postalCode: person.postalCode?.normalize('NFKC').replace(/\D/g, '') || null,
    house: houseOf(person.address),
  }
}

const kanjiDigits = '〇一二三四五六七八九'

/** 架空県みなと市見本町１丁目２番３号 and …見本町1-2-3 are one house. */
function houseOf(address: string | null): string | null {
  const plain = (address ?? '')
    .normalize('NFKC')
    .replace(/\s/g, '')
    .replace(/[一二三四五六七八九](?=丁目)/g, (kanji) => String(kanjiDigits.indexOf(kanji)))
  const [, place, rest] = /^(\D*)(.*)$/.exec(plain) ?? []
  const numbers = rest?.match(/\d+/g)
  return place && numbers ? `${foldName(place).slice(-4)} ${numbers.join('-')}` : null
}
