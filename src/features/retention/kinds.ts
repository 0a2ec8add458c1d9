/** What is kept for a time, in the words of the page. The numbers are rows of `policies`, which the operator changes. */
export const retained = {
  cases: { label: '終了した症例', policy: 'cases-days', since: '健康観察または登録の終了から' },
  messages: { label: '送信した通知の本文', policy: 'messages-days', since: '作成から' },
  drafts: { label: '提出しなかった下書き', policy: 'drafts-days', since: '最後の保存から' },
  faxes: { label: '入力しないと判断したFAX', policy: 'faxes-days', since: 'その判断から' },
  replies: { label: '症例に付かないSMSの受信記録', policy: 'replies-days', since: '受信から' },
  audits: { label: '監査記録', policy: 'audits-days', since: '記録から' },
} as const
export type RetainedKind = keyof typeof retained

type Policy = { label: string; unit: string; least: number; most: number }
/** Every number that the operator may set, with its bounds. */
export const policies: Record<string, Policy> = {
  'cases-days': { label: '終了した症例の保存期間', unit: '日', least: 365, most: 36_500 },
  'messages-days': { label: '送信した通知の保存期間', unit: '日', least: 30, most: 36_500 },
  'drafts-days': { label: '提出しなかった下書きの保存期間', unit: '日', least: 30, most: 36_500 },
  'faxes-days': { label: '入力しないと判断したFAXの保存期間', unit: '日', least: 30, most: 36_500 },
  'replies-days': { label: '症例に付かないSMSの受信記録の保存期間', unit: '日', least: 30, most: 36_500 },
  'audits-days': { label: '監査記録の保存期間', unit: '日', least: 1096, most: 36_500 },
  'retention-on': { label: '期間を過ぎたものの自動消去（1で有効、0で無効）', unit: '', least: 0, most: 1 },
  'merge-undo-days': { label: '統合を取り消せる期間', unit: '日', least: 0, most: 3650 },
  'many-records': { label: '多数の閲覧とみなす件数（1時間、0で調べない）', unit: '件', least: 0, most: 100_000 },
  'night-from': { label: '深夜の始まり', unit: '時', least: 0, most: 23 },
  'night-to': { label: '深夜の終わり', unit: '時', least: 0, most: 23 },
  'night-records': { label: '深夜の閲覧とみなす件数（1時間、0で調べない）', unit: '件', least: 0, most: 100_000 },
  'surname-records': { label: '同じ姓の閲覧とみなす件数（1時間、0で調べない）', unit: '件', least: 0, most: 1000 },
  'surname-common': { label: 'よくある姓とみなす登録の数', unit: '件', least: 1, most: 100_000 },
}

/** What is wrong with the numbers typed, all at once; `typed` holds every policy's text. */
export function policyFaults(typed: Record<string, string>): string[] {
  return Object.entries(policies).flatMap(([name, { label, unit, least, most }]) => {
    const text = (typed[name] ?? '').normalize('NFKC')
    const isGood = /^\d{1,6}$/.test(text) && Number(text) >= least && Number(text) <= most
    return isGood ? [] : [`${label}は、${least}${unit}から${most}${unit}までの整数で入力してください。`]
  })
}
