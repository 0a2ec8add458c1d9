import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type Session, type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { leastAnswers, newDraftPath, reportOver, wholeAnswers } from '../../../tools/test-notification.ts'

let db: TestDatabase
let app: TestApp
let doctor: Session

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
  doctor = await app.signedInAs('doctor@aoba-clinic')
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const draftOf = (path: string) => path.slice('/institution/drafts/'.length)
async function caseOf(path: string) {
  const [row] = await db.sql`
    select c.*, w.owner_centre_id, w.owner_prefecture_id, w.state as watch_state, w.period_from, w.period_to
      from notification_drafts d join cases c on c.id = d.case_id join watches w on w.case_id = c.id where d.id = ${draftOf(path)}`
  return row!
}
const itemsOf = async (caseId: string) =>
  (await db.sql<{ kind: string }[]>`select kind from attention_items where case_id = ${caseId} and closed_at is null order by kind`).map(
    (r) => r.kind,
  )
const nameOf = async (id: string | null) => (await db.sql`select name from organisations where id = ${id}`)[0]?.name

test('D24 D28 filing makes person, case, revision and watch at once; the mails go to both centres and the prefecture without a word about the patient', async () => {
  const path = await reportOver(app, doctor)
  const row = await caseOf(path)
  expect(row.hersysId).toMatch(/^\d{8}$/)
  expect(await nameOf(row.notifiedCentreId)).toBe('架空あおば保健所')
  expect(await nameOf(row.ownerCentreId)).toBe('架空みなと保健所')
  expect(await nameOf(row.ownerPrefectureId)).toBe('架空県')
  expect(row).toMatchObject({
    watchState: 'observing',
    periodFrom: '2022-07-19',
    periodTo: '2022-07-28',
    familyKana: 'カクウ',
    givenKana: 'ハナコ',
  })
  expect(row).toMatchObject({ phone: '09090000001', postalCode: '0002001', birthOn: '1990-09-09', riskFactors: [], hospitalised: false })
  expect(await itemsOf(row.id)).toEqual(['no-report', 'not-registered', 'release-due', 'unconfirmed'])
  const mails =
    await db.sql`select recipient, subject, body from messages where case_id = ${row.id} and kind = 'notification-report' order by recipient`
  expect(mails.map((mail) => mail.recipient)).toEqual(['aoba@example.invalid', 'minato@example.invalid', 'prefecture@example.invalid'])
  for (const { subject, body } of mails)
    for (const secret of ['花子', row.hersysId, '1990', '9090000001']) expect(subject + body).not.toContain(secret)
  const done = await app.get(`${path}/done`, doctor)
  expect(done.text).toContain('完了しました')
  expect(done.text).toContain('2022年7月20日')
  expect(done.text).toContain('架空あおば保健所、架空みなと保健所、架空県に発生届の報告メールを送信しました。')
})

test('C12 the patient on a mobile gets the ID and the owning centre’s own sentence, in the language chosen', async () => {
  const path = await newDraftPath(app, doctor)
  await app.post(path, { ...wholeAnswers, go: 'confirm' }, doctor)
  await app.post(`${path}/file`, { invitationLanguage: 'en' }, doctor)
  const row = await caseOf(path)
  const [sms] = await db.sql`select * from messages where case_id = ${row.id} and channel = 'sms'`
  expect(sms).toMatchObject({ kind: 'my-hersys-invitation', recipient: '09090000001', language: 'en', state: 'queued' })
  expect(sms!.body).toContain(`HER-SYS ID: ${row.hersysId}`)
  expect(sms!.body).toContain('お困りのときは架空みなと保健所へお電話ください。')
  expect(sms!.body).not.toContain('花子')
})

