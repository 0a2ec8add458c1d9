import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { organisationOf } from '../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { checkSilence } from '../../../tools/check-silence.mjs'
import { type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { asNurse, pairUp } from '../../../tools/test-merge.ts'
import { makeFamily } from '../../../tools/test-patients.ts'
import { storeReport } from '../../../tools/test-reports.ts'
import { afterwards } from '../auto-call/afterwards.server.ts'
import { derive } from '../auto-call/derive.server.ts'
import { mergeCases, undoMerge } from './merges.server.ts'

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

const patient = async () => (await makeFamily(db.sql, { now: app.clock(), names: [['架空', '花子']] })).people[0]!.caseId
async function merge(survivor: string, absorbed: string): Promise<string> {
  await pairUp(db.sql, survivor, absorbed, app.clock())
  const said = await asNurse(db, 'nurse@aoba', app.clock(), (sql) =>
    mergeCases(sql, { survivor, absorbed, reason: '架空の統合理由', now: app.clock() }),
  )
  if (said.said !== 'ok') throw new Error(said.said)
  app.advance(60_000)
  return said.id
}
async function undo(id: string): Promise<void> {
  app.advance(60_000)
  expect(await asNurse(db, 'nurse@aoba', app.clock(), (sql) => undoMerge(sql, id, '架空の取り消し理由', app.clock()))).toBe('ok')
}
const broken = async () => (await checkSilence(db.worker, app.clock())).filter(({ count }) => count > 0).map(({ rule }) => rule)
const openAt = async (caseId: string, kind: string) =>
  (await db.sql`select from attention_items where case_id = ${caseId} and kind = ${kind} and closed_at is null`).length
/** Calls agreed upon for an hour from now. */
async function agree(caseId: string, phone: string): Promise<void> {
  const at = new Date(app.clock().getTime() + 3_600_000)
  const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'Asia/Tokyo' }).format(at)
  await db.sql`insert into call_plans (id, case_id, phone, language, times, set_at, next_at)
    values (${randomUUID()}, ${caseId}, ${phone}, 'ja', ${[time]}, ${app.clock()}, ${at})`
}
const callsOf = async (caseId: string) => (await db.sql`select from calls where case_id = ${caseId}`).length

test('an observation begins when it began: merged the earliest of all, undone its own again, in whichever order', async () => {
  const now = app.clock().getTime()
  const since = async (daysAgo: number) => {
    const caseId = await patient()
    await db.sql`update watches set began_at = ${new Date(now - daysAgo * 86_400_000)} where case_id = ${caseId}`
    return caseId
  }
  const [own, earlier, later] = [await since(1), await since(3), await since(2)]
  const daysAgo = async (caseId: string) =>
    Math.round((now - Date.parse((await db.sql`select began_at from watches where case_id = ${caseId}`)[0]!.beganAt)) / 86_400_000)
  const first = await merge(own, earlier)
  const second = await merge(own, later)
  expect(await daysAgo(own)).toBe(3)
  await undo(first)
  expect([await daysAgo(own), await daysAgo(earlier)]).toEqual([2, 3])
  await undo(second)
  expect([await daysAgo(own), await daysAgo(later)]).toEqual([1, 2])
})

test('a time agreed upon for an automatic call that came while the case was part of another has a call of its own after the undo', async () => {
  const [one, two] = [await patient(), await patient()]
  await agree(two, '09091000001')
  const id = await merge(one, two)
  app.advance(2 * 3_600_000)
  await derive(db.worker, app.clock())
  expect([await callsOf(one), await callsOf(two)]).toEqual([1, 0])
  await undo(id)
  expect(await broken()).toContain('call-missed')
  for (let times = 0; times < 2; times++) await derive(db.worker, app.clock())
  expect([await callsOf(one), await callsOf(two)]).toEqual([1, 1])
  expect(await broken()).not.toContain('call-missed')
})

