import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { organisationOf } from '../../../db/seed/organisations.ts'
import { at, callDesk, eight } from '../../../tools/test-call-desk.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { endWatch } from '../watch/end.server.ts'
import { afterwards } from './afterwards.server.ts'
import { claim } from './claim.server.ts'
import { derive } from './derive.server.ts'
import { endCallPlan, setCallPlan } from './plan.server.ts'
import { takeStatus } from './provider-status.server.ts'

let db: TestDatabase
let desk: Awaited<ReturnType<typeof callDesk>>

beforeAll(async () => {
  db = await testDatabase()
  desk = await callDesk(db)
})
afterAll(() => db.drop())
beforeEach(() => desk.clear())

test('C37 one number, one patient: another’s is refused and nothing changes; after the end it is free; a change keeps what was', async () => {
  const [mother, son] = [await desk.patient(), await desk.patient()]
  const phone = desk.newPhone()
  expect(await desk.agree(mother, { phone, times: ['20:30', '09:00', '09:00'] })).toBe('set')
  expect(await desk.agree(son, { phone })).toEqual({ taken: true })
  expect(await desk.plansOf(son)).toEqual([])
  expect(await desk.agree(mother, { phone, times: ['12:00'] })).toBe('set')
  expect(await desk.plansOf(mother)).toMatchObject([
    { times: ['09:00', '20:30'], endedWhy: 'changed' },
    { times: ['12:00'], endedWhy: null },
  ])
  expect(await desk.as(0, (sql) => endCallPlan(sql, mother, 'by-centre', eight))).toBe(true)
  expect(await desk.as(0, (sql) => endCallPlan(sql, mother, 'by-centre', eight))).toBe(false)
  expect(await desk.agree(son, { phone })).toBe('set')
  const both = await Promise.all([desk.agree(mother, { phone: '09077770000' }), desk.agree(await desk.patient(), { phone: '09077770000' })])
  expect(both.toSorted()).toEqual(['set', { taken: true }].toSorted())
})

test('only the owner agrees, and only while somebody observes; the worker does it for whoever asked', async () => {
  const caseId = await desk.patient()
  expect(await desk.agree(caseId, { who: 1 })).toBe('gone')
  expect(
    await setCallPlan(db.worker, {
      caseId,
      phone: desk.newPhone(),
      language: 'ja',
      times: ['09:00'],
      days: null,
      by: desk.nurses[0]!.accountId,
      now: eight,
    }),
  ).toBe('set')
  await desk.as(0, (sql) => endWatch(sql, desk.by(caseId, eight), { kind: 'release', note: '' }))
  expect(await desk.agree(caseId)).toBe('gone')
  expect(await desk.plansOf(caseId)).toMatchObject([{ endedWhy: 'observation-ended' }])
})

test('C35 each time agreed upon gets one row, by however many workers and however late; days of the week count', async () => {
  const [daily, thursdays] = [await desk.patient(), await desk.patient()]
  await desk.agree(daily, { times: ['09:00', '12:00'] })
  await desk.agree(thursdays, { times: ['09:00'], days: [4] })
  await Promise.all([derive(db.worker, at('20T12:01:00')), derive(db.worker, at('20T12:01:00')), derive(db.worker, at('20T12:01:00'))])
  await derive(db.worker, at('20T11:58:00'))
  const rows = await desk.callsOf(daily)
  expect(rows.map(({ planTime, attemptNo, state }) => [planTime, attemptNo, state])).toEqual([
    ['09:00', 1, 'planned'],
    ['12:00', 1, 'planned'],
  ])
  for (const { planTime, plannedAt } of rows) {
    const minutes = (Date.parse(plannedAt) - at(`20T${planTime}:00`).getTime()) / 60_000
    expect(minutes >= 0 && minutes <= 30).toBe(true)
  }
  expect(await desk.callsOf(thursdays)).toEqual([])
  await derive(db.worker, at('21T09:00:00'))
  expect(await desk.callsOf(thursdays)).toHaveLength(1)
})

