import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { checkSilence } from '../../../tools/check-silence.mjs'
import { type FormFields, type Session, type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { reportOver, wholeAnswers } from '../../../tools/test-notification.ts'

let db: TestDatabase
let app: TestApp
let nurse: Session
let doctor: Session
const hour = 3_600_000

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
})
afterAll(async () => {
  await app.close()
  await db.drop()
})
const setNow = async (now: Date) => {
  app.setNow(now)
  nurse = await app.signedInAs('nurse@aoba')
  doctor = await app.signedInAs('doctor@aoba-clinic')
}
beforeEach(() => setNow(testNow))

async function file(more: FormFields = {}): Promise<string> {
  const path = await reportOver(app, doctor, { ...wholeAnswers, municipality: 'あおば市', ...more })
  const [draft] = await db.sql<{ caseId: string }[]>`select case_id from notification_drafts where id = ${path.split('/').at(-1)!}`
  return draft!.caseId
}
const items = (caseId: string, kind: string) => db.sql<
  { dueAt: string; closedAt: string | null; outcome: string | null; occurrences: number }[]
>`
  select due_at, closed_at, outcome, occurrences from attention_items where case_id = ${caseId} and kind = ${kind} order by raised_at, id`
const silence = async () => (await checkSilence(db.worker, app.clock())).filter(({ count }) => count > 0)
const at = (ms: number) => new Date(testNow.getTime() + ms).toISOString()

test('問合せ: asked, seen on the home and on the 発生届, answered; open and in the queue until a person of the centre has read it', async () => {
  const id = await file()
  expect((await app.post(`/centre/cases/${id}/ask`, { question: ' ' }, nurse)).status).toBe(422)
  const asked = await app.post(`/centre/cases/${id}/ask`, { question: '検体採取日は7/19でよいですか' }, nurse)
  expect(asked.location).toBe(`/centre/cases/${id}?done=asked#inquiry`)
  expect(await items(id, 'inquiry')).toMatchObject([{ dueAt: at(24 * hour), closedAt: null }])
  expect((await app.post(`/centre/cases/${id}/ask`, { question: '二つ目' }, nurse)).status).toBe(409)
  expect((await app.get('/institution', doctor)).text).toContain('保健所からの問合せが1件あります')
  for (const page of ['/institution/inquiries', `/institution/notifications/${id}`])
    expect((await app.get(page, doctor)).text).toContain('検体採取日は7/19でよいですか')
  const [mail] = await db.sql<{ body: string }[]>`select body from messages where case_id = ${id} and subject like '%問合せ%'`
  for (const word of ['7/19', '架空', '花子']) expect(mail!.body).not.toContain(word)
  await setNow(new Date(testNow.getTime() + hour))
  expect((await app.post(`/institution/inquiries/${id}/answer`, { answer: '' }, doctor)).status).toBe(422)
  const other = await app.signedInAs('doctor@minato-clinic')
  expect((await app.post(`/institution/inquiries/${id}/answer`, { answer: '横から' }, other)).status).toBe(404)
  expect((await app.post(`/institution/inquiries/${id}/answer`, { answer: 'はい、7/19です' }, doctor)).status).toBe(303)
  expect((await app.get('/institution', doctor)).text).not.toContain('保健所からの問合せが')
  expect(await items(id, 'inquiry')).toMatchObject([{ dueAt: at(hour), closedAt: null, occurrences: 2 }])
  expect((await app.get('/centre/notifications', nurse)).text).toContain('回答あり')
  const page = await app.get(`/centre/cases/${id}`, nurse)
  for (const words of ['はい、7/19です', '回答を確認した']) expect(page.text).toContain(words)
  expect(await silence()).toEqual([])
  const inquiry = /name="inquiry" value="([^"]+)"/.exec(page.text)![1]!
  expect((await app.post(`/centre/cases/${id}/close-inquiry`, { inquiry, note: '' }, nurse)).status).toBe(303)
  expect(await items(id, 'inquiry')).toMatchObject([{ outcome: 'inquiry-closed' }])
  expect((await app.post(`/centre/cases/${id}/close-inquiry`, { inquiry, note: '' }, nurse)).status).toBe(409)
})

