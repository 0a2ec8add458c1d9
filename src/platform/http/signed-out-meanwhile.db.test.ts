import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { makeFamily } from '../../../tools/test-patients.ts'

let db: TestDatabase
let app: TestApp

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const isWaiting = async () =>
  (await db.sql`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`).length > 0

test('a session that ends while its request waits: the request changes nothing and leads to the sign-in, not to an error of ours', async () => {
  const { caseId } = (await makeFamily(db.sql, { now: testNow })).people[0]!
  const nurse = await app.signedInAs('nurse@aoba')
  const { csrf } = await app.get(`/centre/cases/${caseId}`, nurse)
  let answer: ReturnType<typeof app.post> | undefined
  await db.sql.begin(async (tx) => {
    await tx`select from watches where case_id = ${caseId} for update`
    answer = app.post(`/centre/cases/${caseId}/end`, { _csrf: csrf, kind: 'release', note: '架空', sure: 'yes' }, nurse)
    for (let tries = 0; tries < 300 && !(await isWaiting()); tries++) await sleep(20)
    await tx`update sessions set revoked_at = ${testNow} where kind = 'staff' and revoked_at is null`
  })
  expect((await answer!).status).toBe(401)
  expect(await db.sql`select state from watches where case_id = ${caseId}`).toEqual([{ state: 'observing' }])
  expect(await db.sql`select detail->>'code' as code from audits where outcome = 'refused'`).toEqual([{ code: 'not-signed-in' }])
})
