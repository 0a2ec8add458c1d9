import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type Session, type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { addRecord, filedCase, recordsAt } from '../../../tools/test-records.ts'

let db: TestDatabase
let app: TestApp
let doctor: Session
let clerk: Session
let nurse: Session

beforeAll(async () => {
  db = await testDatabase()
  app = await testApp(db)
  await seedPlaces(db.sql, testNow)
  doctor = await app.signedInAs('doctor@aoba-clinic')
  clerk = await app.signedInAs('clerk@aoba-clinic')
  nurse = await app.signedInAs('nurse@minato')
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const sample = { method: 'naat', result: 'pending', sampledOn: '2022-07-19' }
const revisionsOf = (entryId: string) =>
  db.sql`select revision, answers, author_id, superseded_at from case_records where entry_id = ${entryId} order by revision`
const revisionIn = (text: string) => /name="revision" value="(\d*)"/.exec(text)![1]!

async function entry() {
  const { caseId } = await filedCase(app, db, doctor)
  const at = recordsAt('institution', caseId, 'tests')
  return { caseId, at, entryId: await addRecord(app, db, doctor, at, sample) }
}

test('two correct the same entry: the second is told, sees what the first wrote, and loses nothing', async () => {
  const { at, caseId, entryId } = await entry()
  const centreAt = recordsAt('centre', caseId, 'tests')
  const seen = revisionIn((await app.get(`${centreAt}/${entryId}`, nurse)).text)
  await app.post(`${at}/${entryId}`, { ...sample, note: '架空の医師の言葉', revision: '1' }, doctor)
  const told = await app.post(
    `${centreAt}/${entryId}`,
    { ...sample, laboratory: '架空検査所', note: '架空の保健師の言葉', revision: seen, reason: '聞き取り' },
    nurse,
  )
  expect(told.status).toBe(409)
  for (const words of [
    'ほかの人が先に記録しました',
    '架空の医師の言葉',
    '架空あおば内科クリニック',
    '架空の保健師の言葉',
    '架空検査所',
    'value="聞き取り"',
  ])
    expect(told.text).toContain(words)
  expect(await revisionsOf(entryId)).toHaveLength(2)
  const again = await app.post(
    `${centreAt}/${entryId}`,
    { ...sample, note: '架空の医師と保健師の言葉', revision: revisionIn(told.text), reason: '聞き取り' },
    nurse,
  )
  expect(again.status).toBe(303)
  const rows = await revisionsOf(entryId)
  expect(rows.map(({ answers }) => answers.note ?? null)).toEqual([null, '架空の医師の言葉', '架空の医師と保健師の言葉'])
  expect(rows.map(({ supersededAt }) => supersededAt === null)).toEqual([false, false, true])
})

test('two press 登録 at the same moment: one is stored, one is told', async () => {
  const { at, entryId } = await entry()
  const answers = await Promise.all(
    [doctor, clerk].map((who, n) => app.post(`${at}/${entryId}`, { ...sample, note: `架空の${n}`, revision: '1' }, who)),
  )
  expect(answers.map(({ status }) => status).sort()).toEqual([303, 409])
  expect(await revisionsOf(entryId)).toHaveLength(2)
})

test('two begin 基礎情報 at once: the second goes on with what the first has written, and gets through', async () => {
  const { caseId } = await filedCase(app, db, doctor)
  const at = recordsAt('institution', caseId, 'basics')
  expect((await app.post(`${at}/new`, { nationality: '架空国' }, doctor)).status).toBe(303)
  const told = await app.post(`${at}/new`, { occupation: '架空の職業' }, clerk)
  expect(told.status).toBe(409)
  for (const words of ['架空の職業', '架空国']) expect(told.text).toContain(words)
  const action = /<form[^>]*action="([^"]*records\/basics\/[^"]*)"/.exec(told.text)![1]!
  expect(action).not.toBe(`${at}/new`)
  const again = await app.post(action, { nationality: '架空国', occupation: '架空の職業', revision: revisionIn(told.text) }, clerk)
  expect(again.status).toBe(303)
  const rows = await db.sql`select answers from case_records where case_id = ${caseId} and tab = 'basics' and superseded_at is null`
  expect(rows.map(({ answers }) => [answers.nationality, answers.occupation])).toEqual([['架空国', '架空の職業']])
})

test('an entry that was struck meanwhile is told, and what was typed becomes an entry of its own', async () => {
  const { at, entryId } = await entry()
  await app.post(`${at}/${entryId}/strike`, { revision: '1', reason: '架空の誤り' }, clerk)
  const told = await app.post(
    `${at}/${entryId}`,
    { ...sample, result: 'positive', note: '架空の言葉', revision: '1', reason: '結果' },
    doctor,
  )
  expect(told.status).toBe(409)
  for (const words of ['ほかの人がこの記録を取り消しました', '架空の言葉', `action="${at}/new"`]) expect(told.text).toContain(words)
  expect((await app.post(`${at}/new`, { ...sample, result: 'positive', note: '架空の言葉', revision: '' }, doctor)).status).toBe(303)
  expect((await revisionsOf(entryId)).length).toBe(2)
})

test('whoever strikes what was corrected meanwhile is told and keeps the reason; who strikes twice as well', async () => {
  const { at, entryId } = await entry()
  await app.post(`${at}/${entryId}`, { ...sample, note: '架空の追記', revision: '1' }, doctor)
  const told = await app.post(`${at}/${entryId}/strike`, { revision: '1', reason: '架空の取り違え' }, clerk)
  expect(told.status).toBe(409)
  for (const words of ['ほかの人が先にこの記録を直しました', 'value="架空の取り違え"', '架空の追記']) expect(told.text).toContain(words)
  expect((await app.post(`${at}/${entryId}/strike`, { revision: '2', reason: '架空の取り違え' }, clerk)).status).toBe(303)
  const twice = await app.post(`${at}/${entryId}/strike`, { revision: '2', reason: '架空の取り違え' }, doctor)
  expect([twice.status, twice.text.includes('ほかの人が先に取り消しました')]).toEqual([409, true])
  expect(await revisionsOf(entryId)).toHaveLength(3)
})

test('what is the same as before writes nothing, and a blank that is filled wants no reason', async () => {
  const { at, entryId } = await entry()
  expect((await app.post(`${at}/${entryId}`, { ...sample, revision: '1' }, doctor)).location).toMatch(/done=unchanged$/)
  expect((await app.post(`${at}/${entryId}`, { ...sample, laboratory: '架空検査所', revision: '1' }, doctor)).location).toMatch(
    /done=saved$/,
  )
  const refused = await app.post(`${at}/${entryId}`, { ...sample, laboratory: '', revision: '2' }, doctor)
  expect([refused.status, refused.text.includes('理由を入力してください')]).toEqual([422, true])
  expect(await revisionsOf(entryId)).toHaveLength(2)
})

test.each(['tests', 'places', 'movements', 'medical', 'measures'])(
  '%s: an end before its beginning is refused, the same day is taken',
  async (kind) => {
    const { caseId } = await filedCase(app, db, doctor)
    const fields: Record<string, [Record<string, string>, string, string]> = {
      tests: [{ ...sample, result: 'negative', sampledOn: '2022-07-19' }, 'resultOn', '結果判明日'],
      places: [{ place: 'home', fromOn: '2022-07-19' }, 'untilOn', '終了日'],
      movements: [{ place: '架空食堂', fromOn: '2022-07-19' }, 'untilOn', '日付(終わり)'],
      medical: [{ care: 'outpatient', fromOn: '2022-07-19' }, 'untilOn', '退院日・終診日'],
      measures: [{ measuredOn: '2022-07-19', fromOn: '2022-07-19' }, 'untilOn', '措置の期間 終了'],
    }
    const [typed, end, label] = fields[kind]!
    const at = recordsAt('centre', caseId, kind)
    const refused = await app.post(`${at}/new`, { ...typed, [end]: '2022-07-18' }, nurse)
    expect(refused.status).toBe(422)
    expect(/class="error-summary".*?<\/div>/s.exec(refused.text)![0]).toContain(label)
    expect((await app.post(`${at}/new`, { ...typed, [end]: '2022-07-19' }, nurse)).status).toBe(303)
  },
)
