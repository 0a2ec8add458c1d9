import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { organisationOf } from '../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type Session, type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { makeFamily } from '../../../tools/test-patients.ts'
import { storeReport } from '../../../tools/test-reports.ts'
import { seenOf } from '../attention/state.ts'

let db: TestDatabase
let app: TestApp
let giver: Session
let receiver: Session
let caseId: string
const aoba = organisationOf('aoba').id
const minato = organisationOf('minato').id
const after = (ms: number) => new Date(testNow.getTime() + ms)

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
})
afterAll(async () => {
  await app.close()
  await db.drop()
})
beforeEach(async () => {
  app.setNow(testNow)
  giver = await app.signedInAs('nurse@aoba')
  receiver = await app.signedInAs('nurse@minato')
  caseId = (await makeFamily(db.sql, { now: testNow })).people[0]!.caseId
})

const ask = (session = giver) => app.post(`/centre/cases/${caseId}/hand-over`, { to: minato, reason: '転居のため' }, session)
const handOver = async () => (await db.sql`select * from hand_overs where case_id = ${caseId} order by asked_at desc, id desc limit 1`)[0]!
const decide = async (verb: string, session: Session) =>
  app.post(`/centre/hand-overs/${(await handOver()).id}/${verb}`, { note: '架空の理由' }, session)
const owner = async () => (await db.sql`select owner_centre_id from watches where case_id = ${caseId}`)[0]!.ownerCentreId
const openItems = () => db.sql`select kind, centre_id from attention_items where case_id = ${caseId} and closed_at is null order by kind`

test('the giver owns until the receiver accepts; then owner and every open item move together', async () => {
  await storeReport(db.sql, caseId, { now: testNow, level: 'urgent' })
  expect((await ask()).status).toBe(303)
  expect(await owner()).toBe(aoba)
  const before = await openItems()
  expect(before.filter(({ kind }) => kind !== 'hand-over-waiting').every(({ centreId }) => centreId === aoba)).toBe(true)
  expect(before.find(({ kind }) => kind === 'hand-over-waiting')?.centreId).toBe(minato)
  expect((await decide('accept', receiver)).location).toBe(`/centre/cases/${caseId}`)
  expect(await owner()).toBe(minato)
  const now = await openItems()
  expect(now.map(({ kind }) => kind)).toEqual(['no-report', 'not-registered', 'red-flag', 'release-due', 'unconfirmed'])
  expect(now.every(({ centreId }) => centreId === minato)).toBe(true)
  const [closed] = await db.sql`select i.outcome, s.login_id from attention_items i join staff_accounts s on s.id = i.closed_by
    where i.case_id = ${caseId} and i.kind = 'hand-over-waiting'`
  expect(closed).toEqual({ outcome: 'accepted', loginId: 'nurse@minato' })
})

test.each([
  ['refuse', 'refused', () => receiver],
  ['withdraw', 'withdrawn', () => giver],
])('%s changes nothing but the asking itself', async (verb, state, who) => {
  const before = await openItems()
  await ask()
  expect((await decide(verb, who())).status).toBe(303)
  expect(await owner()).toBe(aoba)
  expect(await openItems()).toEqual(before)
  expect(await handOver()).toMatchObject({ state })
})

test('accept and withdraw at the same moment: exactly one wins, ten times out of ten', async () => {
  for (let round = 0; round < 10; round++) {
    caseId = (await makeFamily(db.sql, { now: testNow })).people[0]!.caseId
    await ask()
    const answers = await Promise.all([decide('accept', receiver), decide('withdraw', giver)])
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 409])
    const { state } = await handOver()
    expect(await owner()).toBe(state === 'accepted' ? minato : aoba)
    const items = await openItems()
    expect(items.some(({ kind }) => kind === 'hand-over-waiting')).toBe(false)
    expect(new Set(items.map(({ centreId }) => centreId)).size).toBe(1)
  }
})

test('a red flag during the hand-over lands at whoever owns when it is stored, and moves with the case', async () => {
  for (let round = 0; round < 8; round++) {
    caseId = (await makeFamily(db.sql, { now: testNow })).people[0]!.caseId
    await ask()
    await Promise.all([decide('accept', receiver), storeReport(db.sql, caseId, { now: testNow, level: 'urgent' })])
    const [flag] = await db.sql`select centre_id from attention_items where case_id = ${caseId} and kind = 'red-flag' and closed_at is null`
    expect(flag).toEqual({ centreId: minato })
  }
})

test('urgent items of a case on offer also show at the receiver, marked, and cannot be acted on there', async () => {
  await storeReport(db.sql, caseId, { now: testNow, level: 'urgent' })
  expect((await app.get('/centre', receiver)).text).not.toContain(caseId)
  await ask()
  const { text } = await app.get('/centre', receiver)
  expect(text).toContain('移管の受け入れ待ち（いまの担当は移管元の保健所）')
  expect(text).toContain('担当 架空あおば保健所')
  expect((await app.get(`/centre/cases/${caseId}`, receiver)).status).toBe(200)
  await decide('refuse', receiver)
  expect((await app.get(`/centre/cases/${caseId}`, receiver)).status).toBe(404)
})

