import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { organisationOf } from '../../../db/seed/organisations.ts'
import { nursesOf } from '../../../tools/test-call-life.ts'
import { type Fate, simulatedCaller, type Way } from '../../../tools/test-caller.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { makeFamily } from '../../../tools/test-patients.ts'
import { storeReport } from '../../../tools/test-reports.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { openContext } from '../../platform/http/session.server.ts'
import { askHandOver, decideHandOver } from '../hand-over/queries.server.ts'
import { endWatch } from '../watch/end.server.ts'
import { reopenWatch } from '../watch/reopen.server.ts'
import { afterwards } from './afterwards.server.ts'
import { askAbout } from './ask.server.ts'
import { claim } from './claim.server.ts'
import { derive } from './derive.server.ts'
import { createDialler, dialDue } from './dial.server.ts'
import { endCallPlan, setCallPlan } from './plan.server.ts'
import { takeStatus } from './provider-status.server.ts'
import { createCallSettler } from './settle.server.ts'

const eight = new Date('2022-07-20T08:00:00+09:00')
const at = (text: string) => new Date(`2022-07-${text}+09:00`)
let db: TestDatabase
let nurses: Awaited<ReturnType<typeof nursesOf>>
let serial = 0

beforeAll(async () => {
  db = await testDatabase()
  nurses = await nursesOf(db)
})
afterAll(() => db.drop())
beforeEach(async () => {
  for (const table of ['call_lines', 'calls', 'call_plans']) await db.sql.unsafe(`delete from ${table}`)
  await db.sql`update organisations set settings = settings - 'callUnlessReported'`
})

const as = <T>(who: number, run: (sql: Sql) => Promise<T>, now = eight) =>
  db.web.begin(async (tx) => {
    await openContext(tx as unknown as Sql, nurses[who]!.session, now, 'staff')
    return run(tx as unknown as Sql)
  }) as Promise<T>
const patient = async () => (await makeFamily(db.sql, { now: eight })).people[0]!.caseId
const newPhone = () => `0901234${String(1000 + ++serial).slice(-4)}`
type Wish = { phone?: string; times?: string[]; days?: number[] | null; now?: Date; who?: number; language?: string }
const agree = (caseId: string, { phone = newPhone(), times = ['09:00'], days = null, now = eight, who = 0, language = 'ja' }: Wish = {}) =>
  as(who, (sql) => setCallPlan(sql, { caseId, phone, language, times, days, by: nurses[who]!.accountId, now }), now)
const plansOf = (caseId: string) =>
  db.sql`select phone, times, days, ended_why, next_at from call_plans where case_id = ${caseId} order by set_at, ended_at nulls last`
const callsOf = (caseId: string) =>
  db.sql`select id, plan_time, attempt_no, state, provider_code, planned_at, phone, centre_id, settled_at from calls where case_id = ${caseId} order by plan_day, plan_time, attempt_no`
const itemOf = async (caseId: string) =>
  (
    await db.sql`select centre_id, occurrences, detail, answered_at from attention_items where case_id = ${caseId} and kind = 'call-failed' and closed_at is null`
  )[0]
const by = (caseId: string, now: Date) => ({ caseId, orgId: nurses[0]!.orgId, accountId: nurses[0]!.accountId, now })

/** A worker and its telephone company; `requests` say what becomes of each call, the last one on and on. */
function worker(...requests: [Way, Fate?, boolean?][]) {
  let n = 0
  const phone = simulatedCaller(() => {
    const [way, fate = 'no-answer', tells = true] = requests[Math.min(n++, requests.length - 1)]!
    return { way, fate, tells }
  })
  const dialler = createDialler({ caller: phone.caller, caps: { atOnce: 100, perSecond: 1000 } })
  const settle = createCallSettler(dialler, 0)
  const round = async (now: Date) => {
    phone.world.minute = (now.getTime() - eight.getTime()) / 60_000
    const clock = () => now
    await derive(db.worker, now)
    await dialDue(db.worker, dialler, { clock, signal: new AbortController().signal, log: { error: console.error } })
    await Promise.all(dialler.onTheWay.values())
    await settle(db.worker, clock)
    await askAbout(db.worker, dialler, clock)
    await afterwards(db.worker, now)
  }
  return { ...phone, dialler, round }
}

