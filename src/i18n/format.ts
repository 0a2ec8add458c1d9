import { japaneseDay, japaneseTime } from '../lib/japanese-day.ts'
import type { Words } from './t.ts'

// Written out with our own words, not by Intl: a stored question-and-answer document must read the same under every later Node and ICU.

/** '2022年7月20日', '20 July 2022'. */
export function formatDay(words: Words, day: string): string {
  const [year, month, date] = day.split('-').map(Number)
  return words('date.day', { year: year!, month: month!, monthName: words(`date.month.${month}`), date: date! })
}

/** '7月20日 10時26分', '20 July, 10:26': Japanese time, without the year. */
export function formatShortInstant(words: Words, instant: Date): string {
  const [, month, date] = japaneseDay(instant).split('-').map(Number)
  const [hour, minute] = japaneseTime(instant).split(':')
  return words('date.short-instant', {
    month: month!,
    monthName: words(`date.month.${month}`),
    date: date!,
    hour: Number(hour),
    minute: minute!,
  })
}

/** '2022年7月20日 10:26', '20 July 2022, 10:26': Japanese time. */
export function formatInstant(words: Words, instant: Date): string {
  return words('date.instant', { day: formatDay(words, japaneseDay(instant)), time: japaneseTime(instant) })
}

/** '1,234' and '36.5', in Spanish and Portuguese '1.234' and '36,5': the marks are the language's own. What is typed may have either. */
export function formatNumber(words: Words, value: number): string {
  const [whole, decimals] = String(value).split('.')
  const grouped = whole!.replace(/\B(?=(\d{3})+$)/g, words('number.group'))
  return decimals === undefined ? grouped : grouped + words('number.decimal') + decimals
}