test('unaccepted for two hours it shows at the prefecture by the clock, and not a moment earlier', async () => {
  await ask()
  const seen = async (ms: number) => {
    app.setNow(after(ms))
    return (await app.get('/prefecture', await app.signedInAs('officer@prefecture'))).text.includes(caseId)
  }
  expect(await seen(2 * 3_600_000 - 1)).toBe(false)
  expect(await seen(2 * 3_600_000)).toBe(true)
})

test('only the owner asks, only the receiver accepts, only the giver withdraws, and a case has one hand-over at a time', async () => {
  const stranger = await app.signedInAs('nurse@yamate')
  expect((await ask(receiver)).status).toBe(404)
  await ask()
  expect((await ask()).status).toBe(409)
  for (const [verb, who] of [
    ['accept', giver],
    ['refuse', giver],
    ['withdraw', receiver],
    ['accept', stranger],
  ] as const)
    expect((await decide(verb, who)).status).toBe(404)
  expect(await owner()).toBe(aoba)
})

test('after the acceptance the giver no longer sees the case, unless it was notified', async () => {
  await db.sql`update cases set notified_centre_id = ${minato} where id = ${caseId}`
  await ask()
  await decide('accept', receiver)
  expect((await app.get(`/centre/cases/${caseId}`, giver)).status).toBe(404)
  expect((await app.get('/centre/hand-overs', giver)).text).toContain('移管先で閲覧')
})

test('an owner to settle is settled by handing the case over', async () => {
  await db.sql`select raise_item(gen_random_uuid(), null, ${caseId}, '', 'owner-to-settle', false, ${testNow}, '{}', ${testNow})`
  await ask()
  await decide('accept', receiver)
  const [item] =
    await db.sql`select outcome, closed_by is not null as is_named from attention_items where case_id = ${caseId} and kind = 'owner-to-settle'`
  expect(item).toEqual({ outcome: 'handed-over', isNamed: true })
})

test('the deadline of the day moves to the receiver’s own time', async () => {
  await db.sql`update organisations set settings = '{"reportDeadline":"08:30"}' where id = ${minato}`
  await ask()
  await decide('accept', receiver)
  const [item] = await db.sql`select due_at from attention_items where case_id = ${caseId} and kind = 'no-report' and closed_at is null`
  expect(item).toEqual({ dueAt: new Date('2022-07-21T08:30:00+09:00').toISOString() })
  await db.sql`update organisations set settings = '{}' where id = ${minato}`
})

test('what has not come due follows the deadlines of the receiver', async () => {
  await db.sql`update organisations set settings = '{"registerHours": 12, "confirmHours": 2, "reportDeadline": "12:00"}' where id = ${minato}`
  await ask()
  app.setNow(after(3 * 3_600_000))
  await decide('accept', await app.signedInAs('nurse@minato'))
  const due = await db.sql<{ kind: string; dueAt: string }[]>`
    select kind, due_at from attention_items where case_id = ${caseId} and closed_at is null and kind in ('no-report', 'not-registered', 'unconfirmed')`
  expect(Object.fromEntries(due.map(({ kind, dueAt }) => [kind, dueAt]))).toEqual({
    'no-report': '2022-07-21T03:00:00.000Z',
    'not-registered': after(12 * 3_600_000).toISOString(),
    unconfirmed: after(3 * 3_600_000).toISOString(),
  })
  await db.sql`update organisations set settings = '{}' where id = ${minato}`
})

test('an acknowledgement under the giver’s hour is no report: closed at the receiver, the same evening is asked for', async () => {
  await db.sql`update organisations set settings = '{"reportDeadline":"21:30"}' where id = ${minato}`
  app.setNow(new Date('2022-07-21T18:05:00+09:00'))
  giver = await app.signedInAs('nurse@aoba')
  receiver = await app.signedInAs('nurse@minato')
  const silence = async () =>
    (await db.sql`select * from attention_items where case_id = ${caseId} and kind = 'no-report' and closed_at is null`)[0]!
  const act = async (verb: string, session: Session) => {
    const item = await silence()
    return app.post(`/centre/items/${item.id}/${verb}`, { seen: seenOf(item as never), outcome: 'visited' }, session)
  }
  expect((await act('acknowledge', giver)).status).toBe(303)
  await ask()
  await decide('accept', receiver)
  expect((await act('close', receiver)).status).toBe(303)
  expect((await silence()).dueAt).toBe(new Date('2022-07-21T21:30:00+09:00').toISOString())
  await db.sql`update organisations set settings = '{}' where id = ${minato}`
})
