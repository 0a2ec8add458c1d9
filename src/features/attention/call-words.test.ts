import { expect, test } from 'vitest'
import { callWords } from './call-words.ts'

const at = { planDay: '2022-07-20', planTime: '09:00' }
test.each([
  [{ reason: 'no-answer', attempts: 3, ...at }, '7月20日 09:00の自動架電：3回かけました。最後は応答がありません。'],
  [{ reason: 'busy', attempts: 1, ...at }, '7月20日 09:00の自動架電：話し中でした。'],
  [{ reason: 'machine', attempts: 1, ...at }, '7月20日 09:00の自動架電：留守番電話でした（用件は残していません）。'],
  [{ reason: 'failed', code: 'http-503', attempts: 1, ...at }, '7月20日 09:00の自動架電：電話会社で発信できませんでした。'],
  [{ reason: 'failed', code: 'window-over', attempts: 1, ...at }, '7月20日 09:00の自動架電：約束の時間内に発信できませんでした。'],
  [{ reason: 'unknown', attempts: 1, ...at }, expect.stringContaining('分かりません')],
  [{ reason: 'number-taken' }, expect.stringContaining('ほかの療養者')],
  [{ reason: 'number-unfit' }, expect.stringContaining('かけられない番号')],
  [{ at: 'spo2' }, null],
])('an item of a failed call with %j says “%s”', (detail, words) => expect(callWords(detail)).toEqual(words))
