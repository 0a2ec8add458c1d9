import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { organisationOf } from '../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type TestDatabase, testDatabase, untilListening } from '../../../tools/test-database.ts'
import type { Carrier, Handed } from '../../platform/carrier/carrier.ts'
import { startDuties } from '../../platform/jobs/loop.server.ts'
import { enqueue, type NewMessage } from './enqueue.server.ts'
import { messageDuties } from './jobs.server.ts'
import { createOutbox, drain, type OutboxDeps } from './outbox.server.ts'

let now = new Date('2022-07-20T10:00:00+09:00')
const start = now
const clock = () => now
const log = { error: () => {}, warn: () => {} }
let db: TestDatabase
let sent: string[] = []

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, now)
})
afterAll(() => db.drop())
afterEach(async () => {
  await db.sql`delete from messages`
  sent = []
  now = start
})

const carrier = (answer: (n: number) => Handed | Promise<Handed>, more: Partial<Carrier> = {}): Carrier => ({
  takesKey: false,
  send: async ({ id }) => {
    sent.push(id)
    return answer(sent.length)
  },
  ...more,
})
const all = (one: Carrier): OutboxDeps => ({ carriers: { sms: one, mail: one, voice: one }, keepSecrets: false })
const queue = (more: Partial<NewMessage> = {}) =>
  enqueue(db.web, { kind: 'account-notice', channel: 'mail', recipient: 'kakuu@example.invalid', body: '通知', now, ...more })
async function run(deps: OutboxDeps) {
  const outbox = createOutbox(deps)
  for (const channel of ['sms', 'mail', 'voice'] as const) {
    await drain(db.worker, outbox, channel, { clock, signal: new AbortController().signal, log })
    await Promise.all(outbox.onTheWay[channel].values())
  }
}
const states = async () => (await db.worker`select state, state_reason, attempts from messages order by id`).map((row) => ({ ...row }))

test('a message goes from queued to sent; with its key; once', async () => {
  const id = await queue()
  const deps = all(carrier(() => ({ outcome: 'sent', providerId: 'P1' })))
  await run(deps)
  await run(deps)
  expect(sent).toEqual([id])
  const [row] = await db.worker`select state, provider_id, attempts, claimed_by, sent_at from messages`
  expect(row).toEqual({ state: 'sent', providerId: 'P1', attempts: 1, claimedBy: null, sentAt: now.toISOString() })
})

test('several workers at once never send a message twice', async () => {
  const ids = await Promise.all(Array.from({ length: 200 }, () => queue()))
  const deps = all(
    carrier(async () => {
      await new Promise((resolve) => setTimeout(resolve, 3))
      return { outcome: 'sent', providerId: null }
    }),
  )
  await Promise.all([run(deps), run(deps), run(deps), run(deps)])
  expect(sent.toSorted()).toEqual(ids.toSorted())
})

test('codes go first, a flood of reminders last', async () => {
  for (let n = 0; n < 30; n++) await queue({ kind: 'report-reminder', channel: 'sms', recipient: '09012345678' })
  const code = await queue({
    kind: 'staff-code',
    channel: 'sms',
    recipient: '09012345678',
    body: '123456',
    sendAfter: new Date(now.getTime() + 1),
  })
  now = new Date(now.getTime() + 10)
  await run({ ...all(carrier(() => ({ outcome: 'sent', providerId: null }))), slots: { sms: 1, mail: 1, voice: 1 } })
  expect(sent[0]).toBe(code)
  expect(sent).toHaveLength(31)
})

test('a code older than its validity is suppressed, and the words of a code are wiped once it is over', async () => {
  await queue({ kind: 'sign-up-code', body: '確認コード 123456' })
  await queue({ kind: 'sign-up-code', body: '確認コード 654321', validUntil: new Date(now.getTime() + 3_600_000) })
  now = new Date(now.getTime() + 10 * 60_000)
  await run(all(carrier(() => ({ outcome: 'sent', providerId: null }))))
  expect(await db.worker`select state, state_reason, body from messages order by id`).toEqual([
    { state: 'suppressed', stateReason: 'expired', body: '' },
    { state: 'sent', stateReason: null, body: '' },
  ])
})

