import { addDays, type Day } from '../../lib/japanese-day.ts'
import { type Band, bandsOn, type Division } from '../../programmes/covid-19/daily-count.ts'
import { ageWord, type Cell, type Figure, type Period, type Place, words } from './figures.ts'
import { isoWeek, mondayOf } from './iso-week.ts'
import { cellsOf, groupBy, hiddenWord, type Row } from './ministry-rows.ts'
import { nationalFigures } from './national-figures.ts'
import type { DailySum } from './queries.server.ts'
import { addUp, leastShown, type Nation, publishNation } from './suppress.ts'

type Wanted = {
  rows: Row[]
  daily: DailySum[]
  divisions: Division[]
  prefectures: Place[]
  period: Period
  prefecture: string | null
}

/** sex × age × severity × outcome, with room for what later forms may add. */
const universe = { groups: 47, cells: 4 * 11 * 8 * 5 }
const poolWord = `ほかの都道府県（合計が${leastShown}人未満などのもの）`

/** Weeks of the period, whole ones only. */
export function weeksOf({ from, to }: Period): Day[] {
  const weeks: Day[] = []
  for (let week = mondayOf(from); week <= to; week = addDays(week, 7)) weeks.push(week)
  return weeks
}

/** Each week published by itself: whatever period is asked for is a sum of the same publications. */
function publishWeeks(rows: Row[]): Map<Day, Nation> {
  const weeks = groupBy(
    rows.filter(({ kind, level }) => kind === 'cell' && level === 'prefecture'),
    ({ day }) => day,
  )
  return new Map(
    [...weeks].map(([week, of]) => {
      const prefectures = Object.fromEntries([...groupBy(of, ({ scope }) => scope)].map(([scope, cells]) => [scope, cellsOf(cells)]))
      return [week, publishNation(prefectures, universe)]
    }),
  )
}

/** All that the ministry sees: sums of what `suppress` has published. Nothing here goes back to the rows themselves. */
export function ministryFigures({ rows, daily, divisions, prefectures, period, prefecture }: Wanted): Figure[] {
  const weeks = weeksOf(period)
  const published = publishWeeks(rows)
  const nations = weeks.map((week) => published.get(week) ?? { groups: {}, rest: 0 })
  const groups = nations.flatMap(({ groups }) =>
    Object.entries(groups)
      .filter(([code]) => prefecture === null || code === prefecture)
      .map(([, group]) => group.published),
  )
  const pooled = prefecture === null ? nations.reduce((sum, { rest }) => sum + (rest ?? 0), 0) : 0
  const sum = addUp(groups)
  const rest = sum.rest + pooled
  const marginal = (place: number, labels: Record<string, string>): Cell[][] => [
    ...Object.entries(labels).map(([key, label]) => [label, shownWhere(sum.shown, (parts) => parts[place] === key)]),
    [hiddenWord, rest],
  ]
  const note = `人数が${leastShown}人未満の区分は表示せず、まとめて数えています。`
  return [
    {
      id: 'reported',
      title: '届出週別の新規報告数',
      chart: 'curve',
      head: ['週（月曜日）', '報告数'],
      rows: weeks.map((week, n) => [week, prefecture === null ? totalOf(nations[n]!) : (nations[n]!.groups[prefecture]?.total ?? null)]),
      note: `${note}「－」は${leastShown}人未満です。`,
    },
    ...(prefecture === null ? nationalFigures(rows, weeks) : []),
    {
      id: 'age-sex',
      title: '年代と性別',
      chart: 'stack',
      head: ['年代', ...Object.values(words.sexes), '非表示'],
      rows: [
        ...words.ages.map((age): Cell[] => [
          ageWord(age),
          ...Object.keys(words.sexes).map((sex) => shownWhere(sum.shown, (parts) => parts[0] === sex && parts[1] === age)),
          null,
        ]),
        [hiddenWord, null, null, null, null, rest],
      ],
      note,
    },
    { id: 'severity', title: '重症度', chart: 'bars', head: ['重症度', '人数'], rows: marginal(2, words.severities), note },
    { id: 'outcome', title: '転帰', chart: 'bars', head: ['転帰', '人数'], rows: marginal(3, words.outcomes), note },
    mapFigure(nations, prefectures, note),
    cellTable(weeks, nations, prefectures, prefecture),
    ...dailyFigures(daily, prefecture, divisions),
  ]
}

/** Null where no cell may be shown: that is not nobody. */
const shownWhere = (shown: Record<string, number>, fits: (parts: string[]) => boolean): number | null =>
  Object.entries(shown).reduce((sum, [key, n]) => sum + (fits(key.split('|')) ? n : 0), 0) || null