test('問合せ: a correction answers it; without an answer it is closed only with the reason', async () => {
  const id = await file()
  await app.post(`/centre/cases/${id}/ask`, { question: '年齢を確認してください' }, nurse)
  const edit = await app.post(`/institution/notifications/${id}/edit`, {}, doctor)
  await app.post(edit.location, { ...wholeAnswers, municipality: 'あおば市', vaccineDoses: 'd3', go: 'confirm', corrects: id }, doctor)
  await app.post(`${edit.location}/file`, { reason: '回数の誤り' }, doctor)
  expect((await app.get(`/centre/cases/${id}`, nurse)).text).toContain('発生届を訂正しました（第2版）。理由：回数の誤り')
  const other = await file()
  await app.post(`/centre/cases/${other}/ask`, { question: '架空' }, nurse)
  const page = await app.get(`/centre/cases/${other}`, nurse)
  const inquiry = /name="inquiry" value="([^"]+)"/.exec(page.text)![1]!
  expect((await app.post(`/centre/cases/${other}/close-inquiry`, { inquiry, note: '' }, nurse)).status).toBe(422)
  expect((await app.post(`/centre/cases/${other}/close-inquiry`, { inquiry, note: '電話で確認' }, nurse)).status).toBe(303)
})

test('the institution sees the centre’s correction with its reason', async () => {
  const id = await file()
  const identity = {
    'name.family': '架空',
    'name.given': '華子',
    'birthOn.era': 'western',
    'birthOn.year': '1990',
    'birthOn.month': '9',
    'birthOn.date': '9',
  }
  await app.post(`/centre/cases/${id}/correct`, { ...identity, phone: '090-9000-0001', baseRevision: '1', reason: '本人に確認した' }, nurse)
  const page = await app.get(`/institution/notifications/${id}`, doctor)
  for (const words of ['保健所が発生届を訂正しました', '架空あおば保健所', '「本人に確認した」']) expect(page.text).toContain(words)
})

test('C28 the owner corrects any other answer with a reason: a revision that the institution sees, the period follows, it counts as read', async () => {
  const id = await file()
  expect((await app.post(`/centre/cases/${id}/edit`, {}, await app.signedInAs('nurse@yamate'))).status).toBe(404)
  const { location } = await app.post(`/centre/cases/${id}/edit`, {}, nurse)
  expect((await app.get(location, nurse)).text).toContain('value="花子"')
  const answers = { ...wholeAnswers, municipality: 'あおば市', 'onsetOn.date': '17', 'diagnosedOn.date': '19', corrects: id }
  expect((await app.post(location, { ...answers, go: 'confirm' }, nurse)).location).toBe(`${location}/period`)
  expect((await app.post(`${location}/file`, { reason: '' }, nurse)).status).toBe(422)
  expect((await app.post(`${location}/file`, { reason: '医療機関に確認' }, nurse)).location).toBe(`/centre/cases/${id}?done=corrected`)
  const [row] =
    await db.sql`select c.diagnosed_on, w.period_from, w.period_to, c.confirmed_at is not null as confirmed, f.delay_days from cases c
    join watches w on w.case_id = c.id join case_forms f on f.case_id = c.id where c.id = ${id}`
  expect(row).toEqual({ diagnosedOn: '2022-07-19', periodFrom: '2022-07-18', periodTo: '2022-07-27', confirmed: true, delayDays: 1 })
  for (const words of ['保健所が発生届を訂正しました', '「医療機関に確認」'])
    expect((await app.get(`/institution/notifications/${id}`, doctor)).text).toContain(words)
  expect(await silence()).toEqual([])
})