test('C37 one number, one patient: another’s is refused and nothing changes; after the end it is free; a change keeps what was', async () => {
  const [mother, son] = [await patient(), await patient()]
  const phone = newPhone()
  expect(await agree(mother, { phone, times: ['20:30', '09:00', '09:00'] })).toBe('set')
  expect(await agree(son, { phone })).toEqual({ taken: true })
  expect(await plansOf(son)).toEqual([])
  expect(await agree(mother, { phone, times: ['12:00'] })).toBe('set')
  expect(await plansOf(mother)).toMatchObject([
    { times: ['09:00', '20:30'], endedWhy: 'changed' },
    { times: ['12:00'], endedWhy: null },
  ])
  expect(await as(0, (sql) => endCallPlan(sql, mother, 'by-centre', eight))).toBe(true)
  expect(await as(0, (sql) => endCallPlan(sql, mother, 'by-centre', eight))).toBe(false)
  expect(await agree(son, { phone })).toBe('set')
  const both = await Promise.all([agree(mother, { phone: '09077770000' }), agree(await patient(), { phone: '09077770000' })])
  expect(both.toSorted()).toEqual(['set', { taken: true }].toSorted())
})

test('only the owner agrees, and only while somebody observes; the worker does it for whoever asked', async () => {
  const caseId = await patient()
  expect(await agree(caseId, { who: 1 })).toBe('gone')
  expect(
    await setCallPlan(db.worker, {
      caseId,
      phone: newPhone(),
      language: 'ja',
      times: ['09:00'],
      days: null,
      by: nurses[0]!.accountId,
      now: eight,
    }),
  ).toBe('set')
  await as(0, (sql) => endWatch(sql, by(caseId, eight), { kind: 'release', note: '' }))
  expect(await agree(caseId)).toBe('gone')
  expect(await plansOf(caseId)).toMatchObject([{ endedWhy: 'observation-ended' }])
})

test('C35 each time agreed upon gets one row, by however many workers and however late; days of the week count', async () => {
  const [daily, thursdays] = [await patient(), await patient()]
  await agree(daily, { times: ['09:00', '12:00'] })
  await agree(thursdays, { times: ['09:00'], days: [4] })
  await Promise.all([derive(db.worker, at('20T12:01:00')), derive(db.worker, at('20T12:01:00')), derive(db.worker, at('20T12:01:00'))])
  await derive(db.worker, at('20T11:58:00'))
  const rows = await callsOf(daily)
  expect(rows.map(({ planTime, attemptNo, state }) => [planTime, attemptNo, state])).toEqual([
    ['09:00', 1, 'planned'],
    ['12:00', 1, 'planned'],
  ])
  for (const { planTime, plannedAt } of rows) {
    const minutes = (Date.parse(plannedAt) - at(`20T${planTime}:00`).getTime()) / 60_000
    expect(minutes >= 0 && minutes <= 30).toBe(true)
  }
  expect(await callsOf(thursdays)).toEqual([])
  await derive(db.worker, at('21T09:00:00'))
  expect(await callsOf(thursdays)).toHaveLength(1)
})

test('caps hold for all workers together: so many at once, so many in a second, and a number has one line', async () => {
  const cases = await Promise.all(Array.from({ length: 12 }, patient))
  for (const caseId of cases) await agree(caseId)
  await derive(db.worker, at('20T09:30:00'))
  const caps = { atOnce: 7, perSecond: 4 }
  const take = (name: string, now: Date) =>
    claim(db.worker, { by: `00000000-0000-4000-8000-00000000000${name}`, limit: 50, caps, provider: 'simulated', now })
  const taken = async (now: Date) => (await Promise.all([take('1', now), take('2', now), take('3', now)])).flatMap(({ calls }) => calls)
  const first = await taken(at('20T09:31:00.100'))
  expect(first).toHaveLength(4)
  expect(await taken(at('20T09:31:00.900'))).toHaveLength(0)
  const second = await taken(at('20T09:31:01.000'))
  expect(second).toHaveLength(3)
  expect(await taken(at('20T09:31:02'))).toHaveLength(0)
  const all = [...first, ...second]
  expect(new Set(all.map(({ id }) => id)).size).toBe(7)
  await takeStatus(db.web, all[0]!.id, 'busy', null, at('20T09:31:03'))
  expect(await taken(at('20T09:31:03'))).toHaveLength(1)
})

