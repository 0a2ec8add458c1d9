import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { checkSilence } from '../../../tools/check-silence.mjs'
import { type Session, type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { reportOver, wholeAnswers } from '../../../tools/test-notification.ts'
import { storeReport } from '../../../tools/test-reports.ts'

const tabs = ['発生届', 'ID管理', '基礎情報', '検査', '居所', '行動歴', '健康観察', '医療', '記録'].map((label) => `>${label}</a>`)
let db: TestDatabase
let app: TestApp
let nurse: Session
let caseId: string
const known: string[] = []
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
  await reportOver(app, await app.signedInAs('doctor@aoba-clinic'), { ...wholeAnswers, municipality: 'あおば市' })
  const [made] = await db.sql<{ id: string }[]>`select id from cases where not (id = any(${known}::uuid[]))`
  caseId = made!.id
  known.push(caseId)
  nurse = await app.signedInAs('nurse@aoba')
})

const open = async () =>
  (await db.sql`select kind from attention_items where case_id = ${caseId} and closed_at is null order by kind`).map(({ kind }) => kind)
const watch = async () => (await db.sql`select * from watches where case_id = ${caseId}`)[0]!
const post = (verb: string, form: Record<string, string>, session = nurse) => app.post(`/centre/cases/${caseId}/${verb}`, form, session)
const later = async (now: string) => {
  app.setNow(at(now))
  nurse = await app.signedInAs('nurse@aoba')
}

test('D33 the header strip names ID, name, sex, age, symptoms, address, status, survey and period, the tabs follow; the page names the case in the audit', async () => {
  const { text, status } = await app.get(`/centre/cases/${caseId}`, nurse)
  expect(status).toBe(200)
  for (const word of [
    'HER-SYS ID',
    '患者名',
    '架空 花子',
    '性別',
    '女',
    '年齢',
    '31歳',
    '症状',
    '有（7/18(月)発病）',
    '住所',
    '現在のステータス',
    '指定なし',
    'My HER-SYS健康調査',
    '無',
    '健康観察期間',
    '報告待ち',
    ...tabs,
  ])
    expect(text).toContain(word)
  expect(await db.sql`select from audits where action = 'case.show' and case_ids @> ${[caseId]}::uuid[]`).toHaveLength(1)
})

test('D38 保健所確認 by a named person, in time or late, closes what waited for it', async () => {
  await later('2022-07-20T15:00')
  expect(await open()).toContain('unconfirmed')
  expect((await post('confirm', {})).status).toBe(303)
  expect(await open()).not.toContain('unconfirmed')
  const [row] = await db.sql`select c.confirmed_at, s.login_id, i.outcome from cases c join staff_accounts s on s.id = c.confirmed_by
    join attention_items i on i.case_id = c.id and i.kind = 'unconfirmed' and i.closed_by = s.id where c.id = ${caseId}`
  expect(row).toMatchObject({ loginId: 'nurse@aoba', outcome: 'confirmed' })
})

test('many are confirmed at once, the neighbour’s not among them', async () => {
  const neighbour = await app.signedInAs('nurse@yamate')
  expect((await app.post('/centre/notifications/confirm', { case: [caseId] }, neighbour)).location).toBe('/centre/notifications?done=0')
  expect((await app.post('/centre/notifications/confirm', { case: [caseId, caseId] }, nurse)).location).toBe('/centre/notifications?done=1')
})

test('the period’s end ends nothing: it becomes an item at midnight in Japan, and a person releases', async () => {
  const { periodTo } = await watch()
  await later(`${periodTo}T23:59:59.999`)
  expect((await app.get('/centre', nurse)).text).not.toContain('解除・延長を決める')
  await later('2022-07-29T00:00')
  expect((await app.get('/centre', nurse)).text).toContain('解除・延長を決める')
  expect(await watch()).toMatchObject({ state: 'observing' })
  await storeReport(db.sql, caseId, { now: app.clock(), level: 'urgent' })
  expect((await post('end', { kind: 'release', note: '' })).location).toContain('done=ended')
  expect(await watch()).toMatchObject({ state: 'ended', endKind: 'release' })
  expect(await open()).toEqual(['not-registered', 'red-flag', 'unconfirmed'])
})

test('a red report after the end opens an item at the last owner', async () => {
  await post('end', { kind: 'release', note: '' })
  await storeReport(db.sql, caseId, { now: app.clock(), level: 'urgent' })
  expect((await app.get('/centre', nurse)).text).toContain('緊急症状')
  expect((await checkSilence(db.worker, app.clock())).filter(({ count }) => count > 0)).toEqual([])
})

test('death needs a note; what was asked twice ends once', async () => {
  expect((await post('end', { kind: 'death', note: '' })).status).toBe(422)
  const answers = await Promise.all([1, 2].map(() => post('end', { kind: 'death', note: '架空の経緯' })))
  expect(answers.map(({ status }) => status).sort()).toEqual([303, 409])
})

