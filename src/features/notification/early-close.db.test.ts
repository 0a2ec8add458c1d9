import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { checkSilence } from '../../../tools/check-silence.mjs'
import { type FormFields, type Session, type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { wholeAnswers } from '../../../tools/test-notification.ts'
import { addRecord, recordsAt, registeredCase } from '../../../tools/test-records.ts'

let db: TestDatabase
let app: TestApp
let doctor: Session
let nurse: Session

beforeAll(async () => {
  db = await testDatabase()
  app = await testApp(db)
  await seedPlaces(db.sql, testNow)
  doctor = await app.signedInAs('doctor@aoba-clinic')
  nurse = await app.signedInAs('nurse@aoba')
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const close = (caseId: string, fields = { reason: 'negative', note: '' }, session = doctor) =>
  app.post(`/institution/cases/${caseId}/close`, fields, session)
const closings = (caseId: string) =>
  db.sql`select reason, note, closed_at, reopened_at from early_closings where case_id = ${caseId} order by closed_at`
const items = (caseId: string) =>
  db.sql`select i.detail, o.name as centre from attention_items i join organisations o on o.id = i.centre_id where i.case_id = ${caseId} and i.kind = 'early-closed'`
const test1 = (result: string) => ({ method: 'naat', result, sampledOn: '2022-07-19' })
const search = async (fields: FormFields, session = doctor) => (await app.post('/institution/notifications/search', fields, session)).text

test('D30 somebody registered before the 発生届 is found by name, reading and part of it at once', async () => {
  const { caseId } = await registeredCase(app, doctor, {
    'name.family': '髙橋架空',
    'name.given': '一二三',
    'name.familyKana': 'タカハシ',
    'name.givenKana': 'ヒフミ',
  })
  const row = `href="/institution/notifications/${caseId}"`
  for (const found of [{ name: '高橋' }, { name: '一二三' }, { kana: 'たかはし' }, { name: 'ヒフミ' }])
    expect(await search(found)).toContain(row)
  expect(await search({ name: '低橋' })).not.toContain(row)
  expect(await search({ name: '高橋' }, await app.signedInAs('doctor@minato-clinic'))).not.toContain(row)
  const at = recordsAt('institution', caseId, 'identity')
  const [record] = await db.sql`select entry_id from case_records where case_id = ${caseId} and tab = 'identity'`
  await app.post(`${at}/${record!.entryId}`, { 'name.family': '低橋', 'name.given': '一二三', revision: '1', reason: '架空の誤り' }, doctor)
  expect([(await search({ name: '低橋' })).includes(row), (await search({ name: '高橋' })).includes(row)]).toEqual([true, false])
})

test('D30 the 発生届 of a registered case is not asked whether it is the same person as itself', async () => {
  const who = {
    'name.family': '架空独',
    'name.given': '独子',
    phone: '09090007001',
    'birthOn.era': 'heisei',
    'birthOn.year': '2',
    'birthOn.month': '9',
    'birthOn.date': '9',
  }
  const { caseId } = await registeredCase(app, doctor, who)
  const begun = await app.post(`/institution/cases/${caseId}/notification`, {}, doctor)
  const confirmed = await app.post(begun.location, { ...wholeAnswers, ...who, go: 'confirm' }, doctor)
  expect(confirmed.location).not.toContain('same-person')
})

test('a registration that becomes no 発生届 is closed with a reason: said in lists and on every tab, read-only, and its ID remains', async () => {
  const { caseId, name } = await registeredCase(app, doctor)
  const page = await app.get(`/institution/notifications/${caseId}`, doctor)
  expect(page.text).toContain('発生届を提出せずに登録を終了')
  expect((await app.get(`/institution/cases/${caseId}/close`, doctor)).text).not.toContain('発生届が必要ではありませんか')
  const closed = await close(caseId, { reason: 'negative', note: '架空の備考' })
  expect(closed.location).toBe(`/institution/notifications/${caseId}?done=closed`)
  const shown = await app.get(closed.location, doctor)
  for (const words of ['検査が陰性で、感染症ではなかった', '架空の備考', '架空あおば内科クリニック', '登録を再開する', '発生届を入力する'])
    expect(shown.text).toContain(words)
  const tab = await app.get(`/institution/cases/${caseId}/tabs/tests`, doctor)
  expect(tab.text).toContain('発生届なしで登録終了')
  expect(tab.text).not.toContain('健康観察は始まっていません')
  expect(tab.text).not.toContain('検査記録を追加')
  expect((await app.get(`${recordsAt('institution', caseId, 'tests')}/new`, doctor)).status).toBe(403)
  expect(await search({ name })).toContain('発生届なしで登録終了')
  expect(await items(caseId)).toEqual([])
  expect((await close(caseId)).status).toBe(409)
})

test.each([
  ['no reason', { reason: '', note: '架空の備考' }, '終了の理由を選択してください'],
  ['a made-up reason', { reason: 'boredom', note: '架空の備考' }, '終了の理由を選択してください'],
  ['その他 without a word', { reason: 'other', note: '  ' }, 'その他の場合は、内容を入力してください'],
])('%s closes nothing and loses nothing', async (_name, fields, words) => {
  const { caseId } = await registeredCase(app, doctor)
  const refused = await close(caseId, fields)
  expect([refused.status, refused.text.includes(words)]).toEqual([422, true])
  if (fields.note.trim()) expect(refused.text).toContain('架空の備考')
  expect(await closings(caseId)).toEqual([])
})

test.each([
  ['positive', ['test-positive'], '陽性の検査結果が記録されています'],
  ['pending', ['test-pending'], '検査結果待ちの検査があります'],
  ['negative', null, ''],
] as const)('with a test that is %s the centre is asked to look: %j', async (result, reasons, words) => {
  const { caseId, name } = await registeredCase(app, doctor)
  await addRecord(app, db, doctor, recordsAt('institution', caseId, 'tests'), test1(result))
  const page = await app.get(`/institution/cases/${caseId}/close`, doctor)
  expect(page.text.includes('感染症法第12条により発生届の提出が必要です')).toBe(reasons !== null)
  expect((await close(caseId, { reason: 'no-duty', note: '' })).status).toBe(303)
  expect(await items(caseId)).toEqual(reasons ? [{ detail: { reasons }, centre: '架空あおば保健所' }] : [])
  if (!reasons) return
  const queue = await app.get('/centre', nurse)
  for (const shown of [name, '発生届なしで登録終了', words]) expect(queue.text).toContain(shown)
  expect((await app.get(`/centre/cases/${caseId}`, nurse)).status).toBe(200)
  expect((await app.get(`/centre/cases/${caseId}/notification`, nurse)).text).toContain('届出の対象ではない')
  const [item] = await db.sql`select id from attention_items where case_id = ${caseId} and kind = 'early-closed'`
  await app.post(`/centre/items/${item!.id}/close`, { outcome: 'asked-to-file', note: '', seen: '1...' }, nurse)
  expect((await db.sql`select outcome, closed_by is not null as named from attention_items where id = ${item!.id}`)[0]).toEqual({
    outcome: 'asked-to-file',
    named: true,
  })
})

test('reopened, it is written on again, and each closing stays readable', async () => {
  const { caseId } = await registeredCase(app, doctor)
  await close(caseId)
  app.advance(60_000)
  expect((await app.post(`/institution/cases/${caseId}/reopen`, {}, doctor)).location).toMatch(/done=reopened$/)
  expect((await app.post(`/institution/cases/${caseId}/reopen`, {}, doctor)).status).toBe(409)
  await addRecord(app, db, doctor, recordsAt('institution', caseId, 'tests'), test1('negative'))
  await close(caseId, { reason: 'mistake', note: '' })
  const { text } = await app.get(`/institution/notifications/${caseId}`, doctor)
  for (const words of ['誤って登録した', '検査が陰性で', '再開']) expect(text).toContain(words)
})

test('a 発生届 that is filed after all is never barred: it reopens, and the observation begins', async () => {
  const { caseId } = await registeredCase(app, doctor)
  await addRecord(app, db, doctor, recordsAt('institution', caseId, 'tests'), test1('positive'))
  const begun = await app.post(`/institution/cases/${caseId}/notification`, {}, doctor)
  await close(caseId)
  expect(await items(caseId)).toHaveLength(1)
  await app.post(begun.location, { ...wholeAnswers, 'name.given': '後子', phone: '09090007002', go: 'confirm' }, doctor)
  expect((await app.post(`${begun.location}/file`, {}, doctor)).location).toBe(`${begun.location}/done`)
  expect(
    (
      await db.sql`select c.state, c.early_closed_at, w.state as watch from cases c join watches w on w.case_id = c.id where c.id = ${caseId}`
    )[0],
  ).toEqual({
    state: 'filed',
    earlyClosedAt: null,
    watch: 'observing',
  })
  expect((await closings(caseId))[0]!.reopenedAt).not.toBeNull()
  expect((await close(caseId)).status).toBe(409)
  const [item] =
    await db.sql`select outcome, closed_by is not null as named from attention_items where case_id = ${caseId} and kind = 'early-closed'`
  expect(item).toEqual({ outcome: 'filed', named: true })
  // Owned by another centre than the one that was asked to look: nothing stands in a queue that is not the owner's.
  expect((await checkSilence(db.worker, app.clock())).filter(({ count }) => count > 0)).toEqual([])
})

test('the centre lists what waits for its 発生届 and what was closed without one; no other centre does', async () => {
  const open = await registeredCase(app, doctor)
  const closed = await registeredCase(app, doctor)
  await addRecord(app, db, doctor, recordsAt('institution', open.caseId, 'tests'), test1('negative'))
  await addRecord(app, db, doctor, recordsAt('institution', open.caseId, 'tests'), { ...test1('positive'), sampledOn: '2022-07-18' })
  await close(closed.caseId, { reason: 'filed-elsewhere', note: '架空の病院' })
  const waiting = (await app.get('/centre/early', nurse)).text
  expect([waiting.includes(open.name), waiting.includes(closed.name)]).toEqual([true, false])
  const row = new RegExp(`<tr>(?:(?!</tr>).)*${open.caseId}.*?</tr>`, 's').exec(waiting)![0]
  expect(row).toMatch(/badge danger[^>]*>陽性/)
  const done = (await app.get('/centre/early?show=closed', nurse)).text
  expect([done.includes(open.name), done.includes(closed.name)]).toEqual([false, true])
  for (const words of ['他の医療機関が発生届を提出した', '架空の病院']) expect(done).toContain(words)
  const other = (await app.get('/centre/early', await app.signedInAs('nurse@minato'))).text
  expect([other.includes(open.name), other.includes('発生届を待っている登録はありません')]).toEqual([false, true])
})

test.each([
  ['doctor@minato-clinic', 404],
  ['doctor@aoba-hospital', 404],
])('%s can neither close nor reopen it: %i', async (who, status) => {
  const { caseId } = await registeredCase(app, doctor)
  const session = await app.signedInAs(who)
  expect((await close(caseId, { reason: 'negative', note: '' }, session)).status).toBe(status)
  expect((await app.post(`/institution/cases/${caseId}/reopen`, {}, session)).status).toBe(status)
  expect(await closings(caseId)).toEqual([])
})