test('caps hold for all workers together: so many at once, so many in a second, and a number has one line', async () => {
  const cases = await Promise.all(Array.from({ length: 12 }, desk.patient))
  for (const caseId of cases) await desk.agree(caseId)
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
  const caseId = await desk.patient()
  await desk.agree(caseId)
  const { round, rings } = desk.worker(['ok', 'no-answer', false], ['ok', 'busy', false], ['ok', 'machine', false])
  for (let minute = 0; minute <= 119; minute++) await round(new Date(at('20T09:00:00').getTime() + minute * 60_000))
  const calls = await desk.callsOf(caseId)
  expect(calls.map(({ attemptNo, state }) => [attemptNo, state])).toEqual([
    [1, 'no-answer'],
    [2, 'busy'],
    [3, 'machine'],
  ])
  expect(rings.slice(1).map(({ from }, n) => from - rings[n]!.from >= 15)).toEqual([true, true])
  expect(await desk.itemOf(caseId)).toMatchObject({
    centreId: organisationOf('aoba').id,
    occurrences: 1,
    detail: { reason: 'machine', attempts: 3, planDay: '2022-07-20', planTime: '09:00' },
  })
  const completing = desk.worker(['ok', 'completed', false])
  await desk.agree(caseId, { times: ['12:00'], now: at('20T11:30:00') })
  await completing.round(at('20T12:30:00'))
  const [last] = (await desk.callsOf(caseId)).slice(-1)
  await db.web`select move_call(${last!.id}, 'answered', '{}', ${at('20T12:31:00')}), move_call(${last!.id}, 'completed', '{}', ${at('20T12:32:00')})`
  await afterwards(db.worker, at('20T12:33:00'))
  expect((await desk.itemOf(caseId))!.answeredAt).toBe(at('20T12:33:00').toISOString())
})

test('what could not be dialled in its window is never dialled later: it is an item', async () => {
  const caseId = await desk.patient()
  await desk.agree(caseId, { times: ['09:00', '20:30'] })
  const { round, rings } = desk.worker(['ok'])
  await round(at('20T21:00:00'))
  expect(rings).toEqual([])
  expect((await desk.callsOf(caseId)).map(({ state, providerCode }) => [state, providerCode])).toEqual([
    ['failed', 'window-over'],
    ['failed', 'window-over'],
  ])
  expect(await desk.itemOf(caseId)).toMatchObject({ occurrences: 2, detail: { reason: 'failed', code: 'window-over' } })
})

test.each([
  ['its own number’s', 100],
  ['every', 1],
])(
  'a call whose hours pass while %s line is held by one of which nobody knows waits for no line: it is an item',
  async (_which, atOnce) => {
    const caseId = await desk.patient()
    const phone = desk.newPhone()
    await desk.agree(caseId, { phone })
    const held = atOnce === 1 ? desk.newPhone() : phone
    await db.sql`insert into call_lines (phone, call_id, since) values (${held}, gen_random_uuid(), ${at('20T08:30:00')})`
    await derive(db.worker, at('20T10:00:00'))
    const asked = { by: 'w', limit: 100, caps: { atOnce, perSecond: 100 }, provider: 'simulated' }
    expect((await claim(db.worker, { ...asked, now: at('20T10:00:00') })).calls).toEqual([])
    expect((await desk.callsOf(caseId)).map(({ state }) => state)).toEqual(['planned'])
    expect(await claim(db.worker, { ...asked, now: at('20T15:00:00') })).toEqual({ calls: [], looked: 1 })
    await afterwards(db.worker, at('20T15:00:00'))
    expect((await desk.callsOf(caseId)).map(({ state, providerCode }) => [state, providerCode])).toEqual([['failed', 'window-over']])
    expect(await desk.itemOf(caseId)).toMatchObject({ detail: { reason: 'failed', code: 'window-over' } })
    expect(await db.sql`select phone from call_lines`).toEqual([{ phone: held }])
  },
)

test.each([
  ['completed', ['answered', 'identified', 'completed'], ['aborted', 'no-answer', 'ringing', 'failed']],
  ['no-answer', ['ringing', 'no-answer'], ['ringing', 'answered', 'completed', 'busy']],
  ['machine', ['ringing', 'machine'], ['answered', 'aborted']],
  ['aborted', ['answered', 'aborted'], ['completed', 'failed', 'identified']],
  // Nobody knew; then the line itself showed it.
  ['completed', ['unknown', 'answered', 'completed'], ['unknown', 'failed']],
])('a late word never overwrites “%s”', async (final, course, late) => {
  const caseId = await desk.patient()
  await desk.agree(caseId)
  await derive(db.worker, at('20T09:00:00'))
  const [call] = await desk.callsOf(caseId)
  const move = async (state: string, more = {}) =>
    (await db.web<{ said: string }[]>`select move_call(${call!.id}, ${state}, ${db.web.json(more)}, ${at('20T09:05:00')}) as said`)[0]!.said
  for (const state of ['dialling', ...course]) expect([state, await move(state)]).toEqual([state, 'moved'])
  for (const state of late) expect([state, await move(state, { code: 'late', answers: { temperature: 37.5 } })]).toEqual([state, 'late'])
  expect(await move(final)).toBe('same')
  const [row] = await db.sql`select state, provider_code, answers from calls where id = ${call!.id}`
  expect(row).toEqual({ state: final, providerCode: null, answers: { temperature: 37.5 } })
  expect(await db.sql`select from call_lines where call_id = ${call!.id}`).toEqual([])
})
