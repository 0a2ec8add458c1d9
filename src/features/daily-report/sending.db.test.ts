import { afterAll, beforeAll, expect, test } from 'vitest'
import { organisationOf } from '../../../db/seed/organisations.ts'
import { type TestReportApp, testReportApp } from '../../../tools/test-report-app.ts'

let world: TestReportApp
let app: TestReportApp['app']
beforeAll(async () => {
  world = await testReportApp()
  app = world.app
})
afterAll(() => world.close())

test('A17 A18 A19 the form leads over 「確認」 straight to the advice, and the watch list knows', async () => {
  const { session, url, person } = await world.patient()
  const page = await app.get(url, session)
  expect(page.text).toContain('<h1>現在の健康状態を入力する</h1>')
  expect(page.text).toContain('体温と酸素飽和度(SpO2)を入力し、症状の「あり」「なし」を選択してください。')
  expect(page.text.indexOf('urgentSigns')).toBeLessThan(page.text.indexOf('name="temperature"'))
  expect(page.text).toMatch(/<button class="primary">確認<\/button>/)
  expect(page.text).toContain('架空 花子 さんの健康状態')
  const done = await app.post(url, { temperature: '３７．２', spo2: '98', cough: 'no', key: 'abcdefgh' }, session)
  expect(done.status).toBe(303)
  const advice = await app.get(done.location, session)
  expect(advice.text).toContain('記録しました')
  expect(await world.reportsOf(person.caseId)).toMatchObject([{ temperature: 37.2, spo2: 98, level: 'stable', language: 'ja' }])
  const home = await app.get('/home', session)
  expect(home.text).toContain('7月20日 10時00分')
  expect(home.text).toContain('37.2℃')
})

test('E10 the English form and its sentence', async () => {
  const { session, url } = await world.patient({ language: 'en' })
  const { text } = await app.get(url, session)
  expect(text).toContain('Enter your body temperature and oxygen saturation (SpO2) and select ‘yes’ or ‘no’ for your symptoms.')
  expect(text).toMatch(/<button class="primary">confirm<\/button>/)
})

test('one urgent tick alone: whom to call, and the item is in the queue already', async () => {
  const { session, url, person } = await world.patient()
  const done = await app.post(url, { urgentSigns: 'chestPain' }, session)
  expect(await world.openItem(person.caseId, 'red-flag')).toMatchObject({ urgent: true })
  const { text } = await app.get(done.location, session)
  expect(text).toContain('すぐに電話してください')
  expect(text).toContain('href="tel:119"')
  expect(text).toContain(`href="tel:${organisationOf('aoba').phone}"`)
})

test('faults come back together with everything typed, and nothing is stored', async () => {
  const { session, url, person } = await world.patient()
  const { status, text } = await app.post(
    url,
    { temperature: '367', spo2: 'abc', cough: 'yes', note: '架空のメモ', key: 'abcdefgh' },
    session,
  )
  expect(status).toBe(422)
  for (const kept of ['value="367"', 'value="abc"', '架空のメモ', 'value="abcdefgh"']) expect(text).toContain(kept)
  expect(text).toContain('2か所に誤りがあります')
  expect(text).toMatch(/id="cough"[^>]*checked|checked[^>]*id="cough"/)
  expect(await world.reportsOf(person.caseId)).toEqual([])
  expect((await app.post(url, {}, session)).status).toBe(422)
})

test.each([
  [{ temperature: '41.9' }, 303],
  [{ temperature: '42' }, 422],
  [{ temperature: '34' }, 303],
  [{ temperature: '33.9' }, 422],
  [{ spo2: '71' }, 303],
  [{ spo2: '70' }, 422],
  [{ temperature: '42', urgentSigns: 'chestPain' }, 303],
])('A18 "is this right?" comes once, for %j: %i', async (typed, status) => {
  const { session, url, person } = await world.patient()
  const answer = await app.post(url, typed, session)
  expect(answer.status).toBe(status)
  if (status === 303) return
  expect(await world.reportsOf(person.caseId)).toEqual([])
  const sure = /name="sure" value="([^"]*)"/.exec(answer.text)![1]!
  expect((await app.post(url, { ...typed, sure: 'temperature=45' }, session)).status).toBe(422)
  expect((await app.post(url, { ...typed, sure }, session)).status).toBe(303)
  expect(await world.reportsOf(person.caseId)).toHaveLength(1)
})

