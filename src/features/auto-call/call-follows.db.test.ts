import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { at, callDesk, eight } from '../../../tools/test-call-desk.ts'
import { simulatedCaller } from '../../../tools/test-caller.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { storeReport } from '../../../tools/test-reports.ts'
import { askHandOver, decideHandOver } from '../hand-over/queries.server.ts'
import { endWatch } from '../watch/end.server.ts'
import { reopenWatch } from '../watch/reopen.server.ts'
import { askAbout } from './ask.server.ts'
import { derive } from './derive.server.ts'
import { createDialler, dialDue } from './dial.server.ts'
import { createCallSettler } from './settle.server.ts'

let db: TestDatabase
let desk: Awaited<ReturnType<typeof callDesk>>

beforeAll(async () => {
  db = await testDatabase()
  desk = await callDesk(db)
})
afterAll(() => db.drop())
beforeEach(() => desk.clear())

test('a hand-over that waits changes nothing; accepted, the next call is made in the new owner’s name', async () => {
  const caseId = await desk.patient()
  await desk.agree(caseId, { times: ['09:00', '12:00'] })
  const { round, rings } = desk.worker(['ok', 'busy', false])
  await desk.as(0, (sql) => askHandOver(sql, { caseId, to: desk.nurses[1]!.orgId, reason: '転居', now: eight }))
  await round(at('20T09:30:00'))
  expect(rings).toHaveLength(1)
  const [asked] = await db.sql<{ id: string }[]>`select id from hand_overs where case_id = ${caseId}`
  await desk.as(
    1,
    (sql) => decideHandOver(sql, { id: asked!.id, decision: 'accepted', note: '', now: at('20T11:00:00') }),
    at('20T11:00:00'),
  )
  await round(at('20T12:30:00'))
  expect((await desk.callsOf(caseId)).map(({ centreId }) => centreId)).toEqual(
    expect.arrayContaining([desk.nurses[0]!.orgId, desk.nurses[1]!.orgId]),
  )
  expect(await desk.agree(caseId, { times: ['10:00'], now: at('20T12:40:00') })).toBe('gone')
  expect(await desk.agree(caseId, { times: ['10:00'], who: 1, now: at('20T12:40:00') })).toBe('set')
})

test('C33 G23 nobody is called after the release: what was planned is called off, what rings is hung up; taken back, the calls go on', async () => {
  const [caseId, other] = [await desk.patient(), await desk.patient()]
  const phone = desk.newPhone()
  await desk.agree(caseId, { phone, times: ['09:00', '12:00'] })
  await desk.agree(other, { times: ['09:00'] })
  const { round, rings, world, dialler } = desk.worker(['ok', 'no-answer', false])
  await round(at('20T09:30:00'))
  expect(rings).toHaveLength(2)
  await desk.as(0, (sql) => endWatch(sql, desk.by(caseId, at('20T09:30:10')), { kind: 'release', note: '' }), at('20T09:30:10'))
  world.minute = (at('20T09:30:12').getTime() - eight.getTime()) / 60_000
  await askAbout(db.worker, dialler, () => at('20T09:30:12'))
  expect(rings.find((ring) => ring.phone === phone)!.to).toBeCloseTo(world.minute, 3)
  await round(at('20T12:30:00'))
  expect(rings.filter((ring) => ring.phone === phone)).toHaveLength(1)
  expect(await desk.itemOf(caseId)).toBeUndefined()
  await desk.as(0, (sql) => reopenWatch(sql, desk.by(caseId, at('20T12:40:00')), '架空の誤り'), at('20T12:40:00'))
  expect((await desk.plansOf(caseId)).at(-1)).toMatchObject({ endedWhy: null })
  await round(at('21T09:30:00'))
  expect(rings.filter((ring) => ring.phone === phone)).toHaveLength(2)
})

test('taken back while another patient has got the number: the calls do not go on, and the centre hears', async () => {
  const [caseId, other] = [await desk.patient(), await desk.patient()]
  const phone = desk.newPhone()
  await desk.agree(caseId, { phone })
  await desk.as(0, (sql) => endWatch(sql, desk.by(caseId, eight), { kind: 'release', note: '' }))
  await desk.agree(other, { phone })
  await desk.as(0, (sql) => reopenWatch(sql, desk.by(caseId, eight), '架空の誤り'))
  expect(await desk.plansOf(caseId)).toMatchObject([{ endedWhy: 'observation-ended' }])
  expect(await desk.itemOf(caseId)).toMatchObject({ detail: { reason: 'number-taken' } })
})

test.each([
  ['call', 'stop-accepted'],
  ['automatic-call', null],
])('C32 C33 an accepted stop with “%s” in its place leaves the calls: %s', async (channel, why) => {
  const caseId = await desk.patient()
  await desk.agree(caseId)
  await db.sql`insert into notice_stops (id, case_id, account_id, state, asked_at) select gen_random_uuid(), case_id, account_id, 'asked', ${eight} from registrations where case_id = ${caseId}`
  expect((await desk.plansOf(caseId))[0]).toMatchObject({ endedWhy: null })
  await db.sql`update notice_stops set state = 'accepted', other_channel = ${channel}, decided_at = ${eight}, decided_by = ${desk.nurses[0]!.accountId} where case_id = ${caseId}`
  expect((await desk.plansOf(caseId))[0]).toMatchObject({ endedWhy: why })
})

