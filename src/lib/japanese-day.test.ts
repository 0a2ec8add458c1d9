import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addDays, ageOn, dayOf, daysBetween, instantOfJapaneseTime, isDay, japaneseDay, japaneseTime } from './japanese-day.ts'

test.each([
  ['2022-07-19T14:59:59.999Z', '2022-07-19', '23:59'],
  ['2022-07-19T15:00:00.000Z', '2022-07-20', '00:00'],
  ['2022-07-19T16:30:00.000Z', '2022-07-20', '01:30'],
  ['2021-12-31T15:00:00.000Z', '2022-01-01', '00:00'],
])('%s is the Japanese day %s, %s', (instant, day, time) => {
  expect(japaneseDay(new Date(instant))).toBe(day)
  expect(japaneseTime(new Date(instant))).toBe(time)
})

test.each([
  ['2022-02-28', true],
  ['2022-02-29', false],
  ['2024-02-29', true],
  ['2022-13-01', false],
  ['2022-1-1', false],
  ['2022-00-10', false],
  ['', false],
])('is %s a day: %s', (text, expected) => {
  expect(isDay(text)).toBe(expected)
})

test('early years are themselves, not years of the twentieth century', () => {
  expect(dayOf(99, 1, 1)).toBe('0099-01-01')
  expect(dayOf(2022, 2.5, 1)).toBeNull()
})

test('adding days crosses months, years and leap days', () => {
  expect(addDays('2022-06-30', 9)).toBe('2022-07-09')
  expect(addDays('2024-02-28', 1)).toBe('2024-02-29')
  expect(addDays('2022-01-01', -1)).toBe('2021-12-31')
  expect(() => addDays('2022-02-30', 1)).toThrow('not a day')
})

test('days between undoes adding days', () => {
  const days = fc.integer({ min: -40_000, max: 40_000 })
  fc.assert(
    fc.property(days, days, (start, more) => daysBetween(addDays('2000-01-01', start), addDays('2000-01-01', start + more)) === more),
  )
})

test.each([
  ['2000-07-20', '2022-07-19', 21, 11],
  ['2000-07-20', '2022-07-20', 22, 0],
  ['2004-02-29', '2022-02-28', 17, 11],
  ['2004-02-29', '2022-03-01', 18, 0],
  ['2022-01-31', '2022-02-28', 0, 0],
  ['2022-01-31', '2022-03-01', 0, 1],
  ['2022-07-20', '2022-07-20', 0, 0],
])('born %s, on %s: %i years %i months', (birth, day, years, months) => {
  expect(ageOn(birth, day)).toEqual({ years, months })
})

test('nobody has an age before the birth', () => {
  expect(ageOn('2022-07-20', '2022-07-19')).toBeNull()
})

test('an instant of Japanese time is nine hours before UTC', () => {
  expect(instantOfJapaneseTime('2022-07-20', '10:00').toISOString()).toBe('2022-07-20T01:00:00.000Z')
  expect(() => instantOfJapaneseTime('2022-07-20', '24:00')).toThrow()
  expect(() => instantOfJapaneseTime('2022-02-30', '10:00')).toThrow()
})
