import type { Day } from '../../lib/japanese-day.ts'
import { answerFigure, type Cell, channels, delayKeys, delays, delayWord, type Figure } from './figures.ts'
import { mondayOf } from './iso-week.ts'
import { cellsOf, hiddenWord, type Row } from './ministry-rows.ts'
import { addUp, leastShown, type Published, publish } from './suppress.ts'

/** The whole country: delays, ways in, answers, queue, hospital. Each week of each is published by itself. */
export function nationalFigures(rows: Row[], weeks: Day[]): Figure[] {
  const nation = rows.filter(({ level }) => level === 'nation')
  const inWeek = (kind: string, week: Day) => nation.filter((row) => row.kind === kind && mondayOf(row.day) === week)
  const weekly = (kind: string, size: number) => addUp(weeks.map((week) => publish(cellsOf(inWeek(kind, week)), size)))
  /** A number of its own, of which no total is told. */
  const alone = (kind: string, week: Day) => {
    const n = inWeek(kind, week).reduce((sum, row) => sum + row.n, 0)
    return n === 0 || n >= leastShown ? n : null
  }
  const listed = (sum: { shown: Record<string, number>; rest: number }, labels: [string, string][]): Cell[][] => [
    ...labels.map(([key, label]): Cell[] => [label, sum.shown[key] ?? null]),
    [hiddenWord, sum.rest],
  ]
  const delayLabels = delayKeys.map((key): [string, string] => [key, delayWord(key)])
  const answers = weekly('answers', 6)
  return [
    {
      id: 'onset',
      title: '発病週別の報告数（全国）',
      chart: 'curve',
      head: ['週（月曜日）', '報告数'],
      rows: weeks.map((week) => [week, alone('onset', week)]),
    },
    ...delays.map(
      ([kind, title]): Figure => ({
        id: kind,
        title: `${title}の日数（全国）`,
        chart: 'bars',
        head: ['日数', '人数'],
        rows: listed(weekly(kind, delayKeys.length), delayLabels),
      }),
    ),
    {
      id: 'channel',
      title: '発生届の届いた方法（全国）',
      chart: 'bars',
      head: ['方法', '件数'],
      rows: listed(weekly('channel', 4), Object.entries(channels)),
    },
    answersOf(answers),
    queueFigure(nation),
    {
      id: 'hospital',
      title: '入院と退院（週別・全国）',
      chart: 'stack',
      head: ['週（月曜日）', '入院', '退院'],
      rows: weeks.map((week) => [week, alone('admitted', week), alone('left', week)]),
    },
    {
      id: 'stay',
      title: '在院日数（全国）',
      chart: 'bars',
      head: ['日数', '人数'],
      rows: listed(
        weekly('stay', delayKeys.length),
        delayLabels.filter(([key]) => key !== 'blank'),
      ),
    },
  ]
}

function answersOf({ shown, rest }: { shown: Record<string, number>; rest: number }): Figure {
  const figure = answerFigure(new Map([...Object.entries(shown), ...(rest > 0 ? [[hiddenWord, rest] as [string, number]] : [])]))
  const rows = figure.rows.map((row): Cell[] => (row[1] === 0 && rest > 0 ? [row[0]!, null, null] : row))
  return { ...figure, rows, title: '健康観察の回答率（方法別・全国）' }
}

function queueFigure(nation: Row[]): Figure {
  const day = nation
    .filter(({ kind }) => kind === 'queue')
    .map((row) => row.day)
    .sort()
    .at(-1)
  const ages = ['1h', '4h', '24h', '3d', 'more']
  const { shown, rest }: Published = publish(
    cellsOf(nation.filter((row) => row.kind === 'queue' && row.day === day).map(({ key, n }) => ({ key: key.split('|')[1]!, n }))),
    ages.length,
  )
  const labels: Record<string, string> = { '1h': '1時間未満', '4h': '4時間未満', '24h': '24時間未満', '3d': '3日未満', more: '3日以上' }
  return {
    id: 'queue',
    title: '要対応の経過時間（全国・現在）',
    chart: 'bars',
    head: ['経過時間', '件数'],
    rows: [...ages.map((age): Cell[] => [labels[age]!, shown[age] ?? null]), [hiddenWord, rest]],
  }
}
