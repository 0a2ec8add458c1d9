import { levelLabels } from '../../lib/level-labels.ts'
import { shortDay, shortWhen } from '../../lib/staff-time.ts'
import type { Reason } from './score.ts'

/** One of the two, as far as the asking centre may see it. Masked: no name, ID, day, telephone or address. */
export type Side = {
  visible: boolean
  centre: string | null
  centreId: string | null
  sex: string | null
  ageBand: number | null
  firstKana: string | null
  town: string | null
  diagnosedMonth: string | null
} & Partial<OpenSide>

export type OpenSide = {
  caseId: string
  hersysId: string
  name: string
  kana: string | null
  birthOn: string | null
  phone: string | null
  postalCode: string | null
  address: string | null
  diagnosedOn: string | null
  onsetOn: string | null
  reportedOn: string | null
  severity: string | null
  state: string
  institution: string | null
  watchState: 'observing' | 'ended' | null
  endKind: string | null
  periodFrom: string | null
  periodTo: string | null
  level: 'urgent' | 'watch' | 'stable' | null
  lastReportAt: string | null
  openItems: number
  registered: boolean
}

export type Ask = { centre: string; by: string; at: string; reason: string }
export type PairState = 'open' | 'same-case' | 'new-infection' | 'other-person'
export type Pair = {
  id: string
  state: PairState
  score: number
  reasons: Reason[]
  foundAt: string
  one: Side
  other: Side
  asks: Ask[]
}

export const isWholly = (pair: Pair): boolean => pair.one.visible && pair.other.visible

/** What a centre decides about a pair, and how the page says it. */
export const decisions = {
  'same-case': ['同一の症例', '同じ感染について症例が2つある。1つに統合する'],
  'new-infection': ['同一人物', '同じ人の別の感染。症例は2つのまま、同じ人として結ぶ'],
  'other-person': ['別人', '今後この2件を候補にしない'],
} as const
export type Decision = keyof typeof decisions
export const isDecision = (value: unknown): value is Decision => typeof value === 'string' && Object.hasOwn(decisions, value)

export const decisionLabel: Record<string, string> = {
  'same-case': '同一の症例（統合）',
  'new-infection': '同一人物',
  'other-person': '別人',
  undone: '取り消し',
}

const sexes: Record<string, string> = { male: '男', female: '女', other: 'その他' }
const slashed = (day: string | null | undefined) => day?.replaceAll('-', '/') ?? null
const band = (age: number | null) => (age === null ? null : age >= 90 ? '90歳以上' : `${age}代`)

type Row = { label: string; one: string | null; other: string | null; differs: boolean }

/** Both sides line by line. A blank differs from nothing: nobody knows. A side that is masked is compared by what both show. */
export function comparison({ one, other }: Pair): Row[] {
  const both = one.visible && other.visible
  const open: [string, (side: Side) => string | null | undefined][] = [
    ['氏名', (side) => side.name],
    ['フリガナ', (side) => side.kana],
    ['生年月日', (side) => slashed(side.birthOn)],
    ['性別', (side) => sexes[side.sex ?? '']],
    ['電話番号', (side) => side.phone],
    ['所在地', (side) => [side.postalCode && `〒${side.postalCode}`, side.address].filter(Boolean).join(' ')],
    ['診断年月日', (side) => slashed(side.diagnosedOn)],
    ['発病年月日', (side) => slashed(side.onsetOn)],
    ['届け出た医療機関', (side) => side.institution],
    ['担当保健所', (side) => side.centre],
  ]
  const masked: typeof open = [
    ['年代', (side) => band(side.ageBand)],
    ['性別', (side) => sexes[side.sex ?? '']],
    ['フリガナの頭文字', (side) => side.firstKana],
    ['市区町村', (side) => side.town],
    ['診断された月', (side) => side.diagnosedMonth?.replace('-', '年').concat('月')],
    ['担当保健所', (side) => side.centre],
  ]
  const watch: typeof open = [
    [
      '健康観察',
      (side) => (side.watchState === 'observing' ? `観察中（${levelLabels[side.level ?? 'stable']}）` : side.watchState && '終了'),
    ],
    ['期間', (side) => side.periodFrom && side.periodTo && `${shortDay(side.periodFrom)} ～ ${shortDay(side.periodTo)}`],
    ['最後の報告', (side) => side.lastReportAt && shortWhen(side.lastReportAt)],
    ['要対応', (side) => `${side.openItems ?? 0}件`],
    ['My HER-SYS', (side) => (side.registered ? '登録済み' : '未登録')],
  ]
  const row =
    (isMarked: boolean) =>
    ([label, of]: (typeof open)[number]): Row => {
      const [mine, theirs] = [of(one) || null, of(other) || null]
      return { label, one: mine, other: theirs, differs: isMarked && mine !== null && theirs !== null && mine !== theirs }
    }
  return both ? [...open.map(row(true)), ...watch.map(row(false))] : masked.map(row(true))
}
