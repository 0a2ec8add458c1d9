import { afterAll, beforeAll, expect, test } from 'vitest'
import { organisationOf } from '../../../db/seed/organisations.ts'
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

test('an item of a kind that only a newer release knows, beside this one, stands last on every list and breaks no page', async () => {
  const { people } = await makeFamily(db.sql, { now: testNow, names: [['架空', '一子']] })
  const caseId = people[0]!.caseId
  await db.sql`alter table attention_items drop constraint attention_items_kind_check`
  const centre = organisationOf('aoba').id
  for (const kind of ['of-tomorrow', 'correction-asked'])
    await db.sql`select raise_item(gen_random_uuid(), null, ${caseId}, '', ${kind}, false, ${testNow}, '{}', ${testNow})`
  await db.sql`select raise_item(gen_random_uuid(), ${centre}, null, 'x', 'of-tomorrow', false, ${testNow}, '{}', ${testNow})`
  const [item] = await db.sql`select id from attention_items where kind = 'of-tomorrow' and case_id = ${caseId}`
  const nurse = await app.signedInAs('nurse@aoba')
  const words = '新しい種類の項目'
  for (const path of ['/centre', '/centre/watch-list', `/centre/cases/${caseId}`, `/centre/items/${item!.id}`]) {
    const { status, text } = await app.get(path, nurse)
    expect([path, status, text.includes(words)]).toEqual([path, 200, true])
  }
  const { text } = await app.get('/centre', nurse)
  expect(text.split('id="part-other"')[1]!.split('<section')[0]).toContain(words)
  const officer = await app.signedInAs('officer@prefecture')
  expect((await app.get('/prefecture', officer)).status).toBe(200)
})
