import type { Day } from '../../lib/japanese-day.ts'

/** The first day of which everybody diagnosed is counted (2022-09-26, 4.1): from then on not each has a 発生届. */
export const dailyCountFrom: Day = '2022-09-26'

export type Band = { key: string; label: string; from: number | null; to: number | null }

const years = (from: number, to: number | null, label: string): Band => ({
  key: to === null ? `${from}-` : from === to ? String(from) : `${from}-${to}`,
  label,
  from,
  to,
})
const tens = [20, 30, 40, 50, 60, 70, 80].map((from) => years(from, from + 9, `${from}代`))

/**
 * Age bands by the day they hold from, newest last; another division of the ages is another line. The last of each is for those whose age
 * nobody knows: they are diagnosed all the same, and a blank is never an age.
 */
const bandsFrom: { from: Day; bands: Band[] }[] = [
  {
    from: dailyCountFrom,
    bands: [
      years(0, 0, '0歳'),
      years(1, 4, '1～4歳'),
      years(5, 9, '5～9歳'),
      years(10, 14, '10～14歳'),
      years(15, 19, '15～19歳'),
      ...tens,
      years(90, null, '90歳以上'),
      { key: 'unknown', label: '年齢不明', from: null, to: null },
    ],
  },
]

/** The bands in which the diagnoses of that day are counted; null before counting began. */
export function bandsOn(day: Day): Band[] | null {
  return bandsFrom.filter(({ from }) => from <= day).at(-1)?.bands ?? null
}
