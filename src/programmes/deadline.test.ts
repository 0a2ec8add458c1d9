import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addDays, japaneseDay } from '../lib/japanese-day.ts'
import { nextDeadline, releaseDueAt } from './deadline.ts'

const japan = (text: string) => new Date(`${text}+09:00`)
const next = (now: string, reportedOn?: string, reportDeadline = '18:00') =>
  nextDeadline(japan(now), { reportDeadline, ...(reportedOn ? { reportedOn } : {}) })

test.each([
  ['before today’s deadline, no report', '2022-07-20T17:59:59.999', undefined, '2022-07-20T18:00'],
  ['at the deadline it has passed', '2022-07-20T18:00:00.000', undefined, '2022-07-21T18:00'],
  ['a report for today covers today', '2022-07-20T10:00', '2022-07-20', '2022-07-21T18:00'],
  ['a late report for today still leads to tomorrow', '2022-07-20T18:00', '2022-07-20', '2022-07-21T18:00'],
  ['a report for yesterday does not cover today', '2022-07-20T10:00', '2022-07-19', '2022-07-20T18:00'],
  ['a report for yesterday after today’s deadline', '2022-07-20T19:00', '2022-07-19', '2022-07-21T18:00'],
  ['the last minute of a Japanese day', '2022-07-20T23:59:59', '2022-07-20', '2022-07-21T18:00'],
  ['the first minute of the next: still yesterday in UTC', '2022-07-21T00:00', '2022-07-20', '2022-07-21T18:00'],
  ['a report just after midnight', '2022-07-21T00:00', '2022-07-21', '2022-07-22T18:00'],
])('%s', (_why, now, reportedOn, expected) => {
  expect(next(now, reportedOn)).toEqual(japan(`${expected}:00`))
})

test('each centre has its own time', () => {
  expect(next('2022-07-20T08:29', undefined, '08:30')).toEqual(japan('2022-07-20T08:30:00'))
  expect(next('2022-07-20T08:30', undefined, '08:30')).toEqual(japan('2022-07-21T08:30:00'))
})

test('the next deadline is always ahead, at most two days off, and never on a covered day', () => {
  const minute = fc.integer({ min: 0, max: 2 * 366 * 1440 })
  fc.assert(
    fc.property(minute, fc.integer({ min: -3, max: 0 }), fc.integer({ min: 0, max: 1439 }), (at, covered, time) => {
      const now = new Date(Date.parse('2022-01-01T00:00:00Z') + at * 60_000)
      const reportedOn = addDays(japaneseDay(now), covered)
      const reportDeadline = `${String(Math.floor(time / 60)).padStart(2, '0')}:${String(time % 60).padStart(2, '0')}`
      const deadline = nextDeadline(now, { reportDeadline, reportedOn })
      expect(deadline > now).toBe(true)
      expect(deadline.getTime() - now.getTime()).toBeLessThanOrEqual(2 * 86_400_000)
      expect(japaneseDay(deadline) > reportedOn).toBe(true)
    }),
  )
})

test('D26 the release is due at midnight in Japan after the last day of the 健康観察期間', () => {
  expect(releaseDueAt('2022-07-09')).toEqual(japan('2022-07-10T00:00:00'))
})
