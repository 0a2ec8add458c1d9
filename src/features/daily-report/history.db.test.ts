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

test('A20 one’s own reports with the centre’s telephone number for errors', async () => {
  const { session, url, person } = await world.patient()
  const path = `/history/${person.registrationId}`
  expect((await app.get(path, session)).text).toContain('まだ報告がありません')
  await app.post(url, { temperature: '38.4', spo2: '97', cough: 'yes', diarrhoea: 'no' }, session)
  const { text } = await app.get(path, session)
  expect(text).toContain('<h1>履歴を確認する</h1>')
  for (const shown of ['38.4℃', '97%', '<svg', '咳・鼻水', 'ご本人', `tel:${organisationOf('aoba').phone}`]) expect(text).toContain(shown)
  expect(text).toContain('入力内容に誤りがある場合は、管轄保健所にご連絡ください。')
  expect(text).not.toContain('下痢')
})

test('「訂正を依頼する」 reaches the owner; the words stay with the centre', async () => {
  const { session, person } = await world.patient()
  const path = `/history/${person.registrationId}/correction`
  expect((await app.post(path, { text: ' ' }, session)).status).toBe(422)
  const long = await app.post(path, { text: 'あ'.repeat(501) }, session)
  expect(long.status).toBe(422)
  expect(long.text).toContain('あ'.repeat(501))
  const done = await app.post(path, { text: '昨日の体温は架空の値です' }, session)
  expect((await app.get(done.location, session)).text).toContain('訂正の依頼を保健所に送りました。')
  const item = await world.openItem(person.caseId, 'correction-asked')
  expect(item).toMatchObject({ centreId: organisationOf('aoba').id })
  expect(JSON.stringify(item!.detail)).not.toContain('架空')
  expect(await world.db.sql`select text from correction_requests where case_id = ${person.caseId}`).toMatchObject([
    { text: '昨日の体温は架空の値です' },
  ])
})

test('the patient sees what became of the request: waiting, corrected, left as it is; never somebody else’s words', async () => {
  const { family, session, person } = await world.patient()
  const path = `/history/${person.registrationId}`
  const nurse = await app.signedInAs('nurse@aoba')
  for (const [text, outcome, said] of [
    ['架空の一つ目', 'corrected', '保健所が訂正しました'],
    ['架空の二つ目', 'refused', '訂正は不要と判断しました'],
  ] as const) {
    app.advance(60_000)
    await app.post(`${path}/correction`, { text }, session)
    expect((await app.get(path, session)).text).toContain('依頼中：保健所が確認するまでお待ちください')
    app.advance(60_000)
    const item = await world.openItem(person.caseId, 'correction-asked')
    const seen = /name="seen" value="([^"]*)"/.exec((await app.get(`/centre/items/${item!.id}`, nurse)).text)![1]!
    await app.post(`/centre/items/${item!.id}/close`, { seen, outcome, note: '' }, nurse)
    const { text: shown } = await app.get(path, session)
    expect(shown).toContain(said)
    expect(shown).toContain(text)
    expect(shown).not.toContain('依頼中：')
  }
  // Somebody else registers the case after the first account lost it: those words are not theirs.
  const heir = await world.patient()
  await world.db.sql`update registrations set ended_at = ${app.clock()} where account_id = ${family.accountId}`
  await world.db.sql`update registrations set case_id = ${person.caseId} where account_id = ${heir.family.accountId}`
  const { text } = await app.get(`/history/${heir.person.registrationId}`, heir.session)
  expect(text).not.toContain('架空の一つ目')
  expect(text).not.toContain('保健所が訂正しました')
})
