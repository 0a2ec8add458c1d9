import { addDays, type Day, instantOfJapaneseTime, japaneseDay } from '../../lib/japanese-day.ts'

/** When a patient agreed to be called: times of Japan ('HH:MM', one to four) on these days of the week (Monday is 1), null on every day. */
export type Agreed = { times: readonly string[]; days: readonly number[] | null }
export type Slot = { day: Day; time: string; at: Date }

/** Monday is 1, Sunday 7. */
export function weekdayOf(day: Day): number {
  return new Date(`${day}T12:00:00Z`).getUTCDay() || 7
}

export function isAgreed({ times, days }: Agreed, day: Day, time: string): boolean {
  return times.includes(time) && (days === null || days.includes(weekdayOf(day)))
}

/** The first time agreed upon that lies after this instant. There always is one within eight days. */
export function nextSlot({ times, days }: Agreed, after: Date): Slot {
  for (let day = japaneseDay(after); ; day = addDays(day, 1)) {
    if (days !== null && !days.includes(weekdayOf(day))) continue
    for (const time of [...times].sort()) {
      const at = instantOfJapaneseTime(day, time)
      if (at > after) return { day, time, at }
    }
  }
}

/**
 * How many milliseconds after the time agreed upon this case is called: calls of one hour are spread over the minutes, the same case
 * always at the same place, so that a patient can rely on it.
 */
export function spreadMs(caseId: string, time: string, spreadMinutes: number): number {
  let hash = 2166136261
  for (const char of `${caseId} ${time}`) hash = Math.imul(hash ^ char.codePointAt(0)!, 16777619) >>> 0
  // The low bits of this hash follow the last letter alone.
  hash = Math.imul(hash ^ (hash >>> 15), 2246822519) >>> 0
  return Math.floor(((hash ^ (hash >>> 13)) >>> 0) % (Math.max(spreadMinutes, 0) * 60 + 1)) * 1000
}

export type CallRules = {
  spreadMinutes: number
  windowMinutes: number
  tries: number
  pauseMinutes: number
  earliest: string
  latest: string
}

/** From when a call agreed upon for this slot may be dialled: the time itself, but never before the centre's first hour. */
export function windowStart(slot: Slot, { earliest }: Pick<CallRules, 'earliest'>): Date {
  return new Date(Math.max(slot.at.getTime(), instantOfJapaneseTime(slot.day, earliest).getTime()))
}

/** Until when a call agreed upon for this slot may be dialled: the window, but never later than the centre's last hour. */
export function windowEnd(slot: Slot, { windowMinutes, latest }: CallRules): Date {
  const byWindow = slot.at.getTime() + windowMinutes * 60_000
  return new Date(Math.min(byWindow, instantOfJapaneseTime(slot.day, latest).getTime()))
}

/** When the next attempt is due after one that reached nobody; null when the rule or the window allows none. */
export function nextTry(ended: { at: Date; attemptNo: number; windowTo: Date }, { tries, pauseMinutes }: CallRules): Date | null {
  const at = new Date(ended.at.getTime() + pauseMinutes * 60_000)
  return ended.attemptNo < tries && at < ended.windowTo ? at : null
}
