import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { organisationOf } from '../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { makeCall } from '../../../tools/test-calls.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { makeFamily } from '../../../tools/test-patients.ts'
import { signatureOf } from '../../platform/twilio/signature.server.ts'
import { voiceAccount } from '../../platform/voice/account.server.ts'

let db: TestDatabase
let app: TestApp
const aoba = organisationOf('aoba')

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db, { settings: { healthCallDesks: { '05000000001': aoba.code } } })
  await db.sql`insert into duty_roster (id, centre_id, position, name, phone, from_at, created_at)
    values (gen_random_uuid(), ${aoba.id}, 'duty', '架空 当番', '09090009999', '2022-07-01', ${testNow})`
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

beforeEach(() => app.setNow(testNow))

async function post(path: string, fields: Record<string, string>) {
  const { accountSid, authToken } = voiceAccount(app.settings)!
  const params = { ...fields, AccountSid: accountSid }
  const headers = { 'x-twilio-signature': signatureOf(authToken, app.settings.publicUrl + path, params) }
  const answer = await fetch(app.url + path, { method: 'POST', headers, body: new URLSearchParams(params) })
  return { status: answer.status, text: await answer.text() }
}
const actionIn = (xml: string) => /action="([^"]+)"/.exec(xml)![1]!.replaceAll('&#38;', '&')

/** A call in which these keys are pressed; says what was heard last. */
async function talk(keys: string[], { from = '+819090001234', to = '+815000000001', call = null as string | null } = {}) {
  const base = { CallSid: `CA${randomBytes(16).toString('hex')}`, From: from, To: to }
  let xml = (await post(call ? `/voice/out/${call}` : '/voice/in', base)).text
  for (const digits of keys) xml = (await post(actionIn(xml), { ...base, Digits: digits })).text
  return { base, xml }
}
const openItems = () =>
  db.sql`select case_id, centre_id, subject, kind from attention_items where kind = 'call-asked-for-staff' and closed_at is null order by raised_at, id`
const night = new Date('2022-07-20T23:00:00+09:00')

test('in the hours of the centre its telephone rings and nothing stands in the queue; out of hours duty rings, and it does', async () => {
  const person = (await makeFamily(db.sql, { now: testNow })).people[0]!
  const day = await talk(['1', person.hersysId, '19900728', '9'])
  expect(day.xml).toContain('<Number>+81481')
  expect(await openItems()).toEqual([])
  app.setNow(night)
  const late = await talk(['1', person.hersysId, '19900728', '9'], { from: '+819090001235' })
  expect(late.xml).toContain('<Number>+819090009999</Number>')
  expect(await openItems()).toMatchObject([{ caseId: person.caseId, centreId: aoba.id }])
})

test('whose caller it is before anybody is known: the owner of the cases of that telephone, else the centre of the number that was dialled', async () => {
  const person = (await makeFamily(db.sql, { now: testNow, centre: 'minato' })).people[0]!
  await db.sql`update cases set phone = '09077770001' where id = ${person.caseId}`
  app.setNow(night)
  const known = await talk(['9'], { from: '+819077770001' })
  expect(known.xml).toContain('保健所に知らせました')
  await talk(['9'], { from: '+819077770002' })
  const nobodys = (await openItems()).filter(({ caseId }) => caseId === null)
  expect(nobodys.map(({ centreId }) => centreId).sort()).toEqual([aoba.id, organisationOf('minato').id].sort())
  const [unknown] = [await talk(['9'], { from: '+819077770002', to: '+815000000009' })]
  expect(unknown.xml).toContain('担当の保健所が分からない')
  expect(await db.sql`select kind from system_alerts where kind = 'caller-without-centre'`).toHaveLength(1)
})

test('the line is cut while the centre rings: the wish is not lost', async () => {
  const person = (await makeFamily(db.sql, { now: testNow })).people[0]!
  const { base } = await talk(['1', person.hersysId, '19900728', '9'])
  expect((await openItems()).filter(({ caseId }) => caseId === person.caseId)).toEqual([])
  await post('/voice/status/in', { ...base, CallStatus: 'completed' })
  expect((await openItems()).filter(({ caseId }) => caseId === person.caseId)).toHaveLength(1)
})

test('C38 an outage notice is announced to callers, in their language', async () => {
  app.outage.show({ ja: '架空の点検のお知らせ', en: 'An imaginary notice' })
  expect((await talk(['1'])).xml).toContain('架空の点検のお知らせ')
  expect((await talk(['2'])).xml).toContain('An imaginary notice')
  app.outage.show(null)
  expect((await talk(['1'])).xml).not.toContain('架空の点検')
})

test('C38 when nothing works the caller hears of maintenance, never an error', async () => {
  await db.sql`alter function begin_inbound_call(uuid, text, text, text, text, timestamptz) rename to gone`
  const answer = await post('/voice/in', { CallSid: 'CAbroken', From: '+819090001234', To: '+815000000001' })
  await db.sql`alter function gone(uuid, text, text, text, text, timestamptz) rename to begin_inbound_call`
  expect([answer.status, /メンテナンス中.*under maintenance.*<Hangup\/>/s.test(answer.text)]).toEqual([200, true])
})

