import { expect, test } from 'vitest'
import { quarantinePeriod } from './quarantine.ts'

test.each([
  ['2020-01-31', null, ''],
  ['2020-02-01', '2020-02-16', '2020-02-01'],
  ['2022-01-13', '2022-01-28', '2020-02-01'],
  ['2022-01-14', '2022-01-25', '2022-01-14'],
  ['2022-01-27', '2022-02-07', '2022-01-14'],
  ['2022-01-28', '2022-02-05', '2022-01-28'],
  ['2022-07-21', '2022-07-29', '2022-01-28'],
  ['2022-07-22', '2022-07-28', '2022-07-22'],
  ['2023-05-07', '2023-05-13', '2022-07-22'],
  ['2023-05-08', null, ''],
])('濃厚接触者の待機: last contact and judged on %s → released on %s', (day, releaseOn, ruleFrom) => {
  const found = quarantinePeriod({ lastContactOn: day, on: day })
  expect(found?.releaseOn ?? null).toBe(releaseOn)
  if (found) expect(found.ruleFrom).toBe(ruleFrom)
})

test('a shorter rule holds at once for whoever waits already; the day before it the longer one', () => {
  expect(quarantinePeriod({ lastContactOn: '2022-07-18', on: '2022-07-21' })).toMatchObject({ lastDay: '2022-07-25', early: null })
  expect(quarantinePeriod({ lastContactOn: '2022-07-18', on: '2022-07-22' })).toMatchObject({
    lastDay: '2022-07-23',
    releaseOn: '2022-07-24',
    early: { releaseOn: '2022-07-21', testedOnDays: [2, 3] },
  })
})
