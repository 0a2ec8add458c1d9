import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { makeFamily } from '../../../tools/test-patients.ts'
import { storeReport } from '../../../tools/test-reports.ts'

// What no browser sends by itself: a page that says so, never an unexpected error.

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

test('NUL, a parameter twice and names of prototypes reach no column and no page', async () => {
  const refused = await app.post('/helpdesk/search', { loginId: 'a\0b' }, await app.signedInAs('helpdesk@helpdesk'))
  expect(refused.status, refused.text).toBeLessThan(500)
  const manager = await app.signedInAs('manager@aoba')
  expect((await app.get('/centre/accounts/%00', manager)).status).toBe(404)
  expect((await app.get('/centre?kind=red-flag&kind=%00&after=a&after=b&__proto__=1&constructor=2', manager)).status).toBe(200)
})

test('a note of a thousand characters is kept whole to the last, also where that is an emoji', async () => {
  const { caseId } = (await makeFamily(db.sql, { now: testNow })).people[0]!
  await storeReport(db.sql, caseId, { now: testNow, level: 'urgent' })
  const [item] = await db.sql<{ id: string }[]>`select id from attention_items where case_id = ${caseId} and kind = 'red-flag'`
  const nurse = await app.signedInAs('nurse@aoba')
  const note = `${'あ'.repeat(999)}😀`
  expect((await app.post(`/centre/items/${item!.id}/note`, { note: `${note}😀` }, nurse)).status).toBe(303)
  const [kept] = await db.sql`select detail from attention_events where item_id = ${item!.id} and what = 'note'`
  expect(kept!.detail.note).toBe(note)
})

test('a body that is too long or no form is refused with a page, and is no error of ours', async () => {
  const send = (type: string, body: string) => fetch(`${app.url}/sign-in`, { method: 'POST', headers: { 'content-type': type }, body })
  for (const [type, body] of [
    ['application/x-www-form-urlencoded', `email=${'x'.repeat(300_000)}`],
    ['application/json', '{broken'],
    ['text/xml', '<a/>'],
  ] as const) {
    const response = await send(type, body)
    expect(response.status).toBe(400)
    expect(await response.text()).toContain('読み取れませんでした')
  }
})
