import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type Session, type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { pairUp } from '../../../tools/test-merge.ts'
import { reportOver, wholeAnswers } from '../../../tools/test-notification.ts'

let db: TestDatabase
let app: TestApp
let doctor: Session
let nurse: Session

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
  doctor = await app.signedInAs('doctor@aoba-clinic')
  nurse = await app.signedInAs('nurse@minato')
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const another = { ...wholeAnswers, 'name.family': '仮名', 'name.given': '次郎', sex: 'male', 'birthOn.year': '5', phone: '090-9000-0002' }
async function filed(answers: typeof wholeAnswers): Promise<string> {
  const path = await reportOver(app, doctor, answers)
  const [draft] = await db.sql`select case_id from notification_drafts where id = ${path.split('/').at(-1)!}`
  return draft!.caseId
}
const countOf = async (table: 'cases' | 'notifications') => (await db.sql`select count(*)::int as n from ${db.sql(table)}`)[0]!.n

test('a correction whose case becomes part of another while it is open is never reported as a new case unseen, and is a correction again after the undo', async () => {
  const [survivor, absorbed] = [await filed(another), await filed(wholeAnswers)]
  app.advance(60_000)
  const begun = await app.post(`/institution/notifications/${absorbed}/edit`, {}, doctor)
  const draft = begun.location
  const typed = { ...wholeAnswers, supplement: '架空の補足', corrects: absorbed, go: 'confirm' }
  expect((await app.post(draft, typed, doctor)).location).toBe(`${draft}/period`)
  const pair = await pairUp(db.sql, survivor, absorbed, app.clock())
  const merged = await app.post(`/centre/same-person/${pair}/decide`, { decision: 'same-case', survivor, reason: '架空の統合理由' }, nurse)
  expect(merged.status).toBe(303)
  const before = [await countOf('cases'), await countOf('notifications')]
  // Both pages that may still be open: the last one, with the reason of the correction, and the form.
  expect((await app.post(`${draft}/file`, { reason: '架空の訂正理由' }, doctor)).location).toBe(`${draft}?merged=1`)
  expect((await app.post(draft, typed, doctor)).location).toBe(`${draft}?merged=1`)
  expect([await countOf('cases'), await countOf('notifications')]).toEqual(before)
  const { text } = await app.get(`${draft}?merged=1`, doctor)
  for (const words of ['ほかの症例と統合されました', '架空の補足']) expect(text).toContain(words)
  expect(text).not.toContain('name="corrects"')

  app.advance(60_000)
  const undone = await app.post(`${merged.location.split('?')[0]}/undo`, { reason: '架空の取り消し理由' }, nurse)
  expect(undone.location).toMatch(/done=undone$/)
  expect((await app.post(`${draft}/file`, { reason: '架空の訂正理由' }, doctor)).location).toBe(`${draft}/done`)
  const revisions =
    await db.sql`select revision, reason, answers ->> 'supplement' as supplement from notifications where case_id = ${absorbed} order by revision`
  expect(revisions).toEqual([
    { revision: 1, reason: null, supplement: null },
    { revision: 2, reason: '架空の訂正理由', supplement: '架空の補足' },
  ])
})
