import { describe, expect, test } from 'vitest'
import { moveOf } from './provider-status.ts'
import { isAgreed, nextSlot, nextTry, spreadMs, weekdayOf, windowEnd, windowStart } from './slots.ts'

const at = (text: string) => new Date(`${text}:00+09:00`)
const rules = { spreadMinutes: 30, windowMinutes: 120, tries: 3, pauseMinutes: 15, earliest: '08:00', latest: '21:00' }

describe('C35 the times agreed upon', () => {
  test.each([
    ['2022-07-20T08:59', ['09:00', '20:30'], null, '2022-07-20T09:00'],
    ['2022-07-20T09:00', ['09:00', '20:30'], null, '2022-07-20T20:30'],
    ['2022-07-20T20:30', ['20:30', '09:00'], null, '2022-07-21T09:00'],
    // 20 July 2022 is a Wednesday.
    ['2022-07-20T07:00', ['09:00'], [4], '2022-07-21T09:00'],
    ['2022-07-20T10:00', ['09:00'], [3], '2022-07-27T09:00'],
    ['2022-07-23T23:59', ['08:00'], [7], '2022-07-24T08:00'],
  ] as const)('after %s with %j on %j comes %s', (after, times, days, next) => {
    expect(nextSlot({ times, days }, at(after)).at).toEqual(at(next))
  })

  test.each([
    ['2022-07-18', 1],
    ['2022-07-20', 3],
    ['2022-07-24', 7],
  ])('%s is day %i of the week', (day, weekday) => expect(weekdayOf(day)).toBe(weekday))

  test('a time counts on its days only', () => {
    expect(isAgreed({ times: ['09:00'], days: [3] }, '2022-07-20', '09:00')).toBe(true)
    expect(isAgreed({ times: ['09:00'], days: [4] }, '2022-07-20', '09:00')).toBe(false)
    expect(isAgreed({ times: ['09:30'], days: null }, '2022-07-20', '09:00')).toBe(false)
  })
})

test('calls of one time are spread evenly, each case always at the same place, none beyond the spread', () => {
  const places = Array.from({ length: 3000 }, (_, n) => spreadMs(`00000000-0000-7000-8000-${String(n).padStart(12, '0')}`, '09:00', 30))
  expect(places).toEqual(
    Array.from({ length: 3000 }, (_, n) => spreadMs(`00000000-0000-7000-8000-${String(n).padStart(12, '0')}`, '09:00', 30)),
  )
  expect(Math.min(...places)).toBeGreaterThanOrEqual(0)
  expect(Math.max(...places)).toBeLessThanOrEqual(30 * 60_000)
  const perMinute = Array.from({ length: 30 }, (_, n) => places.filter((ms) => Math.floor(ms / 60_000) === n).length)
  expect(Math.min(...perMinute)).toBeGreaterThan(60)
  expect(Math.max(...perMinute)).toBeLessThan(150)
  expect(spreadMs('a', '09:00', 0)).toBe(0)
})

test.each([
  ['09:00', '2022-07-20T11:00'],
  ['19:00', '2022-07-20T21:00'],
  ['20:30', '2022-07-20T21:00'],
])('the window of %s ends at %s, never after the last hour', (time, end) => {
  expect(windowEnd({ day: '2022-07-20', time, at: at(`2022-07-20T${time}`) }, rules)).toEqual(at(end))
})

test.each([
  ['08:00', '2022-07-20T08:30'],
  ['08:30', '2022-07-20T08:30'],
  ['09:00', '2022-07-20T09:00'],
])('where nobody is called before half past eight, a call for %s begins at %s', (time, begin) => {
  expect(windowStart({ day: '2022-07-20', time, at: at(`2022-07-20T${time}`) }, { earliest: '08:30' })).toEqual(at(begin))
})

test.each([
  [1, '2022-07-20T09:10', '2022-07-20T09:25'],
  [2, '2022-07-20T09:10', '2022-07-20T09:25'],
  [3, '2022-07-20T09:10', null],
  [1, '2022-07-20T10:44', '2022-07-20T10:59'],
  [1, '2022-07-20T10:45', null],
] as const)('attempt %i that ended at %s is tried again at %s', (attemptNo, ended, next) => {
  expect(nextTry({ at: at(ended), attemptNo, windowTo: at('2022-07-20T11:00') }, rules)).toEqual(next && at(next))
})

test.each([
  [{ status: 'queued' }, 'dialling', null],
  [{ status: 'ringing' }, 'dialling', { state: 'ringing' }],
  [{ status: 'in-progress' }, 'ringing', { state: 'answered' }],
  [{ status: 'in-progress', machine: true }, 'ringing', { state: 'machine' }],
  [{ status: 'busy' }, 'dialling', { state: 'busy', code: 'busy' }],
  [{ status: 'no-answer' }, 'ringing', { state: 'no-answer', code: 'no-answer' }],
  [{ status: 'failed', code: '404' }, 'dialling', { state: 'failed', code: '404' }],
  [{ status: 'canceled' }, 'ringing', { state: 'failed', code: 'canceled' }],
  // That it is over is not that it is complete.
  [{ status: 'completed' }, 'identified', { state: 'aborted' }],
  [{ status: 'completed' }, 'answered', { state: 'aborted' }],
  [{ status: 'completed' }, 'ringing', { state: 'failed', code: 'not-heard' }],
] as const)('a provider’s %j for a call that is %s means %j', (said, known, move) => {
  expect(moveOf(said, known)).toEqual(move)
})
