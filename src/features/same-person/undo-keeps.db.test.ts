import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { checkSilence } from '../../../tools/check-silence.mjs'
import { type Session, type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { pairUp } from '../../../tools/test-merge.ts'
import { makeFamily } from '../../../tools/test-patients.ts'
import { storeReport } from '../../../tools/test-reports.ts'
import { addDays } from '../../lib/japanese-day.ts'

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

test('what came for the remaining case while another was part of it is told at both after the undo, though one item had told it', async () => {
  const patient = async () => (await makeFamily(db.sql, { now: app.clock(), names: [['架空', '花子']] })).people[0]!.caseId
  const [one, two] = [await patient(), await patient()]
  const raise = (caseId: string, kind: string) =>
    db.sql`select raise_item(gen_random_uuid(), null, ${caseId}, '', ${kind}, false, ${app.clock()}, '{}', ${app.clock()})`
  await db.sql`
    update attention_items set closed_at = ${app.clock()}, closed_by = (select id from staff_accounts where login_id = 'nurse@aoba'), outcome = 'other'
     where case_id = ${one} and kind = 'unconfirmed'`
  await storeReport(db.sql, two, { now: app.clock(), level: 'urgent', spo2: 88 })
  await raise(two, 'sms-undeliverable')
  const nurse = await app.signedInAs('nurse@aoba')
  const pair = await pairUp(db.sql, one, two, app.clock())
  const form = { decision: 'same-case', survivor: one, reason: '架空の統合理由' }
  const merged = await app.post(`/centre/same-person/${pair}/decide`, form, nurse)
  expect(merged.status).toBe(303)
  app.advance(60_000)
  await storeReport(db.sql, one, { now: app.clock(), level: 'urgent', spo2: 87 })
  await raise(one, 'sms-undeliverable')
  app.advance(60_000)
  const undone = await app.post(`${merged.location.split('?')[0]}/undo`, { reason: '架空の取り消し理由' }, nurse)
  expect(undone.location).toMatch(/done=undone$/)
  const open = await db.sql`
    select case_id = ${one} as is_one, kind, urgent from attention_items
     where case_id in (${one}, ${two}) and kind in ('red-flag', 'sms-undeliverable') and closed_at is null order by 1, 2`
  expect(open).toEqual([
    { isOne: false, kind: 'red-flag', urgent: true },
    { isOne: false, kind: 'sms-undeliverable', urgent: false },
    { isOne: true, kind: 'red-flag', urgent: true },
    { isOne: true, kind: 'sms-undeliverable', urgent: false },
  ])
  expect((await checkSilence(db.worker, app.clock())).filter(({ count }) => count > 0).map(({ rule }) => rule)).toEqual([])
})

async function pairOfPatients(): Promise<[string, string]> {
  const patient = async () => (await makeFamily(db.sql, { now: app.clock(), names: [['架空', '花子']] })).people[0]!.caseId
  return [await patient(), await patient()]
}
const raise = (caseId: string, kind: string, due = app.clock()) =>
  db.sql`select raise_item(gen_random_uuid(), null, ${caseId}, '', ${kind}, false, ${due}, '{}', ${app.clock()})`
async function mergedBy(nurse: Session, survivor: string, absorbed: string): Promise<string> {
  const pair = await pairUp(db.sql, survivor, absorbed, app.clock())
  const form = { decision: 'same-case', survivor, reason: '架空の統合理由' }
  const merged = await app.post(`/centre/same-person/${pair}/decide`, form, nurse)
  expect(merged.status).toBe(303)
  app.advance(60_000)
  return merged.location.split('?')[0]!
}
const broken = async () => (await checkSilence(db.worker, app.clock())).filter(({ count }) => count > 0).map(({ rule }) => rule)

test('a 発生届 corrected in between waits for its confirmation after the undo, though the observation is over by then', async () => {
  const [one, two] = await pairOfPatients()
  const nurse = await app.signedInAs('nurse@aoba')
  await db.sql`
    update attention_items set closed_at = ${app.clock()}, closed_by = (select id from staff_accounts where login_id = 'nurse@aoba'), outcome = 'other'
     where case_id = ${one} and kind = 'unconfirmed'`
  await raise(two, 'unconfirmed', new Date(app.clock().getTime() + 4 * 3_600_000))
  const merge = await mergedBy(nurse, one, two)
  await db.sql`insert into notifications (id, case_id, revision, form_version, answers, document_hash, author_id, org_id, reason, filed_at)
    select ${randomUUID()}, ${one}, 2, 'covid-19.notification/2', '{}', 'x', id, org_id, '架空の訂正', ${app.clock()} from staff_accounts where login_id = 'doctor@aoba-clinic'`
  await raise(one, 'unconfirmed', new Date(app.clock().getTime() + 4 * 3_600_000))
  expect((await app.post(`/centre/cases/${one}/end`, { kind: 'release', note: '架空' }, nurse)).status).toBe(303)
  app.advance(60_000)
  expect((await app.post(`${merge}/undo`, { reason: '架空の取り消し理由' }, nurse)).location).toMatch(/done=undone$/)
  expect(await db.sql`select state from watches where case_id = ${one}`).toEqual([{ state: 'ended' }])
  const open =
    await db.sql`select case_id from attention_items where case_id in (${one}, ${two}) and kind = 'unconfirmed' and closed_at is null`
  expect(new Set(open.map(({ caseId }) => caseId))).toEqual(new Set([one, two]))
  app.advance(5 * 3_600_000)
  expect(await broken()).toEqual([])
})

test('whoever merged and closes an item that their merge has closed is told so: what they wrote down is not kept', async () => {
  const [one, two] = await pairOfPatients()
  const nurse = await app.signedInAs('nurse@aoba')
  for (const each of [one, two]) await raise(each, 'sms-undeliverable')
  const [item] = await db.sql`select id from attention_items where case_id = ${two} and kind = 'sms-undeliverable'`
  const merge = await mergedBy(nurse, one, two)
  const close = () => app.post(`/centre/items/${item!.id}/close`, { seen: 'x', outcome: 'other', note: '架空' }, nurse)
  expect((await close()).status).toBe(409)
  await app.post(`${merge}/undo`, { reason: '架空の取り消し理由' }, nurse)
  const page = await app.get(`/centre/items/${item!.id}`, nurse)
  const seen = /name="seen" value="([^"]*)"/.exec(page.text)![1]!
  const closed = () => app.post(`/centre/items/${item!.id}/close`, { seen, outcome: 'other', note: '架空' }, nurse)
  // The same press twice is one.
  expect([(await closed()).status, (await closed()).status]).toEqual([303, 303])
})

