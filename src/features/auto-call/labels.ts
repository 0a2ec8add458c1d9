import type { CallState } from './provider-status.ts'

/** Words of staff for how a call stands. */
export const callStateLabels: Record<CallState, string> = {
  planned: '予定',
  dialling: '発信中',
  unknown: '不明',
  ringing: '呼出中',
  answered: '応答',
  identified: '本人確認済',
  'no-answer': '応答なし',
  busy: '話し中',
  machine: '留守番電話',
  completed: '回答完了',
  aborted: '途中で終了',
  failed: '失敗',
  'called-off': '取りやめ',
}

/** The same for a state as a row or a line of time holds it; one that a newer version wrote is shown as it is. */
export const callStateLabel = (state: string): string => (callStateLabels as Record<string, string>)[state] ?? state

/** Filters of the list: what a nurse asks for at once. */
export const callGroups = {
  waiting: { label: '予定', states: ['planned'] },
  live: { label: '発信・通話中', states: ['dialling', 'ringing', 'answered', 'identified'] },
  completed: { label: '回答完了', states: ['completed'] },
  aborted: { label: '途中で終了', states: ['aborted'] },
  unreached: { label: '不成立', states: ['no-answer', 'busy', 'machine', 'failed', 'unknown'] },
  'called-off': { label: '取りやめ', states: ['called-off'] },
} as const satisfies Record<string, { label: string; states: readonly CallState[] }>
export type CallGroup = keyof typeof callGroups

/** Our own codes; a provider's are shown as they are. */
const codeLabels: Record<string, string> = {
  'window-over': '時間内に発信できず',
  'not-at-provider': '電話会社に届かず',
  'provider-silent': '電話会社の返事なし',
  'provider-cannot-tell': '電話会社も不明',
  'not-heard': '案内を流せず',
  canceled: '呼び出しを中止',
  'observation-ended': '健康観察の終了',
  withdrawn: '発生届の取り下げ',
  death: '死亡',
  'plan-ended': '予定の変更・終了',
  reported: '別の方法で報告あり',
  'invalid-recipient': 'かけられない番号',
}

/** Why, where the state alone does not say it; null where it does. */
export function codeLabel(state: CallState, code: string | null): string | null {
  if (!code || code === state) return null
  return codeLabels[code] ?? code
}

/** Why a plan ended. */
export const planEndLabels: Record<string, string> = {
  changed: '変更',
  'by-centre': '保健所が終了',
  'number-corrected': '電話番号の訂正',
  'observation-ended': '健康観察の終了',
  death: '死亡',
  withdrawn: '発生届の取り下げ',
  'stop-accepted': '停止の依頼を受け入れた',
}

export const weekdays = ['月', '火', '水', '木', '金', '土', '日'] as const

export const daysLabel = (days: readonly number[] | null) => (days === null ? '毎日' : days.map((day) => weekdays[day - 1]).join('・'))

/** C37, G21: said when another patient is rung at this number. */
export const numberTaken =
  'この番号には、ほかの療養者の自動架電が設定されています。1人につき1つの電話番号が必要です。ご家族の分は、My HER-SYS（代表1人が登録し、対象者の横の「新規登録」でご家族を加える）か、健康コール（1人分ずつ登録）をご案内ください。登録する方のHER-SYS IDと生年月日が必要です。'
