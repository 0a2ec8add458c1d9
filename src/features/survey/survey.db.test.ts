import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestReportApp, testReportApp } from '../../../tools/test-report-app.ts'

let world: TestReportApp
let app: TestReportApp['app']
beforeAll(async () => {
  world = await testReportApp()
  app = world.app
})
afterAll(() => world.close())

const surveyOf = async (caseId: string) => (await world.db.sql`select * from surveys where case_id = ${caseId}`).map((row) => row)
const said = {
  height: '160.5',
  weight: '55',
  history: '架空の病気',
  riskFactors: ['diabetes', 'smoking'],
  medicines: '架空の薬',
  phone: '090-1234-5678',
}

test('C20 健康調査回答フォーム: offered until it is answered, then gone; the answers are kept with the version of the form', async () => {
  const { session, person } = await world.patient()
  const home = await app.get('/home', session)
  const order = ['健康調査回答フォーム', '*健康状態を入力する前の回答にご協力ください', '*一度回答すると次回以降は表示されません']
  const places = order.map((word) => home.text.indexOf(word))
  expect(places.every((place) => place > 0)).toBe(true)
  expect(places).toEqual(places.toSorted((a, b) => a - b))
  const url = `/survey/${person.registrationId}`
  expect(home.text).toContain(`href="${url}"`)
  const form = await app.get(url, session)
  for (const question of ['生年月日', '電話番号', '身長', '体重', '既往歴', '重症化リスク因子', '内服薬', '保健所に伝えたいこと'])
    expect(form.text).toContain(question)
  const done = await app.post(url, said, session)
  expect(done.location).toBe(`/home/${person.registrationId}?done=survey`)
  const after = await app.get(done.location, session)
  expect(after.text).toContain('健康調査にご回答いただき、ありがとうございました')
  expect(after.text).not.toContain('健康調査回答フォーム')
  expect(await surveyOf(person.caseId)).toMatchObject([
    { formVersion: 'covid-19.survey/1', language: 'ja', answers: { height: 160.5, riskFactors: ['smoking', 'diabetes'], birthOn: null } },
  ])
  expect((await app.get(url, session)).location).toBe(`/home/${person.registrationId}`)
})

test('C20 once: a second answer, also at the same moment, leaves the first as it is', async () => {
  const { session, person } = await world.patient()
  const url = `/survey/${person.registrationId}`
  const both = await Promise.all([app.post(url, said, session), app.post(url, said, session)])
  expect(both.map(({ status }) => status)).toEqual([303, 303])
  await app.post(url, { height: '170' }, session)
  expect(await surveyOf(person.caseId)).toMatchObject([{ answers: { height: 160.5 } }])
})

test('C20 each of the family is asked for themselves; whoever is no longer observed is not', async () => {
  const { session, family } = await world.patient({
    names: [
      ['架空', '母'],
      ['架空', '長女'],
    ],
  })
  const [mother, daughter] = family.people
  await app.post(`/survey/${mother!.registrationId}`, said, session)
  expect((await app.get(`/home/${mother!.registrationId}`, session)).text).not.toContain('健康調査回答フォーム')
  expect((await app.get(`/home/${daughter!.registrationId}`, session)).text).toContain('健康調査回答フォーム')
  const [nurse] = await world.db.sql`select id from staff_accounts where login_id = 'nurse@aoba'`
  await world.db
    .sql`update watches set state = 'ended', ended_at = now(), ended_by = ${nurse!.id}, end_kind = 'release' where case_id = ${daughter!.caseId}`
  expect((await app.get(`/home/${daughter!.registrationId}`, session)).text).not.toContain('健康調査回答フォーム')
})

test('faults come back together with everything typed; nothing at all is no answer', async () => {
  const { session, person } = await world.patient()
  const url = `/survey/${person.registrationId}`
  const { status, text } = await app.post(url, { ...said, height: 'abc', weight: '900' }, session)
  expect(status).toBe(422)
  for (const kept of ['value="abc"', 'value="900"', '架空の病気', '2か所に誤りがあります']) expect(text).toContain(kept)
  expect((await app.post(url, {}, session)).status).toBe(422)
  expect(await surveyOf(person.caseId)).toEqual([])
})

test('the centre reads it in Japanese on the case page, whatever language it was answered in; nobody else does', async () => {
  const { session, person } = await world.patient({ language: 'en' })
  const other = await world.patient()
  await app.post(`/survey/${person.registrationId}`, said, session)
  expect((await app.post(`/survey/${person.registrationId}`, said, other.session)).status).toBe(404)
  const { text } = await app.get(`/centre/cases/${person.caseId}`, await app.signedInAs('nurse@aoba'))
  for (const shown of ['健康調査（本人の回答）', '160.5cm', '架空の薬', '糖尿病', '身長']) expect(text).toContain(shown)
  expect((await app.get(`/centre/cases/${person.caseId}`, await app.signedInAs('nurse@minato'))).status).toBe(404)
})
