import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { organisationOf } from '../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type Session, type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { makeFamily } from '../../../tools/test-patients.ts'
import { storeReport } from '../../../tools/test-reports.ts'
import { cookieNames, hashToken } from '../../platform/http/session.server.ts'
import { seenOf } from './state.ts'

let db: TestDatabase
let app: TestApp
let nurse: Session
let clerk: Session
let caseId: string
const minutes = (count: number) => count * 60_000
const at = (text: string) => new Date(`${text}+09:00`)

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
  nurse = await app.signedInAs('nurse@aoba')
  clerk = await app.signedInAs('clerk@aoba')
  await db.sql`update attention_items set closed_at = raised_at, closed_by = (select id from staff_accounts limit 1), outcome = 'other' where closed_at is null`
  caseId = (await makeFamily(db.sql, { now: testNow })).people[0]!.caseId
})

const item = async (kind: string) => {
  const [row] =
    await db.sql`select * from attention_items where case_id = ${caseId} and kind = ${kind} order by raised_at desc, id desc limit 1`
  return row as never as {
    id: string
    occurrences: number
    takenAt: string
    acknowledgedAt: string
    answeredAt: string
    closedAt: string
    closedBy: string
    dueAt: string
    againAt: string
    outcome: string
  }
}
const act = async (verb: string, kind: string, session: Session, more: Record<string, string> = {}) => {
  const row = await item(kind)
  return app.post(`/centre/items/${row.id}/${verb}`, { seen: seenOf(row), ...more }, session)
}
/** The queue as a nurse sees it who signs in at that moment. */
const queueAt = async (now: Date) => {
  app.setNow(now)
  return app.get('/centre', await app.signedInAs('nurse@aoba'))
}
const red = (now = app.clock()) => storeReport(db.sql, caseId, { now, level: 'urgent', reasons: ['spo2-93-or-lower'], spo2: 92 })

test('an empty queue says in words that all is well, and warns while nobody is on duty', async () => {
  const { text, status } = await app.get('/centre', nurse)
  expect(status).toBe(200)
  expect(text).toContain('すべて対応済みです')
  expect(text).toContain('いまの当番が登録されていません')
})

test('a red flag stands in the urgent section with its reason, apart from what is routine', async () => {
  await red()
  const { text } = await queueAt(at('2022-07-20T14:00'))
  const [urgent, routine] = text.split('id="routine-title"')
  expect(urgent).toContain('SpO2が93％以下')
  expect(urgent).not.toContain('発生届未確認')
  expect(routine).toContain('発生届未確認')
  expect(routine).not.toContain('緊急症状</span>')
})

test('deadline items appear by the clock, at the very instant and not before', async () => {
  const before = (instant: Date) => new Date(instant.getTime() - 1)
  const [confirmBy, reportBy] = [at('2022-07-20T14:00'), at('2022-07-21T18:00')]
  expect((await queueAt(before(confirmBy))).text).not.toContain('発生届未確認')
  expect((await queueAt(confirmBy)).text).toContain('発生届未確認')
  expect((await queueAt(before(reportBy))).text).not.toContain('報告なし')
  expect((await queueAt(reportBy)).text).toContain('報告なし')
})

test('taken, acknowledged and closed by named persons, and the history names them', async () => {
  await red()
  expect((await act('take', 'red-flag', nurse)).status).toBe(303)
  expect((await act('acknowledge', 'red-flag', nurse)).status).toBe(303)
  const { id } = await item('red-flag')
  expect((await act('close', 'red-flag', clerk, { outcome: 'spoke-stable' })).status).toBe(303)
  expect(await item('red-flag')).toMatchObject({ outcome: 'spoke-stable' })
  const { text } = await app.get(`/centre/items/${id}`, nurse)
  for (const word of ['引き受け', '確認', '対応完了', '架空 保健師', '架空 事務']) expect(text).toContain(word)
})

test('closing needs an outcome, and a note for その他; what was typed is not lost', async () => {
  await red()
  expect((await act('close', 'red-flag', nurse)).status).toBe(422)
  expect((await act('close', 'red-flag', nurse, { outcome: 'other' })).status).toBe(422)
  const refused = await act('close', 'red-flag', nurse, { outcome: 'no-such', note: '救急隊に引き継いだ' })
  expect(refused.status).toBe(422)
  expect(refused.text).toContain('救急隊に引き継いだ')
  expect((await item('red-flag')).closedAt).toBeNull()
})

