import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createClock, jumpClock, shiftedClock } from './clock.server.ts'

const start = new Date('2022-07-20T10:00:00+09:00')
let stateDir: string

beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'clock-'))
  vi.useFakeTimers({ toFake: ['Date', 'performance'], now: new Date('2031-01-01T00:00:00Z') })
})
afterEach(() => {
  vi.useRealTimers()
  rmSync(stateDir, { recursive: true })
})

test('without a start the clock is real', () => {
  expect(shiftedClock({ startAt: start, anchor: new Date('2030-12-31T23:59:59Z') })()).toEqual(new Date('2022-07-20T01:00:01Z'))
  expect(createClock({ clockStart: null, stateDir })()).toEqual(new Date('2031-01-01T00:00:00Z'))
})

test('a shifted clock starts at its start and runs on', () => {
  const clock = createClock({ clockStart: start, stateDir })
  expect(clock()).toEqual(start)
  vi.advanceTimersByTime(90_000)
  expect(clock()).toEqual(new Date('2022-07-20T10:01:30+09:00'))
})

test('a second process and a restart agree with the first, whatever their setting says', () => {
  createClock({ clockStart: start, stateDir })
  vi.advanceTimersByTime(3_600_000)
  expect(createClock({ clockStart: start, stateDir })()).toEqual(new Date('2022-07-20T11:00:00+09:00'))
  expect(createClock({ clockStart: new Date('2020-01-01T00:00:00Z'), stateDir })()).toEqual(new Date('2022-07-20T11:00:00+09:00'))
})

test('a jump reaches every open clock within a second, and adds up', () => {
  const clock = createClock({ clockStart: start, stateDir })
  jumpClock(stateDir, 14 * 3_600_000)
  jumpClock(stateDir, 60_000)
  vi.advanceTimersByTime(1000)
  expect(clock()).toEqual(new Date('2022-07-21T00:01:01+09:00'))
})
