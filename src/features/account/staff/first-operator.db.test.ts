import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, testApp, testNow } from '../../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../../tools/test-database.ts'
import { firstOperator } from './first-operator.server.ts'

let db: TestDatabase
let app: TestApp

beforeAll(async () => {
  db = await testDatabase()
  app = await testApp(db)
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

test('a new installation gets its first operator by a command, once, and they open the accounts page', async () => {
  const runs = await Promise.allSettled([1, 2].map(() => firstOperator(db.sql, testNow)))
  const done = runs.flatMap((run) => (run.status === 'fulfilled' ? [run.value] : []))
  expect(done).toHaveLength(1)
  const { loginId, password } = done[0]!
  expect((await app.post('/staff/sign-in/password', { loginId, password })).location).toBe('/staff/sign-in/more-information')
  expect((await app.get('/operator/accounts', await app.signedInAs(loginId))).text).toContain(loginId)
  await expect(firstOperator(db.sql, testNow)).rejects.toThrow('There is an operator already')
  await db.sql`update staff_accounts set ended_at = ${testNow}`
  expect((await firstOperator(db.sql, testNow)).loginId).not.toBe(loginId)
  expect(await db.sql`select from organisations where kind = 'operator'`).toHaveLength(1)
})
