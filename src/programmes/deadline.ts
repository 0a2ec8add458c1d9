import { addDays, type Day, instantOfJapaneseTime, japaneseDay } from '../lib/japanese-day.ts'

type Rule = {
  /** Time of Japan, 'HH:MM'. */
  reportDeadline: string
  /** The Japanese day that a report (or the day observation began on) covers. */
  reportedOn?: Day
}

/**
 * The first deadline after `now` that no report covers yet. A report covers its own Japanese day: with one for today the next deadline is
 * tomorrow's, also when it came late. A report for a past day covers nothing to come. At the very instant of a deadline it has passed.
 */
export function nextDeadline(now: Date, { reportDeadline, reportedOn }: Rule): Date {
  const today = japaneseDay(now)
  const isTodayCovered = reportedOn !== undefined && reportedOn >= today
  const day = isTodayCovered ? addDays(reportedOn, 1) : today
  const deadline = instantOfJapaneseTime(day, reportDeadline)
  return deadline > now ? deadline : instantOfJapaneseTime(addDays(day, 1), reportDeadline)
}

/** When the end of the period becomes a matter for the centre: midnight in Japan after its last day. */
export function releaseDueAt(periodTo: Day): Date {
  return instantOfJapaneseTime(addDays(periodTo, 1), '00:00')
}