/** Everybody of a week; null where that is too few to be told. */
const totalOf = ({ groups, rest }: Nation): number | null =>
  rest === null && Object.keys(groups).length === 0 ? null : Object.values(groups).reduce((sum, { total }) => sum + total, rest ?? 0)

function mapFigure(nations: Nation[], prefectures: Place[], note: string): Figure {
  const totalIn = (code: string) => {
    const shown = nations.flatMap(({ groups }) => groups[code]?.total ?? [])
    return shown.length === 0 ? null : shown.reduce((sum, n) => sum + n, 0)
  }
  return {
    id: 'map',
    title: '都道府県別（表示できる週の合計）',
    chart: 'map',
    head: ['コード', '都道府県', '人数'],
    rows: [
      ...prefectures.map(({ code, name }): Cell[] => [code, name, totalIn(code)]),
      ['', poolWord, nations.reduce((sum, { rest }) => sum + (rest ?? 0), 0)],
    ],
    note,
  }
}

/** The rows themselves: prefecture, ISO week, sex, ten-year age band, severity, outcome. */
function cellTable(weeks: Day[], nations: Nation[], prefectures: Place[], prefecture: string | null): Figure {
  const nameOf = (code: string) => prefectures.find((p) => p.code === code)?.name ?? code
  const rows = weeks.flatMap((week, n): Cell[][] => {
    const { groups, rest } = nations[n]!
    const own = Object.entries(groups)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .filter(([code]) => prefecture === null || code === prefecture)
      .flatMap(([code, { published }]): Cell[][] => [
        ...Object.entries(published.shown)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, count]) => {
            const [sex, age, severity, outcome] = key.split('|') as [string, string, string, string]
            const said = (labels: Record<string, string>, value: string) => labels[value] ?? value
            return [
              nameOf(code),
              isoWeek(week),
              said(words.sexes, sex),
              ageWord(age),
              said(words.severities, severity),
              said(words.outcomes, outcome),
              count,
            ]
          }),
        ...(published.rest ? [[nameOf(code), isoWeek(week), hiddenWord, '', '', '', published.rest]] : []),
      ])
    return rest && prefecture === null ? [...own, [poolWord, isoWeek(week), '', '', '', '', rest]] : own
  })
  return {
    id: 'cells',
    title: '都道府県・週・性別・年代・重症度・転帰',
    chart: 'none',
    head: ['都道府県', 'ISO週', '性別', '年代', '重症度', '転帰', '人数'],
    rows,
  }
}

/** 日次報告 as of 24:00 of each day. */
function dailyFigures(daily: DailySum[], prefecture: string | null, divisions: Division[]): Figure[] {
  const days = [...groupBy(daily, ({ onDay }) => onDay)].sort(([a], [b]) => (a < b ? -1 : 1))
  if (days.length === 0) return []
  const bandsOf = new Map(days.map(([day]) => [day, bandsOn(day, divisions) ?? []]))
  // Of a period with two divisions of the ages, all bands of both, by where they begin.
  const bands = [...new Map([...bandsOf.values()].flat().map((band) => [band.key, band])).values()].sort(byBeginning)
  const nations = days.map(([day, of]) =>
    publishNation(
      Object.fromEntries(
        [...groupBy(of, ({ prefectureCode }) => prefectureCode)].map(([code, rows]) => [
          code,
          cellsOf(rows.map(({ band, n }) => ({ key: band, n }))),
        ]),
      ),
      { groups: universe.groups, cells: bandsOf.get(day)!.length },
    ),
  )
  const chosen = nations.flatMap(({ groups }) =>
    Object.entries(groups).flatMap(([code, g]) => (prefecture === null || code === prefecture ? [g.published] : [])),
  )
  const sum = addUp(chosen)
  const pooled = prefecture === null ? nations.reduce((all, { rest }) => all + (rest ?? 0), 0) : 0
  return [
    {
      id: 'daily',
      title: '日次報告による新規診断数（前日24:00締切）',
      chart: 'curve',
      head: ['診断日', '人数'],
      rows: days.map(([day], n) => [day, prefecture === null ? totalOf(nations[n]!) : (nations[n]!.groups[prefecture]?.total ?? null)]),
    },
    {
      id: 'daily-age',
      title: '日次報告の年代',
      chart: 'bars',
      head: ['年代', '人数'],
      rows: [...bands.map(({ key, label }): Cell[] => [label, sum.shown[key] ?? null]), [hiddenWord, sum.rest + pooled]],
    },
  ]
}

const byBeginning = (a: Band, b: Band) =>
  (a.from ?? Number.POSITIVE_INFINITY) - (b.from ?? Number.POSITIVE_INFINITY) || (a.to ?? 999) - (b.to ?? 999)