test('a call and a text that reached nobody while the case was part of another are told at their own case after the undo', async () => {
  const [one, two] = [await patient(), await patient()]
  await agree(two, '09091000002')
  const text = randomUUID()
  await db.sql`insert into messages (id, created_at, kind, channel, recipient, body, case_id, state, send_after, updated_at)
    values (${text}, ${app.clock()}, 'report-reminder', 'sms', '09091000003', '架空', ${two}, 'sending', ${app.clock()}, ${app.clock()})`
  app.advance(3_600_000)
  await derive(db.worker, app.clock())
  const id = await merge(one, two)
  await db.sql`update calls set state = 'failed', provider_code = 'window-over', ended_at = ${app.clock()}, window_to = ${app.clock()} where case_id = ${one}`
  await db.sql`update messages set state = 'failed', state_reason = 'unknown-number', updated_at = ${app.clock()} where id = ${text}`
  await afterwards(db.worker, app.clock())
  expect([await openAt(one, 'call-failed'), await openAt(two, 'call-failed')]).toEqual([1, 0])
  await undo(id)
  await afterwards(db.worker, app.clock())
  expect([await openAt(one, 'call-failed'), await openAt(two, 'call-failed')]).toEqual([1, 1])
  expect(await openAt(two, 'sms-undeliverable')).toBe(1)
  app.advance(20 * 60_000)
  expect((await broken()).filter((rule) => /call-silent|sms-failed/.test(rule))).toEqual([])
})

const silenceOf = async (caseId: string) =>
  (
    await db.sql<{ dueAt: string; answeredAt: string | null; againAt: string | null }[]>`
      select due_at, answered_at, again_at from attention_items where case_id = ${caseId} and kind = 'no-report' and closed_at is null`
  )[0]!
/** Nobody watched it any more: the other's item for the next silence goes over as it is. */
const released = (caseId: string) =>
  db.sql`with a as (update watches set state = 'ended', ended_at = ${app.clock()}, ended_by = (select id from staff_accounts where login_id = 'nurse@aoba'), end_kind = 'release' where case_id = ${caseId})
    update attention_items set closed_at = ${app.clock()}, closed_by = (select id from staff_accounts where login_id = 'nurse@aoba'), outcome = 'release'
     where case_id = ${caseId} and kind in ('no-report', 'release-due', 'not-registered') and closed_at is null`

test.each([
  ['not yet due', 30],
  ['overdue', -30],
])('a silence %s that the other half answered while the two were one is its own again after the undo', async (_which, minutes) => {
  app.setNow(new Date('2022-07-22T17:30:00+09:00'))
  const [one, two] = [await patient(), await patient()]
  await db.sql`update watches set began_at = '2022-07-20T09:00:00+09:00' where case_id in (${one}, ${two})`
  await released(one)
  const due = new Date(app.clock().getTime() + minutes * 60_000).toISOString()
  await db.sql`update attention_items set due_at = ${due}, answered_at = null, again_at = null where case_id = ${two} and kind = 'no-report' and closed_at is null`
  const id = await merge(one, two)
  await storeReport(db.sql, one, { now: app.clock() })
  expect((await silenceOf(one)).dueAt > due || (await silenceOf(one)).againAt !== null).toBe(true)
  await undo(id)
  expect(await silenceOf(two)).toEqual({ dueAt: due, answeredAt: null, againAt: null })
})

test('an item that a merge brings to another owner follows that owner’s hours, and their roster is rung; the undo puts it back', async () => {
  const minato = organisationOf('minato').id
  const [one, two] = [await patient(), await patient()]
  await db.sql`update organisations set settings = settings || '{"confirmHours": 2}' where id = ${minato}`
  await db.sql`update watches set owner_centre_id = ${minato} where case_id = ${one}`
  await db.sql`update attention_items set centre_id = ${minato} where case_id = ${one}`
  await db.sql`update attention_items set closed_at = ${app.clock()}, closed_by = (select id from staff_accounts where login_id = 'nurse@minato'), outcome = 'other'
    where case_id in (${one}, ${two}) and kind = 'unconfirmed' and closed_at is null`
  const inHours = (hours: number) => new Date(app.clock().getTime() + hours * 3_600_000)
  await db.sql`insert into attention_items (id, centre_id, case_id, kind, urgent, raised_at, latest_at, due_at, alerted_step)
    values (gen_random_uuid(), ${organisationOf('aoba').id}, ${two}, 'unconfirmed', false, ${app.clock()}, ${app.clock()}, ${inHours(4)}, 2)`
  const itemAt = async (caseId: string) =>
    (
      await db.sql`select due_at, alerted_step, centre_id from attention_items where case_id = ${caseId} and kind = 'unconfirmed' and closed_at is null`
    )[0]
  const before = await itemAt(two)
  const due = inHours(2).toISOString()
  const id = await merge(one, two)
  expect(await itemAt(one)).toEqual({ dueAt: due, alertedStep: 0, centreId: minato })
  await undo(id)
  expect(await itemAt(two)).toEqual(before)
})
