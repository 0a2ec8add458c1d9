import { type AttentionKind, kindsByRank } from './kinds.ts'

/** The parts of a day, in the order of the page. Red stands before them all and is none of them. */
export const sections = {
  silent: '報告なし',
  unowned: '担当保健所未確定',
  calls: '電話',
  'hand-over': '移管の受け入れ',
  new: '新しい発生届',
  asked: '停止・取り下げ・訂正の依頼',
  release: '療養解除の判断',
  unregistered: 'My HER-SYS未登録・ロック',
  sms: 'SMS不達',
  same: '同じ方かもしれない登録',
  system: '自動処理・当番・システム',
  other: 'そのほか',
} as const
export type Section = keyof typeof sections

/** Which part each kind belongs to. A kind that is missing here shows under そのほか, and a test fails until it has its place. */
const sectionOfKind: Record<string, Section> = {
  'red-flag': 'other',
  'report-without-watch': 'other',
  'no-report': 'silent',
  'owner-to-settle': 'unowned',
  'hand-over-waiting': 'hand-over',
  'sms-undeliverable': 'sms',
  'claim-locked': 'unregistered',
  unconfirmed: 'new',
  'not-registered': 'unregistered',
  'release-due': 'release',
  'withdrawal-asked': 'asked',
  'correction-asked': 'asked',
  'notice-stop-asked': 'asked',
  'early-closed': 'new',
  'job-failed': 'system',
  'no-roster': 'system',
  'system-alert': 'system',
  inquiry: 'new',
  'fax-waiting': 'new',
  'no-channel': 'unregistered',
  'sms-reply': 'sms',
  'sms-stopped': 'sms',
  'likely-same': 'same',
  'unusual-access': 'system',
  'call-failed': 'calls',
  'call-incomplete': 'calls',
  'call-asked-for-staff': 'calls',
  'call-identity': 'calls',
}

export function sectionOf(kind: AttentionKind): Section {
  return sectionOfKind[kind] ?? 'other'
}

export const hasSection = (kind: string): boolean => Object.hasOwn(sectionOfKind, kind)

/** The kinds of one part, worst first. */
export function kindsOf(section: Section): AttentionKind[] {
  return kindsByRank.filter((kind) => sectionOf(kind) === section)
}

/** Kinds that show before they are due: a new 発生届 is there to be read at once, its deadline only says when it is late. The index attention_early names them too. */
export const shownEarly: readonly AttentionKind[] = ['unconfirmed', 'fax-waiting']
