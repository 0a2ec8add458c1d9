import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { seedPlaces } from '../db/seed/places.server.ts'
import { setCallPlan } from '../src/features/auto-call/plan.server.ts'
import { uuidv7 } from '../src/lib/uuid.ts'
import { checkSilence } from './check-silence.mjs'
import { testNow } from './test-app.ts'
import { type TestDatabase, testDatabase } from './test-database.ts'
import { makeFamily } from './test-patients.ts'

// The telephone in tools/check-silence.sql: what it says of a case that is called as agreed, and of each planted silence.

let db: TestDatabase
let caseId: string
let nurse: string
const at = (time: string) => new Date(`2022-07-20T${time}:00+09:00`)
const slot = at('11:00')
beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  nurse = (await db.sql`select id from staff_accounts where login_id = 'nurse@aoba'`)[0]!.id
})
afterAll(() => db.drop())
beforeEach(async () => {
  for (const table of ['call_lines', 'calls', 'call_plans']) await db.sql`delete from ${db.sql(table)}`
  caseId = (await makeFamily(db.sql, { now: testNow })).people[0]!.caseId
  await setCallPlan(db.worker, { caseId, phone: '09012345678', language: 'ja', times: ['11:00'], days: null, by: nurse, now: testNow })
})

const broken = async (now: Date) =>
  (await checkSilence(db.worker, now)).filter(({ rule, count }) => rule.startsWith('call-') && count > 0).map(({ rule }) => rule)
async function call(state: string, more: Record<string, unknown> = {}) {
  const id = uuidv7(slot)
  const row = {
    id,
    planDay: '2022-07-20',
    caseId,
    direction: 'out',
    planTime: '11:00',
    phone: '09012345678',
    state,
    plannedAt: slot,
    windowTo: at('13:00'),
  }
  await db.sql`insert into calls ${db.sql({ ...row, updatedAt: slot, ...more })}`
  return id
}

test('called as agreed, nothing is broken', async () => {
  expect(await broken(at('10:59'))).toEqual([])
  await call('completed', { dialledAt: slot, endedAt: at('11:03') })
  expect(await broken(at('23:00'))).toEqual([])
})

test('planted: a time agreed upon that nobody called', async () => {
  expect(await broken(at('11:09'))).toEqual([])
  expect(await broken(at('11:10'))).toEqual(['call-missed'])
})

test('planted: a call that reached nobody, and nobody heard', async () => {
  await call('no-answer', { dialledAt: slot, endedAt: at('11:01') })
  expect(await broken(at('11:12'))).toEqual(['call-silent'])
  await db.sql`select raise_item(${uuidv7(slot)}, null, ${caseId}, '', 'call-failed', false, ${at('11:02')}, '{}', ${at('11:02')})`
  expect(await broken(at('11:12'))).toEqual([])
})

test('planted: a call that still rings hours later, and one that waits beyond its window', async () => {
  await call('ringing', { dialledAt: slot })
  expect(await broken(at('14:00'))).toEqual(['call-stuck'])
  await db.sql`update calls set state = 'planned'`
  expect(await broken(at('13:29'))).toEqual([])
  expect(await broken(at('13:30'))).toEqual(['call-stuck'])
})

test('planted: a call after the release; two calls to one number at once', async () => {
  await call('completed', { dialledAt: at('11:05'), endedAt: at('11:06') })
  await db.sql`update watches set state = 'ended', ended_at = ${at('11:04')}, ended_by = ${nurse}, end_kind = 'release', updated_at = ${at('11:04')} where case_id = ${caseId}`
  expect(await broken(at('11:12'))).toEqual(['call-after-end'])
  await db.sql`delete from calls`
  await call('ringing')
  await call('dialling', { attemptNo: 2 })
  expect(await broken(at('11:05'))).toEqual(['call-two-patients'])
})
