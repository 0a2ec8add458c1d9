import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type CertifiedPatient, certifiedPatient } from '../../../tools/test-certificates.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { inkOf, rasterise } from '../../../tools/test-raster.ts'
import { storeReport } from '../../../tools/test-reports.ts'
import { allRoutes } from '../../portals/routes.server.ts'
import { kindsOf } from './kind.ts'

let db: TestDatabase
let app: TestApp
beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const textOf = (html: string) =>
  html
    .replace(/^[\s\S]*<main/, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
const page = async ({ session }: CertifiedPatient) => textOf((await app.get('/my-data', session)).text)
const json = async ({ session }: CertifiedPatient) => JSON.parse((await app.get('/my-data/my-data.json', session)).text)

test('who looked at or changed my record: day, organisation, role and kind, and no name of staff', async () => {
  const patient = await certifiedPatient(db, app)
  const nurse = await app.signedInAs('nurse@minato')
  const [{ name }] = (await db.sql`select name from staff_accounts where login_id = 'nurse@minato'`) as unknown as [{ name: string }]
  for (const _ of [1, 2]) await app.get(`/centre/cases/${patient.caseId}`, nurse)
  await app.post(`/centre/cases/${patient.caseId}/confirm`, {}, nurse)
  const shown = await page(patient)
  expect(shown).toContain('2022年7月20日 架空みなと保健所 （保健師） 見た （2回）')
  expect(shown).toContain('2022年7月20日 架空みなと保健所 （保健師） 入力・変更した')
  expect(shown).toContain('架空あおば内科クリニック （医師） 入力・変更した')
  expect(shown).not.toContain(name)
  expect(JSON.stringify(await json(patient))).not.toContain(`"${name}"`)
})

test('what is refused is not shown, what one sees oneself is left out, and another account is called that', async () => {
  const patient = await certifiedPatient(db, app)
  const stranger = await app.signedInAs('nurse@yamate')
  expect((await app.get(`/centre/cases/${patient.caseId}`, stranger)).status).toBe(404)
  for (const _ of [1, 2]) await app.get('/home', patient.session)
  await db.sql`insert into audits (id, at, actor_kind, actor_id, action, case_ids)
    values (gen_random_uuid(), ${testNow}, 'patient', gen_random_uuid(), 'daily-report.history', array[${patient.caseId}]::uuid[])`
  const shown = await page(patient)
  expect(shown).not.toContain('架空やまて')
  expect(shown).not.toContain('ご本人（このアカウント） 見た')
  expect(shown).toContain('別のMy HER-SYSアカウント 見た')
})

test('the JSON holds the notification as given, every report, messages, registration and accesses of every person, and nobody else’s', async () => {
  const patient = await certifiedPatient(db, app)
  const other = await certifiedPatient(db, app)
  await storeReport(db.sql, patient.caseId, { now: testNow, level: 'urgent', reasons: ['spo2'] })
  await app.get(`/certificate/${patient.registrationId}`, patient.session)
  const data = await json(patient)
  expect(data.people).toHaveLength(1)
  const [person] = data.people
  expect(person).toMatchObject({
    hersysId: patient.hersysId,
    registeredName: 'テスト 太郎',
    centreName: '架空みなと保健所',
    periodFrom: '2022-07-19',
  })
  expect(person.notifications[0]).toMatchObject({ revision: 1, answers: { name: { family: '架空', given: '花子' } } })
  expect(person.notifications[0].questions).toContainEqual({ question: '診断(検案)年月日', answer: '2022年7月20日' })
  expect(person.reports).toHaveLength(1)
  expect(person.certificates).toHaveLength(1)
  expect(person.messages.map(({ kind }: { kind: string }) => kind)).toEqual(['my-hersys-invitation'])
  expect(person.accesses.length).toBeGreaterThan(0)
  expect(JSON.stringify(data)).not.toContain(other.hersysId)
  expect(JSON.stringify(data)).not.toContain('password')
})

test('the PDF has ink on its pages, in a language whose signs the font has', async () => {
  const patient = await certifiedPatient(db, app)
  await storeReport(db.sql, patient.caseId, { now: testNow, level: 'urgent', reasons: ['spo2'] })
  for (const lang of ['ja', 'ko']) {
    const cookie = `${app.cookieHeader(patient.session)}; lang=${lang}`
    const response = await fetch(`${app.url}/my-data/my-data.pdf`, { headers: { cookie } })
    const pdf = Buffer.from(await response.arrayBuffer())
    expect(response.headers.get('content-type')).toBe('application/pdf')
    const box = { x: 48, y: 48, width: 499, height: 700 }
    const dark = inkOf(rasterise(pdf), 72, box).filter((ink) => ink > 128).length
    expect(dark).toBeGreaterThan(3_000)
  }
})

test('looking at it and taking it away are audited, with every case in it', async () => {
  const patient = await certifiedPatient(db, app)
  await page(patient)
  await json(patient)
  const rows =
    await db.sql`select action from audits where actor_id = ${patient.accountId} and case_ids @> array[${patient.caseId}]::uuid[] order by at, action`
  expect(rows.map(({ action }) => action).sort()).toEqual(['my-data.download', 'my-data.show'])
  for (const path of ['/my-data', '/my-data/my-data.json', '/my-data/my-data.pdf']) expect((await app.get(path)).location).toBe('/sign-in')
})

test('every action that changes something is called so, every page and search is not', () => {
  const kindOf = kindsOf(allRoutes({ settings: app.settings, sql: db.web, clock: app.clock, outage: app.outage }))
  for (const changing of [
    'case.confirm',
    'case.correct',
    'notification.file',
    'daily-report.correct',
    'passport.enter',
    'hand-over.accept',
    'case.end',
  ])
    expect([changing, kindOf(changing)]).toEqual([changing, 'changed'])
  for (const looking of [
    'case.show',
    'case.list',
    'watch.search',
    'notification.view',
    'daily-report.history',
    'my-home.show',
    'certificate.pdf',
    'unheard-of',
  ])
    expect([looking, kindOf(looking)]).toEqual([looking, 'viewed'])
})