test.each(['centre', 'institution'])(
  'D43 a wrong birth date corrected on the whole form, by the %s: the locked ID opens at once and goes out again; not to whoever has registered',
  async (whose) => {
    const id = await file({ phone: '090-9000-0051' })
    const { hersysId } = (await db.sql<{ hersysId: string }[]>`select hersys_id from cases where id = ${id}`)[0]!
    await db.sql`insert into claim_locks (hersys_id, locked_at) values (${hersysId}, ${testNow})`
    await db.sql`select raise_item(gen_random_uuid(), null, ${id}, '', 'claim-locked', false, ${testNow}, '{}', ${testNow})`
    const sent = async () =>
      (await db.sql`select from messages where case_id = ${id} and kind = 'my-hersys-invitation' and recipient = '09090000051'`).length
    expect(await sent()).toBe(1)
    const [session, begin] = whose === 'centre' ? [nurse, `/centre/cases/${id}/edit`] : [doctor, `/institution/notifications/${id}/edit`]
    const correct = async (date: string) => {
      const { location } = await app.post(begin, {}, session)
      const answers = { ...wholeAnswers, municipality: 'あおば市', phone: '090-9000-0051', 'birthOn.date': date, corrects: id }
      await app.post(location, { ...answers, go: 'confirm' }, session)
      return app.post(`${location}/file`, { reason: '本人に確認' }, session)
    }
    expect((await correct('11')).status).toBe(303)
    expect((await db.sql`select unlocked_at from claim_locks where hersys_id = ${hersysId}`)[0]!.unlockedAt).toBe(testNow.toISOString())
    expect(await sent()).toBe(2)
    const [item] = await items(id, 'claim-locked')
    expect(item).toMatchObject({ outcome: 'corrected', closedAt: testNow.toISOString() })
    const account = crypto.randomUUID()
    await db.sql`insert into patient_accounts (id, email, password_hash, created_at) values (${account}, ${`${account}@example.jp`}, '-', ${testNow})`
    await db.sql`insert into registrations (id, account_id, case_id, family_name, given_name, created_at)
      values (${crypto.randomUUID()}, ${account}, ${id}, '架空', '花子', ${testNow})`
    expect((await correct('12')).status).toBe(303)
    expect(await sent()).toBe(2)
    expect(await silence()).toEqual([])
  },
)

test('D38 a withdrawal agreed to by mistake is taken back: 発生届 and observation as before, every deadline anew, the institution told', async () => {
  const id = await file()
  await app.post(`/institution/notifications/${id}/withdraw`, { reason: '別の方' }, doctor)
  await app.post(`/centre/cases/${id}/withdrawal`, { answer: 'agree', note: '' }, nurse)
  expect(await db.sql`select from watches where case_id = ${id} and state = 'ended'`).toHaveLength(1)
  await setNow(new Date(testNow.getTime() + 2 * hour))
  expect((await app.post(`/centre/cases/${id}/restore`, { note: '' }, nurse)).status).toBe(422)
  expect((await app.post(`/centre/cases/${id}/restore`, { note: '誤り' }, await app.signedInAs('clerk@aoba'))).status).toBe(403)
  expect((await app.post(`/centre/cases/${id}/restore`, { note: '取り違え' }, nurse)).location).toBe(`/centre/cases/${id}?done=restored`)
  expect(await db.sql`select state from cases where id = ${id}`).toEqual([{ state: 'filed' }])
  expect(await db.sql`select state, end_kind from watches where case_id = ${id}`).toEqual([{ state: 'observing', endKind: null }])
  const kinds = await db.sql`select kind from attention_items where case_id = ${id} and closed_at is null order by kind`
  expect(kinds.map(({ kind }) => kind)).toEqual(['no-report', 'not-registered', 'release-due', 'unconfirmed'])
  expect((await app.get(`/institution/notifications/${id}`, doctor)).text).toContain('保健所が取り下げを取り消し、発生届を元に戻しました')
  expect((await app.get(`/centre/cases/${id}`, nurse)).text).toContain('「取り違え」')
  expect(await silence()).toEqual([])
  expect((await app.post(`/centre/cases/${id}/restore`, { note: '二度' }, nurse)).status).toBe(409)
})
