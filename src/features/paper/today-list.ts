import { japaneseDay } from '../../lib/japanese-day.ts'
import { levelLabels } from '../../lib/level-labels.ts'
import { shortDay, shortWhen } from '../../lib/staff-time.ts'
import { kindLabel } from '../attention/kinds.ts'
import { channelLabels } from '../watch/labels.ts'
import type { Row } from '../watch/list.server.ts'
import { ageText } from '../watch/WatchTable.tsx'

/** One line of today's list as it is printed. */
export type TodayLine = { cells: string[]; isUrgent: boolean }

export const todayHead = [
  '氏名',
  '年齢',
  'HER-SYS ID',
  '電話番号',
  '状態・要対応',
  '最終報告',
  '体温',
  'SpO2',
  '期間',
  '確認（時刻・体温・SpO2・メモ）',
]

/** Today's list in the order of 健康観察一覧, with the telephone to ring and room for what is heard. What is blank stays blank. */
export function todayLines(rows: Row[], phones: Map<string, string | null>, now: Date): TodayLine[] {
  return rows.map((row) => ({
    isUrgent: row.badges.some(({ urgent, isQuiet }) => urgent && !isQuiet),
    cells: [
      `${row.familyName} ${row.givenName}`,
      ageText(row.birthOn, now),
      row.hersysId,
      phones.get(row.caseId) ?? '未記入',
      [row.lastReportAt ? levelLabels[row.level] : '報告なし', ...row.badges.map(({ kind }) => kindLabel(kind))].join('・'),
      row.lastReportAt ? `${shortWhen(row.lastReportAt)} ${channelLabels[row.lastChannel ?? ''] ?? ''}` : '',
      row.lastTemperature === null ? '' : row.lastTemperature.toFixed(1),
      row.lastSpo2 === null ? '' : String(row.lastSpo2),
      `${shortDay(row.periodFrom)}～${shortDay(row.periodTo)}${row.periodTo < japaneseDay(now) ? ' 期間経過' : ''}`,
      '',
    ],
  }))
}