test('who does not answer is tried three times, a quarter of an hour apart, then it is an item that says what happened and nothing of health', async () => {
  const caseId = await patient()
  await agree(caseId)
  const { round, rings } = worker(['ok', 'no-answer', false], ['ok', 'busy', false], ['ok', 'machine', false])
  for (let minute = 0; minute <= 119; minute++) await round(new Date(at('20T09:00:00').getTime() + minute * 60_000))
  const calls = await callsOf(caseId)
  expect(calls.map(({ attemptNo, state }) => [attemptNo, state])).toEqual([
    [1, 'no-answer'],
    [2, 'busy'],
    [3, 'machine'],
  ])
  expect(rings.slice(1).map(({ from }, n) => from - rings[n]!.from >= 15)).toEqual([true, true])
  expect(await itemOf(caseId)).toMatchObject({
    centreId: organisationOf('aoba').id,
    occurrences: 1,
    detail: { reason: 'machine', attempts: 3, planDay: '2022-07-20', planTime: '09:00' },
  })
  const completing = worker(['ok', 'completed', false])
  await agree(caseId, { times: ['12:00'], now: at('20T11:30:00') })
  await completing.round(at('20T12:30:00'))
  const [last] = (await callsOf(caseId)).slice(-1)
  await db.web`select move_call(${last!.id}, 'answered', '{}', ${at('20T12:31:00')}), move_call(${last!.id}, 'completed', '{}', ${at('20T12:32:00')})`
  await afterwards(db.worker, at('20T12:33:00'))
  expect((await itemOf(caseId))!.answeredAt).toBe(at('20T12:33:00').toISOString())
})

test('what could not be dialled in its window is never dialled later: it is an item', async () => {
  const caseId = await patient()
  await agree(caseId, { times: ['09:00', '20:30'] })
  const { round, rings } = worker(['ok'])
  await round(at('20T21:00:00'))
  expect(rings).toEqual([])
  expect((await callsOf(caseId)).map(({ state, providerCode }) => [state, providerCode])).toEqual([
    ['failed', 'window-over'],
    ['failed', 'window-over'],
  ])
  expect(await itemOf(caseId)).toMatchObject({ occurrences: 2, detail: { reason: 'failed', code: 'window-over' } })
})

test.each([
  ['completed', ['answered', 'identified', 'completed'], ['aborted', 'no-answer', 'ringing', 'failed']],
  ['no-answer', ['ringing', 'no-answer'], ['ringing', 'answered', 'completed', 'busy']],
  ['machine', ['ringing', 'machine'], ['answered', 'aborted']],
  ['aborted', ['answered', 'aborted'], ['completed', 'failed', 'identified']],
  // Nobody knew; then the line itself showed it.
  ['completed', ['unknown', 'answered', 'completed'], ['unknown', 'failed']],
])('a late word never overwrites “%s”', async (final, course, late) => {
  const caseId = await patient()
  await agree(caseId)
  await derive(db.worker, at('20T09:00:00'))
  const [call] = await callsOf(caseId)
  const move = async (state: string, more = {}) =>
    (await db.web<{ said: string }[]>`select move_call(${call!.id}, ${state}, ${db.web.json(more)}, ${at('20T09:05:00')}) as said`)[0]!.said
  for (const state of ['dialling', ...course]) expect([state, await move(state)]).toEqual([state, 'moved'])
  for (const state of late) expect([state, await move(state, { code: 'late', answers: { temperature: 37.5 } })]).toEqual([state, 'late'])
  expect(await move(final)).toBe('same')
  const [row] = await db.sql`select state, provider_code, answers from calls where id = ${call!.id}`
  expect(row).toEqual({ state: final, providerCode: null, answers: { temperature: 37.5 } })
  expect(await db.sql`select from call_lines where call_id = ${call!.id}`).toEqual([])
})

