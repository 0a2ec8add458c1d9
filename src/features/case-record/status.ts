import type { CaseHead } from './head.server.ts'

type Of = Pick<CaseHead, 'state' | 'earlyClosedAt' | 'currentStatus' | 'watchState' | 'endKind' | 'ownerCentreId'>

const labels: Record<string, string> = {
  pending: '検査結果待ち',
  arranging: '入院・療養先調整中',
  hospital: '入院中',
  hotel: '宿泊療養中',
  home: '自宅療養中',
  care: '施設内療養中',
  contact: '自宅待機中',
  unknown: '不明',
}
const ends: Record<string, string> = { release: '療養解除', death: '死亡', withdrawal: '取り下げ' }

/**
 * 現在のステータス (D33): the end of the observation, which a person decided, stands before the newest 措置判定記録; '指定なし' where neither is.
 * `observation` says whether anybody watches.
 */
export function statusOf({ state, earlyClosedAt, currentStatus, watchState, endKind, ownerCentreId }: Of): {
  label: string
  observation: string
  tone: 'info' | 'warning' | 'plain'
} {
  const label = (endKind && ends[endKind]) ?? labels[currentStatus ?? ''] ?? '指定なし'
  if (earlyClosedAt) return { label, observation: '発生届なしで登録終了', tone: 'plain' }
  if (state === 'draft') return { label, observation: '発生届未提出・健康観察なし', tone: 'warning' }
  if (state === 'withdrawn') return { label: '取り下げ', observation: '健康観察終了', tone: 'plain' }
  if (watchState === 'ended') return { label, observation: '健康観察終了', tone: 'plain' }
  if (ownerCentreId === null) return { label, observation: '他の保健所が健康観察中', tone: 'info' }
  return { label, observation: '健康観察中', tone: 'info' }
}
