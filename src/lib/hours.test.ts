import { expect, test } from 'vitest'
import { isAlways, readHours } from './hours.ts'

test.each([
  ['09:30-18:15', { from: '09:30', to: '18:15' }],
  ['00:00-24:00', { from: '00:00', to: '24:00' }],
  ['9:30-18:15', null],
  ['09:30-09:30', null],
  ['18:00-09:00', null],
  ['09:60-18:00', null],
  ['00:00-24:01', null],
  ['24:00-24:00', null],
  ['平日', null],
])('%s', (text, hours) => {
  expect(readHours(text)).toEqual(hours)
})

test('round the clock is from midnight to midnight', () => {
  expect(isAlways({ from: '00:00', to: '24:00' })).toBe(true)
  expect(isAlways({ from: '00:00', to: '23:59' })).toBe(false)
})