test('a hand-over that waits changes nothing; accepted, the next call is made in the new owner’s name', async () => {
  const caseId = await patient()
  await agree(caseId, { times: ['09:00', '12:00'] })
  const { round, rings } = worker(['ok', 'busy', false])
  await as(0, (sql) => askHandOver(sql, { caseId, to: nurses[1]!.orgId, reason: '転居', now: eight }))
  await round(at('20T09:30:00'))
  expect(rings).toHaveLength(1)
  const [asked] = await db.sql<{ id: string }[]>`select id from hand_overs where case_id = ${caseId}`
  await as(1, (sql) => decideHandOver(sql, { id: asked!.id, decision: 'accepted', note: '', now: at('20T11:00:00') }), at('20T11:00:00'))
  await round(at('20T12:30:00'))
  expect((await callsOf(caseId)).map(({ centreId }) => centreId)).toEqual(expect.arrayContaining([nurses[0]!.orgId, nurses[1]!.orgId]))
  expect(await agree(caseId, { times: ['10:00'], now: at('20T12:40:00') })).toBe('gone')
  expect(await agree(caseId, { times: ['10:00'], who: 1, now: at('20T12:40:00') })).toBe('set')
})

test('C33 G23 nobody is called after the release: what was planned is called off, what rings is hung up; taken back, the calls go on', async () => {
  const [caseId, other] = [await patient(), await patient()]
  const phone = newPhone()
  await agree(caseId, { phone, times: ['09:00', '12:00'] })
  await agree(other, { times: ['09:00'] })
  const { round, rings, world, dialler } = worker(['ok', 'no-answer', false])
  await round(at('20T09:30:00'))
  expect(rings).toHaveLength(2)
  await as(0, (sql) => endWatch(sql, by(caseId, at('20T09:30:10')), { kind: 'release', note: '' }), at('20T09:30:10'))
  world.minute = (at('20T09:30:12').getTime() - eight.getTime()) / 60_000
  await askAbout(db.worker, dialler, () => at('20T09:30:12'))
  expect(rings.find((ring) => ring.phone === phone)!.to).toBeCloseTo(world.minute, 3)
  await round(at('20T12:30:00'))
  expect(rings.filter((ring) => ring.phone === phone)).toHaveLength(1)
  expect(await itemOf(caseId)).toBeUndefined()
  await as(0, (sql) => reopenWatch(sql, by(caseId, at('20T12:40:00')), '架空の誤り'), at('20T12:40:00'))
  expect((await plansOf(caseId)).at(-1)).toMatchObject({ endedWhy: null })
  await round(at('21T09:30:00'))
  expect(rings.filter((ring) => ring.phone === phone)).toHaveLength(2)
})

test('taken back while another patient has got the number: the calls do not go on, and the centre hears', async () => {
  const [caseId, other] = [await patient(), await patient()]
  const phone = newPhone()
  await agree(caseId, { phone })
  await as(0, (sql) => endWatch(sql, by(caseId, eight), { kind: 'release', note: '' }))
  await agree(other, { phone })
  await as(0, (sql) => reopenWatch(sql, by(caseId, eight), '架空の誤り'))
  expect(await plansOf(caseId)).toMatchObject([{ endedWhy: 'observation-ended' }])
  expect(await itemOf(caseId)).toMatchObject({ detail: { reason: 'number-taken' } })
})

test.each([
  ['call', 'stop-accepted'],
  ['automatic-call', null],
])('C32 C33 an accepted stop with “%s” in its place leaves the calls: %s', async (channel, why) => {
  const caseId = await patient()
  await agree(caseId)
  await db.sql`insert into notice_stops (id, case_id, account_id, state, asked_at) select gen_random_uuid(), case_id, account_id, 'asked', ${eight} from registrations where case_id = ${caseId}`
  expect((await plansOf(caseId))[0]).toMatchObject({ endedWhy: null })
  await db.sql`update notice_stops set state = 'accepted', other_channel = ${channel}, decided_at = ${eight}, decided_by = ${nurses[0]!.accountId} where case_id = ${caseId}`
  expect((await plansOf(caseId))[0]).toMatchObject({ endedWhy: why })
})

