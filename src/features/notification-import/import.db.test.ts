import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type Session, type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { downloadSheet, type ImportRow, importCsv, importXlsx, uploadFile, wholeRow, work } from '../../../tools/test-import.ts'
import { reportOver, wholeAnswers } from '../../../tools/test-notification.ts'

let db: TestDatabase
let app: TestApp
let doctor: Session
/** A person for each row, never the same twice. */
let person = 0
const somebody = (more: ImportRow = {}): ImportRow => ({ ...wholeRow(++person), ...more })

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
})
beforeEach(async () => {
  app.setNow(testNow)
  doctor = await app.signedInAs('doctor@aoba-clinic')
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

/** Uploads and lets the worker judge: the address of the import. */
async function checked(rows: ImportRow[]): Promise<string> {
  const { location, status, text } = await uploadFile(app, doctor, '架空の一覧.xlsx', await importXlsx(rows))
  if (status !== 303) throw new Error(`refused: ${/notice warning[\s\S]{0,300}/.exec(text)?.[0]}`)
  await work(app, db.worker)
  return location
}

const idOf = (path: string) => path.split('/').at(-1)!
const casesOf = (path: string) => db.sql<{ id: string; familyName: string }[]>`
  select c.id, c.family_name from import_rows r join cases c on c.id = r.case_id where r.import_id = ${idOf(path)} order by r.row_number`
const stateOf = async (path: string) => (await db.sql`select state from imports where id = ${idOf(path)}`)[0]!.state

test('D14 the home has the tile 発生届のエクセルインポート in the words of G31', async () => {
  const { text } = await app.get('/institution', doctor)
  const tile = /<a class="tile" href="\/institution\/imports">.*?<\/a>/.exec(text)![0]
  expect(tile).toContain('<strong>発生届のエクセルインポート</strong>')
  expect(tile).toContain('エクセルインポート機能を使用して、複数人分の発生届を新規に一括登録することができます。')
  expect((await app.get('/institution/imports', doctor)).status).toBe(200)
})

test('D14 a file is judged first; nothing is filed until 報告, and then as the form files it', async () => {
  const rows = [somebody(), somebody({ category: '感染症死亡者の死体', deathOn: '2022/7/20' }), somebody({ phone: '0481-100-021' })]
  const path = await checked(rows)
  const page = await app.get(path, doctor)
  expect(page.text).toContain('3行を報告')
  expect(await casesOf(path)).toEqual([])
  expect((await app.post(`${path}/accept`, {}, doctor)).location).toBe(path)
  await work(app, db.worker)
  expect((await app.get(path, doctor)).text).toContain('3件の発生届を報告しました')
  const given = (await downloadSheet(app, doctor, `${path}/file`)).slice(1).map((row) => [row[0], row[3]!.length])
  expect(given).toEqual([1, 2, 3].map(() => ['報告済み', 8]))

  const typed = await reportOver(app, doctor, { ...wholeAnswers, phone: '09090000077' })
  const [byForm] = await db.sql<{ caseId: string }[]>`select case_id from notification_drafts where id = ${idOf(typed)}`
  const [first, dead, landline] = (await casesOf(path)).map(({ id }) => id)
  const traces = (caseId: string) => db.sql`
    select 'item ' || kind as what from attention_items where case_id = ${caseId} union all
    select 'message ' || kind || ' ' || coalesce(org_id::text, '') from messages where case_id = ${caseId} union all
    select 'watch ' || state || ' ' || (period_to - period_from) from watches where case_id = ${caseId} union all
    select 'revision ' || revision || ' ' || form_version || ' ' || author_id || ' ' || org_id from notifications where case_id = ${caseId} union all
    select 'audit ' || action || ' ' || actor_kind || ' ' || actor_id || ' ' || org_id from audits where case_ids @> array[${caseId}]::uuid[] and action = 'notification.file' union all
    select 'form ' || gaps from case_forms where case_id = ${caseId} union all
    select 'keys' from case_keys where case_id = ${caseId} order by what`
  expect(await traces(first!)).toEqual(await traces(byForm!.caseId))
  expect((await traces(dead!)).map(({ what }) => what)).toContainEqual(expect.stringMatching(/^watch ended/))
  expect((await traces(landline!)).map(({ what }) => what)).toContain('item sms-undeliverable')
})

test('every fault of every row at once, with row, column and reason; the file comes back with an error column and is mended', async () => {
  const good = somebody()
  const bad = somebody({ birthOn: '昭和64年1月8日', sex: 'おんな', 'name.familyKana': '架空', diagnosedOn: '2022/13/1' })
  const worse = somebody({ category: '', 'name.family': '', prefecture: '' })
  const path = await checked([good, bad, worse])
  const { text } = await app.get(path, doctor)
  const lines = [...text.matchAll(/<tr><td[^>]*>(\d+行目)<\/td><td[^>]*>(.*?)<\/td><td[^>]*>(.*?)<\/td><\/tr>/g)].map(([, ...cells]) =>
    cells.join(' '),
  )
  expect(lines).toEqual([
    '3行目 H列 2 当該者氏名(フリガナ) セイ: カタカナで入力してください',
    '3行目 J列 3 性別: 選択肢の中から選んでください',
    '3行目 K列 4 生年月日: この日付は暦にありません。元号・年・月・日を確認してください',
    '3行目 S列 診断(検案)年月日: この日付は暦にありません。元号・年・月・日を確認してください',
    '4行目 E列 1 診断(検案)した者(死体)の類型: 選択してください',
    '4行目 F列 2 当該者氏名(フリガナ) 姓: 姓を入力してください',
    '4行目 M列 都道府県: 入力してください',
  ])
  expect(text).toContain('誤りのない1行を報告')
  expect(text).not.toContain('架空壱')

  const sheet = await downloadSheet(app, doctor, `${path}/file`)
  expect(sheet[0]!.slice(0, 4)).toEqual(['結果', 'エラー', 'お確かめ', 'HER-SYS ID'])
  expect(sheet.slice(1).map((row) => row[0])).toEqual(['誤りなし', '誤りあり', '誤りあり'])
  expect(sheet[2]![1]!.split('\n')).toHaveLength(4)
  // The column is named by its place in this file, where four of ours stand before it.
  expect(sheet[2]![1]).toContain('N列 3 性別')
  expect(sheet[2]).toContain('昭和64年1月8日')
  expect((await downloadSheet(app, doctor, `${path}/file?rows=faulty`)).slice(1)).toHaveLength(2)

  await app.post(`${path}/accept`, {}, doctor)
  await work(app, db.worker)
  expect(await casesOf(path)).toHaveLength(1)
  // Mended in the very file that came back, and uploaded again: what was filed is known by its content.
  const mended = await checked([
    good,
    { ...bad, birthOn: '昭和64年1月7日', sex: '女', 'name.familyKana': 'カクウ', diagnosedOn: '2022/7/20' },
  ])
  const again = await app.get(mended, doctor)
  expect(again.text).toContain('同じ内容の発生届を報告済みです(HER-SYS ID ')
  expect(again.text).toContain('1行を報告')
})

test('the same file twice is noticed, 報告 pressed twice files once, and the same row further down counts once', async () => {
  const row = somebody()
  const bytes = await importXlsx([row, row, somebody()])
  const first = (await uploadFile(app, doctor, 'a.xlsx', bytes)).location
  await work(app, db.worker)
  const second = await uploadFile(app, doctor, 'b.xlsx', bytes)
  expect(second.location).toBe(`${first}?same=1`)
  const page = await app.get(second.location, doctor)
  expect(page.text).toContain('同じファイルがすでにアップロードされています')
  expect(page.text).toContain('2行目と同じ内容です')
  await Promise.all([app.post(`${first}/accept`, {}, doctor), app.post(`${first}/accept`, {}, doctor)])
  await work(app, db.worker)
  await app.post(`${first}/accept`, {}, doctor)
  await work(app, db.worker)
  expect(await casesOf(first)).toHaveLength(2)
  const [sent] =
    await db.sql`select count(*)::int as n from messages where case_id = any(${(await casesOf(first)).map(({ id }) => id)}::uuid[]) and kind = 'my-hersys-invitation'`
  expect(sent!.n).toBe(2)
})

test('the same person in two files that are accepted side by side is filed once', async () => {
  const shared = somebody()
  const [one, other] = [await checked([shared, somebody()]), await checked([somebody(), shared])]
  await app.post(`${one}/accept`, {}, doctor)
  await app.post(`${other}/accept`, {}, doctor)
  await Promise.all([work(app, db.worker), work(app, db.worker)])
  expect([(await casesOf(one)).length, (await casesOf(other)).length].sort()).toEqual([1, 2])
  const [known] =
    await db.sql`select count(*)::int as n from import_rows where state = 'known' and known_case_id is not null and import_id = any(${[idOf(one), idOf(other)]}::uuid[])`
  expect(known!.n).toBe(1)
})

test('a row likely of a person already reported here is pointed out and left out unless the user wants it', async () => {
  const row = somebody()
  const before = await checked([row])
  await app.post(`${before}/accept`, {}, doctor)
  await work(app, db.worker)
  const later = await checked([{ ...row, phone: '09090007777' }, somebody()])
  const { text } = await app.get(later, doctor)
  expect(text).toContain('同じ方かもしれない登録があります(HER-SYS ID ')
  expect(text).toContain('同じ方かもしれない登録がある行(1行)は報告しない')
  await app.post(`${later}/accept`, { leaveAlike: 'yes' }, doctor)
  await work(app, db.worker)
  expect(await casesOf(later)).toHaveLength(1)
  expect((await app.get(later, doctor)).text).toContain('同じ方かもしれない登録がある1行は報告していません')
})

test('rows marked 説明 are passed over and said so; one left marked 記入例 with a patient in it is a fault, never silence', async () => {
  const path = await checked([somebody({ 区分: '説明' }), somebody({ 区分: '記入例' }), somebody()])
  const { text } = await app.get(path, doctor)
  expect(text).toContain('誤りのない1行を報告')
  expect(text).toMatch(/読み飛ばした行.*?2行目/)
  expect(text).toMatch(/3行目<\/td><td[^>]*>A列<\/td><td[^>]*>報告する行では「区分」を空欄にしてください/)
})

test.each([
  ['UTF-8', (text: string) => Buffer.from(text)],
  ['UTF-8 with its mark', (text: string) => Buffer.from(`\uFEFF${text}`)],
])('a CSV file in %s is read', async (_name, encode) => {
  const { location } = await uploadFile(app, doctor, 'list.csv', encode(importCsv([somebody({ street: '見本町,"2"\n3' })])))
  await work(app, db.worker)
  await app.post(`${location}/accept`, {}, doctor)
  await work(app, db.worker)
  const [filed] = await casesOf(location)
  const [row] = await db.sql`select answers ->> 'street' as street from notifications where case_id = ${filed!.id}`
  expect(row!.street).toBe('見本町,"2" 3')
})

test('取りやめ files nothing and throws the file away at once', async () => {
  const path = await checked([somebody()])
  expect((await app.post(`${path}/discard`, {}, doctor)).location).toBe('/institution/imports')
  expect(await stateOf(path)).toBe('discarded')
  await app.post(`${path}/accept`, {}, doctor)
  await work(app, db.worker)
  expect(await stateOf(path)).toBe('discarded')
  expect(await casesOf(path)).toEqual([])
})
