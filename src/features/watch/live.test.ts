import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Sql } from '../../platform/db/sql.server.ts'
import { createLive } from './live.server.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A database that says what it is told to say, when it is told. */
function fakeSql() {
  let tell = (_centreId: string) => {}
  const listen = async (_channel: string, onNotify: (centreId: string) => void) => {
    tell = onNotify
  }
  return { sql: { listen } as never as Sql, notify: (centreId: string) => tell(centreId) }
}

test('the first change is told at once, a burst once more at the end of each half second, the neighbour’s never', () => {
  const { sql, notify } = fakeSql()
  let calls = 0
  const stop = createLive(sql).follow('aoba', () => calls++)
  for (let n = 0; n < 20; n++) notify('aoba')
  expect(calls).toBe(1)
  vi.advanceTimersByTime(499)
  expect(calls).toBe(1)
  vi.advanceTimersByTime(1)
  expect(calls).toBe(2)
  vi.advanceTimersByTime(5_000)
  notify('minato')
  expect(calls).toBe(2)
  notify('aoba')
  expect(calls).toBe(3)
  stop()
  notify('aoba')
  vi.advanceTimersByTime(5_000)
  expect(calls).toBe(3)
})
