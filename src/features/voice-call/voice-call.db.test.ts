import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { organisationOf } from '../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { makeCall } from '../../../tools/test-calls.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { makeFamily, type TestPerson } from '../../../tools/test-patients.ts'
import { japaneseDay } from '../../lib/japanese-day.ts'
import { installationFolder } from '../../platform/folder.server.ts'
import { voiceAccount } from '../../platform/voice/account.server.ts'
import { endForgotten } from './jobs.server.ts'

let db: TestDatabase
let app: TestApp
const people: Record<string, TestPerson> = {}
const calls: Record<string, string> = {}
const names = [
  'complete',
  'english',
  'aborted',
  'silent',
  'red',
  'mother',
  'child',
  'wrong',
  'controls',
  'staff',
  'called',
  'machine',
  'calledWrong',
  'replay',
]

/** The independent caller has walked all its scenarios before the tests look at what they left. */
let said = ''

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  const centre = organisationOf('aoba')
  app = await testApp(db, { settings: { healthCallDesks: { '*': centre.code } } })
  for (const name of names) people[name] = (await makeFamily(db.sql, { now: testNow })).people[0]!
  for (const [name, who] of Object.entries({ complete: 'called', machine: 'machine', wrong: 'calledWrong' }))
    calls[name] = await makeCall(db.sql, { caseId: people[who]!.caseId, now: testNow })
  await db.sql`insert into duty_roster (id, centre_id, position, name, phone, from_at, created_at)
    values (gen_random_uuid(), ${centre.id}, 'duty', '架空 当番', '09090009999', ${testNow}, ${testNow})`
  const { accountSid, authToken } = voiceAccount(app.settings)!
  const who = Object.fromEntries(Object.entries(people).map(([name, { hersysId }]) => [name, { id: hersysId, birth: '19900728' }]))
  const [phone] = await db.sql<{ phone: string }[]>`select phone from organisations where id = ${centre.id}`
  said = await callerSays({
    listen: app.url,
    publicUrl: app.settings.publicUrl,
    accountSid,
    authToken,
    dialled: '+815031980214',
    centrePhone: `+81${phone!.phone.replaceAll('-', '').slice(1)}`,
    dutyPhone: '+819090009999',
    people: who,
    calls,
  })
  if (process.env.CALLER_LOG) writeFileSync(join(installationFolder, 'docs/proof/5/caller.log'), said)
}, 60_000)
afterAll(async () => {
  await app.close()
  await db.drop()
})

function callerSays(given: object): Promise<string> {
  return new Promise((done) => {
    const caller = spawn(process.execPath, [join(installationFolder, 'tools/caller.mjs')], { stdio: ['pipe', 'pipe', 'inherit'] })
    let text = ''
    caller.stdout.setEncoding('utf8').on('data', (part: string) => {
      text += part
    })
    caller.on('close', () => done(text))
    caller.stdin.end(JSON.stringify(given))
  })
}

const idOf = (name: string) => people[name]!.caseId
const reportsOf = (name: string) => db.sql`select * from daily_reports where case_id = ${idOf(name)}`
const callsOf = (name: string) => db.sql`select * from calls where case_id = ${idOf(name)}`
const itemsOf = async (name: string, kind: string) =>
  db.sql`select * from attention_items where case_id = ${idOf(name)} and kind = ${kind} and closed_at is null`

test('the independent caller heard what it should, in every scenario', () => {
  expect(said.split('\n').filter((line) => line.startsWith('✗'))).toEqual([])
  expect(said.trim().split('\n').at(-1)).toBe('15 passed, 0 failed')
})

test('C34 C38 a call answered to its end is a report, judged and documented as any other, and says that keys alone proved who spoke', async () => {
  const [report] = await reportsOf('complete')
  expect(report).toMatchObject({
    channel: 'inbound',
    reportedOn: japaneseDay(testNow),
    temperature: 37.5,
    spo2: 98,
    level: 'stable',
    language: 'ja',
    authorKind: 'patient',
  })
  expect(report!.answers).toMatchObject({ urgentSigns: ['none'], breathless: 'no', cough: 'no', note: null })
  expect(report!.documentHash).toMatch(/\w{20}/)
  expect(await callsOf('complete')).toMatchObject([{ direction: 'in', state: 'completed', reportId: report!.id }])
  expect(report!.authorId).toBe((await callsOf('complete'))[0]!.id)
  expect((await db.sql`select last_channel, last_temperature from watches where case_id = ${idOf('complete')}`)[0]).toEqual({
    lastChannel: 'inbound',
    lastTemperature: 37.5,
  })
  expect(await reportsOf('english')).toMatchObject([
    { language: 'en', temperature: null, spo2: null, answers: { temperatureNotMeasured: true, spo2NotMeasured: true, cough: 'yes' } },
  ])
})

