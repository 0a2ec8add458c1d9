import { afterAll, beforeAll, expect, test } from 'vitest'
import { organisationOf } from '../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type FormFields, type Session, type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { addRecord, filedCase, recordsAt, registeredCase, type TestCase } from '../../../tools/test-records.ts'

let db: TestDatabase
let app: TestApp

beforeAll(async () => {
  db = await testDatabase()
  app = await testApp(db)
  await seedPlaces(db.sql, testNow)
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

/** The clock of Japan; whoever asks has just signed in. */
const at = (text: string) => app.setNow(new Date(`${text}+09:00`))
const as = (who: string): Promise<Session> => app.signedInAs(who)
const treating = organisationOf('minato-hospital').id

/** A case that aoba-clinic reported and minato owns, with something on its tabs. */
async function someCase(): Promise<TestCase> {
  at('2022-07-20T10:00:00')
  const doctor = await as('doctor@aoba-clinic')
  const of = await filedCase(app, db, doctor)
  await addRecord(app, db, doctor, recordsAt('institution', of.caseId, 'tests'), {
    method: 'naat',
    result: 'positive',
    sampledOn: '2022-07-19',
  })
  return of
}

async function name(caseId: string, fields: FormFields, who = 'nurse@minato') {
  const portal = who.startsWith('nurse') ? 'centre' : 'institution'
  return app.post(`/${portal}/cases/${caseId}/treatments/new`, { institution: treating, ...fields }, await as(who))
}

const pages = (caseId: string) => [
  `/institution/notifications/${caseId}`,
  ...['identity', 'basics', 'tests', 'places', 'movements', 'observation', 'medical', 'measures'].map(
    (tab) => `/institution/cases/${caseId}/tabs/${tab}`,
  ),
  `/institution/cases/${caseId}/records/tests/new`,
  `/institution/cases/${caseId}/reports/new`,
]

/** In how many ways this person sees the case: every tab, every list, every search; and writes. All or nothing, or the name of what differs. */
async function seenBy(who: string, { caseId, hersysId, name: whole }: TestCase): Promise<'everything' | 'nothing' | string[]> {
  const session = await as(who)
  const seen: [string, boolean][] = []
  for (const page of pages(caseId)) seen.push([page, (await app.get(page, session)).status === 200])
  for (const list of ['notifications', 'tests', 'watch-list'])
    seen.push([list, (await app.get(`/institution/${list}?size=100`, session)).text.includes(hersysId)])
  for (const search of [{ hersysId }, { name: whole }])
    seen.push([
      Object.keys(search)[0]!,
      (await app.post('/institution/notifications/search', search, session)).text.includes(`href="/institution/notifications/${caseId}"`),
    ])
  const note = await app.post(`/institution/cases/${caseId}/records/movements/new`, { place: '架空食堂', fromOn: '2022-07-19' }, session)
  seen.push(['writes', note.status === 303])
  if (seen.every(([, is]) => is)) return 'everything'
  return seen.some(([, is]) => is) ? seen.map(([what, is]) => `${what}: ${is}`) : 'nothing'
}

test.each([
  ['a moment before the first day', '2022-07-21T23:59:59.999', 'nothing'],
  ['the first moment of the first day', '2022-07-22T00:00:00', 'everything'],
  ['the last moment of the last day', '2022-07-24T23:59:59.999', 'everything'],
  ['a moment after it', '2022-07-25T00:00:00', 'nothing'],
])('the treating institution at %s (%s) sees and writes %s', async (_name, when, expected) => {
  const of = await someCase()
  expect((await name(of.caseId, { fromOn: '2022-07-22', untilOn: '2022-07-24' })).status).toBe(303)
  at(when)
  expect(await seenBy('doctor@minato-hospital', of)).toEqual(expected)
  expect(await seenBy('doctor@minato-clinic', of)).toBe('nothing')
  expect(await seenBy('doctor@aoba-hospital', of)).toBe('nothing')
  expect(await seenBy('doctor@aoba-clinic', of)).toBe('everything')
})

test('担当を終える takes everything away in that moment, and the record of it stays', async () => {
  const of = await someCase()
  await name(of.caseId, { fromOn: '2022-07-20' }, 'doctor@aoba-clinic')
  expect(await seenBy('clerk@minato-hospital', of)).toBe('everything')
  const [row] = await db.sql`select id from treatments where case_id = ${of.caseId}`
  const session = await as('nurse@minato')
  const ended = await app.post(`/centre/cases/${of.caseId}/treatments/${row!.id}/end`, {}, session)
  expect(ended.location).toBe(`/centre/cases/${of.caseId}/tabs/medical?done=finished`)
  expect(await seenBy('clerk@minato-hospital', of)).toBe('nothing')
  const { text } = await app.get(`/centre/cases/${of.caseId}/tabs/medical`, session)
  for (const words of ['架空みなと中央病院', '終了', '架空あおば内科クリニック']) expect(text).toContain(words)
  expect((await app.post(`/centre/cases/${of.caseId}/treatments/${row!.id}/end`, {}, session)).status).toBe(409)
})

test('a stay in a hospital gives that hospital nothing by itself; with the naming it stands in 入院状況一覧', async () => {
  const of = await someCase()
  const doctor = await as('doctor@aoba-clinic')
  await addRecord(app, db, doctor, recordsAt('institution', of.caseId, 'medical'), {
    care: 'inpatient',
    hospital: treating,
    fromOn: '2022-07-19',
  })
  const list = async () => (await app.get('/institution/inpatients', await as('doctor@minato-hospital'))).text.includes(of.hersysId)
  expect([await seenBy('doctor@minato-hospital', of), await list()]).toEqual(['nothing', false])
  await name(of.caseId, { fromOn: '2022-07-20' })
  expect([await seenBy('doctor@minato-hospital', of), await list()]).toEqual(['everything', true])
})

test('who treats records, and does not correct, withdraw or copy the 発生届, nor name or prolong itself', async () => {
  const { caseId } = await someCase()
  await name(caseId, { fromOn: '2022-07-20' })
  const session = await as('doctor@minato-hospital')
  for (const path of ['edit', 'copy', 'add'])
    expect([path, (await app.post(`/institution/notifications/${caseId}/${path}`, {}, session)).status]).toEqual([path, 403])
  expect((await app.post(`/institution/notifications/${caseId}/withdraw`, { reason: '架空' }, session)).status).toBe(409)
  expect((await name(caseId, { fromOn: '2022-07-20', untilOn: '2022-12-31' }, 'doctor@minato-hospital')).status).toBe(403)
  const [row] = await db.sql`select id from treatments where case_id = ${caseId}`
  expect((await app.post(`/institution/cases/${caseId}/treatments/${row!.id}/end`, {}, session)).status).toBe(403)
  const { text } = await app.get(`/institution/notifications/${caseId}`, session)
  for (const button of ['>編集<', '>削除<', '>追加登録<']) expect(text).not.toContain(button)
  expect((await app.get(`/institution/cases/${caseId}/tabs/medical`, session)).text).not.toContain('>医療機関を登録<')
})

test.each([
  ['the owning centre', 'nurse@minato', 303],
  ['the reporting institution', 'clerk@aoba-clinic', 303],
  ['the 届出保健所, which does not own the case', 'nurse@aoba', 403],
  ['a neighbour', 'doctor@minato-clinic', 404],
  ['another centre', 'nurse@yamate', 404],
])('%s names: %s → %i', async (_name, who, status) => {
  const { caseId } = await someCase()
  expect((await name(caseId, { fromOn: '2022-07-20' }, who)).status).toBe(status)
  expect(await db.sql`select 1 from treatments where case_id = ${caseId}`).toHaveLength(status === 303 ? 1 : 0)
})

test.each([
  ['no day', { fromOn: '' }, '診療の開始日を入力してください。'],
  ['an end before the beginning', { fromOn: '2022-07-22', untilOn: '2022-07-21' }, '開始日以後'],
  ['a period that is over', { fromOn: '2022-07-10', untilOn: '2022-07-19' }, '今日以後'],
  ['a slip of the year', { fromOn: '2022-07-20', untilOn: '2202-07-20' }, '1年以内'],
  ['nobody', { institution: '', fromOn: '2022-07-20' }, '医療機関を選択してください。'],
  ['who reported the case', { institution: organisationOf('aoba-clinic').id, fromOn: '2022-07-20' }, '登録しなくても閲覧できます'],
])('%s is refused in words, with what was typed', async (_name, fields, words) => {
  const { caseId } = await someCase()
  const answer = await name(caseId, { q: 'みなと', ...fields })
  expect(answer.status).toBe(422)
  expect(answer.text).toContain(words)
  if (fields.fromOn) expect(answer.text).toContain(`value="${fields.fromOn}"`)
  expect(answer.text).toContain('value="みなと"')
})

test('without an end it ends by itself after 90 days; named twice for the same days it is refused, so that one ending ends it', async () => {
  const of = await someCase()
  await name(of.caseId, { fromOn: '2022-07-20' })
  expect(await db.sql`select until_on from treatments where case_id = ${of.caseId}`).toEqual([{ untilOn: '2022-10-18' }])
  const twice = await name(of.caseId, { fromOn: '2022-10-18', untilOn: '2022-11-01' })
  expect([twice.status, twice.text.includes('すでに登録されています')]).toEqual([422, true])
  expect((await name(of.caseId, { fromOn: '2022-10-19', untilOn: '2022-11-01' })).status).toBe(303)
})

test.each([
  ['a part of the name', '中央病院'],
  ['its reading', 'みなとちゅうおう'],
  ['its code', organisationOf('minato-hospital').code],
])('an institution is found by %s', async (_name, q) => {
  const { caseId } = await someCase()
  const { text } = await app.get(`/centre/cases/${caseId}/treatments/new?q=${encodeURIComponent(q)}`, await as('nurse@minato'))
  expect(text).toContain('架空みなと中央病院')
  expect(text).not.toContain('架空やまて医院')
})

test('a case without 発生届 can be shared for its days too, by who registered it and by the 届出保健所', async () => {
  at('2022-07-20T10:00:00')
  const { caseId } = await registeredCase(app, await as('doctor@aoba-clinic'))
  expect((await name(caseId, { fromOn: '2022-07-20', untilOn: '2022-07-20' }, 'nurse@aoba')).status).toBe(303)
  const tab = `/institution/cases/${caseId}/tabs/tests`
  expect((await app.get(tab, await as('doctor@minato-hospital'))).status).toBe(200)
  at('2022-07-21T00:00:00')
  expect((await app.get(tab, await as('doctor@minato-hospital'))).status).toBe(404)
})
