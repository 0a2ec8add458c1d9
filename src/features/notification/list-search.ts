import { readDay } from '../../lib/era.ts'
import { readHersysId } from '../../lib/hersys-id.ts'
import type { Day } from '../../lib/japanese-day.ts'
import { tidy } from '../../lib/kana.ts'
import { foldKana, foldName } from '../../lib/name-keys.ts'
import { normalisePhone } from '../../lib/phone-number.ts'

/** The filters of 登録情報一覧 (D35), as typed. Every one is a text; '' is no condition. */
export const filterNames = [
  'centre',
  'centreNumber',
  'hersysId',
  'kana',
  'name',
  'birthOn',
  'phone',
  'passport',
  'reportedFrom',
  'reportedTo',
  'diagnosedFrom',
  'diagnosedTo',
  'infectionClass',
  'status',
  'severity',
  'measuredFrom',
  'measuredTo',
  'whereabouts',
] as const
export type FilterName = (typeof filterNames)[number]
export type Typed = Record<FilterName, string>

export const sorts = {
  'began-desc': '期間開始日 (降順)',
  'began-asc': '期間開始日 (昇順)',
  'diagnosed-desc': '診断年月日 (降順)',
  'diagnosed-asc': '診断年月日 (昇順)',
  'reported-desc': '報告年月日 (降順)',
  'reported-asc': '報告年月日 (昇順)',
  'kana-asc': 'フリガナ (昇順)',
} as const
export type Sort = keyof typeof sorts
export const sizes = [10, 50, 100] as const

/** From here on a count is told as 「…件以上」: nobody waits for the exact number of what nobody will page through. */
export const mostCounted = 10_000

export type Range = { from: Day | null; to: Day | null }
/** What rows must match. A name and a reading are folded beginnings, in either order of family and given name. */
export type Wanted = {
  centreId: string | null
  centreNumber: string | null
  hersysId: string | null
  name: string | null
  kana: string | null
  birthOn: Day | null
  phone: string | null
  passport: string | null
  reported: Range
  diagnosed: Range
  measured: Range
  infectionClass: string | null
  /** 'none': 記録なし. */
  status: string | null
  /** 'none': 未選択. */
  severity: string | null
  /** 'none': 不明. */
  whereabouts: string | null
}
export type Search = { typed: Typed; wanted: Wanted; sort: Sort; size: number; faults: Partial<Record<FilterName, string>> }

const dayFault = '日付を確認してください（例 2022/7/20、R4.7.20）'
type Body = Record<string, string | string[] | undefined>

/** What was typed, all its faults at once, and what it asks for. Anything not understood narrows nothing and is said. */
export function readSearch(body: Body, centres: { id: string; name: string }[]): Search {
  const typed = Object.fromEntries(filterNames.map((name) => [name, textOf(body[name])])) as Typed
  const faults: Search['faults'] = {}
  const read = <T>(name: FilterName, parse: (text: string) => T | null, fault: string): T | null => {
    const found = typed[name] === '' ? null : parse(typed[name])
    if (typed[name] !== '' && found === null) faults[name] = fault
    return found
  }
  const day = (name: FilterName) => read(name, readDay, dayFault)
  const range = (from: FilterName, to: FilterName): Range => {
    const days = { from: day(from), to: day(to) }
    if (days.from !== null && days.to !== null && days.from > days.to) faults[to] = '終わりの日が始めの日より前です'
    return days
  }
  const wanted: Wanted = {
    centreId: read('centre', (text) => centres.find(({ id, name }) => id === text || name === text)?.id ?? null, '保健所が見つかりません'),
    centreNumber: typed.centreNumber || null,
    hersysId: read('hersysId', readHersysId, 'HER-SYS IDは6～8桁の数字で入力してください'),
    name: foldName(typed.name) || null,
    kana: foldKana(typed.kana) || null,
    birthOn: day('birthOn'),
    phone: typed.phone === '' ? null : normalisePhone(typed.phone),
    passport: typed.passport.toUpperCase().replace(/\s/g, '') || null,
    reported: range('reportedFrom', 'reportedTo'),
    diagnosed: range('diagnosedFrom', 'diagnosedTo'),
    measured: range('measuredFrom', 'measuredTo'),
    infectionClass: typed.infectionClass || null,
    status: typed.status || null,
    severity: typed.severity || null,
    whereabouts: typed.whereabouts || null,
  }
  const sort = Object.hasOwn(sorts, textOf(body.sort)) ? (textOf(body.sort) as Sort) : 'began-desc'
  const size = sizes.find((each) => String(each) === textOf(body.size)) ?? 10
  return { typed, wanted, sort, size, faults }
}

export const noSearch: Search = readSearch({}, [])

function textOf(value: unknown): string {
  return typeof value === 'string' ? tidy(value).slice(0, 200) : ''
}