const releaseDueOf = async (caseId: string) =>
  (
    await db.sql<{ dueAt: string; periodTo: string }[]>`
    select i.due_at, w.period_to from attention_items i join watches w on w.case_id = i.case_id
     where i.case_id = ${caseId} and i.kind = 'release-due' and i.closed_at is null`
  )[0]

test.each([
  ['later', 5],
  ['earlier', -4],
])('an end of observation that was moved in between (%s) is due at its own end again after the undo', async (_which, days) => {
  const [one, two] = await pairOfPatients()
  const nurse = await app.signedInAs('nurse@aoba')
  // The survivor's own has been settled: the absorbed one's goes over as it is.
  await db.sql`
    update attention_items set closed_at = ${app.clock()}, closed_by = (select id from staff_accounts where login_id = 'nurse@aoba'), outcome = 'other'
     where case_id = ${one} and kind = 'release-due'`
  const before = await releaseDueOf(two)
  const merge = await mergedBy(nurse, one, two)
  const periodTo = addDays(before!.periodTo, days)
  expect((await app.post(`/centre/cases/${one}/period`, { periodTo, note: '架空' }, nurse)).status).toBe(303)
  app.advance(60_000)
  expect((await app.post(`${merge}/undo`, { reason: '架空の取り消し理由' }, nurse)).location).toMatch(/done=undone$/)
  expect(await releaseDueOf(two)).toEqual(before)
  const ends = await releaseDueOf(one)
  expect(ends).toEqual({ dueAt: new Date(`${addDays(periodTo, 1)}T00:00:00+09:00`).toISOString(), periodTo })
  expect(await broken()).toEqual([])
})
