import type { Day } from '../../lib/japanese-day.ts'

/** One place on one day. `beds` null: nobody has set a capacity. */
export type PlaceDay = { placeId: string; day: Day; beds: number | null; occupied: number }

/** 'full': not one more; 'over': more people than beds, which is warned of and never refused: a person has to sleep somewhere. */
export type Fullness = 'unknown' | 'free' | 'full' | 'over'

export function fullnessOf({ beds, occupied }: Pick<PlaceDay, 'beds' | 'occupied'>): Fullness {
  if (beds === null) return 'unknown'
  if (occupied > beds) return 'over'
  return occupied === beds ? 'full' : 'free'
}

/** '38 / 50' as a list shows it; without a capacity the people alone. */
export function occupancyText({ beds, occupied }: Pick<PlaceDay, 'beds' | 'occupied'>): string {
  return beds === null ? `${occupied} / 定員未設定` : `${occupied} / ${beds}`
}

/** The days on which a place holds more people than beds, the first one first. */
export function overfullDays(days: readonly PlaceDay[]): PlaceDay[] {
  return days.filter((day) => fullnessOf(day) === 'over').sort((a, b) => (a.day < b.day ? -1 : 1))
}
