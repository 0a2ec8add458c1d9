import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedPlaces } from '../db/seed/places.server.ts'
import { stranger, type TestApp, testApp, testNow } from './test-app.ts'
import { type TestDatabase, testDatabase } from './test-database.ts'

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

test('a page, a session, a form with its token, the log', async () => {
  expect((await app.get('/healthz')).status).toBe(200)
  const nurse = await app.signedInAs('nurse@aoba')
  expect((await app.get('/staff/nowhere', nurse)).status).toBe(404)
  expect((await app.post('/staff/nowhere', {}, stranger())).status).toBe(404)
  expect(app.logs.join('')).toContain('"status":404')
})
