import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { issueCode } from './code.server.ts'
import { accountDuties } from './jobs.server.ts'
import { clearThrottle, forgive, throttle } from './throttle.server.ts'

const now = new Date('2022-07-20T01:00:00Z')
const after = (ms: number) => new Date(now.getTime() + ms)
const rule = { limit: 3, windowMs: 60_000, blockMs: 10_000 }
let db: TestDatabase

beforeAll(async () => {
  db = await testDatabase()
})
afterAll(() => db.drop())

const take = async (key: string, at: number) => (await throttle(db.web, key, rule, after(at))).allowed

test('a counter lets so many through in its window, then blocks, then starts anew', async () => {
  expect([await take('a', 0), await take('a', 1), await take('a', 2), await take('a', 3)]).toEqual([true, true, true, false])
  expect((await throttle(db.web, 'a', rule, after(5_003))).retryAfterMs).toBe(5_000)
  expect([await take('a', 10_002), await take('a', 10_003), await take('b', 0)]).toEqual([false, true, true])
  expect([await take('c', 0), await take('c', 0), await take('c', 0), await take('c', 60_000)]).toEqual([true, true, true, true])
})

test('attempts that arrive together are counted one by one', async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => take('together', 0)))
  expect(answers.filter(Boolean)).toHaveLength(3)
})

test('a right attempt is given back, or wipes the slate', async () => {
  for (let n = 0; n < 10; n++) {
    expect(await take('right', 0)).toBe(true)
    await forgive(db.web, 'right')
  }
  for (let n = 0; n < 4; n++) await take('wiped', 0)
  await clearThrottle(db.web, 'wiped')
  expect(await take('wiped', 1)).toBe(true)
})

test('no key is stored as it is', async () => {
  await throttle(db.web, 'kakuu@example.invalid', rule, now)
  expect(await db.sql`select from throttles where key like '%kakuu%'`).toEqual([])
})

test('what can do nothing any more is swept, what may still count stays', async () => {
  await issueCode(db.web, { purpose: 'phone', subject: 'old', secret: 'x' }, after(-3 * 86_400_000))
  await issueCode(db.web, { purpose: 'phone', subject: 'new', secret: 'x' }, now)
  await throttle(db.web, 'old', rule, after(-3 * 86_400_000))
  const before = (await db.sql`select from throttles`).length
  await accountDuties[0]!.run(db.worker, now, {} as never)
  expect(await db.sql`select subject from one_time_codes`).toEqual([{ subject: 'new' }])
  expect(await db.sql`select from throttles`).toHaveLength(before - 1)
})