test.each([
  ['0481100021', 'fixed'],
  ['', 'absent'],
  ['123', 'invalid'],
])('D42 the telephone %j gets no SMS but a person who rings, at once', async (phone, why) => {
  const row = await caseOf(await reportOver(app, doctor, { ...wholeAnswers, phone }))
  expect(await db.sql`select from messages where case_id = ${row.id} and channel = 'sms'`).toHaveLength(0)
  const [item] = await db.sql`select * from attention_items where case_id = ${row.id} and kind = 'sms-undeliverable'`
  expect(item).toMatchObject({ detail: { why }, dueAt: testNow.toISOString(), centreId: row.ownerCentreId })
})

test.each([
  ['離島村', 'known, but nobody’s'],
  ['どこか市', 'in no list'],
])('an address in %s (%s): the 届出保健所 observes and has to settle the owner', async (municipality) => {
  const row = await caseOf(await reportOver(app, doctor, { ...wholeAnswers, postalCode: '', municipality }))
  expect(await nameOf(row.ownerCentreId)).toBe('架空あおば保健所')
  expect(row.responsibleCentreId).toBeNull()
  expect(await itemsOf(row.id)).toContain('owner-to-settle')
})

test('blank is no answer: null in the document, null in the columns, said as such on the page', async () => {
  const path = await reportOver(app, doctor, leastAnswers)
  const row = await caseOf(path)
  expect(row).toMatchObject({
    phone: null,
    severity: null,
    onsetOn: null,
    sampledOn: null,
    riskFactors: null,
    hospitalised: null,
    familyKana: null,
  })
  const [{ answers }] = (await db.sql`select answers from notifications where case_id = ${row.id}`) as never as [
    { answers: Record<string, unknown> },
  ]
  expect(answers).toMatchObject({ vaccineDoses: null, riskPresence: null, admissionNeeded: null, severity: null, guardian: null })
  expect((await app.get(`/institution/notifications/${row.id}`, doctor)).text).toContain('回答なし')
})

test('two clicks and the back button file once', async () => {
  const path = await newDraftPath(app, doctor)
  await app.post(path, { ...wholeAnswers, go: 'confirm' }, doctor)
  const before = (await db.sql`select count(*)::int as n from cases`)[0]!.n
  const clicks = await Promise.all([1, 2, 3].map(() => app.post(`${path}/file`, {}, doctor)))
  expect(clicks.map((click) => click.location)).toEqual([`${path}/done`, `${path}/done`, `${path}/done`])
  expect((await app.post(path, { ...wholeAnswers, go: 'confirm' }, doctor)).location).toBe(`${path}/done`)
  expect((await app.get(`${path}/period`, doctor)).location).toBe(`${path}/done`)
  expect((await db.sql`select count(*)::int as n from cases`)[0]!.n).toBe(before + 1)
  const row = await caseOf(path)
  expect(await db.sql`select from messages where case_id = ${row.id} and channel = 'sms'`).toHaveLength(1)
})

test('D29 登録情報 shows ID and name; 登録完了 leads to the 発生届, 連続登録(引継ぎ) takes doctor and institution over', async () => {
  const path = await reportOver(app, doctor, {
    ...wholeAnswers,
    'doctor.given': '医師三咲',
    institutionName: '架空あおば内科クリニック分院',
  })
  const row = await caseOf(path)
  const { text } = await app.get(`${path}/registered`, doctor)
  expect(text).toContain(row.hersysId)
  expect(text).toContain('架空 花子')
  expect(text).toMatch(new RegExp(`href="/institution/notifications/${row.id}"[^>]*>登録完了`))
  const again = await app.get('/institution/notifications/new', doctor)
  expect(again.text).not.toContain('医師三咲')
  const taken = await app.get(`/institution/notifications/new?after=${row.id}`, doctor)
  expect(taken.text).toMatch(/name="doctor.given"[^>]*value="医師三咲"/)
  expect(taken.text).toContain('value="架空あおば内科クリニック分院"')
  expect(taken.text).not.toContain('花子')
})

