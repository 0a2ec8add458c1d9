import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { seedId } from '../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type FormFields, type Session, type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { reportOver, wholeAnswers } from '../../../tools/test-notification.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { decideWithdrawal } from './withdraw.server.ts'

let db: TestDatabase
let app: TestApp
let doctor: Session
let stranger: Session
let nurse: Session

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
})
beforeEach(async () => {
  app.setNow(testNow)
  doctor = await app.signedInAs('doctor@aoba-clinic')
  stranger = await app.signedInAs('doctor@minato-clinic')
  nurse = await app.signedInAs('nurse@minato')
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

async function filed(answers: FormFields = wholeAnswers, by = doctor): Promise<{ id: string; hersysId: string }> {
  const path = await reportOver(app, by, answers)
  const [row] = await db.sql<{ id: string; hersysId: string }[]>`
    select c.id, c.hersys_id from notification_drafts d join cases c on c.id = d.case_id where d.id = ${path.slice('/institution/drafts/'.length)}`
  return row!
}

/** 編集 with these answers, to the end. */
async function correct(id: string, answers: FormFields, reason = '架空の理由') {
  const begun = await app.post(`/institution/notifications/${id}/edit`, {}, doctor)
  await app.post(begun.location, { ...answers, corrects: id, go: 'confirm' }, doctor)
  return app.post(`${begun.location}/file`, { reason }, doctor)
}
const openItems = async (id: string) =>
  (await db.sql<{ kind: string }[]>`select kind from attention_items where case_id = ${id} and closed_at is null order by kind`).map(
    (r) => r.kind,
  )
const caseRow = async (id: string) =>
  (
    await db.sql`select c.*, w.period_from, w.period_to, w.state as watch_state, w.end_kind from cases c join watches w on w.case_id = c.id where c.id = ${id}`
  )[0]!

test('D38 the 発生届 as filed: first report, last change, 保健所確認済, revisions; others do not find it', async () => {
  const { id, hersysId } = await filed()
  const { text } = await app.get(`/institution/notifications/${id}`, doctor)
  expect(text).toContain(hersysId)
  expect(text).toContain('初回報告： 架空あおば内科クリニック（2022年7月20日）')
  expect(text).toContain('最終更新： 架空あおば内科クリニック（2022年7月20日）')
  expect(text).toContain('保健所未確認')
  expect(text).toContain('10日間 (2022/07/19 ~ 2022/07/28)')
  expect(text.match(/>編集</g)).toHaveLength(2)
  await db.sql`update cases set confirmed_at = ${testNow}, confirmed_by = ${seedId(1110)} where id = ${id}`
  expect((await app.get(`/institution/notifications/${id}`, doctor)).text).toContain('(保健所確認済：2022年7月20日)')
  for (const page of ['', '/revisions/1', '/withdraw'])
    expect((await app.get(`/institution/notifications/${id}${page}`, stranger)).status).toBe(404)
  for (const page of ['/edit', '/withdraw'])
    expect((await app.post(`/institution/notifications/${id}${page}`, { reason: 'x' }, stranger)).status).toBe(404)
  expect((await app.get('/institution/notifications/nonsense', doctor)).status).toBe(404)
})

test('a correction is a new revision with its reason; the first stays readable and the centre confirms anew', async () => {
  const { id } = await filed()
  await db.sql`update cases set confirmed_at = ${testNow}, confirmed_by = ${seedId(1110)} where id = ${id}`
  app.advance(600_000)
  const begun = await app.post(`/institution/notifications/${id}/edit`, {}, doctor)
  expect((await app.get(begun.location, doctor)).text).toMatch(/name="name.given"[^>]*value="花子"/)
  expect((await app.post(`/institution/notifications/${id}/edit`, {}, doctor)).location).toBe(begun.location)
  await app.post(begun.location, { ...wholeAnswers, 'name.given': '華子', corrects: id, go: 'confirm' }, doctor)
  const page = await app.get(`${begun.location}/period`, doctor)
  expect(page.text).toContain('変更した項目')
  expect(page.text).toContain('<del>架空 花子 (カクウ ハナコ)</del> → <ins>架空 華子 (カクウ ハナコ)</ins>')
  const blank = await app.post(`${begun.location}/file`, { reason: ' ' }, doctor)
  expect([blank.status, blank.text.includes('入力してください')]).toEqual([422, true])
  expect((await app.post(`${begun.location}/file`, { reason: '架空の字の誤り' }, doctor)).location).toBe(`${begun.location}/done`)
  const revisions = await db.sql`select revision, reason, document_hash from notifications where case_id = ${id} order by revision`
  expect(revisions.map(({ revision, reason }) => [revision, reason])).toEqual([
    [1, null],
    [2, '架空の字の誤り'],
  ])
  expect(revisions[0]!.documentHash).not.toBe(revisions[1]!.documentHash)
  expect(await caseRow(id)).toMatchObject({ givenName: '華子', confirmedAt: null })
  expect(await openItems(id)).toContain('unconfirmed')
  expect((await app.get(`/institution/notifications/${id}/revisions/1`, doctor)).text).toContain('花子')
  const view = await app.get(`/institution/notifications/${id}`, doctor)
  expect(view.text).toContain('架空の字の誤り')
  const mails =
    await db.sql`select subject from messages where case_id = ${id} and kind = 'notification-report' group by subject order by min(created_at)`
  expect(mails.map(({ subject }) => subject)).toEqual(['【HER-SYS】発生届が報告されました', '【HER-SYS】発生届が訂正されました'])
})

test('a corrected onset moves the watch and "release due"; a period the centre set by hand stays and a person is asked', async () => {
  const { id } = await filed()
  await correct(id, { ...wholeAnswers, 'onsetOn.date': '16' })
  expect(await caseRow(id)).toMatchObject({ onsetOn: '2022-07-16', periodFrom: '2022-07-17', periodTo: '2022-07-26' })
  const [due] = await db.sql`select due_at from attention_items where case_id = ${id} and kind = 'release-due'`
  expect(due!.dueAt).toBe('2022-07-26T15:00:00.000Z')
  await db.sql`update watches set period_to = '2022-08-05' where case_id = ${id}`
  await correct(id, { ...wholeAnswers, 'onsetOn.date': '17' })
  expect(await caseRow(id)).toMatchObject({ onsetOn: '2022-07-17', periodTo: '2022-08-05' })
  expect(await openItems(id)).toContain('correction-asked')
})

test('a corrected telephone gets the invitation; from a landline the waiting item is answered, to a landline it is raised', async () => {
  const { id } = await filed({ ...wholeAnswers, phone: '0481100021' })
  expect(await openItems(id)).toContain('sms-undeliverable')
  await correct(id, { ...wholeAnswers, phone: '090-9000-0002' })
  const sms = await db.sql`select recipient from messages where case_id = ${id} and channel = 'sms'`
  expect(sms.map(({ recipient }) => recipient)).toEqual(['09090000002'])
  const [item] = await db.sql`select answered_at from attention_items where case_id = ${id} and kind = 'sms-undeliverable'`
  expect(item!.answeredAt).not.toBeNull()
  await correct(id, { ...wholeAnswers, phone: '090-9000-0002', 'name.given': '次郎' })
  expect(await db.sql`select from messages where case_id = ${id} and channel = 'sms'`).toHaveLength(1)
  await correct(id, { ...wholeAnswers, phone: '' })
  const [again] = await db.sql`select answered_at, occurrences from attention_items where case_id = ${id} and kind = 'sms-undeliverable'`
  expect(again).toMatchObject({ answeredAt: null, occurrences: 2 })
})

test('after the observation has ended a correction writes to nobody and moves no period', async () => {
  const { id } = await filed()
  await db.sql`update watches set state = 'ended', ended_at = ${testNow}, ended_by = ${seedId(1110)}, end_kind = 'release' where case_id = ${id}`
  await correct(id, { ...wholeAnswers, phone: '090-9000-0003', 'onsetOn.date': '16' })
  expect(await caseRow(id)).toMatchObject({ phone: '09090000003', onsetOn: '2022-07-16', periodFrom: '2022-07-19', watchState: 'ended' })
  expect(await db.sql`select from messages where case_id = ${id} and recipient = '09090000003'`).toHaveLength(0)
})

test('an address corrected into another centre’s area does not move the case: the owner settles it', async () => {
  const { id } = await filed()
  await correct(id, { ...wholeAnswers, postalCode: '', municipality: 'やまて市' })
  const [watch] = await db.sql`select owner_centre_id from watches where case_id = ${id}`
  expect(watch!.ownerCentreId).toBe(seedId(12))
  expect(await openItems(id)).toContain('owner-to-settle')
})

test('two corrections begun from one revision: the second is told, and nothing is overwritten', async () => {
  const { id } = await filed()
  const begun = await app.post(`/institution/notifications/${id}/edit`, {}, doctor)
  await db.sql`insert into notifications select gen_random_uuid(), case_id, 2, form_version, answers, language, document_hash, author_id, org_id, 'x', filed_at
    from notifications where case_id = ${id}`
  await app.post(begun.location, { ...wholeAnswers, corrects: id, go: 'confirm' }, doctor)
  expect((await app.post(`${begun.location}/file`, { reason: 'x' }, doctor)).status).toBe(409)
  expect((await db.sql`select max(revision) as n from notifications where case_id = ${id}`)[0]!.n).toBe(2)
  const anew = await app.post(`/institution/notifications/${id}/edit`, {}, doctor)
  expect(anew.location).not.toBe(begun.location)
  expect((await app.post(begun.location, { ...wholeAnswers, corrects: id, go: 'save' }, doctor)).status).toBe(404)
})

test('D39 削除 is a request: observation goes on, the owner hears, asking twice is refused', async () => {
  const { id } = await filed()
  const dialog = (await app.get(`/institution/notifications/${id}/withdraw`, doctor)).text
  for (const words of ['以下の内容を削除します', '報告日', '2022年7月20日', 'キャンセル', '>削除</button>']) expect(dialog).toContain(words)
  expect((await app.post(`/institution/notifications/${id}/withdraw`, { reason: '　' }, doctor)).status).toBe(422)
  const asked = await app.post(`/institution/notifications/${id}/withdraw`, { reason: '架空の重複' }, doctor)
  expect((await app.get(asked.location, doctor)).text).toContain('保健所が承認するまで健康観察は続きます')
  expect(await caseRow(id)).toMatchObject({ state: 'withdrawal-asked', watchState: 'observing' })
  const [item] = await db.sql`select centre_id, detail from attention_items where case_id = ${id} and kind = 'withdrawal-asked'`
  expect(item!.centreId).toBe(seedId(12))
  expect(JSON.stringify(item!.detail)).not.toContain('重複')
  expect((await app.post(`/institution/notifications/${id}/withdraw`, { reason: 'x' }, doctor)).status).toBe(409)
})

/** As the web process would, under row-level security. */
async function asStaff<T>(session: Session, work: (sql: Sql) => Promise<T>): Promise<T> {
  const { hashToken, cookieNames } = await import('../../platform/http/session.server.ts')
  return db.web.begin(async (tx) => {
    const hash = hashToken(session.cookies.get(cookieNames.staff)!)
    await tx`select set_config('app.session', ${hash}, true), set_config('app.now', ${testNow.toISOString()}, true)`
    return work(tx as unknown as Sql)
  }) as Promise<T>
}
const nurseOf = (orgId: string, accountId: string) => ({ accountId, orgId, orgKind: 'centre' as const })

test.each([
  [true, { state: 'withdrawn', watchState: 'ended', endKind: 'withdrawal' }, []],
  [false, { state: 'filed', watchState: 'observing', endKind: null }, ['no-report', 'not-registered', 'release-due', 'unconfirmed']],
])('the owning centre decides a withdrawal (agreed: %s)', async (agreed, row, items) => {
  const { id } = await filed()
  await app.post(`/institution/notifications/${id}/withdraw`, { reason: '架空の重複' }, doctor)
  const [account] = await db.sql`select id from staff_accounts where login_id = 'nurse@minato'`
  const yamate = await app.signedInAs('nurse@yamate')
  const decide = { caseId: id, agreed, note: '架空の判断', now: testNow }
  await expect(asStaff(yamate, (sql) => decideWithdrawal(sql, { ...decide, actor: nurseOf(seedId(13), account!.id) }))).rejects.toThrow(
    'not-found',
  )
  await asStaff(nurse, (sql) => decideWithdrawal(sql, { ...decide, actor: nurseOf(seedId(12), account!.id) }))
  expect(await caseRow(id)).toMatchObject(row)
  expect(await openItems(id)).toEqual(items)
  await expect(asStaff(nurse, (sql) => decideWithdrawal(sql, { ...decide, actor: nurseOf(seedId(12), account!.id) }))).rejects.toThrow(
    'conflict',
  )
  const { text } = await app.get(`/institution/notifications/${id}`, doctor)
  expect(text).toContain(agreed ? '保健所が取り下げを承認しました' : '保健所が取り下げを見送りました')
  expect(text).toContain('架空の判断')
  expect(text.includes('>編集<')).toBe(!agreed)
  // The record stays, and whoever was refused may ask again.
  expect(await db.sql`select from notifications where case_id = ${id}`).toHaveLength(1)
  expect((await app.post(`/institution/notifications/${id}/withdraw`, { reason: '架空の理由' }, doctor)).status).toBe(agreed ? 409 : 303)
  expect(await db.sql`select from messages where case_id = ${id} and recipient = 'aoba-clinic@example.invalid'`).toHaveLength(1)
})

test('the reading doctor sees the latest reports of the patient', async () => {
  const { id } = await filed()
  await db.sql`insert into daily_reports (id, case_id, reported_on, reported_at, received_at, channel, form_version, answers, level, temperature, spo2,
      idempotency_key, author_kind, author_id) values (gen_random_uuid(), ${id}, '2022-07-20', ${testNow}, ${testNow}, 'web', 'covid-19.daily/1', '{}', 'urgent', 38.5, 92,
      'x', 'patient', gen_random_uuid())`
  const { text } = await app.get(`/institution/notifications/${id}`, doctor)
  for (const words of ['直近の健康状態', '緊急', '38.5℃', '92%']) expect(text).toContain(words)
})

test('a correction that tells of a death ends a hand-over under way with the observation', async () => {
  const { id } = await filed()
  const yamate = seedId(13)
  await app.post(`/centre/cases/${id}/hand-over`, { to: yamate, reason: '転居のため' }, nurse)
  expect(await db.sql`select state from hand_overs where case_id = ${id}`).toMatchObject([{ state: 'pending' }])
  const dead = { ...wholeAnswers, category: 'deceased', 'deathOn.year': '2022', 'deathOn.month': '7', 'deathOn.date': '20' }
  expect((await correct(id, dead)).status).toBe(303)
  expect(await db.sql`select state from hand_overs where case_id = ${id}`).toMatchObject([{ state: 'withdrawn' }])
  expect(await db.sql`select state, end_kind from watches where case_id = ${id}`).toMatchObject([{ state: 'ended', endKind: 'death' }])
  expect(await openItems(id)).not.toContain('hand-over-waiting')
})
