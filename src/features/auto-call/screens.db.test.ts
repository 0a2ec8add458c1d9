import { afterAll, beforeAll, expect, test } from 'vitest'
import { organisationOf } from '../../../db/seed/organisations.ts'
import type { Session } from '../../../tools/test-app.ts'
import { type TestReportApp, testReportApp } from '../../../tools/test-report-app.ts'
import { uuidv7 } from '../../lib/uuid.ts'
import { setCallPlan } from './plan.server.ts'

let world: TestReportApp
let nurse: Session
let caseId: string
let nurseId: string
const now = new Date('2022-07-20T10:00:00+09:00')
const at = (time: string) => new Date(`2022-07-20T${time}:00+09:00`)
beforeAll(async () => {
  world = await testReportApp()
  nurse = await world.app.signedInAs('nurse@aoba')
  caseId = (await world.patient()).person.caseId
  nurseId = (await world.db.sql`select id from staff_accounts where login_id = 'nurse@aoba'`)[0]!.id
  await setCallPlan(world.db.worker, {
    caseId,
    phone: '09012345678',
    language: 'en',
    times: ['09:00', '20:30'],
    days: null,
    by: nurseId,
    now: at('08:00'),
  })
  for (const [n, [time, state, code]] of (
    [
      ['09:00', 'no-answer', null],
      ['09:00', 'completed', null],
      ['08:00', 'machine', null],
      ['08:30', 'failed', 'window-over'],
      ['07:30', 'aborted', null],
      ['09:30', 'planned', null],
      ['09:45', 'identified', null],
    ] as const
  ).entries()) {
    const id = uuidv7(at(time))
    const answered = ['completed', 'aborted', 'identified'].includes(state)
    await world.db
      .sql`insert into calls (id, plan_day, case_id, centre_id, direction, plan_time, attempt_no, phone, state, provider_code, planned_at, window_to, dialled_at, answered_at, ended_at, settled_at, updated_at)
      values (${id}, '2022-07-20', ${caseId}, ${organisationOf('aoba').id}, 'out', ${time}, ${n + 1}, '09012345678', ${state}, ${code}, ${at(time)}, ${at('11:00')},
              ${state === 'planned' || code ? null : at(time)}, ${answered ? at(time) : null}, ${state === 'planned' || state === 'identified' ? null : at(time)}, ${now}, ${now})`
  }
})
afterAll(() => world.close())

test('today’s calls: each with its state, what the state alone does not say, and the figures by the hour as bars and as a table', async () => {
  const { status, text } = await world.app.get('/centre/calls', nurse)
  expect(status).toBe(200)
  for (const word of [
    '応答なし',
    '回答完了',
    '留守番電話',
    '時間内に発信できず',
    '途中で終了',
    '予定',
    '本人確認済',
    '架空 花子',
    '/call-plan',
    '2回目',
    'data-stream="/centre/calls/stream"',
  ])
    expect(text).toContain(word)
  expect(text).toContain('aria-label="発信5件、応答3件、回答完了1件"')
  expect(text).toMatch(/9時台<\/td><td[^>]*>3<\/td><td[^>]*>2<\/td><td[^>]*>67％/)
  expect(text).not.toContain('09012345678')
})

test.each([
  ['completed', ['回答完了'], 1],
  ['unreached', ['応答なし', '留守番電話', '失敗'], 3],
  ['live', ['本人確認済'], 1],
  ['called-off', [], 0],
])('the filter “%s” leaves %j', async (state, words, count) => {
  const { text } = await world.app.get(`/centre/calls?state=${state}`, nurse)
  expect(text.match(/data-case=/g) ?? []).toHaveLength(count)
  const table = text.slice(text.indexOf('id="watch-rows"'), text.indexOf('id="live-empty"'))
  for (const word of words) expect(table).toContain(word)
  const rows = await world.app.get(`/centre/calls/rows?state=${state}`, nurse)
  expect(rows.text.match(/data-case=/g) ?? []).toHaveLength(count)
})

test('another day is another list; nonsense in the address is left out; another centre sees nothing of it', async () => {
  expect((await world.app.get('/centre/calls?day=2022-07-19', nurse)).text).toContain('この日の自動架電はありません')
  expect((await world.app.get('/centre/calls?day=2022-13-99&state=x&after=y', nurse)).text).toContain('回答完了')
  const other = await world.app.signedInAs('nurse@minato')
  expect((await world.app.get('/centre/calls', other)).text).not.toContain('架空 花子')
  expect((await world.app.get(`/centre/cases/${caseId}/call-plan`, other)).status).toBe(404)
})

test('C35 the agreement with one patient, its days and its calls; no day at all is said; a change keeps what was agreed', async () => {
  const url = `/centre/cases/${caseId}/call-plan`
  const page = await world.app.get(url, nurse)
  for (const word of ['09012345678', '09:00、20:30', '毎日', 'English', '7/20(水) 20:30', '電話の記録', '自動架電 2回目'])
    expect(page.text).toContain(word)
  const wrong = await world.app.post(url, {}, nurse)
  expect(wrong.status).toBe(422)
  expect(wrong.text).toContain('かける曜日を1つ以上選んでください')
  const done = await world.app.post(url, { day: ['1', '3', '5', '9'] }, nurse)
  expect(done.status).toBe(303)
  const after = await world.app.get(done.location, nurse)
  expect(after.text).toContain('曜日を保存しました')
  expect(after.text).toContain('月・水・金')
  expect(after.text).toContain('これまでの約束')
  expect(after.text).toContain('090****5678')
  // No word about days keeps them; all seven are every day again.
  const set = (days: number[] | null) =>
    setCallPlan(world.db.worker, { caseId, phone: '09012345678', language: 'ja', times: ['09:00'], days, by: nurseId, now })
  const daysNow = async () => (await world.db.sql`select days from call_plans where case_id = ${caseId} and ended_at is null`)[0]!.days
  await set(null)
  expect(await daysNow()).toEqual([1, 3, 5])
  expect((await world.app.post(url, { day: ['1', '2', '3', '4', '5', '6', '7'] }, nurse)).status).toBe(303)
  expect(await daysNow()).toBeNull()
})
