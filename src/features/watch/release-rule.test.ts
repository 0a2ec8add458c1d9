import { expect, test } from 'vitest'
import { whyNoRelease } from './release-rule.ts'

const now = new Date('2022-07-30T10:00:00+09:00')
const hours = (count: number) => new Date(now.getTime() - count * 3_600_000).toISOString()
const well = { today: '2022-07-30', periodTo: '2022-07-29', level: 'stable' as const, lastReportAt: hours(1), hasRedFlag: false, now }

test.each([
  ['over, well, heard of', {}, null],
  ['the last day of the period', { periodTo: '2022-07-30' }, '健康観察期間が終わっていません'],
  ['heard of exactly 72 hours ago', { lastReportAt: hours(72) }, null],
  ['a moment longer', { lastReportAt: new Date(Date.parse(hours(72)) - 1).toISOString() }, '最後の報告から72時間を過ぎています'],
  ['never heard of', { lastReportAt: null }, '健康状態の報告が一度もありません'],
  ['ill at the last report', { level: 'watch' as const }, '最後の報告に症状があります'],
  ['nobody judged the last report', { level: null }, '最後の報告に症状があります'],
  ['something urgent is open', { hasRedFlag: true }, '緊急の項目が対応中です'],
])('療養解除 is proposed or not: %s', (_name, change, expected) => {
  expect(whyNoRelease({ ...well, ...change })).toBe(expected)
})
