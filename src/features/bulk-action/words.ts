import type { Thing } from './kind.ts'
import type { Counts, Job, RowState } from './queries.server.ts'

export const jobStates: Record<Job['state'], string> = { chosen: '開始前', running: '実行中', done: '完了', stopped: '中止' }
export const rowStates: Record<RowState, string> = {
  waiting: '待ち',
  done: '完了',
  unchanged: '変更なし',
  refused: '行われなかった',
  failed: '失敗',
}

/** What one row is called, and the list it came from. */
export const things: Record<Thing, { unit: string; list: string; listLabel: string }> = {
  case: { unit: '人', list: '/centre/watch-list', listLabel: '健康観察一覧' },
  item: { unit: '件', list: '/centre', listLabel: '要対応' },
  'hand-over': { unit: '件', list: '/centre/hand-overs', listLabel: '移管' },
}

/** What became of a job in one line: 「完了 48・行われなかった 2」. */
export function countText(counts: Counts): string {
  const parts = (['done', 'unchanged', 'refused', 'failed', 'waiting'] as const).filter((state) => counts[state] > 0)
  return parts.map((state) => `${rowStates[state]} ${counts[state].toLocaleString('ja-JP')}`).join('・')
}
