import { addDays, type Day, isDay } from '../../lib/japanese-day.ts'
import { tidy } from '../../lib/kana.ts'
import { dailyCountFrom } from '../../programmes/covid-19/daily-count.ts'

const [mostBands, oldest] = [40, 120]

/** A division as typed: its day and '0, 1, 5, 10 …'. Every fault at once; only a day to come may be divided anew, because the counts of a day name its bands. */
export function readDivision(typed: { from: string; starts: string }, today: Day): { from: Day; starts: number[]; faults: string[] } {
  const words = tidy(typed.starts)
    .split(/[\s,、，]+/)
    .filter((word) => word !== '')
  const starts = words.map((word) => (/^\d{1,3}$/.test(word) ? Number(word) : Number.NaN))
  const isAscending = starts.every((age, n) => age <= oldest && (n === 0 ? age === 0 : age > starts[n - 1]!))
  const faults = [
    ...(isDay(typed.from) && typed.from > today && typed.from >= dailyCountFrom
      ? []
      : [`適用日は、${firstDay(today)}以降の日付を入力してください。`]),
    ...(words.length > 0 && words.length <= mostBands && isAscending
      ? []
      : [`区切りの年齢は、0から始まる${oldest}以下の整数を、小さい順に${mostBands}個まで入力してください。`]),
  ]
  return { from: typed.from, starts, faults }
}

/** The first day that may be divided anew. */
export const firstDay = (today: Day): Day => (today < dailyCountFrom ? dailyCountFrom : addDays(today, 1))
