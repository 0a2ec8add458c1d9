import { levelLabels } from '../../lib/level-labels.ts'
import { type CallHours, isChannel, type PlanChannel, timesFault } from './channels.ts'

export type NewRule = {
  name: string
  /** Completed years; from this age on. */
  ageFrom: number | null
  /** Below this age. */
  ageBelow: number | null
  /** 'none': the 発生届 says there is none; 'some': it names one. Unanswered is neither. */
  risk: 'none' | 'some' | null
  /** Of the newest report; before the first there is none. */
  level: 'urgent' | 'watch' | 'stable' | null
  phone: 'mobile' | 'other' | 'absent' | null
  channels: PlanChannel[]
  callTimes: string[]
}
export type TypedRule = Record<'name' | 'ageFrom' | 'ageBelow' | 'risk' | 'level' | 'phone', string> & {
  channels: string[]
  times: string[]
}
export type RuleFaults = Partial<Record<'name' | 'age' | 'condition' | 'channels' | 'times', string>>

export const riskLabels = { none: 'リスク因子なし', some: 'リスク因子あり' } as const
export const phoneLabels = { mobile: '携帯電話あり', other: '携帯電話以外の番号', absent: '電話番号が未記入' } as const

export const blankRule: TypedRule = { name: '', ageFrom: '', ageBelow: '', risk: '', level: '', phone: '', channels: ['web'], times: [] }

const one = (value: string | string[] | undefined) => (typeof value === 'string' ? value.normalize('NFKC').trim() : '')
const many = (value: string | string[] | undefined) => [value ?? []].flat().filter((each) => each !== '')

export function readTypedRule(body: Record<string, string | string[] | undefined>): TypedRule {
  return {
    name: one(body.name),
    ageFrom: one(body.ageFrom),
    ageBelow: one(body.ageBelow),
    risk: one(body.risk),
    level: one(body.level),
    phone: one(body.phoneKind),
    channels: many(body.channel),
    times: many(body.time),
  }
}

const among = <T extends string>(table: Record<T, string>, text: string): T | null => (Object.hasOwn(table, text) ? (text as T) : null)
const age = (text: string) => (text === '' ? null : /^\d{1,3}$/.test(text) && Number(text) <= 150 ? Number(text) : Number.NaN)

/** The rule that was typed, or every fault at once. A rule without a condition is one for everybody who is left. */
export function readRule(typed: TypedRule, hours: CallHours): { rule: NewRule; faults: null } | { rule: null; faults: RuleFaults } {
  const faults: RuleFaults = {}
  const [ageFrom, ageBelow] = [age(typed.ageFrom), age(typed.ageBelow)]
  if (typed.name === '' || [...typed.name].length > 60) faults.name = '60文字以内の名前を入力してください'
  if (Number.isNaN(ageFrom) || Number.isNaN(ageBelow)) faults.age = '年齢は0から150の数字で入力してください'
  else if (ageBelow === 0 || (ageFrom !== null && ageBelow !== null && ageBelow <= ageFrom))
    faults.age = '「未満」の年齢を「以上」より大きくしてください'
  const channels = [...new Set(typed.channels)].filter(isChannel)
  if (channels.length === 0) faults.channels = '方法を1つ以上選んでください'
  const times = [...new Set(typed.times)].sort()
  const isCalled = channels.includes('automatic-call')
  const fault = isCalled ? timesFault(times, hours) : null
  if (fault) faults.times = fault
  if (Object.keys(faults).length > 0) return { rule: null, faults }
  const rule = {
    name: typed.name,
    ageFrom,
    ageBelow,
    risk: among(riskLabels, typed.risk),
    level: among(levelLabels, typed.level),
    phone: among(phoneLabels, typed.phone),
    channels,
    callTimes: isCalled ? times : [],
  }
  return { rule, faults: null }
}

/** The conditions in words: 「50歳未満・リスク因子なし」. */
export function conditionsOf({
  ageFrom,
  ageBelow,
  risk,
  level,
  phone,
}: Pick<NewRule, 'ageFrom' | 'ageBelow' | 'risk' | 'level' | 'phone'>): string {
  const parts = [
    ageFrom !== null && `${ageFrom}歳以上`,
    ageBelow !== null && `${ageBelow}歳未満`,
    risk && riskLabels[risk],
    level && `報告の状態が${levelLabels[level]}`,
    phone && phoneLabels[phone],
  ]
  return parts.filter(Boolean).join('・') || '条件なし（残り全員）'
}
