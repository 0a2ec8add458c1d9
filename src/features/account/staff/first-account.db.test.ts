import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, testApp, testNow } from '../../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../../tools/test-database.ts'
import { firstAccount } from './first-account.server.ts'

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
  const runs = await Promise.allSettled([1, 2].map(() => firstAccount(db.sql, 'operator', testNow)))
  const done = runs.flatMap((run) => (run.status === 'fulfilled' ? [run.value] : []))
  expect(done).toHaveLength(1)
  const { loginId, password } = done[0]!
  expect((await app.post('/staff/sign-in/password', { loginId, password })).location).toBe('/staff/sign-in/more-information')
  expect((await app.get('/operator/accounts', await app.signedInAs(loginId))).text).toContain(loginId)
  await expect(firstAccount(db.sql, 'operator', testNow)).rejects.toThrow('There is an account of the operator already')
  await db.sql`update staff_accounts set ended_at = ${testNow}`
  expect((await firstAccount(db.sql, 'operator', testNow)).loginId).not.toBe(loginId)
  expect(await db.sql`select from organisations where kind = 'operator'`).toHaveLength(1)
})

test('the ministry gets its first account the same way, once it is among the organisations', async () => {
  await expect(firstAccount(db.sql, 'ministry', testNow)).rejects.toThrow('import the organisations first')
  await db.sql`insert into organisations (id, kind, code, name, kana, created_at)
    values ('00000000-0000-7000-8000-000000000001', 'ministry', 'MINISTRY', '架空省', 'カクウショウ', ${testNow})`
  const { loginId, password } = await firstAccount(db.sql, 'ministry', testNow)
  expect((await app.post('/staff/sign-in/password', { loginId, password })).location).toBe('/staff/sign-in/more-information')
  expect((await app.get('/ministry', await app.signedInAs(loginId))).status).toBe(200)
  await expect(firstAccount(db.sql, 'ministry', testNow)).rejects.toThrow('already')
})
