import type { AttentionKind } from './kinds.ts'
import type { Item } from './state.ts'

type Of = Pick<Item, 'kind' | 'caseId' | 'detail'>
type Step = { href: (item: Of) => string; label: string }

const onCase = (anchor: string, label: string): Step => ({ href: ({ caseId }) => `/centre/cases/${caseId}${anchor}`, label })

/** What closes by a decision elsewhere leads there. */
const nextSteps: Partial<Record<AttentionKind, Step>> = {
  'hand-over-waiting': { href: () => '/centre/hand-overs', label: '受け入れを決める' },
  'no-roster': { href: () => '/centre/roster', label: '当番表を登録する' },
  'release-due': onCase('#end', '解除・延長を決める'),
  'withdrawal-asked': onCase('#withdrawal', '取り下げを決める'),
  'notice-stop-asked': onCase('#notice-stop', '停止の可否を決める'),
  inquiry: onCase('#inquiry', '問合せと回答を見る'),
  'fax-waiting': { href: () => '/centre/faxes', label: 'FAXを入力する' },
  unconfirmed: onCase('#confirm', '発生届を確認する'),
  'no-channel': onCase('/plan', '健康観察の方法を決める'),
  'sms-stopped': onCase('/plan', '健康観察の方法を決める'),
  'sms-reply': onCase('#replies', '返信を読む'),
  'call-failed': onCase('/call-plan', '自動架電の記録を見る'),
  'sms-undeliverable': onCase('/correct', '電話番号を訂正する'),
}

/** Where the item is settled, null where only on the item itself. */
export function nextStepOf(item: Of): { href: string; label: string } | null {
  if (item.kind === 'job-failed' && typeof item.detail.bulk === 'string')
    return { href: `/centre/bulk/${item.detail.bulk}`, label: '一括処理の結果を見る' }
  const step = nextSteps[item.kind]
  return step ? { href: step.href(item), label: step.label } : null
}