test('who acts on what another has just closed is told who and when, and nothing is overwritten', async () => {
  await red()
  const seen = seenOf(await item('red-flag'))
  await act('close', 'red-flag', nurse, { outcome: 'hospitalised' })
  const { id } = await item('red-flag')
  const answer = await app.post(`/centre/items/${id}/close`, { seen, outcome: 'spoke-stable' }, clerk)
  expect(answer.status).toBe(409)
  expect(answer.text).toContain('ほかの操作が先に行われました')
  expect(answer.text).toContain('架空 保健師')
  expect(await item('red-flag')).toMatchObject({ outcome: 'hospitalised' })
})

test('two who take the same item at the same moment: one has it, the other is told', async () => {
  await red()
  const seenByBoth = await item('red-flag')
  const take = (session: Session) => app.post(`/centre/items/${seenByBoth.id}/take`, { seen: seenOf(seenByBoth) }, session)
  const answers = await Promise.all([take(nurse), take(clerk)])
  expect(answers.map(({ status }) => status).sort()).toEqual([303, 409])
})

test('a second red flag cancels the acknowledgement, and cannot be acknowledged unseen', async () => {
  await red()
  const seen = seenOf(await item('red-flag'))
  await act('acknowledge', 'red-flag', nurse)
  app.advance(minutes(5))
  await red()
  expect(await item('red-flag')).toMatchObject({ occurrences: 2, acknowledgedAt: null })
  const { id } = await item('red-flag')
  expect((await app.post(`/centre/items/${id}/acknowledge`, { seen }, clerk)).status).toBe(409)
  expect((await item('red-flag')).acknowledgedAt).toBeNull()
  expect((await app.get('/centre', nurse)).text).toContain('2回目')
})

test('a double click is no conflict', async () => {
  await red()
  const row = await item('red-flag')
  for (const verb of ['acknowledge', 'acknowledge']) {
    expect((await app.post(`/centre/items/${row.id}/${verb}`, { seen: seenOf(row) }, nurse)).status).toBe(303)
  }
})

test('closing "no report" opens the next deadline at once: exactly one is always open', async () => {
  app.setNow(at('2022-07-21T19:00'))
  nurse = await app.signedInAs('nurse@aoba')
  await act('close', 'no-report', nurse, { outcome: 'spoke' })
  const open = await db.sql`select due_at from attention_items where case_id = ${caseId} and kind = 'no-report' and closed_at is null`
  expect(open).toEqual([{ dueAt: at('2022-07-22T18:00').toISOString() }])
})

test('an acknowledged silence rings again at the next deadline, by the clock', async () => {
  app.setNow(at('2022-07-21T19:00'))
  nurse = await app.signedInAs('nurse@aoba')
  await act('acknowledge', 'no-report', nurse)
  expect((await app.get('/centre', nurse)).text).toContain('確認済')
  app.setNow(at('2022-07-22T18:00'))
  nurse = await app.signedInAs('nurse@aoba')
  const { text } = await app.get('/centre?kind=no-report', nurse)
  expect(text).not.toContain('確認済 ')
})

test.each([
  ['yesterday', '2022-07-20', '2022-07-21T18:00'],
  ['today', '2022-07-21', '2022-07-22T18:00'],
])(
  'a silence that a report of %s answered, confirmed under a former owner’s earlier hour and closed before today’s hour, shows when the report covers no more',
  async (_when, reportedOn, due) => {
    app.setNow(at('2022-07-21T12:05'))
    nurse = await app.signedInAs('nurse@aoba')
    await db.sql`update attention_items set due_at = ${at('2022-07-20T18:00')} where case_id = ${caseId} and kind = 'no-report' and closed_at is null`
    await storeReport(db.sql, caseId, { now: at(`${reportedOn}T11:00`) })
    await db.sql`update attention_items set answered_at = ${at('2022-07-21T11:00')}, acknowledged_at = ${at('2022-07-21T12:02')}, again_at = ${at('2022-07-22T18:00')},
      acknowledged_by = (select id from staff_accounts where login_id = 'nurse@aoba') where case_id = ${caseId} and kind = 'no-report' and closed_at is null`
    await act('close', 'no-report', nurse, { outcome: 'spoke' })
    const open = await db.sql`select due_at from attention_items where case_id = ${caseId} and kind = 'no-report' and closed_at is null`
    expect(open).toEqual([{ dueAt: at(due).toISOString() }])
  },
)

