import { afterAll, beforeAll, expect, test } from 'vitest'
import { derive } from '../../src/features/auto-call/derive.server.ts'
import { checkSilence } from '../../tools/check-silence.mjs'
import { testNow } from '../../tools/test-app.ts'
import { testSecret } from '../../tools/test-cluster.ts'
import { type TestDatabase, testDatabase } from '../../tools/test-database.ts'
import { seedCalls } from './calls.server.ts'
import { seedPlaces } from './places.server.ts'
import { seedWave } from './wave.server.ts'

let db: TestDatabase
beforeAll(async () => {
  db = await testDatabase()
})
afterAll(() => db.drop())

test('a few invented patients are called: attempts in every state, and nobody is silent', async () => {
  await seedPlaces(db.sql, testNow)
  await seedWave(db.sql, { count: 150, now: testNow, secret: testSecret, publicUrl: 'http://her-sys.example' })
  await seedCalls(db.sql, testNow)
  const states = (await db.sql`select distinct state from calls order by 1`).map(({ state }) => state)
  expect(states).toEqual(['aborted', 'busy', 'completed', 'failed', 'machine', 'no-answer', 'unknown'])
  expect((await db.sql`select from call_plans where ended_at is null`).length).toBeGreaterThanOrEqual(8)
  // What has just come is the worker's.
  await derive(db.worker, testNow)
  const broken = (await checkSilence(db.worker, testNow)).filter(({ rule, count }) => rule.startsWith('call-') && count > 0)
  expect(broken).toEqual([])
})