test('a withheld number is nobody’s: it is kept as unknown, and all of them wait together', async () => {
  const person = (await makeFamily(db.sql, { now: testNow })).people[0]!
  const { base } = await talk(['1', person.hersysId, '19900729'], { from: '+266696687' })
  expect(await db.sql`select phone from calls where provider_call_id = ${base.CallSid}`).toEqual([{ phone: null }])
  const callId = await makeCall(db.sql, { caseId: person.caseId, now: testNow })
  await db.sql`insert into claim_failures (id, at, hersys_id, call_id, address_hash)
    select gen_random_uuid(), ${testNow}, '99999998', ${callId}, address_hash from claim_failures, generate_series(1, 29) where hersys_id = ${person.hersysId}`
  const slowed = await talk(['1', person.hersysId, '19900728'], { from: 'anonymous' })
  expect(slowed.xml).toContain('誤った入力が続きました')
  expect((await talk(['1', person.hersysId, '19900728'], { from: '+819090004321' })).xml).toContain('確認できました')
})

test('a call that was called off, or ended long ago, is not begun anew; one that came in is not one that goes out', async () => {
  const person = (await makeFamily(db.sql, { now: testNow })).people[0]!
  const callId = await makeCall(db.sql, { caseId: person.caseId, now: testNow })
  await db.sql`select move_call(${callId}, 'failed', '{}', ${testNow})`
  const late = await post(`/voice/out/${callId}`, { CallSid: 'CAlate', From: '+815000000001', To: '+819090000001' })
  expect(late.text).toBe('<?xml version="1.0" encoding="UTF-8"?><Response><Hangup/></Response>')
  const { base } = await talk([])
  const [inbound] = await db.sql<{ id: string }[]>`select id from calls where provider_call_id = ${base.CallSid}`
  expect(await post(`/voice/out/${inbound!.id}`, base)).toEqual({ status: 403, text: '' })
})

test('a provider that sends the last step twice at once: one report, one answer', async () => {
  const person = (await makeFamily(db.sql, { now: testNow })).people[0]!
  const { base, xml } = await talk(['1', person.hersysId, '19900728', '2', '2', '2', '0', '0', '2', '2', '2', '2', '2'])
  const last = () => post(actionIn(xml), { ...base, Digits: '2' })
  const [one, other, third] = await Promise.all([last(), last(), last()])
  expect(one.text).toContain('報告を受け付けました')
  expect([other, third]).toEqual([one, one])
  expect(await db.sql`select id from daily_reports where case_id = ${person.caseId}`).toHaveLength(1)
  expect(await db.sql`select id from audits where action = 'daily-report.submit' and ${person.caseId} = any (case_ids)`).toHaveLength(1)
})

test('one line of time: calls, reports of every channel, texts and what staff did; another centre sees none of it', async () => {
  const person = (await makeFamily(db.sql, { now: testNow })).people[0]!
  await talk(['1', person.hersysId, '19900728', '1'])
  await db.sql`insert into messages (id, created_at, kind, channel, recipient, body, case_id, state, send_after, updated_at)
    values (gen_random_uuid(), ${testNow}, 'report-reminder', 'sms', '09000000000', '架空', ${person.caseId}, 'delivered', ${testNow}, ${testNow})`
  const nurse = await app.signedInAs('nurse@aoba')
  const [item] = await db.sql`select id from attention_items where case_id = ${person.caseId} and kind = 'red-flag'`
  await app.post(`/centre/items/${item!.id}/note`, { note: '架空の折り返し' }, nurse)
  await app.post(`/centre/cases/${person.caseId}/reports/new`, { day: '2022-07-20', time: '10:00', temperature: '36.9' }, nurse)
  const { text } = await app.get(`/centre/cases/${person.caseId}/timeline`, nurse)
  for (const word of ['本人確認済', 'SMS', '到達', '保健所入力', '36.9℃', '「架空の折り返し」', '緊急症状 発生'])
    expect(text).toContain(word)
  expect(text).not.toContain('電話の回答が途中')
  expect((await app.get(`/centre/cases/${person.caseId}/timeline`, await app.signedInAs('nurse@minato'))).status).toBe(404)
})

test('the figures: picked up and complete by the hour, and at which question people hang up; only one’s own', async () => {
  const ends: [string, string | null][] = [
    ['aborted', 'birth'],
    ['aborted', 'birth'],
    ['aborted', 'temperature'],
    ['completed', null],
  ]
  for (const [state, place] of ends) {
    const person = (await makeFamily(db.sql, { now: testNow, centre: 'yamate' })).people[0]!
    const callId = await makeCall(db.sql, { caseId: person.caseId, now: testNow, state: 'answered' })
    await db.sql`select move_call(${callId}, 'identified', '{}', ${testNow})`
    await db.sql`select move_call(${callId}, ${state}, ${db.sql.json({ abortedAtQuestion: place })}, ${testNow})`
  }
  const { text } = await app.get('/centre/call-figures', await app.signedInAs('nurse@yamate'))
  const rows = [...text.matchAll(/<tr[^>]*>(.*?)<\/tr>/gs)].map(([, row]) =>
    row!
      .replace(/<[^>]+>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  )
  expect(rows).toContain('生年月日の入力 2 50%')
  expect(rows).toContain('体温 1 25%')
  expect(rows).toContain('最後まで回答 1 25%')
  expect(rows.some((row) => row.startsWith('10時台 4 4 100% 4 1 25%'))).toBe(true)
  const faulty = await app.get('/centre/call-figures?from=2022-07-20&to=2022-07-01', await app.signedInAs('nurse@yamate'))
  expect([faulty.status, faulty.text.includes('終了日は開始日以降')]).toEqual([422, true])
})