test('silence that a late report has answered is closed many at once; red flags and the unanswered never', async () => {
  const silent = caseId
  const answered = (await makeFamily(db.sql, { now: testNow })).people[0]!.caseId
  app.setNow(at('2022-07-21T19:00'))
  nurse = await app.signedInAs('nurse@aoba')
  await storeReport(db.sql, answered, { now: app.clock() })
  caseId = answered
  await red()
  const ids = (await db.sql`select id from attention_items where closed_at is null and due_at <= ${app.clock()}`).map(
    ({ id }) => id as string,
  )
  const page = await app.get('/centre', nurse)
  expect(page.text).toContain('1件をまとめて対応完了にする')
  const done = await app.post('/centre/items/close-answered', { item: ids, back: '/centre' }, nurse)
  expect(done.location).toBe('/centre?done=1')
  const closed = await db.sql`select case_id, kind, outcome from attention_items where outcome = 'reported-late'`
  expect(closed).toEqual([{ caseId: answered, kind: 'no-report', outcome: 'reported-late' }])
  caseId = silent
  expect((await item('no-report')).closedAt).toBeNull()
})

test('a note is added on the item’s page and stands in its history; an empty one is refused in words', async () => {
  await red()
  const { id } = await item('red-flag')
  expect((await app.get(`/centre/items/${id}`, nurse)).text).toContain('メモを追加')
  const refused = await app.post(`/centre/items/${id}/note`, { note: '  ' }, nurse)
  expect(refused.status).toBe(422)
  expect(refused.text).toContain('メモを入力してください。')
  const back = `/centre/items/${id}`
  expect((await app.post(`/centre/items/${id}/note`, { note: '折り返しの電話を待っている', back }, nurse)).location).toBe(back)
  const { text } = await app.get(back, clerk)
  expect(text).toContain('折り返しの電話を待っている')
  expect(await item('red-flag')).toMatchObject({ acknowledgedAt: null, closedAt: null })
})

test('the neighbour sees nothing of it, and cannot act', async () => {
  await red()
  const { id } = await item('red-flag')
  const neighbour = await app.signedInAs('nurse@minato')
  expect((await app.get('/centre', neighbour)).text).toContain('すべて対応済みです')
  expect((await app.get(`/centre/items/${id}`, neighbour)).status).toBe(404)
  for (const verb of ['take', 'acknowledge', 'close'])
    expect((await app.post(`/centre/items/${id}/${verb}`, { seen: '1...', outcome: 'spoke-stable' }, neighbour)).status).toBe(404)
  expect(await item('red-flag')).toMatchObject({ takenAt: null, acknowledgedAt: null, closedAt: null })
})

test('every case shown stands in the audit', async () => {
  await red()
  await app.get('/centre', nurse)
  const rows = await db.sql`select actor_id from audits where action = 'attention.list' and case_ids @> ${[caseId]}::uuid[]`
  expect(rows).toHaveLength(1)
})

test('items of a job or a missing roster, which have no case, stand in the routine part', async () => {
  await db.sql`select raise_item(gen_random_uuid(), ${organisationOf('aoba').id}, null, 'x', 'job-failed', false, ${testNow}, '{}', ${testNow})`
  expect((await app.get('/centre', nurse)).text).toContain('自動処理の失敗')
})

test('a red flag that comes while a decision waits for its turn is not settled by that decision', async () => {
  await red(new Date(testNow.getTime() + 40))
  const settled = await db.sql.begin(async (tx) => {
    await tx`select set_config('app.session', ${hashToken(nurse.cookies.get(cookieNames.staff)!)}, true), set_config('app.now', ${testNow.toISOString()}, true)`
    return tx`select settle_items(${caseId}, array['red-flag', 'no-report'], 'withdrawal', null, ${testNow}) as items`
  })
  expect(settled).toMatchObject([{ items: 1 }])
  expect(await item('red-flag')).toMatchObject({ closedAt: null })
})

test('of two red reports the one that got its turn later may be the earlier one: the item keeps the newest moment', async () => {
  const later = new Date(testNow.getTime() + 40)
  await red(later)
  await red(testNow)
  expect(await item('red-flag')).toMatchObject({ occurrences: 2, latestAt: later.toISOString() })
})
