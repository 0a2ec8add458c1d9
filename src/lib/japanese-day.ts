const nineHours = 9 * 3_600_000
const oneDay = 24 * 3_600_000
const pattern = /^(\d{4})-(\d{2})-(\d{2})$/

/** A calendar day as 'YYYY-MM-DD'. */
export type Day = string

/** The calendar day in Japan at that instant. Japan keeps UTC+9 the whole year (no summer time since 1951). */
export function japaneseDay(instant: Date): Day {
  const number = Math.floor((instant.getTime() + nineHours) / oneDay)
  if (number !== asked.number) asked = { number, day: new Date(number * oneDay).toISOString().slice(0, 10) }
  return asked.day
}

/** Nearly every question is about today: the last answer is kept. */
let asked: { number: number; day: Day } = { number: Number.NaN, day: '' }

/** The wall clock in Japan at that instant, 'HH:MM'. */
export function japaneseTime(instant: Date): string {
  return new Date(instant.getTime() + nineHours).toISOString().slice(11, 16)
}

/** The instant at which clocks in Japan show that day and time. Throws on what is no day or no 'HH:MM'. */
export function instantOfJapaneseTime(day: Day, time: string): Date {
  if (!isDay(day) || !/^([01]\d|2[0-3]):[0-5]\d$/.test(time)) throw new Error('not a day and a time of Japan')
  return new Date(`${day}T${time}:00+09:00`)
}

/** True for a day that the calendar has: '2022-02-29' is none. */
export function isDay(text: string): text is Day {
  const [, year, month, date] = pattern.exec(text) ?? []
  return year !== undefined && dayOf(Number(year), Number(month), Number(date)) === text
}

/** 'YYYY-MM-DD', or null when the calendar has no such day. Years 1 to 9999. */
export function dayOf(year: number, month: number, date: number): Day | null {
  if (![year, month, date].every(Number.isInteger) || year < 1 || year > 9999) return null
  const at = new Date(0)
  at.setUTCFullYear(year, month - 1, date)
  const fits = at.getUTCFullYear() === year && at.getUTCMonth() === month - 1 && at.getUTCDate() === date
  return fits ? at.toISOString().slice(0, 10) : null
}

export function addDays(day: Day, days: number): Day {
  return remembered(written, noon(day) + days * oneDay, (at) => new Date(at).toISOString().slice(0, 10))
}

/** Whole days from one day to the other: 0 for the same day, negative when `to` is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((noon(to) - noon(from)) / oneDay)
}

/**
 * Completed years, and completed months beyond them (0–11). Who is born on 29 February becomes older on 1 March of a common year
 * (年齢計算ニ関スル法律, 民法143条). Null when the day lies before the birth.
 */
export function ageOn(birth: Day, day: Day): { years: number; months: number } | null {
  if (day < birth) return null
  const [birthYear, birthMonth, birthDate] = parts(birth)
  const [year, month, date] = parts(day)
  const months = (year - birthYear) * 12 + month - birthMonth - (date < birthDate ? 1 : 0)
  return { years: Math.floor(months / 12), months: months % 12 }
}

function parts(day: Day): [number, number, number] {
  const [, year, month, date] = pattern.exec(day) ?? []
  if (date === undefined) throw new Error('not a day')
  return [Number(year), Number(month), Number(date)]
}

const noon = (day: Day): number =>
  remembered(noons, day, () => {
    if (!isDay(day)) throw new Error('not a day')
    return Date.parse(`${day}T12:00:00Z`)
  })

/** A page of figures asks for the same few hundred days thousands of times: both ways are kept. */
const noons = new Map<Day, number>()
const written = new Map<number, Day>()
function remembered<Key, Value>(kept: Map<Key, Value>, key: Key, find: (key: Key) => Value): Value {
  const known = kept.get(key)
  if (known !== undefined) return known
  const found = find(key)
  if (kept.size >= 4000) kept.clear()
  kept.set(key, found)
  return found
}
