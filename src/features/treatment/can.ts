import { addDays, type Day, isDay } from '../../lib/japanese-day.ts'

/** Longest naming without an end: an access that nobody ends ends by itself. */
export const longestDays = 90
/** And with one: a slip of the year (2202) opens nothing for ever. */
const longestWithEnd = 365

/** The days of a treatment as typed; null with the reason in words. `until` blank: open, for at most `longestDays`. */
export function readDays(fromOn: string, untilOn: string, today: Day): { fromOn: Day; untilOn: Day } | string {
  if (!isDay(fromOn)) return '診療の開始日を入力してください。'
  if (untilOn !== '' && !isDay(untilOn)) return '診療の終了日を日付で入力してください。'
  const until = untilOn === '' ? addDays(fromOn > today ? fromOn : today, longestDays) : untilOn
  if (until < fromOn) return '診療の終了日は開始日以後の日付を入力してください。'
  if (until < today) return '診療の終了日は今日以後の日付を入力してください。'
  if (until > addDays(today, longestWithEnd)) return '診療の終了日は今日から1年以内の日付を入力してください。'
  return { fromOn, untilOn: until }
}
