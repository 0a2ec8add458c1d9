import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { organisationOf } from '../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { makeFamily } from '../../../tools/test-patients.ts'
import { storeReport } from '../../../tools/test-reports.ts'
import type { Carrier, Handed } from '../../platform/carrier/carrier.ts'
import { tellOfDelay } from '../message/delayed.server.ts'
import { createOutbox, drain } from '../message/outbox.server.ts'
import { addDuty } from '../roster/queries.server.ts'
import { escalate } from './escalate.server.ts'

let db: TestDatabase
let cases: string[]
let nurse: string
/** What the telephone company does with a text to this number. */
let answer: (recipient: string) => Handed
let delivered: string[]
const minutes = (count: number) => new Date(testNow.getTime() + count * 60_000)
const phones = { duty: '09090000001', deputy: '09090000002', prefecture: '09090000003' }
const down: Handed = { outcome: 'not-sent', reason: 'line-econnrefused' }

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  nurse = (await db.sql`select id from staff_accounts where login_id = 'nurse@aoba'`)[0]!.id
})
afterAll(() => db.drop())
beforeEach(async () => {
  for (const table of ['attention_events', 'attention_items', 'messages', 'duty_roster', 'system_alerts'])
    await db.sql`delete from ${db.sql(table)}`
  const entry = { name: '架空 当番', fromAt: testNow, toAt: null, by: nurse, now: testNow }
  const [aoba, prefecture] = [organisationOf('aoba').id, organisationOf('prefecture').id]
  await addDuty(db.sql, { ...entry, orgId: aoba, position: 'duty', phone: phones.duty })
  await addDuty(db.sql, { ...entry, orgId: aoba, position: 'deputy', phone: phones.deputy })
  await addDuty(db.sql, { ...entry, orgId: prefecture, position: 'duty', phone: phones.prefecture })
  cases = []
  for (let n = 0; n < 2; n++) cases.push((await makeFamily(db.sql, { now: testNow })).people[0]!.caseId)
  for (const id of cases) await storeReport(db.sql, id, { now: testNow, level: 'urgent' })
  delivered = []
})

/** The worker's round at that moment: who is to be rung, then what can be sent. */
async function round(now: Date) {
  await escalate(db.worker, now)
  const carrier: Carrier = {
    takesKey: true,
    send: async ({ recipient }) => {
      const said = answer(recipient)
      if (said.outcome === 'sent') delivered.push(recipient)
      return said
    },
  }
  const outbox = createOutbox({
    carriers: { sms: carrier, mail: carrier, voice: carrier },
    keepSecrets: true,
    slots: { sms: 1, mail: 1, voice: 1 },
  })
  const log = { error: console.error, warn: () => {} }
  await drain(db.worker, outbox, 'sms', { clock: () => now, signal: new AbortController().signal, log })
  await Promise.all(outbox.onTheWay.sms.values())
  await tellOfDelay(db.worker, now)
}
const acknowledge = (caseId: string, now: Date) =>
  db.sql`update attention_items set acknowledged_at = ${now}, acknowledged_by = ${nurse} where kind = 'red-flag' and case_id = ${caseId}`
const states = async () =>
  (await db.sql`select state, state_reason from messages where kind = 'duty-alert' order by id`).map((m) => m.stateReason ?? m.state)
const alerts = async () => (await db.sql`select kind from system_alerts order by at, id`).map(({ kind }) => kind)

test('after a night without a telephone company whoever is owed a ring is rung, and the operator has heard meanwhile', async () => {
  answer = () => down
  for (const at of [10, 21, 45, 130, 131, 200, 600]) await round(minutes(at))
  expect(await states()).toEqual(['line-econnrefused', 'line-econnrefused', 'line-econnrefused'])
  expect((await alerts()).toSorted()).toEqual(['duty-alert-delayed', 'sms-provider-down'])
  answer = () => ({ outcome: 'sent', providerId: null })
  await round(minutes(602))
  expect(delivered.toSorted()).toEqual(Object.values(phones))
})

test('it is tried on and on: after weeks the text still waits', async () => {
  answer = () => down
  await round(minutes(10))
  await db.sql`update messages set attempts = 40000`
  await round(minutes(60 * 24 * 30))
  const [first] = await db.sql`select state, attempts from messages where recipient = ${phones.duty}`
  expect(first).toEqual({ state: 'queued', attempts: 40001 })
})

test('one text about two items is wanted while one of them waits, and no longer than that', async () => {
  answer = () => down
  await round(minutes(10))
  await acknowledge(cases[0]!, minutes(11))
  await round(minutes(15))
  expect(await states()).toEqual(['line-econnrefused'])
  await acknowledge(cases[1]!, minutes(16))
  answer = () => ({ outcome: 'sent', providerId: null })
  await round(minutes(200))
  expect(await states()).toEqual(['item-acknowledged'])
  expect(delivered).toEqual([])
})

test('a text that cannot be delivered rings the next at once, stands in the items’ history, and is the operator’s matter', async () => {
  const dead = new Set<string>([phones.duty])
  answer = (recipient) => (dead.has(recipient) ? { outcome: 'refused', reason: 'http-400-21211' } : { outcome: 'sent', providerId: null })
  await round(minutes(10))
  await round(minutes(10))
  expect(delivered).toEqual([phones.deputy])
  expect(await alerts()).toEqual(['duty-alert-failed'])
  const failed =
    await db.sql`select item_id from attention_events where what = 'alerted' and detail ->> 'failed' = 'http-400-21211' and detail ->> 'step' = '1'`
  expect(failed).toHaveLength(2)
  const centre = await db.sql`select urgent from attention_items where kind = 'job-failed' and centre_id = ${organisationOf('aoba').id}`
  expect(centre).toEqual([{ urgent: true }])
  await round(minutes(19))
  expect(delivered).toEqual([phones.deputy])
})

test('where nobody of the centre can be reached the prefecture is rung at once; where it cannot either, the operator still hears', async () => {
  answer = () => ({ outcome: 'refused', reason: 'http-400-21211' })
  for (let n = 0; n < 4; n++) await round(minutes(10))
  const rung =
    await db.sql`select recipient from messages where kind = 'duty-alert' and item_ids @> (select array[id] from attention_items where case_id = ${cases[0]!} and kind = 'red-flag') order by id`
  expect(rung.map(({ recipient }) => recipient)).toEqual([phones.duty, phones.deputy, phones.prefecture])
  expect(await alerts()).toEqual(['duty-alert-failed', 'duty-alert-failed', 'duty-alert-failed'])
})

test('what failed before an acknowledgement does not hurry the next occurrence', async () => {
  answer = (recipient) =>
    recipient === phones.duty ? { outcome: 'refused', reason: 'http-400-21211' } : { outcome: 'sent', providerId: null }
  await round(minutes(10))
  await round(minutes(10))
  for (const id of cases) await acknowledge(id, minutes(12))
  await db.sql`update attention_items set closed_at = ${minutes(12)}, closed_by = ${nurse}, outcome = 'handled' where kind = 'job-failed'`
  answer = () => ({ outcome: 'sent', providerId: null })
  delivered = []
  await storeReport(db.sql, cases[0]!, { now: minutes(30), level: 'urgent' })
  await round(minutes(40))
  expect(delivered).toEqual([phones.duty])
})
