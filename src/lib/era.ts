import { type Day, dayOf, isDay } from './japanese-day.ts'

/** 年号, newest first, each with its first day. The day before the next one's first day is its last. */
const eras = [
  { era: 'reiwa', letter: 'R', kanji: '令和', from: '2019-05-01' },
  { era: 'heisei', letter: 'H', kanji: '平成', from: '1989-01-08' },
  { era: 'showa', letter: 'S', kanji: '昭和', from: '1926-12-25' },
  { era: 'taisho', letter: 'T', kanji: '大正', from: '1912-07-30' },
  { era: 'meiji', letter: 'M', kanji: '明治', from: '1868-01-25' },
] as const

export type Era = (typeof eras)[number]['era'] | 'western'
/** What the era choice offers, in the order of the choice. */
export const eraChoices: readonly Era[] = ['western', ...eras.map((each) => each.era)]

/** The day of a 西暦 or 和暦 date; null when the calendar or the era has no such day (昭和64年1月8日, 昭和65年, 2月30日). */
export function dayOfEra(era: Era, year: number, month: number, date: number): Day | null {
  if (era === 'western') return dayOf(year, month, date)
  const found = eras.find((each) => each.era === era)
  if (!found || year < 1) return null
  const day = dayOf(firstYear(found.from) + year - 1, month, date)
  return day !== null && eraOf(day)?.era === era ? day : null
}

/** The 和暦 year of a day; null before 明治. */
export function eraOf(day: Day): { era: Exclude<Era, 'western'>; kanji: string; year: number } | null {
  const found = eras.find((each) => day >= each.from)
  return found ? { era: found.era, kanji: found.kanji, year: Number(day.slice(0, 4)) - firstYear(found.from) + 1 } : null
}

/** '令和4年7月20日', the first year as 元年; before 明治 '1867年1月1日'. */
export function japaneseEraText(day: Day): string {
  const [year, month, date] = day.split('-').map(Number)
  const era = eraOf(day)
  const inEra = era && (era.year === 1 ? `${era.kanji}元` : `${era.kanji}${era.year}`)
  return `${inEra ?? year}年${month}月${date}日`
}

/**
 * Reads a day as people type it: 2022-07-20, 2022/7/20, 20220720, 令和4年7月20日, 平成元年1月8日, R4.7.20, in full or half width.
 * Null for everything else and for days that do not exist.
 */
export function readDay(text: string): Day | null {
  const plain = text.normalize('NFKC').replace(/\s/g, '').replaceAll('元年', '1年')
  if (isDay(plain)) return plain
  const together = /^(\d{4})(\d{2})(\d{2})$/.exec(plain)
  const apart = together ?? /^(西暦|令和|平成|昭和|大正|明治|[RHSTM])?(\d{1,4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/i.exec(plain)
  if (!apart) return null
  const [year, month, date] = apart.slice(-3).map(Number)
  return dayOfEra(together ? 'western' : eraNamed(apart[1]), year!, month!, date!)
}

function eraNamed(name: string | undefined): Era {
  return eras.find((each) => each.kanji === name || each.letter === name?.toUpperCase())?.era ?? 'western'
}

const firstYear = (from: Day) => Number(from.slice(0, 4))
