import { expect, test } from 'vitest'
import { ago, elapsed, shortWhen } from './staff-time.ts'

test('an instant reads as Japanese wall clock with its weekday', () => {
  expect(shortWhen('2022-07-20T01:26:00Z')).toBe('7/20(水) 10:26')
  expect(shortWhen(new Date('2022-07-20T15:00:00Z'))).toBe('7/21(木) 00:00')
})

test.each([
  [59_999, '1分未満'],
  [60_000, '1分'],
  [3_600_000, '1時間'],
  [3_660_000, '1時間1分'],
  [86_400_000, '1日'],
  [100_800_000, '1日4時間'],
  [-5000, '1分未満'],
])('%i ms ago is %s', (ms, text) => {
  const now = new Date('2022-07-20T01:00:00Z')
  expect(elapsed(new Date(now.getTime() - ms), now)).toBe(text)
  expect(ago(new Date(now.getTime() - ms), now)).toBe(text === '1分未満' ? 'たった今' : `${text}前`)
})
