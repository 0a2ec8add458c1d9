import { afterAll, beforeAll, expect, test } from 'vitest'
import { testNow } from '../../../tools/test-app.ts'
import { type TestReportApp, testReportApp } from '../../../tools/test-report-app.ts'
import { cookieNames } from '../../platform/http/session.server.ts'

let world: TestReportApp
let app: TestReportApp['app']
beforeAll(async () => {
  world = await testReportApp()
  app = world.app
})
afterAll(() => world.close())

const textOf = (html: string) => html.replace(/<[^>]*>/g, ' ')
const fromOurPage = { 'sec-fetch-site': 'same-origin' }

test('nothing typed is lost when the session has ended: after signing in again the form is filled', async () => {
  const { family, session, url, person } = await world.patient()
  await world.db.sql`update sessions set revoked_at = ${testNow} where token_hash = ${family.sessionHash}`
  const refused = await app.post(url, { temperature: '38.4', note: '架空のメモ' }, session, fromOurPage)
  expect(refused.status).toBe(401)
  expect(textOf(refused.text)).toContain('入力した内容がもう一度表示されます')
  const again = await app.patientSession(family.accountId)
  session.cookies.set(cookieNames.patient, again.cookies.get(cookieNames.patient)!)
  expect((await app.get('/home', session)).text).toContain('送信されていない入力があります')
  const page = await app.get(url, session)
  expect(page.text).toContain('value="38.4"')
  expect(page.text).toContain('架空のメモ')
  expect(await world.reportsOf(person.caseId)).toEqual([])
  expect((await app.post(url, { temperature: '38.4' }, session)).status).toBe(303)
  expect((await app.get('/home', session)).text).not.toContain('送信されていない入力があります')
})

test('a kept form is shown to nobody else, and not on another day', async () => {
  const { family, session, url } = await world.patient()
  await world.db.sql`update sessions set revoked_at = ${testNow} where token_hash = ${family.sessionHash}`
  await app.post(url, { temperature: '38.4' }, session, fromOurPage)
  const other = await world.patient()
  session.cookies.set(cookieNames.patient, other.family.token)
  expect((await app.get('/home', session)).text).not.toContain('送信されていない入力があります')
  expect((await app.get(other.url, session)).text).not.toContain('value="38.4"')
  session.cookies.set(cookieNames.patient, (await app.patientSession(family.accountId)).cookies.get(cookieNames.patient)!)
  expect((await app.get(url, session)).text).toContain('value="38.4"')
  app.advance(86_400_000)
  expect((await app.get(url, session)).text).not.toContain('value="38.4"')
})

test('a form from before signing in anew comes back filled, and is not sent by itself', async () => {
  const { family, session, url, person } = await world.patient()
  const { csrf } = await app.get(url, session)
  session.cookies.set(cookieNames.patient, (await app.patientSession(family.accountId)).cookies.get(cookieNames.patient)!)
  const answer = await app.post(url, { temperature: '38.4', _csrf: csrf }, session, fromOurPage)
  expect(answer.status).toBe(422)
  expect(answer.text).toContain('value="38.4"')
  expect(await world.reportsOf(person.caseId)).toEqual([])
})

test('a database that fails while the report is sent gives the form back, filled, and says so', async () => {
  const { session, url, person } = await world.patient()
  await world.db.sql.unsafe('alter function submit_reports(jsonb, timestamptz) rename to away')
  const answer = await app.post(url, { temperature: '38.4', note: '架空のメモ' }, session)
  await world.db.sql.unsafe('alter function away(jsonb, timestamptz) rename to submit_reports')
  expect(answer.status).toBe(503)
  expect(answer.text).toContain('value="38.4"')
  expect(answer.text).toContain('架空のメモ')
  expect(answer.text).toContain('送信できませんでした')
  expect(await world.reportsOf(person.caseId)).toEqual([])
})
