import { afterAll, beforeAll, expect, test } from 'vitest'
import { organisationOf } from '../../../db/seed/organisations.ts'
import type { Session } from '../../../tools/test-app.ts'
import { type TestReportApp, testReportApp } from '../../../tools/test-report-app.ts'

let world: TestReportApp
let app: TestReportApp['app']
let nurse: Session
beforeAll(async () => {
  world = await testReportApp()
  app = world.app
  nurse = await app.signedInAs('nurse@aoba')
})
afterAll(() => world.close())

const stopsOf = (caseId: string) => world.db.sql`select * from notice_stops where case_id = ${caseId} order by asked_at, id`
const household: [string, string][] = [
  ['架空', '母'],
  ['架空', '長男'],
  ['架空', '長女'],
]
const decide = (caseId: string, form: Record<string, string>, session = nurse) =>
  app.post(`/centre/cases/${caseId}/notice-stop`, form, session)

test('C31 C32 G16 the menu at the upper right leads to 「<My HER-SYSのご案内>が不要な方」: tick, 「停止を依頼する」, and the centre has it', async () => {
  const { session, person } = await world.patient()
  const home = await app.get('/home', session)
  const menu = home.text.slice(home.text.indexOf('patient-menu'), home.text.indexOf('</details>'))
  expect(menu).toContain('href="/notices"')
  expect(menu).toContain('&lt;My HER-SYSのご案内>が不要な方')
  const page = await app.get('/notices', session)
  expect(page.text).toContain('健康観察の登録の有無にかかわらず届きます')
  expect(page.text).toContain('停止を依頼する')
  expect(page.text).toContain('※ 停止依頼中または停止済みの方は、✓を選択できません')
  const done = await app.post('/notices', { person: person.registrationId }, session)
  const after = await app.get(done.location, session)
  expect(after.text).toContain('保健所に通知されました')
  expect(after.text).toContain('停止依頼中（7月20日 10時00分）')
  expect(after.text).toMatch(new RegExp(`value="${person.registrationId}" disabled`))
  expect(after.text).not.toContain('<button class="primary">停止を依頼する')
  expect(await stopsOf(person.caseId)).toMatchObject([{ state: 'asked', decidedAt: null }])
  expect(await world.openItem(person.caseId, 'notice-stop-asked')).toMatchObject({ urgent: false, centreId: organisationOf('aoba').id })
  expect((await app.get('/centre', nurse)).text).toContain(`/centre/cases/${person.caseId}#notice-stop`)
})

test('C32 all at once by one tick; whoever has asked or is stopped is passed over; nobody ticked is said', async () => {
  const { session, family } = await world.patient({ names: household })
  const page = await app.get('/notices', session)
  expect(page.text).toContain('✓を全員に入れることで一括での停止依頼ができます')
  const nobody = await app.post('/notices', {}, session)
  expect(nobody.status).toBe(422)
  expect(nobody.text).toContain('停止を希望する方を選んでください')
  const [first] = family.people
  await app.post('/notices', { person: first!.registrationId }, session)
  await app.post('/notices', { person: 'all' }, session)
  await Promise.all([app.post('/notices', { person: 'all' }, session), app.post('/notices', { person: first!.registrationId }, session)])
  for (const { caseId } of family.people) {
    expect(await stopsOf(caseId)).toHaveLength(1)
    expect(await world.openItem(caseId, 'notice-stop-asked')).toMatchObject({ occurrences: 1 })
  }
})