test('C35 a corrected number is called from then on; one that is another patient’s, or none, ends the calls and is an item; a death ends them', async () => {
  const [caseId, other, dead] = [await desk.patient(), await desk.patient(), await desk.patient()]
  const phones = [desk.newPhone(), desk.newPhone(), desk.newPhone(), desk.newPhone()] as const
  for (const [n, one] of [caseId, other, dead].entries()) {
    await db.sql`update cases set phone = ${phones[n]!}, phone_kind = 'mobile' where id = ${one}`
    await desk.agree(one, { phone: phones[n]! })
  }
  await db.sql`update cases set phone = ${phones[3]}, updated_at = ${eight} where id = ${caseId}`
  expect(await desk.plansOf(caseId)).toMatchObject([
    { phone: phones[0], endedWhy: 'number-corrected' },
    { phone: phones[3], endedWhy: null },
  ])
  const { round, rings } = desk.worker(['ok', 'busy', false])
  await db.sql`update cases set died_on = '2022-07-20', updated_at = ${eight} where id = ${dead}`
  await round(at('20T09:30:00'))
  expect(rings.map(({ phone }) => phone).toSorted()).toEqual([phones[1], phones[3]].toSorted())
  await db.sql`update cases set phone = ${phones[1]}, updated_at = ${eight} where id = ${caseId}`
  expect((await desk.plansOf(caseId)).every(({ endedWhy }) => endedWhy !== null)).toBe(true)
  expect(await desk.itemOf(caseId)).toMatchObject({ detail: { reason: 'number-taken' } })
  await db.sql`update cases set phone = null, phone_kind = null, updated_at = ${eight} where id = ${other}`
  expect(await desk.itemOf(other)).toMatchObject({ detail: { reason: 'number-unfit' } })
})

test('a report by another channel spares the day’s calls where the centre wishes so, and only there', async () => {
  const [caseId, next] = [await desk.patient(), await desk.patient()]
  await desk.agree(caseId)
  await storeReport(db.sql, caseId, { now: at('20T08:30:00') })
  const first = desk.worker(['ok', 'busy', false])
  await first.round(at('20T09:30:00'))
  expect(first.rings).toHaveLength(1)
  await db.sql`update organisations set settings = settings || '{"callUnlessReported": true}'`
  await desk.agree(next)
  await storeReport(db.sql, next, { now: at('20T08:30:00') })
  const second = desk.worker(['ok', 'busy', false])
  await derive(db.worker, at('21T09:00:00'))
  await second.round(at('20T10:00:00'))
  expect((await desk.callsOf(next)).at(0)).toMatchObject({ state: 'called-off', providerCode: 'reported' })
  expect(await desk.itemOf(next)).toBeUndefined()
  await second.round(at('21T09:45:00'))
  expect(second.rings.length).toBeGreaterThan(0)
})

test('an answer that got lost: the provider is asked first; while it is silent the number is not dialled again, and a person hears', async () => {
  const caseId = await desk.patient()
  await desk.agree(caseId, { times: ['09:00', '09:30'] })
  const { round, rings, world, asked } = desk.worker(['lost-and-rings', 'no-answer', false], ['ok', 'busy', false])
  world.isDeaf = true
  await round(at('20T09:30:00'))
  for (let minute = 31; minute < 50; minute++) await round(at(`20T09:${minute}:00`))
  expect(rings).toHaveLength(1)
  expect((await desk.callsOf(caseId))[0]).toMatchObject({ state: 'unknown', providerCode: 'provider-silent' })
  expect(await desk.itemOf(caseId)).toMatchObject({ detail: { reason: 'unknown' } })
  world.isDeaf = false
  for (let minute = 50; minute < 60; minute++) await round(at(`20T09:${minute}:00`))
  expect(asked).toHaveLength(1)
  expect((await desk.callsOf(caseId))[0]).toMatchObject({ state: 'no-answer' })
  // When the next one rings depends on the case: the times of many are spread.
  for (let minute = 10; minute < 40; minute++) await round(at(`20T10:${minute}:00`))
  for (const one of rings.slice(1)) expect(one.from).toBeGreaterThanOrEqual(110)
  expect(rings.length).toBeGreaterThan(1)
})

test('a worker that was only slow finds its call taken over and hangs up: never two at once', async () => {
  const caseId = await desk.patient()
  await desk.agree(caseId)
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
  expect((await desk.callsOf(caseId))[0]).toMatchObject({ state: 'failed', providerCode: 'not-at-provider' })
  expect(rings).toMatchObject([{ from: 1, to: 1 }])
})
