import { afterAll, beforeAll, expect, test } from 'vitest'
import { organisationOf } from '../../../db/seed/organisations.ts'
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

const household: [string, string][] = [
  ['架空', '母'],
  ['架空', '長男'],
  ['架空', '長女'],
]
const key = 'one-and-the-same-page'

async function family() {
  const { family, session } = await world.patient({ names: household })
  const ids = family.people.map(({ registrationId }) => registrationId)
  /** What the page of all posts: each person's answers under their own names. */
  const form = (...each: Record<string, string>[]) =>
    Object.assign(
      { person: ids, key },
      ...each.map((said, n) => Object.fromEntries(Object.entries(said).map(([name, value]) => [`${ids[n]}_${name}`, value]))),
    )
  return { family, session, ids, form, cases: family.people.map(({ caseId }) => caseId) }
}

test('C37 G21 the home leads to one page for all; one sending makes a report for each, each judged for itself', async () => {
  const { session, form, cases } = await family()
  expect((await app.get('/home', session)).text).toContain('href="/family"')
  const page = await app.get('/family', session)
  for (const [, given] of household) expect(page.text).toContain(`架空 ${given}`)
  const done = await app.post('/family', form({ temperature: '36.5' }, { temperature: '38.4' }, { urgentSigns: 'chestPain' }), session)
  expect(done).toMatchObject({ status: 303, location: `/family/sent/${key}` })
  const levels = await Promise.all(cases.map(async (id) => (await world.reportsOf(id)).map(({ level }) => level)))
  expect(levels).toEqual([['stable'], ['watch'], ['urgent']])
  expect(await world.openItem(cases[2]!, 'red-flag')).toMatchObject({ urgent: true })
  expect(await world.openItem(cases[0]!, 'red-flag')).toBeUndefined()
  const { text } = await app.get(done.location, session)
  expect(text).toContain('すぐに電話してください')
  expect(text).toContain('href="tel:119"')
  expect(text).toContain(`href="tel:${organisationOf('aoba').phone}"`)
  // The most urgent first.
  expect(text.indexOf('架空 長女')).toBeLessThan(text.indexOf('架空 母'))
  expect((await app.get('/family/sent/another-page-of-all', session)).location).toBe('/home')
})

test('a double tap is one report each; whoever was left blank is not reported for, and is named', async () => {
  const { session, form, cases } = await family()
  const said = form({ temperature: '36.5', cough: 'no' }, {}, { spo2: '98' })
  const taps = await Promise.all([app.post('/family', said, session), app.post('/family', said, session)])
  expect(taps.map(({ status }) => status)).toEqual([303, 303])
  expect(await Promise.all(cases.map(async (id) => (await world.reportsOf(id)).length))).toEqual([1, 0, 1])
  const { text } = await app.get(taps[0]!.location, session)
  expect(text.indexOf('まだ今日の入力がない方')).toBeLessThan(text.indexOf('架空 長男'))
  const nothing = await app.post('/family', form({}, {}, {}), session)
  expect(nothing.status).toBe(422)
  expect(nothing.text).toContain('まだ誰の健康状態も入力されていません')
})

test('a mistake with one holds up no other: what is right is sent, what is wrong comes back filled and says whose it is', async () => {
  const { session, ids, form, cases } = await family()
  const said = form({ temperature: '367', note: '架空のメモ' }, { urgentSigns: 'purpleLips' }, { temperature: '42.0' })
  const answer = await app.post('/family', said, session)
  expect(answer.status).toBe(422)
  expect(answer.text).toContain('value="367"')
  expect(answer.text).toContain('架空のメモ')
  expect(answer.text).toContain('架空 母: 体温')
  expect(answer.text).toContain('架空 長男 さん：送信しました')
  expect(answer.text).toContain('href="tel:119"')
  expect(answer.text).not.toContain(`name="${ids[1]}_temperature"`)
  expect(await Promise.all(cases.map(async (id) => (await world.reportsOf(id)).length))).toEqual([0, 1, 0])
  const again = { ...said, person: [ids[0]!, ids[2]!], [`${ids[0]}_temperature`]: '36.7', [`${ids[2]}_sure`]: 'temperature=42' }
  expect((await app.post('/family', again, session)).status).toBe(303)
  expect(await Promise.all(cases.map(async (id) => (await world.reportsOf(id)).length))).toEqual([1, 1, 1])
})

