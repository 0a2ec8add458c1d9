import { afterAll, beforeAll, expect, test } from 'vitest'
import { organisationOf } from '../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { leastAnswers, reportOver, wholeAnswers } from '../../../tools/test-notification.ts'
import { measureReports } from './queries.server.ts'

let db: TestDatabase
let app: TestApp
const aoba = organisationOf('aoba').id
const clinic = organisationOf('aoba-clinic').id
const dayMs = 86_400_000

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
  const doctor = await app.signedInAs('doctor@aoba-clinic')
  await reportOver(app, doctor, { ...wholeAnswers, municipality: 'あおば市' })
  await reportOver(app, doctor, {
    ...wholeAnswers,
    municipality: 'あおば市',
    phone: '090-9000-0002',
    'diagnosedOn.date': '17',
    'onsetOn.date': '16',
    'sampledOn.date': '17',
  })
  const forms = await db.sql<{ caseId: string }[]>`select case_id from case_forms order by delay_days`
  await db.sql`update case_forms set channel = 'fax' where case_id = ${forms[1]!.caseId}`
  await reportOver(app, doctor, { ...leastAnswers, municipality: 'あおば市', 'name.given': '三枝' })
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const lineOf = async (since = new Date(testNow.getTime() - 28 * dayMs)) =>
  (await measureReports(db.sql, aoba, since)).lines.find(({ orgId }) => orgId === clinic)

test('each institution by the way its reports came: how many, how whole, how many days from diagnosis to report', async () => {
  const line = (await lineOf())!
  expect(line.reports).toBe(3)
  expect(line.byChannel.fax).toMatchObject({ reports: 1, dated: 1, median: 3, nineOfTen: 3 })
  expect(line.byChannel.fax!.filled).toBe(line.byChannel.fax!.asked)
  expect(line.byChannel.web).toMatchObject({ reports: 2, median: 0 })
  expect(line.byChannel.web!.filled).toBeLessThan(line.byChannel.web!.asked)
  expect([line.asked, line.filled]).toEqual([
    line.byChannel.web!.asked + line.byChannel.fax!.asked,
    line.byChannel.web!.filled + line.byChannel.fax!.filled,
  ])
})

test('what came before the period, and what another centre was notified of, is not there', async () => {
  expect(await lineOf(new Date(testNow.getTime() + 1))).toBeUndefined()
  expect((await measureReports(db.sql, organisationOf('minato').id, new Date(0))).total.reports).toBe(0)
  const page = await app.get('/centre/institutions', await app.signedInAs('nurse@aoba'))
  for (const words of ['架空あおば内科クリニック', '画面 2（', 'FAX 1（', '33.3%']) expect(page.text).toContain(words)
})
