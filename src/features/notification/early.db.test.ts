import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type FormFields, type Session, type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { wholeAnswers } from '../../../tools/test-notification.ts'

let db: TestDatabase
let app: TestApp
let doctor: Session

beforeAll(async () => {
  db = await testDatabase()
  app = await testApp(db)
  await seedPlaces(db.sql, testNow)
  doctor = await app.signedInAs('doctor@aoba-clinic')
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

/** As the manual types it, with an invented name. */
const person: FormFields = {
  'name.family': '架空',
  'name.given': '太郎',
  'name.familyKana': 'カクウ',
  'name.givenKana': 'タロウ',
  'birthOn.era': 'heisei',
  'birthOn.year': '11',
  'birthOn.month': '01',
  'birthOn.date': '01',
  sexUndisclosed: 'yes',
  nationality: '架空国',
  postalCode: '0002001',
  prefecture: '架空県',
  municipality: 'みなと市',
  phone: '090-9000-0009',
}

async function registered(fields: FormFields = person): Promise<string> {
  const page = await app.get('/institution/early', doctor)
  const caseId = /name="caseId" value="([0-9a-f-]{36})"/.exec(page.text)![1]!
  const answer = await app.post('/institution/early', { ...fields, caseId, go: 'register' }, doctor)
  expect(answer.location).toBe(`/institution/cases/${caseId}/registered`)
  return caseId
}

const caseOf = async (id: string) => (await db.sql`select * from cases where id = ${id}`)[0]!
const countOf = async (id: string) =>
  (
    await db.sql`select (select count(*)::int from watches where case_id = ${id}) as watches, (select count(*)::int from messages where case_id = ${id}) as messages,
      (select count(*)::int from attention_items where case_id = ${id}) as items, (select count(*)::int from notifications where case_id = ${id}) as notifications`
  )[0]!

test('D31 the form asks for the name alone, with its words, and gives everything back when the name is missing', async () => {
  const page = await app.get('/institution/early', doctor)
  for (const words of ['ID管理情報', '登録情報一覧', '国名を入力してください', '※ハイフンなし、半角数字のみ', '非公開', '確認'])
    expect(page.text).toContain(words)
  expect(page.text.match(/class="required-mark"/g)).toHaveLength(2)
  const { 'name.family': _family, ...nameless } = person
  const caseId = /name="caseId" value="([0-9a-f-]{36})"/.exec(page.text)![1]!
  const refused = await app.post('/institution/early', { ...nameless, caseId, go: 'confirm' }, doctor)
  expect(refused.status).toBe(422)
  for (const typed of ['タロウ', '架空国', '0002001', caseId]) expect(refused.text).toContain(typed)
})

test('D31 D32 確認 shows what will be registered and keeps nothing; 再編集 gives it back', async () => {
  const caseId = '01900000-0000-7000-8000-000000000001'
  const shown = await app.post('/institution/early', { ...person, caseId, go: 'confirm' }, doctor)
  expect(shown.status).toBe(200)
  for (const words of ['再編集', '登録', '架空 太郎', '1999年1月1日', '架空国']) expect(shown.text).toContain(words)
  expect(await db.sql`select 1 from cases where id = ${caseId}`).toHaveLength(0)
  const again = await app.post('/institution/early', { ...person, caseId, go: 'edit' }, doctor)
  expect(again.text).toContain('value="架空国"')
})

test('D32 D33 登録 issues the HER-SYS ID; the case is not watched, and every page says so', async () => {
  const id = await registered()
  const row = await caseOf(id)
  expect(row.hersysId).toMatch(/^\d{8}$/)
  expect(row).toMatchObject({
    state: 'draft',
    familyName: '架空',
    givenKana: 'タロウ',
    birthOn: '1999-01-01',
    sex: null,
    nationality: '架空国',
    phone: '09090000009',
  })
  expect(await countOf(id)).toEqual({ watches: 0, messages: 0, items: 0, notifications: 0 })
  const done = await app.get(`/institution/cases/${id}/registered`, doctor)
  for (const words of ['完了しました', '完了', row.hersysId, '発生届は未提出です', '健康観察は始まっていません'])
    expect(done.text).toContain(words)
  for (const tab of ['identity', 'basics', 'tests', 'places', 'movements', 'observation', 'medical', 'measures']) {
    const page = await app.get(`/institution/cases/${id}/tabs/${tab}`, doctor)
    expect([tab, page.status, page.text.includes('健康観察は始まっていません')]).toEqual([tab, 200, true])
  }
  const strip = /<dl class="patient-strip">.*?<\/dl>/s.exec(done.text)![0].replace(/<[^>]+>/g, ' ')
  expect(strip).toMatch(/患者名\s+架空 太郎/)
  expect(strip).toMatch(/性別\s+不明/)
  expect(strip).toMatch(/現在のステータス\s+指定なし/)
  expect(strip).toMatch(/My HER-SYS健康調査\s+無/)
})

test('D32 a second 登録 of the same page registers nobody twice', async () => {
  const id = await registered()
  const [before] = await db.sql`select count(*)::int as n from cases`
  expect((await app.post('/institution/early', { ...person, caseId: id, go: 'register' }, doctor)).status).toBe(303)
  expect((await db.sql`select count(*)::int as n from cases`)[0]).toEqual(before)
})

test('D30 what the tabs hold stands in the 発生届; observation begins when it is accepted, under the same ID', async () => {
  const id = await registered()
  const { hersysId } = await caseOf(id)
  const add = (tab: string, fields: FormFields) => app.post(`/institution/cases/${id}/records/${tab}/new`, fields, doctor)
  const sampled = { 'sampledOn.year': '2022', 'sampledOn.month': '7', 'sampledOn.date': '19' }
  expect((await add('tests', { method: 'naat', result: 'positive', ...sampled })).status).toBe(303)
  const begun = await app.post(`/institution/cases/${id}/notification`, {}, doctor)
  const form = await app.get(begun.location, doctor)
  for (const value of ['value="太郎"', 'value="タロウ"', 'value="0002001"', 'value="09090000009"']) expect(form.text).toContain(value)
  expect(form.text).toMatch(/name="sampledOn.date"[^>]*value="19"|value="19"[^>]*name="sampledOn.date"/)
  expect(await countOf(id)).toMatchObject({ watches: 0, items: 0 })
  const { 'name.given': _g, ...rest } = wholeAnswers
  const confirmed = await app.post(begun.location, { ...rest, 'name.given': '太郎', go: 'confirm' }, doctor)
  expect(confirmed.status).toBe(303)
  const filed = await app.post(`${begun.location}/file`, {}, doctor)
  expect(filed.location).toBe(`${begun.location}/done`)
  expect(await caseOf(id)).toMatchObject({ state: 'filed', hersysId })
  expect(await countOf(id)).toMatchObject({ watches: 1, notifications: 1 })
  const page = await app.get(`/institution/notifications/${id}`, doctor)
  expect(page.text).not.toContain('発生届は未提出です')
  // The tabs now show what the 発生届 owns, and ask for it no more.
  const basics = await app.get(`/institution/cases/${id}/records/basics/new`, doctor)
  expect(basics.text).not.toContain('name="onsetOn.year"')
})

test('D30 the second of two drafts of the same registered case files nothing', async () => {
  const id = await registered()
  const begun = await app.post(`/institution/cases/${id}/notification`, {}, doctor)
  expect((await app.post(`/institution/cases/${id}/notification`, {}, doctor)).location).toBe(begun.location)
  await app.post(begun.location, { ...wholeAnswers, go: 'confirm' }, doctor)
  expect((await app.post(`${begun.location}/file`, {}, doctor)).location).toBe(`${begun.location}/done`)
  expect((await app.post(`/institution/cases/${id}/notification`, {}, doctor)).status).toBe(409)
  expect(await countOf(id)).toMatchObject({ watches: 1, notifications: 1 })
})

test('another institution finds neither the registered case nor a way to its 発生届', async () => {
  const id = await registered()
  const other = await app.signedInAs('doctor@minato-clinic')
  for (const path of [`/institution/notifications/${id}`, `/institution/cases/${id}/tabs/basics`, `/institution/cases/${id}/registered`])
    expect((await app.get(path, other)).status).toBe(404)
  expect((await app.post(`/institution/cases/${id}/notification`, {}, other)).status).toBe(404)
})
