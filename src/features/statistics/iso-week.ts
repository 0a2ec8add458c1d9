import { addDays, type Day, daysBetween } from '../../lib/japanese-day.ts'

/** The Monday of a day's ISO week (weeks begin on Monday). */
export function mondayOf(day: Day): Day {
  // 1970-01-05 was a Monday.
  const since = daysBetween('1970-01-05', day)
  return addDays(day, -(((since % 7) + 7) % 7))
}

/** ISO 8601: '2022-W39'. The week belongs to the year of its Thursday. */
export function isoWeek(day: Day): string {
  const thursday = addDays(mondayOf(day), 3)
  const year = thursday.slice(0, 4)
  return `${year}-W${String(Math.floor(daysBetween(`${year}-01-01`, thursday) / 7) + 1).padStart(2, '0')}`
}
