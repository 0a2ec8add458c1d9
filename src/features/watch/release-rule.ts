import type { Day } from '../../lib/japanese-day.ts'

type Known = {
  today: Day
  periodTo: Day
  level: 'urgent' | 'watch' | 'stable' | null
  lastReportAt: string | null
  hasRedFlag: boolean
  now: Date
}

/** How old the last word from the patient may be: 軽快 was asked of the last 72 hours (事務連絡 2022-01-28). Hours. */
export const wordOfHours = 72

/**
 * Whether the rule proposes 療養解除: null when it does, else why not, in words. The 健康観察期間 is over, the last report is no older than 72 hours and
 * calls for nothing, and no urgent matter is open. It proposes; a person decides, and may decide otherwise on the page of the case.
 */
export function whyNoRelease({ today, periodTo, level, lastReportAt, hasRedFlag, now }: Known): string | null {
  if (periodTo >= today) return '健康観察期間が終わっていません'
  if (hasRedFlag) return '緊急の項目が対応中です'
  if (!lastReportAt) return '健康状態の報告が一度もありません'
  if (now.getTime() - Date.parse(lastReportAt) > wordOfHours * 3_600_000) return `最後の報告から${wordOfHours}時間を過ぎています`
  if (level !== 'stable') return '最後の報告に症状があります'
  return null
}