test('C32 the centre accepts in a name, and must say how this person is watched from now on, or why not at all', async () => {
  const { session, person } = await world.patient()
  await app.post('/notices', { person: person.registrationId }, session)
  const shown = await app.get(`/centre/cases/${person.caseId}`, nurse)
  for (const word of ['毎日のお知らせの停止', '保健所から電話する', '自動架電', 'なし（理由を記入）', 'お知らせを停止する', '停止しない'])
    expect(shown.text).toContain(word)
  const blank = await decide(person.caseId, { answer: 'accept' })
  expect(blank.status).toBe(422)
  expect(blank.text).toContain('今後の健康観察の方法を選んでください')
  const none = await decide(person.caseId, { answer: 'accept', channel: 'none', note: ' ' })
  expect(none.status).toBe(422)
  expect(none.text).toMatch(/value="none" checked/)
  expect(await stopsOf(person.caseId)).toMatchObject([{ state: 'asked' }])
  expect((await decide(person.caseId, { answer: 'accept', channel: 'call', note: '毎朝' })).status).toBe(303)
  expect(await stopsOf(person.caseId)).toMatchObject([{ state: 'accepted', otherChannel: 'call', note: '毎朝' }])
  const [item] = await world.db.sql`
    select i.outcome, s.login_id from attention_items i join staff_accounts s on s.id = i.closed_by where i.case_id = ${person.caseId} and i.kind = 'notice-stop-asked'`
  expect(item).toEqual({ outcome: 'stop-accepted', loginId: 'nurse@aoba' })
  expect((await app.get('/notices', session)).text).toContain('停止済み（7月20日 10時00分）')
  expect((await app.get(`/centre/cases/${person.caseId}`, nurse)).text).toContain('今後の健康観察の方法：保健所から電話する')
  expect((await decide(person.caseId, { answer: 'refuse' })).status).toBe(409)
})

test('a refusal is told to the patient, who may ask again; the notices go on', async () => {
  const { session, person } = await world.patient()
  await app.post('/notices', { person: person.registrationId }, session)
  expect((await decide(person.caseId, { answer: 'refuse', note: '架空の理由' })).status).toBe(303)
  const { text } = await app.get('/notices', session)
  expect(text).toContain('保健所の判断で、お知らせを続けています')
  expect(text).not.toContain('架空の理由')
  expect(text).not.toContain('disabled')
  app.advance(60_000)
  await app.post('/notices', { person: person.registrationId }, session)
  expect(await stopsOf(person.caseId)).toMatchObject([{ state: 'refused' }, { state: 'asked' }])
})

test('an accepted stop leaves "no report" alone: silence comes due as before', async () => {
  const { session, person } = await world.patient()
  const before = await world.openItem(person.caseId, 'no-report')
  await app.post('/notices', { person: person.registrationId }, session)
  await decide(person.caseId, { answer: 'accept', channel: 'none', note: '本人が毎日入力している' })
  expect(await world.openItem(person.caseId, 'no-report')).toEqual(before)
})

test('nobody asks for another, decides for another centre, or asks where nobody observes', async () => {
  const [mine, other] = [await world.patient(), await world.patient()]
  expect((await app.post('/notices', { person: other.person.registrationId }, mine.session)).status).toBe(404)
  await app.post('/notices', { person: mine.person.registrationId }, mine.session)
  const stranger = await app.signedInAs('nurse@minato')
  expect((await decide(mine.person.caseId, { answer: 'accept', channel: 'call' }, stranger)).status).toBe(404)
  expect(await stopsOf(other.person.caseId)).toEqual([])
  const path = `/centre/cases/${other.person.caseId}/end`
  expect((await app.post(path, { kind: 'release', note: '' }, nurse)).status).toBe(303)
  expect((await app.get('/notices', other.session)).text).toContain('健康観察が終了したため、お知らせは届きません')
  await app.post('/notices', { person: other.person.registrationId }, other.session)
  expect(await stopsOf(other.person.caseId)).toEqual([])
})

test('C33 released while the request waits: its item closes with the release, in the same name', async () => {
  const { session, person } = await world.patient()
  await app.post('/notices', { person: person.registrationId }, session)
  await app.post(`/centre/cases/${person.caseId}/end`, { kind: 'release', note: '' }, nurse)
  expect(await world.openItem(person.caseId, 'notice-stop-asked')).toBeUndefined()
  expect((await app.get('/notices', session)).text).toContain('健康観察が終了したため')
})