test('nobody reports for another family, alone or among one’s own', async () => {
  const [mine, other] = [await family(), await family()]
  const stolen = { person: [other.ids[0]!], key, [`${other.ids[0]}_temperature`]: '36.5' }
  expect((await app.post('/family', stolen, mine.session)).status).toBe(404)
  const mixed = { ...stolen, person: [mine.ids[0]!, other.ids[0]!], [`${mine.ids[0]}_temperature`]: '36.6' }
  const { status, text } = await app.post('/family', mixed, mine.session)
  expect(status).toBe(303)
  expect(text).not.toContain(other.family.people[0]!.hersysId)
  expect(await world.reportsOf(other.cases[0]!)).toEqual([])
  expect(await world.reportsOf(mine.cases[0]!)).toHaveLength(1)
})

test('signed out meanwhile: after signing in again everybody’s answers stand there, and nobody else’s', async () => {
  const { family: mine, session, form, cases } = await family()
  await world.db.sql`update sessions set revoked_at = ${testNow} where token_hash = ${mine.sessionHash}`
  const said = form({ temperature: '36.9' }, { temperature: '38.1' }, { note: '架空のメモ' })
  const refused = await app.post('/family', said, session, { 'sec-fetch-site': 'same-origin' })
  expect(refused.status).toBe(401)
  const again = await app.patientSession(mine.accountId)
  session.cookies.set(cookieNames.patient, again.cookies.get(cookieNames.patient)!)
  expect((await app.get('/home', session)).text).toContain('家族全員の入力のうち、送信されていないものがあります')
  const { text } = await app.get('/family', session)
  for (const kept of ['value="36.9"', 'value="38.1"', '架空のメモ']) expect(text).toContain(kept)
  for (const id of cases) expect(await world.reportsOf(id)).toEqual([])
  const other = await family()
  session.cookies.set(cookieNames.patient, other.family.token)
  expect((await app.get('/home', session)).text).not.toContain('送信されていないものがあります')
  expect((await app.get('/family', session)).text).not.toContain('value="36.9"')
})

test('a database that fails gives everybody’s answers back', async () => {
  const { session, form } = await family()
  await world.db.sql.unsafe('alter function submit_reports(jsonb, timestamptz) rename to away')
  const answer = await app.post('/family', form({ temperature: '38.4' }, { note: '架空のメモ' }), session)
  await world.db.sql.unsafe('alter function away(jsonb, timestamptz) rename to submit_reports')
  expect(answer.text).toContain('value="38.4"')
  expect(answer.text).toContain('架空のメモ')
  expect(answer.text).toContain('送信できませんでした')
})

test('"the same as last time" fills everybody’s own answers for all to see, and sends nothing', async () => {
  const { session, form, cases } = await family()
  await app.post('/family', form({ cough: 'yes', temperature: '38.8' }, { diarrhoea: 'no' }), session)
  app.advance(86_400_000)
  const { text, status } = await app.post('/family/same', form({ temperature: '36.6' }), session)
  expect(status).toBe(422)
  expect(text).toContain('前回の報告と同じ回答を入れました。まだ送信されていません。')
  expect(text).toContain('value="36.6"')
  expect(text).not.toContain('value="38.8"')
  expect(text.match(/checked/g)).toHaveLength(2)
  expect(await world.reportsOf(cases[0]!)).toHaveLength(1)
})

test('who has one person only has no page of all', async () => {
  const { session } = await world.patient()
  expect((await app.get('/home', session)).text).not.toContain('href="/family"')
  expect((await app.get('/family', session)).location).toBe('/report')
})
