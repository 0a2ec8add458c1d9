import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { organisationOf } from '../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { fakeMailServer, fakeProvider } from '../../../tools/test-provider.ts'
import { startDuties } from '../../platform/jobs/loop.server.ts'
import { createCarriers } from './carriers.server.ts'
import { enqueue, type NewMessage } from './enqueue.server.ts'
import { messageDuties } from './jobs.server.ts'

const start = new Date('2022-07-20T10:00:00+09:00')
const caseId = '00000000-0000-7000-8000-000000000001'
/** A clock that runs a hundred times as fast, so that pauses between tries pass. */
const began = performance.now()
const clock = () => new Date(start.getTime() + (performance.now() - began) * 100)
let db: TestDatabase
let provider: Awaited<ReturnType<typeof fakeProvider>>
let mailServer: Awaited<ReturnType<typeof fakeMailServer>>
let stop: () => Promise<void>

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, start)
  await db.sql`insert into persons (id, created_at) values (${caseId}, ${start})`
  await db.sql`insert into cases (id, hersys_id, person_id, disease, family_name, given_name, created_at, updated_at)
    values (${caseId}, '20000001', ${caseId}, 'covid-19', '架空', '花子', ${start}, ${start})`
  await db.sql`insert into watches (case_id, owner_centre_id, began_at, period_from, period_to, updated_at)
    values (${caseId}, ${organisationOf('aoba').id}, ${start}, '2022-07-20', '2022-07-30', ${start})`
  provider = await fakeProvider({ lists: true })
  mailServer = await fakeMailServer()
  const settings = { mail: mailServer.settings, sms: provider.sms(), demo: false, publicUrl: 'https://hersys.example.jp' } as never
  const duties = messageDuties(settings).map((duty) => ({ ...duty, everyMs: Math.min(duty.everyMs, 200) }))
  stop = startDuties(
    duties.filter((duty) => duty.name !== 'message.remind'),
    { sql: db.worker, clock, log: { error: console.error, warn: () => {} } },
  )
})
afterAll(async () => {
  await stop()
  await provider.stop()
  await mailServer.stop()
  await db.drop()
})
afterEach(() => db.sql`delete from messages`)

const queue = (more: Partial<NewMessage>) =>
  enqueue(db.sql, { kind: 'my-hersys-invitation', channel: 'sms', recipient: '09012345678', body: 'ご案内', caseId, now: clock(), ...more })
