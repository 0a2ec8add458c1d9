import { municipalityCheckDigit } from '../../lib/municipality-code.ts'

export type PostalCode = { postalCode: string; municipalityCode: string; town: string }
export type Municipality = { code: string; prefectureCode: string; prefectureName: string; name: string; kana: string }

/**
 * The records of 日本郵便's 「住所の郵便番号」 (KEN_ALL.CSV or utf_ken_all.csv), taken apart: places to write into an address. What the list says
 * about a place in brackets or instead of one (「以下に掲載がない場合」, 「〜一円」) is no part of an address. Faults name the record by its line, from 1.
 */
export function readPostalCodes(records: readonly (readonly string[])[], toKatakana: (text: string) => string) {
  const codes = new Map<string, PostalCode>()
  const municipalities = new Map<string, Municipality>()
  const faults: string[] = []
  let isInBrackets = false
  for (const [n, record] of records.entries()) {
    if (record.every((cell) => cell === '')) continue
    const [five = '', , postalCode = '', , kana = '', , prefectureName = '', name = '', place = ''] = record
    if (record.length < 9 || !/^\d{5}$/.test(five) || !/^\d{7}$/.test(postalCode) || !prefectureName || !name) {
      faults.push(`line ${n + 1}: not a record of the list of postal codes`)
      continue
    }
    const code = five + municipalityCheckDigit(five)
    municipalities.set(code, { code, prefectureCode: five.slice(0, 2), prefectureName, name, kana: toKatakana(kana) })
    // A long remark goes on over several records of the older file; only the first begins with the town.
    const goesOn: boolean = isInBrackets
    isInBrackets = goesOn ? !place.includes('）') : place.includes('（') && !place.includes('）')
    if (goesOn) continue
    const town = townOf(place, name)
    codes.set(`${postalCode} ${code} ${town}`, { postalCode, municipalityCode: code, town })
  }
  return { codes: [...codes.values()], municipalities: [...municipalities.values()], faults }
}

function townOf(place: string, municipality: string): string {
  const town = place.replace(/（.*$/, '')
  const isWhole =
    town === '以下に掲載がない場合' ||
    town.endsWith('の次に番地がくる場合') ||
    (town.endsWith('一円') && municipality.endsWith(town.slice(0, -2)))
  return isWhole && town !== '一円' ? '' : town
}
