import { japaneseDay, japaneseTime } from '../lib/japanese-day.ts'
import type { Lang } from './t.ts'

/**
 * Written out by hand, not by Intl: a stored question-and-answer document must read the same under every later Node and ICU.
 */
const months = 'January February March April May June July August September October November December'.split(' ')

const dayIn: Record<Lang, (year: number, month: number, date: number) => string> = {
  ja: (year, month, date) => `${year}年${month}月${date}日`,
  en: (year, month, date) => `${date} ${months[month - 1]} ${year}`,
}

/** '2022年7月20日', '20 July 2022'. */
export function formatDay(lang: Lang, day: string): string {
  const [year, month, date] = day.split('-').map(Number)
  return dayIn[lang](year!, month!, date!)
}

/** '7月20日 10時26分', '20 July, 10:26': Japanese time, without the year. */
export function formatShortInstant(lang: Lang, instant: Date): string {
  const [, month, date] = japaneseDay(instant).split('-').map(Number)
  const [hour, minute] = japaneseTime(instant).split(':')
  return lang === 'ja' ? `${month}月${date}日 ${Number(hour)}時${minute}分` : `${date} ${months[month! - 1]}, ${hour}:${minute}`
}

/** '2022年7月20日 10:26', '20 July 2022, 10:26': Japanese time. */
export function formatInstant(lang: Lang, instant: Date): string {
  return `${formatDay(lang, japaneseDay(instant))}${lang === 'ja' ? ' ' : ', '}${japaneseTime(instant)}`
}

/** '1,234' in both; decimals as they are ('36.5'). */
export function formatNumber(_lang: Lang, value: number): string {
  const [whole, decimals] = String(value).split('.')
  const grouped = whole!.replace(/\B(?=(\d{3})+$)/g, ',')
  return decimals === undefined ? grouped : `${grouped}.${decimals}`
}
