import type { Day } from '../../lib/japanese-day.ts'

/** 'yyyy年mm月dd日' (C26). */
export function writtenDay(day: Day): string {
  const [year, month, date] = day.split('-')
  return `${year}年${month}月${date}日`
}