test('a double tap is one report; several a day are welcome', async () => {
  const { session, url, person } = await world.patient()
  const form = { temperature: '36.8', key: 'one-and-the-same' }
  const taps = await Promise.all([app.post(url, form, session), app.post(url, form, session)])
  expect(new Set(taps.map((tap) => tap.location)).size).toBe(1)
  app.advance(3_600_000)
  await app.post(url, { temperature: '37.9', key: 'another-page' }, session)
  expect(await world.reportsOf(person.caseId)).toHaveLength(2)
})

test('C22 a day sent along is not believed: only today is told', async () => {
  const { session, url, person } = await world.patient()
  await app.post(url, { temperature: '36.8', reportedOn: '2022-07-19', reported_on: '2022-07-19' }, session)
  expect(await world.reportsOf(person.caseId)).toMatchObject([{ reportedOn: '2022-07-20' }])
})

test('nobody reports for somebody else, nor without a token', async () => {
  const mine = await world.patient()
  const other = await world.patient()
  expect((await app.post(other.url, { temperature: '36' }, mine.session)).status).toBe(404)
  expect((await app.post(mine.url, { temperature: '36', _csrf: 'forged' }, mine.session)).status).toBe(403)
  const abroad = await app.post(mine.url, { temperature: '36' }, mine.session, { 'sec-fetch-site': 'cross-site' })
  expect(abroad.status).toBe(403)
  expect(abroad.text).not.toContain('value="36"')
  expect([...(await world.reportsOf(mine.person.caseId)), ...(await world.reportsOf(other.person.caseId))]).toEqual([])
  const refusals = await world.db
    .sql`select detail from audits where action = 'daily-report.submit' and outcome = 'refused' and actor_id = ${mine.family.accountId}`
  expect(refusals).toHaveLength(1)
})

test('the box 「ほかの症状は、すべて「なし」」 is one touch, said by the person, and stored as answers', async () => {
  const { session, url, person } = await world.patient()
  expect((await app.get(url, session)).text).toContain('ほかの症状は、すべて「なし」')
  await app.post(url, { temperature: '36.8', cough: 'yes', rest: 'none' }, session)
  const [stored] = await world.reportsOf(person.caseId)
  expect(stored!.answers).toMatchObject({ cough: 'yes', face: 'no', breathless: 'no', noUrine: 'no', urgentSigns: null })
  const faulty = await app.post(url, { temperature: '368', rest: 'none' }, session)
  expect(faulty.text).toMatch(/value="no"[^>]*checked|checked[^>]*value="no"/)
  expect(faulty.text.match(/value="no" checked/g)).toHaveLength(9)
})

test('"the same as last time" is offered when there was one, fills the form for all to see and sends nothing', async () => {
  const { session, url, person } = await world.patient()
  expect((await app.get(url, session)).text).not.toContain('前回と同じ回答を入れる')
  await app.post(url, { temperature: '38.8', cough: 'yes', rest: 'none', note: '昨日のメモ', key: 'first-report' }, session)
  app.advance(86_400_000)
  expect((await app.get(url, session)).text).toContain('前回と同じ回答を入れる')
  const filled = await app.post(`${url}/same`, { spo2: '97', diarrhoea: 'yes' }, session)
  expect(filled.text).toContain('まだ送信されていません')
  expect(filled.text).toContain('value="97"')
  expect(filled.text).toMatch(/name="diarrhoea"[^>]*value="yes" checked/)
  expect(filled.text).toMatch(/name="cough"[^>]*value="yes" checked/)
  expect(filled.text).not.toContain('38.8')
  expect(filled.text).not.toContain('昨日のメモ')
  expect(await world.reportsOf(person.caseId)).toHaveLength(1)
})