test('C35 a corrected number is called from then on; one that is another patient’s, or none, ends the calls and is an item; a death ends them', async () => {
  const [caseId, other, dead] = [await patient(), await patient(), await patient()]
  const phones = [newPhone(), newPhone(), newPhone(), newPhone()] as const
  for (const [n, one] of [caseId, other, dead].entries()) {
    await db.sql`update cases set phone = ${phones[n]!}, phone_kind = 'mobile' where id = ${one}`
    await agree(one, { phone: phones[n]! })
  }
  await db.sql`update cases set phone = ${phones[3]}, updated_at = ${eight} where id = ${caseId}`
  expect(await plansOf(caseId)).toMatchObject([
    { phone: phones[0], endedWhy: 'number-corrected' },
    { phone: phones[3], endedWhy: null },
  ])
  const { round, rings } = worker(['ok', 'busy', false])
  await db.sql`update cases set died_on = '2022-07-20', updated_at = ${eight} where id = ${dead}`
  await round(at('20T09:30:00'))
  expect(rings.map(({ phone }) => phone).toSorted()).toEqual([phones[1], phones[3]].toSorted())
  await db.sql`update cases set phone = ${phones[1]}, updated_at = ${eight} where id = ${caseId}`
  expect((await plansOf(caseId)).every(({ endedWhy }) => endedWhy !== null)).toBe(true)
  expect(await itemOf(caseId)).toMatchObject({ detail: { reason: 'number-taken' } })
  await db.sql`update cases set phone = null, phone_kind = null, updated_at = ${eight} where id = ${other}`
  expect(await itemOf(other)).toMatchObject({ detail: { reason: 'number-unfit' } })
})

test('a report by another channel spares the day’s calls where the centre wishes so, and only there', async () => {
  const [caseId, next] = [await patient(), await patient()]
  await agree(caseId)
  await storeReport(db.sql, caseId, { now: at('20T08:30:00') })
  const first = worker(['ok', 'busy', false])
  await first.round(at('20T09:30:00'))
  expect(first.rings).toHaveLength(1)
  await db.sql`update organisations set settings = settings || '{"callUnlessReported": true}'`
  await agree(next)
  await storeReport(db.sql, next, { now: at('20T08:30:00') })
  const second = worker(['ok', 'busy', false])
  await derive(db.worker, at('21T09:00:00'))
  await second.round(at('20T10:00:00'))
  expect((await callsOf(next)).at(0)).toMatchObject({ state: 'called-off', providerCode: 'reported' })
  expect(await itemOf(next)).toBeUndefined()
  await second.round(at('21T09:45:00'))
  expect(second.rings.length).toBeGreaterThan(0)
})

test('an answer that got lost: the provider is asked first; while it is silent the number is not dialled again, and a person hears', async () => {
  const caseId = await patient()
  await agree(caseId, { times: ['09:00', '09:30'] })
  const { round, rings, world, asked } = worker(['lost-and-rings', 'no-answer', false], ['ok', 'busy', false])
  world.isDeaf = true
  await round(at('20T09:30:00'))
  for (let minute = 31; minute < 50; minute++) await round(at(`20T09:${minute}:00`))
  expect(rings).toHaveLength(1)
  expect((await callsOf(caseId))[0]).toMatchObject({ state: 'unknown', providerCode: 'provider-silent' })
  expect(await itemOf(caseId)).toMatchObject({ detail: { reason: 'unknown' } })
  world.isDeaf = false
  for (let minute = 50; minute < 60; minute++) await round(at(`20T09:${minute}:00`))
  expect(asked).toHaveLength(1)
  expect((await callsOf(caseId))[0]).toMatchObject({ state: 'no-answer' })
  for (const one of rings.slice(1)) expect(one.from).toBeGreaterThanOrEqual(110)
  expect(rings.length).toBeGreaterThan(1)
})

test('a worker that was only slow finds its call taken over and hangs up: never two at once', async () => {
  const caseId = await patient()
  await agree(caseId)
  await derive(db.worker, at('20T09:30:00'))
  const { caller, rings, world } = simulatedCaller(() => ({ way: 'ok', fate: 'completed', tells: false }))
  const slow = createDialler({ caller, caps: { atOnce: 9, perSecond: 9 } })
  const other = createCallSettler(createDialler({ caller, caps: { atOnce: 9, perSecond: 9 } }), 0)
  slow.reached = async (step) => {
    if (step === 'claimed') await other(db.worker, () => at('20T09:31:00'))
    world.minute = 1
  }
  await dialDue(db.worker, slow, { clock: () => at('20T09:30:00'), signal: new AbortController().signal, log: { error: console.error } })
  await Promise.all(slow.onTheWay.values())
  expect((await callsOf(caseId))[0]).toMatchObject({ state: 'failed', providerCode: 'not-at-provider' })
  expect(rings).toMatchObject([{ from: 1, to: 1 }])
})
