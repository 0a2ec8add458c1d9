import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, testApp, testNow } from '../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../tools/test-database.ts'

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

const ready = async () => {
  const { status, text } = await app.get('/readyz')
  return { status, ...JSON.parse(text) }
}

test('ready means: the database answers, holds this program’s schema, and the worker beat within two minutes', async () => {
  expect(await ready()).toEqual({ status: 503, database: true, migrations: true, worker: false })
  await db.sql`insert into heartbeats (name, at) values ('worker', ${testNow})`
  expect(await ready()).toEqual({ status: 200, database: true, migrations: true, worker: true })
  app.advance(2 * 60_000 + 1)
  expect(await ready()).toMatchObject({ status: 503, worker: false })
  app.setNow(testNow)
  await db.sql`insert into schema_migrations values ('9999.sql', 'of a newer program', ${testNow})`
  expect(await ready()).toMatchObject({ status: 200, migrations: true })
  const [last] =
    await db.sql`delete from schema_migrations where name = (select max(name) from schema_migrations where name < '9') returning *`
  expect(await ready()).toMatchObject({ status: 503, migrations: false })
  await db.sql`insert into schema_migrations ${db.sql(last!)}`
})

test('a web process lives as long as it answers, whatever the rest does', async () => {
  expect((await app.get('/healthz')).status).toBe(200)
})