test('C35 自動架電 answered to its end is a report by that channel; the call is complete', async () => {
  expect(await reportsOf('called')).toMatchObject([{ channel: 'call', level: 'stable' }])
  expect(await callsOf('called')).toMatchObject([{ state: 'completed', abortedAtQuestion: null }])
})

test('C36 G20 what was answered before the line was cut is kept as incomplete; it is no report, and shows in half an hour unless one comes', async () => {
  expect(await reportsOf('aborted')).toEqual([])
  expect(await callsOf('aborted')).toMatchObject([
    { state: 'aborted', abortedAtQuestion: 'spo2', reportId: null, answers: { temperature: '38.1', breathless: 'no' } },
  ])
  const [item] = await itemsOf('aborted', 'call-incomplete')
  expect(item).toMatchObject({ dueAt: new Date(testNow.getTime() + 30 * 60_000).toISOString(), detail: { at: 'spo2' } })
  expect(await itemsOf('silent', 'call-incomplete')).toHaveLength(1)
})

test('a complete report by any channel meets it; one of yesterday, or a correction, does not', async () => {
  const session = await app.signedInAs('nurse@aoba')
  const url = `/centre/cases/${idOf('silent')}/reports/new`
  app.setNow(new Date(testNow.getTime() + 10 * 60_000))
  await app.post(url, { day: '2022-07-20', time: '09:00', temperature: '36.4' }, session)
  expect(await itemsOf('silent', 'call-incomplete')).toHaveLength(1)
  await app.post(url, { day: '2022-07-20', time: '10:05', temperature: '36.5' }, session)
  expect(await itemsOf('silent', 'call-incomplete')).toEqual([])
  const [met] = await db.sql`select outcome, closed_by from attention_items where case_id = ${idOf('silent')} and kind = 'call-incomplete'`
  expect(met).toEqual({ outcome: 'met-in-time', closedBy: null })
  app.setNow(testNow)
})

test('a red flag stands in the queue although the call was cut and no report was made', async () => {
  expect(await reportsOf('red')).toEqual([])
  const [item] = await itemsOf('red', 'red-flag')
  expect(item).toMatchObject({ urgent: true, raisedAt: testNow.toISOString(), detail: { reasons: ['urgent-sign'] }, occurrences: 2 })
  expect(item!.detail.callId).toBe((await callsOf('red'))[0]!.id)
})

test('C37 C38 each member of a family is a call and a report of its own', async () => {
  for (const name of ['mother', 'child']) {
    expect(await reportsOf(name)).toMatchObject([{ channel: 'inbound' }])
    expect(await callsOf(name)).toMatchObject([{ state: 'completed' }])
  }
  const [one] = await callsOf('mother')
  const [other] = await callsOf('child')
  expect(other!.providerCallId).toBe(`${one!.providerCallId}#2`)
})

test('C13 wrong tries by telephone are counted with those of the web, leave no case with the call, and reach the owner of the ID that was pressed', async () => {
  const [counted] =
    await db.sql`select count(*)::int as n from claim_failures where hersys_id = ${people.wrong!.hersysId} and account_id is null`
  expect(counted).toEqual({ n: 3 })
  expect(await callsOf('wrong')).toEqual([])
  expect(await itemsOf('wrong', 'call-identity')).toMatchObject([{ dueAt: new Date(testNow.getTime() + 30 * 60_000).toISOString() }])
  expect(await itemsOf('calledWrong', 'call-identity')).toHaveLength(1)
  expect(await callsOf('calledWrong')).toMatchObject([{ state: 'aborted', abortedAtQuestion: 'birth' }])
  expect(await callsOf('machine')).toMatchObject([{ state: 'machine' }])
  expect(await itemsOf('machine', 'call-identity')).toEqual([])
})

test('who asked for staff in vain stands in the queue of the centre of the number, without a case; who was answered does not', async () => {
  const items = await db.sql`select * from attention_items where kind = 'call-asked-for-staff'`
  expect(items).toMatchObject([{ caseId: null, centreId: organisationOf('aoba').id, occurrences: 1 }])
  const nurse = await app.signedInAs('nurse@aoba')
  expect((await app.get(`/centre/calls/${items[0]!.subject}`, nurse)).text).toContain('090-9999-0008')
  const other = await app.signedInAs('nurse@minato')
  expect((await app.get(`/centre/calls/${items[0]!.subject}`, other)).status).toBe(404)
  expect(await itemsOf('staff', 'call-incomplete')).toHaveLength(1)
})

