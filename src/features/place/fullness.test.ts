import { expect, test } from 'vitest'
import { fullnessOf, occupancyText, overfullDays } from './fullness.ts'

test.each([
  [null, 12, 'unknown', '12 / 定員未設定'],
  [50, 49, 'free', '49 / 50'],
  [50, 50, 'full', '50 / 50'],
  [50, 51, 'over', '51 / 50'],
  [0, 0, 'full', '0 / 0'],
  [0, 1, 'over', '1 / 0'],
] as const)('beds %s, people %i: %s', (beds, occupied, fullness, text) => {
  expect(fullnessOf({ beds, occupied })).toBe(fullness)
  expect(occupancyText({ beds, occupied })).toBe(text)
})

test('overfull days come in their order, full ones are none', () => {
  const day = (on: string, occupied: number) => ({ placeId: 'p', day: on, beds: 2, occupied })
  expect(overfullDays([day('2022-07-22', 3), day('2022-07-20', 4), day('2022-07-21', 2)]).map(({ day }) => day)).toEqual([
    '2022-07-20',
    '2022-07-22',
  ])
})
