import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type Session, type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { callBack } from '../../../tools/test-callback.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { makeFamily } from '../../../tools/test-patients.ts'
import { uuidv7 } from '../../lib/uuid.ts'
import { takeEvents } from './callbacks.server.ts'
import { tallySms } from './tally.server.ts'

const account = (n: number) => ({
  accountSid: `AC${String(n).repeat(32)}`,
  authToken: `token ${n}`,
  from: '+815000000000',
  baseUrl: null,
  takesKey: false,
})
const [first, second] = [account(1), account(2)]
let db: TestDatabase
let app: TestApp
let nurse: Session
beforeAll(async () => {
  db = await testDatabase()
  app = await testApp(db, { settings: { sms: first, secondSms: second } })
  await seedPlaces(db.sql, testNow)
  nurse = await app.signedInAs('nurse@aoba')
})
afterAll(async () => {
  await app.close()
  await db.drop()
})
afterEach(() => app.setNow(testNow))

let serial = 0
async function patient(phone = `0902222${String(++serial).padStart(4, '0')}`) {
  const family = await makeFamily(db.sql, { now: testNow })
  const { caseId } = family.people[0]!
  await db.sql`update cases set phone = ${phone} where id = ${caseId}`
  return { caseId, phone }
}
/** A text on its way, or further. */
async function text(caseId: string, phone: string, more: { state?: string; sid?: string | null; kind?: string } = {}) {
  const id = uuidv7(testNow)
  const { state = 'sent', sid = `SM${id}`, kind = 'my-hersys-invitation' } = more
  await db.sql`
    insert into messages (id, created_at, kind, channel, recipient, body, case_id, state, provider_id, provider, send_after, handed_at, sent_at, check_after, updated_at, segments)
    values (${id}, ${testNow}, ${kind}, 'sms', ${phone}, 'ご案内', ${caseId}, ${state}, ${sid}, 'first', ${testNow}, ${testNow},
            ${state === 'sent' ? testNow : null}, ${testNow}, ${testNow}, 3)`
  return { id, sid: sid ?? `SM${id}` }
}
const stateOf = async (id: string) => (await db.sql`select state, state_reason, check_after from messages where id = ${id}`)[0]
const work = () => takeEvents(db.worker, app.clock, new AbortController().signal)
const status = (sid: string, said: string, more: Record<string, string> = {}, id = '') =>
  callBack(app, first, `/sms/status${id && `?m=${id}`}`, { MessageSid: sid, MessageStatus: said, ...more })
const reply = (phone: string, body: string, sid = `SM${uuidv7(testNow)}`) =>
  callBack(app, first, '/sms/in', { MessageSid: sid, From: `+81${phone.slice(1)}`, To: '+815000000000', Body: body })
const openItems = async (caseId: string) =>
  (
    await db.sql`select kind, urgent, occurrences, answered_at is not null as answered from attention_items where case_id = ${caseId} and closed_at is null
     and kind in ('sms-undeliverable', 'sms-reply', 'sms-stopped') order by kind`
  ).map((row) => ({ ...row }))
const factsOf = async (phone: string) =>
  (await db.sql`select fact, by_what, ended_by_what from phone_facts where phone = ${phone} order by since, fact`).map((row) => ({
    ...row,
  }))

test('forged, of another account, without signature: refused, and nothing is kept; either of our accounts is heard', async () => {
  const fields = { MessageSid: 'SMforged', MessageStatus: 'delivered' }
  expect((await callBack(app, first, '/sms/status', fields, { token: 'other' })).status).toBe(403)
  expect((await callBack(app, first, '/sms/status', fields, { signature: '' })).status).toBe(403)
  expect((await callBack(app, account(3), '/sms/status', fields)).status).toBe(403)
  const { signature } = await callBack(app, first, '/sms/status', fields)
  expect((await callBack(app, first, '/sms/status', { ...fields, MessageStatus: 'failed' }, { signature })).status).toBe(403)
  expect((await callBack(app, first, '/sms/in', fields, { signature })).status).toBe(403)
  expect(await db.sql`select provider, status from sms_events`).toEqual([{ provider: 'first', status: 'delivered' }])
  expect((await callBack(app, second, '/sms/status', fields)).status).toBe(200)
  expect(await db.sql`select from sms_events`).toHaveLength(2)
})