test('療養解除 and death are for nurses and managers, alone as many at once: a clerk finds no button, and no form of theirs does it', async () => {
  const clerk = await app.signedInAs('clerk@aoba')
  const { text } = await app.get(`/centre/cases/${caseId}`, clerk)
  for (const words of ['療養解除…', '死亡…']) expect(text).not.toContain(words)
  for (const words of ['療養解除と死亡の記録は、保健師または管理者が行います', '期間の変更…']) expect(text).toContain(words)
  for (const kind of ['release', 'death']) {
    const refused = await post('end', { kind, note: '架空' }, clerk)
    expect([refused.status, refused.text.includes('保健師または管理者が行います')]).toEqual([403, true])
  }
  expect(await watch()).toMatchObject({ state: 'observing' })
})

test('the period can be set to today or later, with a reason; the item moves along', async () => {
  expect((await post('period', { periodTo: '2022-07-19', note: '症状' })).status).toBe(422)
  const refused = await post('period', { periodTo: '2022-08-02', note: '' })
  expect(refused.status).toBe(422)
  expect(refused.text).toContain('value="2022-08-02"')
  await later('2022-07-29T00:30')
  expect((await post('period', { periodTo: '2022-07-29', note: '症状が続く' })).status).toBe(303)
  const [item] = await db.sql`select due_at from attention_items where case_id = ${caseId} and kind = 'release-due' and closed_at is null`
  expect(item).toEqual({ dueAt: at('2022-07-30T00:00').toISOString() })
})

test('D43 birth date and telephone are corrected with a reason as a new revision, and the ID is sent to the new number', async () => {
  const page = await app.get(`/centre/cases/${caseId}/correct`, nurse)
  expect(page.text).toContain('value="花子"')
  const form = {
    baseRevision: '1',
    'name.family': '架空',
    'name.given': '花子',
    'birthOn.era': 'western',
    'birthOn.year': '1991',
    'birthOn.month': '9',
    'birthOn.date': '9',
    phone: '090-9000-1234',
    reason: '本人からの電話',
  }
  expect((await post('correct', { ...form, reason: '' })).status).toBe(422)
  expect((await post('correct', form)).location).toContain('done=corrected')
  const [row] = await db.sql`select birth_on, phone from cases where id = ${caseId}`
  expect(row).toEqual({ birthOn: '1991-09-09', phone: '09090001234' })
  const revisions =
    await db.sql`select revision, reason, answers ->> 'birthOn' as birth_on from notifications where case_id = ${caseId} order by revision`
  expect(revisions.map(({ birthOn }) => birthOn)).toEqual(['1990-09-09', '1991-09-09'])
  expect(
    await db.sql`select from messages where case_id = ${caseId} and kind = 'my-hersys-invitation' and recipient = '09090001234'`,
  ).toHaveLength(1)
  expect((await post('correct', form)).status).toBe(409)
  expect((await app.get(`/centre/cases/${caseId}/notification?revision=1`, nurse)).text).toContain('その後に訂正されています')
})

test('C13 a HER-SYS ID locked by wrong tries is unlocked on the case page by the centre, in a named person’s name', async () => {
  const { hersysId } = (await db.sql<{ hersysId: string }[]>`select hersys_id from cases where id = ${caseId}`)[0]!
  expect((await app.get(`/centre/cases/${caseId}`, nurse)).text).not.toContain('登録のロックを解除')
  await db.sql`insert into claim_locks (hersys_id, locked_at) values (${hersysId}, ${testNow})`
  await db.sql`select raise_item(gen_random_uuid(), null, ${caseId}, '', 'claim-locked', false, ${testNow}, '{}', ${testNow})`
  expect((await app.get(`/centre/cases/${caseId}`, nurse)).text).toContain('登録のロックを解除')
  expect((await post('unlock', {}, await app.signedInAs('nurse@yamate'))).status).toBe(404)
  expect((await post('unlock', {})).location).toContain('done=unlocked')
  expect((await app.get(`/centre/cases/${caseId}`, nurse)).text).not.toContain('登録のロックを解除')
  const [item] =
    await db.sql`select s.login_id from attention_items i join staff_accounts s on s.id = i.closed_by where i.case_id = ${caseId} and i.kind = 'claim-locked'`
  expect(item).toEqual({ loginId: 'nurse@aoba' })
})

test('the neighbour finds no such case, whatever the verb; the prefecture reads it and decides nothing', async () => {
  const neighbour = await app.signedInAs('nurse@yamate')
  for (const path of ['', '/notification', '/correct'])
    expect((await app.get(`/centre/cases/${caseId}${path}`, neighbour)).status).toBe(404)
  for (const verb of ['confirm', 'end', 'period', 'correct', 'hand-over', 'withdrawal'])
    expect((await post(verb, { kind: 'release', answer: 'agree' }, neighbour)).status).toBe(404)
  const officer = await app.signedInAs('officer@prefecture')
  const { text, status } = await app.get(`/prefecture/cases/${caseId}`, officer)
  expect(status).toBe(200)
  expect(text).not.toContain('療養解除…')
  expect((await post('end', { kind: 'release' }, officer)).status).toBe(403)
  expect(await watch()).toMatchObject({ state: 'observing' })
})