test('a provider that is down delays a message and loses none', async () => {
  await queue()
  let up = false
  const deps = all(carrier(() => (up ? { outcome: 'sent', providerId: null } : { outcome: 'not-sent', reason: 'line-econnrefused' })))
  for (let minute = 0; minute < 60; minute++) {
    await run(deps)
    now = new Date(now.getTime() + 60_000)
  }
  const [waiting] = await db.worker<
    { state: string; attempts: number; sendAfter: string }[]
  >`select state, attempts, send_after from messages`
  expect(waiting).toMatchObject({ state: 'queued' })
  up = true
  now = new Date(waiting!.sendAfter)
  await run(deps)
  expect(await states()).toEqual([{ state: 'sent', stateReason: null, attempts: waiting!.attempts + 1 }])
})

test('a provider that is down is not run against: after three failures one message at a time tries', async () => {
  for (let n = 0; n < 40; n++) await queue()
  const outbox = createOutbox({
    ...all(carrier(() => ({ outcome: 'not-sent', reason: 'line-econnrefused' }))),
    slots: { sms: 1, mail: 5, voice: 1 },
  })
  const go = () => drain(db.worker, outbox, 'mail', { clock, signal: new AbortController().signal, log })
  await go()
  await go()
  await Promise.all(outbox.onTheWay.mail.values())
  expect(sent.length).toBeLessThanOrEqual(8)
  expect(await db.worker`select from messages where state = 'queued'`).toHaveLength(40)
})

test('a report mail that can never be delivered becomes an item at the organisation it should have reached', async () => {
  const orgId = organisationOf('aoba').id
  await queue({ kind: 'notification-report', orgId })
  await run(all(carrier(() => ({ outcome: 'refused', reason: 'smtp-550' }))))
  expect(await states()).toEqual([{ state: 'failed', stateReason: 'smtp-550', attempts: 1 }])
  const items = await db.sql`select kind, subject, urgent, detail->>'reason' as reason from attention_items where centre_id = ${orgId}`
  expect(items).toEqual([{ kind: 'job-failed', subject: 'message:notification-report', urgent: false, reason: 'smtp-550' }])
})

test('a message queued in the same moment is on its way at once, without waiting for the next look', async () => {
  let tell = () => {}
  const arrived = new Promise<void>((resolve) => {
    tell = resolve
  })
  const one = carrier(() => {
    tell()
    return { outcome: 'sent', providerId: null }
  })
  const duties = messageDuties({ demo: true } as never, { ...all(one) }).map((duty) => ({ ...duty, everyMs: 3_600_000 }))
  const stop = startDuties(duties, { sql: db.worker, clock, log })
  // One connection listens to all, in the order asked for; the last stands where it can be seen.
  await untilListening(db, 'sms_events')
  await queue()
  await arrived
  await stop()
  expect(await states()).toEqual([{ state: 'sent', stateReason: null, attempts: 1 }])
})

test('a worker that is told to end finishes what it has handed over and holds nothing', async () => {
  for (let n = 0; n < 60; n++) await queue({ channel: 'sms', recipient: '09012345678' })
  let answer = () => {}
  const answers = new Promise<void>((resolve) => {
    answer = resolve
  })
  const slow = carrier(async () => {
    await answers
    return { outcome: 'sent', providerId: null }
  })
  const stop = startDuties(messageDuties({ demo: true } as never, all(slow)), { sql: db.worker, clock, log })
  while (sent.length === 0) await new Promise((resolve) => setTimeout(resolve, 10))
  const stopped = stop()
  answer()
  await stopped
  const counts = await db.worker`select state, count(*)::int as n from messages group by state order by state`
  expect(counts.map((row) => row.state)).toEqual(['queued', 'sent'])
  expect(counts.find((row) => row.state === 'sent')?.n).toBe(sent.length)
})
