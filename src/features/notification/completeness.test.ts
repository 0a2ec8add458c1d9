import { expect, test } from 'vitest'
import { delayDays } from './completeness.ts'

test.each([
  ['2022-07-20', '2022-07-20', 0],
  ['2022-07-18', '2022-07-20', 2],
  ['2022-07-21', '2022-07-20', null],
  [null, '2022-07-20', null],
])('diagnosed on %s, reported on %s: %s days', (diagnosedOn, reportedOn, days) => {
  expect(delayDays(diagnosedOn, reportedOn)).toBe(days)
})