test('delivered and failed are told; said again it changes nothing; a late one never overwrites what is final', async () => {
  const { caseId, phone } = await patient()
  const arrived = await text(caseId, phone)
  const lost = await text(caseId, phone)
  expect((await status(arrived.sid, 'delivered')).text).toContain('<Response/>')
  await status(lost.sid, 'undelivered', { ErrorCode: '30003' })
  await work()
  expect(await stateOf(arrived.id)).toEqual({ state: 'delivered', stateReason: 'called-back', checkAfter: null })
  expect(await stateOf(lost.id)).toMatchObject({ state: 'failed', stateReason: 'undelivered-30003' })
  for (let again = 0; again < 2; again++) {
    await status(lost.sid, 'undelivered', { ErrorCode: '30003' })
    await status(lost.sid, 'delivered')
    await status(arrived.sid, 'failed', { ErrorCode: '30005' })
    await status(arrived.sid, 'sent')
    await work()
  }
  expect(await stateOf(arrived.id)).toMatchObject({ state: 'delivered' })
  expect(await stateOf(lost.id)).toMatchObject({ state: 'failed' })
  expect(await openItems(caseId)).toMatchObject([{ kind: 'sms-undeliverable', occurrences: 1 }])
  expect(await db.sql`select from sms_events where handled_at is null`).toEqual([])
})

test('a message whose answer got lost is known by our own id; of one that is tried again an old failure says nothing', async () => {
  const { caseId, phone } = await patient()
  const unknown = await text(caseId, phone, { state: 'unknown', sid: null })
  const sending = await text(caseId, phone, { state: 'sending', sid: null })
  const queued = await text(caseId, phone, { state: 'queued', sid: null })
  const other = await text(caseId, phone, { sid: 'SMnewer' })
  await status('SMa', 'delivered', {}, unknown.id)
  await status('SMb', 'failed', { ErrorCode: '30005' }, sending.id)
  await status('SMc', 'failed', { ErrorCode: '30005' }, queued.id)
  await status('SMolder', 'failed', { ErrorCode: '30005' }, other.id)
  await work()
  const states = await Promise.all([unknown, sending, queued, other].map(async ({ id }) => (await stateOf(id))!.state))
  expect(states).toEqual(['delivered', 'failed', 'queued', 'sent'])
})

test('landlines and dead numbers are learned, shown with since when and by what, and unlearned by an arrival or by the centre', async () => {
  const { caseId, phone } = await patient()
  await status((await text(caseId, phone)).sid, 'undelivered', { ErrorCode: '30006' })
  await status((await text(caseId, phone)).sid, 'undelivered', { ErrorCode: '30003' })
  await work()
  expect(await factsOf(phone)).toEqual([
    { fact: 'not-mobile', byWhat: '30006', endedByWhat: null },
    { fact: 'unreachable', byWhat: '30003', endedByWhat: null },
  ])
  const page = (await app.get(`/centre/cases/${caseId}/plan`, nurse)).text.replaceAll(/<[^>]*>/g, '')
  for (const word of ['SMSを受け取れない番号', '通信事業者の回答 30006', 'SMSが届かなかった番号']) expect(page).toContain(word)
  const [fact] = await db.sql`select id from phone_facts where phone = ${phone} and fact = 'not-mobile'`
  const stranger = await app.signedInAs('nurse@minato')
  expect((await app.post(`/centre/cases/${caseId}/plan/forget`, { fact: fact!.id }, stranger)).status).toBe(404)
  expect((await app.post(`/centre/cases/${caseId}/plan/forget`, { fact: fact!.id }, nurse)).status).toBe(303)
  await status((await text(caseId, phone)).sid, 'delivered')
  await work()
  expect((await factsOf(phone)).map(({ endedByWhat }) => endedByWhat)).toEqual(['staff', 'delivered'])
})