test('the question-and-answer document of a filed 発生届 re-renders byte for byte', async () => {
  const row = await caseOf(await reportOver(app, doctor))
  const { documentHash } = await import('../../fields/document-hash.server.ts')
  const { questionAndAnswerText } = await import('../../fields/document.ts')
  const { formByRef } = await import('../../programmes/registry.ts')
  const { wordsIn } = await import('../../i18n/t.ts')
  const [stored] = await db.sql`select * from notifications where case_id = ${row.id}`
  expect(stored).toMatchObject({ revision: 1, formVersion: 'covid-19.notification/2' })
  expect(documentHash(questionAndAnswerText(formByRef(stored!.formVersion), stored!.answers, wordsIn('ja')))).toBe(stored!.documentHash)
})

test('a filing leaves an audit row that names the case; a page of it as well', async () => {
  const path = await reportOver(app, doctor)
  const row = await caseOf(path)
  await app.get(`/institution/notifications/${row.id}`, doctor)
  const rows = await db.sql<
    { action: string }[]
  >`select action from audits where ${row.id} = any(case_ids) and outcome = 'ok' order by at, id`
  expect(rows.map(({ action }) => action)).toEqual(['notification.file', 'notification.view'])
})

test('somebody who has died is reported and not observed: no SMS to the family, the centre still confirms', async () => {
  const dead = { ...wholeAnswers, category: 'deceased', 'deathOn.year': '2022', 'deathOn.month': '7', 'deathOn.date': '20' }
  const path = await newDraftPath(app, doctor)
  await app.post(path, { ...dead, go: 'confirm' }, doctor)
  expect((await app.get(`${path}/period`, doctor)).text).toContain('健康観察は行われません')
  await app.post(`${path}/file`, {}, doctor)
  const row = await caseOf(path)
  expect(row.watchState).toBe('ended')
  expect(await itemsOf(row.id)).toEqual(['unconfirmed'])
  expect(await db.sql`select from messages where case_id = ${row.id} and channel = 'sms'`).toHaveLength(0)
  const [watch] = await db.sql`select end_kind, ended_by from watches where case_id = ${row.id}`
  expect(watch).toMatchObject({ endKind: 'death' })
  expect(watch!.endedBy).not.toBeNull()
})

test('the report is accepted while nothing can be sent: no mail addresses, a dead worker, a provider that refuses', async () => {
  expect(await db.sql`select from heartbeats`).toHaveLength(0)
  const before = await db.sql`select id, email from organisations`
  await db.sql`update organisations set email = null`
  const path = await reportOver(app, doctor)
  const row = await caseOf(path)
  expect(row.watchState).toBe('observing')
  const { text } = await app.get(`${path}/done`, doctor)
  expect(text).toContain('報告メールは送信していません')
  expect(await db.sql`select from messages where case_id = ${row.id} and state = 'queued'`).toHaveLength(1)
  for (const { id, email } of before) await db.sql`update organisations set email = ${email} where id = ${id}`
})

test('a failure half-way leaves nothing: no case without a watch, no draft marked as filed', async () => {
  const path = await newDraftPath(app, doctor)
  await app.post(path, { ...wholeAnswers, go: 'confirm' }, doctor)
  const counts =
    () => db.sql`select (select count(*) from cases) as cases, (select count(*) from persons) as persons, (select count(*) from watches) as watches,
    (select count(*) from notifications) as notifications, (select count(*) from messages) as messages`
  const before = await counts()
  await db.sql`alter table messages add constraint broken check (channel <> 'sms') not valid`
  expect((await app.post(`${path}/file`, {}, doctor)).status).toBe(500)
  await db.sql`alter table messages drop constraint broken`
  expect(await counts()).toEqual(before)
  expect((await app.post(`${path}/file`, {}, doctor)).location).toBe(`${path}/done`)
})

test('C12 both addresses in the SMS lead somewhere', async () => {
  expect((await app.get('/portal')).status).toBe(200)
  expect((await app.get('/')).status).toBe(200)
})
