import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { organisationOf } from '../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { makeFamily } from '../../../tools/test-patients.ts'
import { demoCarrier } from '../../platform/carrier/demo.server.ts'
import { enqueue, type NewMessage } from './enqueue.server.ts'
import { createOutbox, drain } from './outbox.server.ts'

const now = new Date('2022-07-20T10:00:00+09:00')
const itemId = '00000000-0000-7000-8000-0000000000aa'
let db: TestDatabase
let caseId: string

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, now)
  const family = await makeFamily(db.sql, { now })
  caseId = family.people[0]!.caseId
})
afterAll(() => db.drop())
afterEach(() => db.sql`delete from messages`)

/** Queued while it was wanted; then the world changes; then it is about to be sent. */
async function sendAfter(change: () => Promise<unknown>, more: Partial<NewMessage>): Promise<string> {
  await enqueue(db.sql, { kind: 'my-hersys-invitation', channel: 'sms', recipient: '09012345678', body: 'ご案内', caseId, now, ...more })
  await change()
  const outbox = createOutbox({
    carriers: { sms: demoCarrier('sms'), mail: demoCarrier('mail'), voice: demoCarrier('voice') },
    keepSecrets: true,
  })
  const log = { error: console.error, warn: console.error }
  await drain(db.worker, outbox, 'sms', { clock: () => now, signal: new AbortController().signal, log })
  await Promise.all(outbox.onTheWay.sms.values())
  const [row] = await db.sql`select state, state_reason from messages`
  return row!.stateReason ?? row!.state
}
const staff = () => db.sql`select id from staff_accounts limit 1`

test('an invitation is looked at again at the moment of sending: registered, withdrawn, ended', async () => {
  expect(await sendAfter(async () => {}, {})).toBe('already-registered')
  await db.sql`delete from messages`
  expect(await sendAfter(() => db.sql`update registrations set ended_at = ${now}`, {})).toBe('delivered')
  await db.sql`delete from messages`
  expect(await sendAfter(() => db.sql`update cases set state = 'withdrawn' where id = ${caseId}`, {})).toBe('case-withdrawn')
  await db.sql`delete from messages`
  await db.sql`update cases set state = 'filed'`
  expect(await sendAfter(async () => {}, { kind: 'report-reminder' })).toBe('delivered')
  await db.sql`delete from messages`
  const correct = () => db.sql`update cases set phone = '09087654321' where id = ${caseId}`
  for (const kind of ['my-hersys-invitation', 'report-reminder'] as const) {
    expect(await sendAfter(correct, { kind })).toBe('number-corrected')
    await db.sql`delete from messages`
  }
  await db.sql`update cases set phone = '09012345678' where id = ${caseId}`
})

test('an alert is not sent once a person has acknowledged or closed its item, and is when that no longer counts', async () => {
  const [someone] = await staff()
  await db.sql`select raise_item(${itemId}, ${organisationOf('aoba').id}, ${caseId}, '', 'red-flag', true, ${now}, '{}', ${now})`
  const alert = { kind: 'duty-alert', itemIds: [itemId] } as const
  expect(await sendAfter(async () => {}, alert)).toBe('delivered')
  await db.sql`delete from messages`
  const acknowledge = (again: Date | null) =>
    db.sql`update attention_items set acknowledged_at = ${now}, acknowledged_by = ${someone!.id}, again_at = ${again} where id = ${itemId}`
  expect(await sendAfter(() => acknowledge(null), alert)).toBe('item-acknowledged')
  await db.sql`delete from messages`
  expect(await sendAfter(() => acknowledge(now), alert)).toBe('delivered')
  await db.sql`delete from messages`
  const close = () =>
    db.sql`update attention_items set closed_at = ${now}, closed_by = ${someone!.id}, outcome = 'phoned' where id = ${itemId}`
  expect(await sendAfter(close, alert)).toBe('item-closed')
})

test('after the observation neither invitation nor reminder goes out', async () => {
  const [someone] = await staff()
  const end = () =>
    db.sql`update watches set state = 'ended', ended_at = ${now}, ended_by = ${someone!.id}, end_kind = 'release' where case_id = ${caseId}`
  expect(await sendAfter(end, {})).toBe('observation-ended')
  await db.sql`delete from messages`
  expect(await sendAfter(end, { kind: 'report-reminder' })).toBe('observation-ended')
})