test.each(['STOP', '停止', '「配信停止」', ' ｓｔｏｐ。'])(
  'STOP as “%s” bars the number at once, every centre hears, and START undoes it',
  async (word) => {
    const { caseId, phone } = await patient()
    const sibling = await patient(phone)
    await reply(phone, word)
    await work()
    expect(await factsOf(phone)).toEqual([{ fact: 'stopped', byWhat: 'reply', endedByWhat: null }])
    for (const each of [caseId, sibling.caseId]) expect(await openItems(each)).toMatchObject([{ kind: 'sms-stopped', answered: false }])
    const [fact] = await db.sql`select id from phone_facts where phone = ${phone}`
    expect((await app.post(`/centre/cases/${caseId}/plan/forget`, { fact: fact!.id }, nurse)).status).toBe(409)
    await reply(phone, '再開')
    await work()
    expect(await factsOf(phone)).toMatchObject([{ endedByWhat: 'reply' }])
    expect(await openItems(caseId)).toMatchObject([{ kind: 'sms-stopped', answered: true }])
  },
)

test('any other reply is shown to the centre that last wrote there; red where it names an urgent sign; said twice it counts once', async () => {
  const earlier = await patient()
  const later = await patient(earlier.phone)
  await text(later.caseId, later.phone)
  await reply(later.phone, 'ありがとう。停止って何ですか', 'SMonce')
  await reply(later.phone, 'ありがとう。停止って何ですか', 'SMonce')
  await work()
  expect(await openItems(later.caseId)).toEqual([{ kind: 'sms-reply', urgent: false, occurrences: 1, answered: false }])
  expect(await openItems(earlier.caseId)).toEqual([])
  await reply(later.phone, '息が苦しい')
  await work()
  expect(await openItems(later.caseId)).toMatchObject([{ kind: 'sms-reply', urgent: true, occurrences: 2 }])
  const page = (await app.get(`/centre/cases/${later.caseId}`, nurse)).text
  for (const words of ['ありがとう。停止って何ですか', '息が苦しい']) expect(page).toContain(words)
  expect((await app.get(`/centre/cases/${earlier.caseId}`, nurse)).text).not.toContain('息が苦しい')
})

test('a “yes” where nothing was stopped is an answer that a person must see', async () => {
  const { caseId, phone } = await patient()
  await reply(phone, 'Yes')
  await work()
  expect(await openItems(caseId)).toMatchObject([{ kind: 'sms-reply', urgent: false }])
})

test('a reply from a number nobody is known under is kept and harms nothing', async () => {
  await reply('09088887777', 'こんにちは')
  await callBack(app, first, '/sms/in', { MessageSid: 'SMnobody', From: 'anonymous', Body: 'x' })
  await work()
  expect(await db.sql`select case_id, meaning from sms_replies where phone = '09088887777'`).toEqual([{ caseId: null, meaning: 'other' }])
})

test('several workers at once act on each callback once', async () => {
  const { caseId, phone } = await patient()
  for (let n = 0; n < 6; n++)
    await status((await text(caseId, phone)).sid, n % 2 ? 'delivered' : 'undelivered', n % 2 ? {} : { ErrorCode: '30005' })
  await Promise.all([work(), work(), work()])
  expect(await openItems(caseId)).toMatchObject([{ kind: 'sms-undeliverable', occurrences: 3 }])
})

test('what was sent is counted by centre and day, once, in SMS', async () => {
  await db.sql`delete from messages`
  const { caseId, phone } = await patient()
  await text(caseId, phone)
  await text(caseId, phone)
  await tallySms(db.worker, testNow)
  expect(await db.sql`select from sms_tallies`).toEqual([])
  const later = new Date(testNow.getTime() + 5 * 60_000)
  await Promise.all([tallySms(db.worker, later), tallySms(db.worker, later)])
  expect(await db.sql`select on_day, kind, sent, segments from sms_tallies`).toEqual([
    { onDay: '2022-07-20', kind: 'my-hersys-invitation', sent: 2, segments: 6 },
  ])
})