/** Waits as long as the test may run: on a slow machine things happen late. */
async function stateOf(id: string, isDone: (state: string) => boolean) {
  for (;;) {
    const [row] = await db.sql<{ state: string; stateReason: string | null; attempts: number; providerId: string | null }[]>`
      select state, state_reason, attempts, provider_id from messages where id = ${id}`
    if (isDone(row!.state)) return row!
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
const isOut = (state: string) => state === 'sent' || state === 'delivered'

test('a text goes to the international form of the number, and its arrival is asked for', async () => {
  const id = await queue({ body: 'ご案内 一' })
  const row = await stateOf(id, (state) => state === 'delivered')
  const [delivery] = (await provider.deliveries()).filter((one) => one.body === 'ご案内 一')
  expect(delivery).toMatchObject({ to: '+819012345678', key: id, sid: row.providerId })
})

test('a telephone company that is down for a while delays texts and loses none', async () => {
  await provider.stop()
  const ids = await Promise.all(Array.from({ length: 10 }, (_, n) => queue({ body: `停電 ${n}` })))
  for (const id of ids) await stateOf(id, (state) => state === 'queued')
  while ((await db.sql`select from messages where attempts > 0`).length < 3) await new Promise((resolve) => setTimeout(resolve, 50))
  expect(await db.sql`select from messages where state in ('queued', 'sending')`).toHaveLength(10)
  await provider.start()
  for (const id of ids) await stateOf(id, isOut)
  const bodies = (await provider.deliveries()).map((one) => one.body).toSorted()
  expect(bodies).toEqual(ids.map((_, n) => `停電 ${n}`))
})

test('a number that does not exist, and one never reached, each become an item at the owner; without the number', async () => {
  const invalid = await queue({ recipient: '09012340001' })
  expect(await stateOf(invalid, (state) => state === 'failed')).toMatchObject({ stateReason: 'http-400-21211', attempts: 1 })
  const items = () => db.sql`
    select centre_id, kind, occurrences, detail from attention_items where case_id = ${caseId} and closed_at is null and kind = 'sms-undeliverable'`
  expect(await items()).toMatchObject([
    { centreId: organisationOf('aoba').id, occurrences: 1, detail: { reason: 'http-400-21211', messageId: invalid } },
  ])
  const unreached = await queue({ recipient: '09012340002' })
  expect(await stateOf(unreached, (state) => state === 'failed')).toMatchObject({ stateReason: 'undelivered-30003' })
  expect(await items()).toMatchObject([{ occurrences: 2, detail: { reason: 'undelivered-30003' } }])
  const fixed = await queue({ recipient: '0312345678' })
  expect(await stateOf(fixed, (state) => state === 'failed')).toMatchObject({ stateReason: 'not-a-mobile' })
  expect(JSON.stringify(await items())).not.toMatch(/0901234|0312345|8190123/)
})

test('a failed code raises nothing: its owner asks for another', async () => {
  await db.sql`update attention_items set closed_at = ${start}, closed_by = (select id from staff_accounts limit 1), outcome = 'phoned'`
  await stateOf(await queue({ kind: 'staff-code', recipient: '09012340001' }), (state) => state === 'failed')
  expect(await db.sql`select from attention_items where closed_at is null`).toEqual([])
})

test('a code is spoken slowly and twice', async () => {
  const id = await queue({ kind: 'staff-code', channel: 'voice', recipient: '0312345678', body: '確認コードは 123456 です' })
  await stateOf(id, isOut)
  const call = (await provider.deliveries()).find((one) => one.twiml)!
  expect(call.to).toBe('+81312345678')
  const digits = [...call.twiml!.matchAll(/<Say language="ja-JP">(\d)<\/Say>/g)].map(([, digit]) => digit).join('')
  expect(digits).toBe('123456123456')
})

test('a mail carries an id of ours; an address that does not exist is a failure for good', async () => {
  const id = await queue({
    kind: 'account-notice',
    channel: 'mail',
    recipient: 'kakuu@example.invalid',
    subject: 'お知らせ',
    body: '本文です',
  })
  await stateOf(id, isOut)
  expect(mailServer.mails.at(-1)).toContain(`Message-ID: <${id}@hersys.example.jp>`)
  const nobody = await queue({
    kind: 'notification-report',
    channel: 'mail',
    recipient: 'nobody@example.invalid',
    orgId: organisationOf('aoba').id,
  })
  expect(await stateOf(nobody, (state) => state === 'failed')).toMatchObject({ stateReason: 'smtp-550' })
  expect(await db.sql`select subject from attention_items where kind = 'job-failed'`).toEqual([{ subject: 'message:notification-report' }])
  const split = await queue({ kind: 'account-notice', channel: 'mail', recipient: 'a@example.invalid, b@example.invalid' })
  expect(await stateOf(split, (state) => state === 'failed')).toMatchObject({ stateReason: 'invalid-recipient' })
})

test('outside the demo there is no way out without settings; in the demo nothing leaves the machine', async () => {
  expect(() => createCarriers({ mail: null, sms: null, demo: false })).toThrow('have their settings')
  const demo = createCarriers({ mail: null, sms: null, demo: true })
  const message = { id: 'x', subject: null, body: '', language: 'ja' }
  expect(await demo.sms.send({ ...message, recipient: '09012345678' })).toMatchObject({ outcome: 'arrived' })
  expect(await demo.sms.send({ ...message, recipient: '0312345678' })).toMatchObject({ outcome: 'refused' })
  expect(await demo.voice.send({ ...message, recipient: '0312345678' })).toMatchObject({ outcome: 'arrived' })
})
