import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { organisationOf } from '../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type FormFields, type Session, type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { filedCase, registeredCase } from '../../../tools/test-records.ts'

let db: TestDatabase
let app: TestApp
let doctor: Session
let owner: Session

beforeAll(async () => {
  db = await testDatabase()
  app = await testApp(db)
  await seedPlaces(db.sql, testNow)
  doctor = await app.signedInAs('doctor@aoba-clinic')
  owner = await app.signedInAs('nurse@minato')
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const urlOf = (caseId: string) => `/institution/cases/${caseId}/reports/new`
const told: FormFields = { day: '2022-07-20', time: '9:30', temperature: '38.4', spo2: '97' }
const reportsOf = (caseId: string) =>
  db.sql`select channel, author_kind, author_id, temperature, spo2 from daily_reports where case_id = ${caseId}`

test('健康観察: the reporting institution enters what it saw; the channel says so on its tab, in the centre’s list and case', async () => {
  const { caseId, name } = await filedCase(app, db, doctor)
  const tab = `/institution/cases/${caseId}/tabs/observation`
  expect((await app.get(tab, doctor)).text).toContain(`href="${urlOf(caseId)}"`)
  const form = await app.get(urlOf(caseId), doctor)
  expect(form.text).toContain(`action="${urlOf(caseId)}"`)
  expect((await app.post(urlOf(caseId), told, doctor)).location).toBe(`${tab}?done=reported`)
  const [account] = await db.sql`select id from staff_accounts where login_id = 'doctor@aoba-clinic'`
  expect(await reportsOf(caseId)).toEqual([
    { channel: 'institution', authorKind: 'staff', authorId: account!.id, temperature: 38.4, spo2: 97 },
  ])
  const shown = (await app.get(tab, doctor)).text
  for (const words of ['医療機関入力', '38.4℃', '97％']) expect(shown).toContain(words)
  expect(shown).not.toContain('の報告を訂正')
  const list = (await app.get('/centre/watch-list', owner)).text
  expect(list).toMatch(new RegExp(`${name}.*?医療機関入力`, 's'))
  expect((await app.get(`/centre/cases/${caseId}`, owner)).text).toContain('医療機関入力')
})

test('the patient reads in the history that a medical institution entered it', async () => {
  const { caseId } = await filedCase(app, db, doctor)
  await app.post(urlOf(caseId), told, doctor)
  const accountId = randomUUID()
  const registrationId = randomUUID()
  await db.sql`insert into patient_accounts (id, email, password_hash, language, created_at)
    values (${accountId}, ${`${accountId}@example.jp`}, '-', 'ja', ${testNow})`
  await db.sql`insert into registrations (id, account_id, case_id, family_name, given_name, created_at)
    values (${registrationId}, ${accountId}, ${caseId}, '架空', '人', ${testNow})`
  const { text } = await app.get(`/history/${registrationId}`, await app.patientSession(accountId))
  expect(text).toContain('<span class="by">医療機関</span>')
})

test('it goes through the triage: SpO2 92 rings the owning centre, and the silence of the day is answered', async () => {
  const { caseId } = await filedCase(app, db, doctor)
  await app.post(urlOf(caseId), { ...told, spo2: '92' }, doctor)
  const items = await db.sql`select i.kind, i.due_at, o.name as centre from attention_items i join organisations o on o.id = i.centre_id
    where i.case_id = ${caseId} and i.kind in ('red-flag', 'no-report') order by i.kind desc`
  expect(items).toMatchObject([
    { kind: 'red-flag', centre: '架空みなと保健所' },
    { kind: 'no-report', dueAt: new Date('2022-07-21T18:00:00+09:00').toISOString() },
  ])
})

test.each([
  ['no time', { time: '' }],
  ['a minute from now', { time: '10:01' }],
  ['the day before the observation', { day: '2022-07-18' }],
  ['a temperature of nobody', { temperature: '55' }],
])('%s is refused with everything typed', async (_name, change) => {
  const { caseId } = await filedCase(app, db, doctor)
  app.setNow(testNow)
  const refused = await app.post(urlOf(caseId), { ...told, note: '架空の往診', ...change }, doctor)
  expect([refused.status, refused.text.includes('架空の往診')]).toEqual([422, true])
  expect(await reportsOf(caseId)).toEqual([])
})

test('who treats enters for its days; a neighbour, who treated, and whoever registered without 発生届 do not', async () => {
  const { caseId } = await filedCase(app, db, doctor)
  const treating = await app.signedInAs('doctor@minato-hospital')
  expect((await app.post(urlOf(caseId), told, treating)).status).toBe(404)
  const institution = organisationOf('minato-hospital').id
  await app.post(`/centre/cases/${caseId}/treatments/new`, { institution, fromOn: '2022-07-20', untilOn: '2022-07-20' }, owner)
  expect((await app.post(urlOf(caseId), { ...told, key: 'k1' }, treating)).status).toBe(303)
  expect((await app.post(urlOf(caseId), told, await app.signedInAs('doctor@minato-clinic'))).status).toBe(404)
  const [row] = await db.sql`select id from treatments where case_id = ${caseId}`
  await app.post(`/centre/cases/${caseId}/treatments/${row!.id}/end`, {}, owner)
  expect((await app.post(urlOf(caseId), { ...told, key: 'k2' }, treating)).status).toBe(404)
  expect(await reportsOf(caseId)).toHaveLength(1)
  const early = await registeredCase(app, doctor)
  expect((await app.post(urlOf(early.caseId), told, doctor)).status).toBe(404)
  expect((await app.get(`/institution/cases/${early.caseId}/tabs/observation`, doctor)).text).not.toContain('reports/new')
})

test('the same form sent twice is one report', async () => {
  const { caseId } = await filedCase(app, db, doctor)
  const twice = await Promise.all([1, 2].map(() => app.post(urlOf(caseId), { ...told, key: 'the-same-form' }, doctor)))
  expect(twice.map(({ status }) => status)).toEqual([303, 303])
  expect(await reportsOf(caseId)).toHaveLength(1)
})

test('an institution corrects no report, whatever it sends to the database', async () => {
  const { caseId } = await filedCase(app, db, doctor)
  await app.post(urlOf(caseId), told, doctor)
  const [report] = await db.sql`select id from daily_reports where case_id = ${caseId}`
  expect((await app.post(`/institution/cases/${caseId}/reports/${report!.id}/correct`, { ...told, reason: '架空' }, doctor)).status).toBe(
    404,
  )
  await app.post(urlOf(caseId), { ...told, revises_id: report!.id, key: 'k3' }, doctor)
  expect((await db.sql`select count(*)::int as n from daily_reports where case_id = ${caseId} and superseded_at is not null`)[0]).toEqual({
    n: 0,
  })
})