test('birth dates are written down nowhere: not in the play-by-play, the script, the audit or the log', async () => {
  const [kept] = await db.sql<{ text: string }[]>`
    select (select string_agg(e::text, '') from call_events e) || (select string_agg(s::text, '') from call_scripts s) ||
           (select string_agg(c::text, '') from calls c) || (select string_agg(a::text, '') from audits a) as text`
  expect(kept!.text).not.toMatch(/19900728|1990-07-28|19700101/)
  expect(app.logs.join('')).not.toMatch(/19900728|\+8190/)
})

test('a step that came twice was done once', async () => {
  expect(await reportsOf('replay')).toHaveLength(1)
  const events =
    await db.sql`select step from call_events e join calls c on c.id = e.call_id where c.case_id = ${idOf('replay')} order by step`
  expect(events.map(({ step }) => step)).toEqual(events.map((_, n) => n))
})

test('ten wrong tries, by telephone and web together, lock the ID: the right birth date no longer opens it, and the centre hears', async () => {
  const person = (await makeFamily(db.sql, { now: testNow })).people[0]!
  const callId = await makeCall(db.sql, { caseId: person.caseId, now: testNow })
  const family = await makeFamily(db.sql, { now: testNow })
  const tries = (by: string) =>
    db.sql`insert into claim_failures (id, at, hersys_id, account_id, address_hash) select gen_random_uuid(), ${testNow}, ${person.hersysId}, ${family.accountId}, ${by} from generate_series(1, 9)`
  await tries('web')
  const identify = (birth: string, caller: string) =>
    db.web`select identify_call(${callId}, null, ${birth}::date, ${caller}, false, gen_random_uuid(), gen_random_uuid(), ${testNow}) as outcome`
  expect(await identify('1990-07-29', 'caller-a')).toEqual([{ outcome: 'wrong' }])
  expect(await identify('1990-07-28', 'caller-b')).toEqual([{ outcome: 'locked' }])
  expect(await db.sql`select kind from attention_items where case_id = ${person.caseId} and kind = 'claim-locked'`).toHaveLength(1)
})

test('a telephone has five wrong tries, then it waits; another telephone does not wait for it', async () => {
  const person = (await makeFamily(db.sql, { now: testNow })).people[0]!
  const callId = await makeCall(db.sql, { caseId: person.caseId, now: testNow })
  const identify = async (birth: string, caller: string, at = testNow) =>
    (
      await db.web`select identify_call(${callId}, null, ${birth}::date, ${caller}, false, gen_random_uuid(), gen_random_uuid(), ${at}) as outcome`
    )[0]!.outcome
  for (let n = 0; n < 5; n++) expect(await identify('1970-01-01', 'caller-c')).toBe('wrong')
  expect(await identify('1990-07-28', 'caller-c')).toBe('slow')
  expect(await identify('1990-07-28', 'caller-c', new Date(testNow.getTime() + 59_000))).toBe('slow')
  expect(await identify('1990-07-28', 'caller-d')).toBe('right')
})

test('a line that went dead without a word ends the call after ten minutes, and what was answered stays', async () => {
  const person = (await makeFamily(db.sql, { now: testNow })).people[0]!
  const callId = await makeCall(db.sql, { caseId: person.caseId, now: testNow, state: 'answered' })
  await db.sql`select move_call(${callId}, 'identified', '{}', ${testNow})`
  const state = {
    direction: 'out',
    lang: 'ja',
    place: 'question',
    q: 6,
    misses: 0,
    tries: 0,
    hersysId: null,
    identified: true,
    said: {},
    signs: [],
    pending: null,
    alarmed: [],
    back: null,
    ringing: null,
  }
  await db.sql`insert into call_scripts (call_id, step, state, reply, updated_at) values (${callId}, 5, ${db.sql.json(state)}, '', ${testNow})`
  const after = (minutes: number) => new Date(testNow.getTime() + minutes * 60_000)
  await endForgotten(db.worker, after(10), app.settings)
  expect(await db.sql`select state from calls where id = ${callId}`).toEqual([{ state: 'identified' }])
  await endForgotten(db.worker, after(10.1), app.settings)
  expect(await db.sql`select state, aborted_at_question from calls where id = ${callId}`).toEqual([
    { state: 'aborted', abortedAtQuestion: 'temperature' },
  ])
  expect(await db.sql`select kind from attention_items where case_id = ${person.caseId} and kind = 'call-incomplete'`).toHaveLength(1)
})
