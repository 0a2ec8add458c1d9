import { addDays, type Day } from '../../lib/japanese-day.ts'
import { notification2 } from '../../programmes/covid-19/notification-2.ts'

/** One row of the read model. A blank is the key 'blank' and, for the onset, the day '-infinity'. */
export type Counted = { kind: string; day: string; key: string; n: number }
/** A null is not told (suppressed), which is not 0. */
export type Cell = string | number | null
/**
 * A figure is its table; the chart is drawn from it. `curve`: day, number and its mean; `bars`: label and number; `stack`: label and one number
 * for each series; `map`: code, name and number; `none`: a table alone.
 */
export type Figure = {
  id: string
  title: string
  chart: 'curve' | 'bars' | 'stack' | 'map' | 'none'
  head: string[]
  rows: Cell[][]
  note?: string
}

export const blankWord = '未記入'
const sexes = { male: '男', female: '女', other: 'その他', blank: blankWord }
const ages = ['0', '10', '20', '30', '40', '50', '60', '70', '80', '90', 'blank']
export const ageWord = (key: string) => (key === 'blank' ? blankWord : key === '0' ? '10歳未満' : key === '90' ? '90歳以上' : `${key}代`)
const severities: Record<string, string> = { ...notification2.fields.severity.options, blank: blankWord }
const outcomes = { observed: '観察中', 'in-hospital': '入院中', released: '療養解除', died: '死亡', blank: blankWord }
export const channels = { web: '画面入力', fax: 'FAX（代行入力）', import: 'エクセルインポート', api: '電子カルテ連携' }
const answerChannels = {
  web: 'My HER-SYS',
  call: '自動架電',
  inbound: '健康コール',
  staff: '保健所入力',
  institution: '医療機関入力',
  none: '報告なし',
}
export const delayKeys = ['before', ...Array.from({ length: 16 }, (_, n) => String(n)), 'blank']
export const delayWord = (key: string) =>
  key === 'before' ? '順序が逆' : key === 'blank' ? blankWord : key === '15' ? '15日以上' : `${key}日`
export const queueAges = { '1h': '1時間未満', '4h': '4時間未満', '24h': '24時間未満', '3d': '3日未満', more: '3日以上' }
export const words = { sexes, ages, severities, outcomes, answerChannels }

const supports = {
  none: '酸素投与・ICU等なし',
  oxygen: '酸素投与',
  icu: 'ICU入室',
  ventilator: '人工呼吸器',
  ecmo: 'ECMO',
  blank: blankWord,
}

const sumBy = (rows: Counted[], keyOf: (row: Counted) => string) => {
  const sum = new Map<string, number>()
  for (const row of rows) sum.set(keyOf(row), (sum.get(keyOf(row)) ?? 0) + row.n)
  return sum
}
const of = (rows: Counted[], kind: string) => rows.filter((row) => row.kind === kind)

/** Days from the first to the last with their number and the mean of the seven days that end there; no mean where days before `known` count. */
export function curveRows(perDay: Map<string, number>, from: Day, to: Day, known = from): Cell[][] {
  const rows: Cell[][] = []
  const on = (day: Day) => perDay.get(day) ?? 0
  let first = addDays(from, -6)
  let week = 0
  for (let day = first; day < from; day = addDays(day, 1)) week += on(day)
  for (let day = from; day <= to; day = addDays(day, 1)) {
    week += on(day)
    rows.push([day, on(day), first >= known ? Math.round((week / 7) * 10) / 10 : null])
    week -= on(first)
    first = addDays(first, 1)
  }
  return rows
}

/** Middle of the delays that are known, in days; null where there is none. What is blank or the wrong way round is no delay. */
export function medianOf(perKey: Map<string, number>): number | null {
  const known = [...perKey].filter(([key]) => /^\d+$/.test(key)).sort(([a], [b]) => Number(a) - Number(b))
  const total = known.reduce((sum, [, n]) => sum + n, 0)
  let below = 0
  for (const [key, n] of known) {
    below += n
    if (below * 2 >= total && n > 0) return Number(key)
  }
  return null
}

const listed = (perKey: Map<string, number>, labels: Record<string, string>): Cell[][] => [
  ...Object.entries(labels).map(([key, label]) => [label, perKey.get(key) ?? 0]),
  ...[...perKey].filter(([key, n]) => !(key in labels) && n > 0).map(([key, n]) => [key, n]),
]

export const delays = [
  ['onset-diagnosis', '発病から診断まで'],
  ['diagnosis-report', '診断から届出まで'],
  ['report-confirm', '届出から保健所確認まで'],
] as const

export type Period = { from: Day; to: Day }
export type Place = { code: string; name: string }

