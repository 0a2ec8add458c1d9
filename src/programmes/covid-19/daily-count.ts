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
/** Where the bands of a division begin, in completed years and ascending, 0 first; the last has no end. It holds from its day on. */
export type Division = { from: Day; starts: readonly number[] }

/** The bands between these beginnings, and at the end the one for those whose age nobody knows: they are diagnosed all the same, and a blank is never an age. */
export function bandsOf(starts: readonly number[]): Band[] {
  const bands = starts.map((from, n) => {
    const to = n + 1 < starts.length ? starts[n + 1]! - 1 : null
    if (to === null) return years(from, null, `${from}歳以上`)
    const isDecade = from >= 10 && from % 10 === 0 && to === from + 9
    return years(from, to, from === to ? `${from}歳` : isDecade ? `${from}代` : `${from}～${to}歳`)
  })
  return [...bands, { key: 'unknown', label: '年齢不明', from: null, to: null }]
}

/** The bands in which the diagnoses of that day are counted, by the divisions that the operator has set; null before counting began. */
export function bandsOn(day: Day, divisions: readonly Division[]): Band[] | null {
  const inForce = divisions.filter(({ from }) => from <= day).sort((a, b) => (a.from < b.from ? -1 : 1))
  return day < dailyCountFrom ? null : inForce.length > 0 ? bandsOf(inForce.at(-1)!.starts) : null
}