/** Every figure of a centre or a prefecture for a period, from its rows of the read model. `today` has the ages of the queue. */
export function figuresOf(rows: Counted[], { from, to }: Period, places: Place[], kindWord: (kind: string) => string): Figure[] {
  const perDay = (kind: string) => sumBy(of(rows, kind), ({ day }) => day)
  const perKey = (kind: string) => sumBy(of(rows, kind), ({ key }) => key)
  const onsetBlank = perDay('onset').get('-infinity') ?? 0
  const ageSex = perKey('age-sex')
  const perPlace = perKey('place')
  const answers = of(rows, 'answers')
  return [
    {
      id: 'reported',
      title: '届出日別の新規報告数',
      chart: 'curve',
      head: ['届出日', '報告数', '7日間平均'],
      rows: curveRows(perDay('reported'), from, to, addDays(from, -6)),
    },
    {
      id: 'onset',
      title: '発病日別の報告数',
      chart: 'curve',
      head: ['発病日', '報告数', '7日間平均'],
      rows: curveRows(perDay('onset'), from, to, addDays(from, -6)),
      note: `発病日が未記入の方（無症状の方を含む、全期間）：${onsetBlank.toLocaleString('ja-JP')}人`,
    },
    {
      id: 'age-sex',
      title: '年代と性別',
      chart: 'stack',
      head: ['年代', ...Object.values(sexes)],
      rows: ages.map((age) => [ageWord(age), ...Object.keys(sexes).map((sex) => ageSex.get(`${age}|${sex}`) ?? 0)]),
    },
    { id: 'severity', title: '重症度', chart: 'bars', head: ['重症度', '人数'], rows: listed(perKey('severity'), severities) },
    { id: 'outcome', title: '転帰', chart: 'bars', head: ['転帰', '人数'], rows: listed(perKey('outcome'), outcomes) },
    {
      id: 'map',
      title: '所在地別',
      chart: 'map',
      head: ['コード', '市区町村', '人数'],
      rows: [
        ...places.map(({ code, name }): Cell[] => [code, name, perPlace.get(code) ?? 0]),
        [
          '',
          `管外・その他`,
          [...perPlace].filter(([key]) => key !== 'blank' && !places.some(({ code }) => code === key)).reduce((sum, [, n]) => sum + n, 0),
        ],
        ['', blankWord, perPlace.get('blank') ?? 0],
      ],
    },
    ...delays.map(([kind, title]): Figure => {
      const median = medianOf(perKey(kind))
      return {
        id: kind,
        title: `${title}の日数`,
        chart: 'bars',
        head: ['日数', '人数'],
        rows: delayKeys.map((key) => [delayWord(key), perKey(kind).get(key) ?? 0]),
        note: median === null ? '中央値：なし' : `中央値：${median}日（未記入と順序が逆のものを除く）`,
      }
    }),
    { id: 'channel', title: '発生届の届いた方法', chart: 'bars', head: ['方法', '件数'], rows: listed(perKey('channel'), channels) },
    answerFigure(sumBy(answers, ({ key }) => key)),
    queueFigure(
      of(rows, 'queue').filter(({ day }) => day === latest(rows, 'queue')),
      kindWord,
    ),
    {
      id: 'hospital',
      title: '入院と退院',
      chart: 'stack',
      head: ['日', '入院', '退院'],
      rows: curveRows(perDay('admitted'), from, to).map(([day, n]) => [day!, n!, perDay('left').get(String(day)) ?? 0]),
    },
    {
      id: 'in-hospital',
      title: '入院中の方',
      chart: 'curve',
      head: ['日', '人数', '7日間平均'],
      rows: curveRows(inHospital(rows, from, to), from, to),
      note: '退院の日と、健康観察を終えた日からは数えません。',
    },
    {
      id: 'support',
      title: '入院された方の最も重い治療',
      chart: 'bars',
      head: ['治療', '人数'],
      rows: listed(perKey('support'), supports),
      note: '入院日で数えます。経過の記録に書かれていないものは未記入で、「なし」ではありません。',
    },
    {
      id: 'stay',
      title: '在院日数（退院された方）',
      chart: 'bars',
      head: ['日数', '人数'],
      rows: delayKeys.filter((key) => key !== 'blank').map((key) => [delayWord(key), perKey('stay').get(key) ?? 0]),
    },
  ]
}

/** How many are in hospital at the end of each day: those before, who came, less who left. */
function inHospital(rows: Counted[], from: Day, to: Day): Map<string, number> {
  const on = (kind: string) => sumBy(of(rows, kind), ({ day }) => day)
  const [came, left] = [on('admitted'), on('bed-left')]
  const perDay = new Map<string, number>()
  let n = on('in-bed').get(from) ?? 0
  for (let day = from; day <= to; day = addDays(day, 1)) {
    n += (came.get(day) ?? 0) - (left.get(day) ?? 0)
    perDay.set(day, n)
  }
  return perDay
}

const latest = (rows: Counted[], kind: string) =>
  of(rows, kind)
    .map(({ day }) => day)
    .sort()
    .at(-1)

/** Of all days of observation, how each was answered. */
export function answerFigure(perChannel: Map<string, number>): Figure {
  const total = [...perChannel.values()].reduce((sum, n) => sum + n, 0)
  return {
    id: 'answers',
    title: '健康観察の回答率（方法別）',
    chart: 'bars',
    head: ['方法', '延べ人日', '割合（％）'],
    rows: listed(perChannel, answerChannels).map(([label, n]) => [
      label!,
      n!,
      total === 0 ? null : Math.round((Number(n) / total) * 1000) / 10,
    ]),
  }
}

function queueFigure(rows: Counted[], kindWord: (kind: string) => string): Figure {
  const kinds = [...new Set(rows.map(({ key }) => key.split('|')[0]!))].sort()
  return {
    id: 'queue',
    title: '要対応の経過時間（現在）',
    chart: 'stack',
    head: ['種類', ...Object.values(queueAges)],
    rows: kinds.map((kind) => [
      kindWord(kind),
      ...Object.keys(queueAges).map((age) => rows.find(({ key }) => key === `${kind}|${age}`)?.n ?? 0),
    ]),
  }
}
