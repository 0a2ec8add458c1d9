import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type CertifiedPatient, certifiedPatient } from '../../../tools/test-certificates.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'

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

/** 基礎情報 as the institution records it, on its own page. */
async function basics(caseId: string, answers: Record<string, string>, path = 'new') {
  const doctor = await app.signedInAs('doctor@aoba-clinic')
  const saved = await app.post(`/institution/cases/${caseId}/records/basics/${path}`, answers, doctor)
  if (saved.status !== 303) throw new Error(`基礎情報 refused with ${saved.status}`)
}
const entered = { nationality: 'ブラジル', 'enteredOn.year': '2022', 'enteredOn.month': '7', 'enteredOn.date': '1' }
const visitor = async (change: Record<string, string> = {}) => {
  const patient = await certifiedPatient(db, app)
  await basics(patient.caseId, { ...entered, ...change })
  return patient
}
const url = ({ registrationId }: CertifiedPatient) => `/passport/${registrationId}`
const home = async (patient: CertifiedPatient) => (await app.get(`/home/${patient.registrationId}`, patient.session)).text
const send = (patient: CertifiedPatient, form: Record<string, string>) => app.post(url(patient), form, patient.session)
const kept = async ({ caseId }: CertifiedPatient) =>
  (await db.sql`select passport_number, passport_entered_by from cases where id = ${caseId}`)[0]

test('A21 A23 B14 B17 C21 the button is on the home of whom it is asked, and gone once the number is entered', async () => {
  const patient = await visitor()
  const before = await home(patient)
  expect(before).toContain('パスポート(旅券)番号を入力する')
  expect(before).toContain('*診断年月日が入国日から28日以内の方はパスポート(旅券)番号を入力してください。')
  const asked = await send(patient, { number: 'TK1234567' })
  expect(asked.status).toBe(422)
  expect(asked.text).toContain('この番号で正しいですか')
  expect(await kept(patient)).toEqual({ passportNumber: null, passportEnteredBy: null })
  expect((await send(patient, { number: 'TK1234567', sure: 'TK1234567' })).location).toBe(`/home/${patient.registrationId}`)
  expect(await kept(patient)).toEqual({ passportNumber: 'TK1234567', passportEnteredBy: 'patient' })
  expect(await home(patient)).not.toContain('パスポート(旅券)番号を入力する')
  const [record] = await db.sql`select author_kind, author_id from case_records where case_id = ${patient.caseId} and superseded_at is null`
  expect(record).toEqual({ authorKind: 'patient', authorId: patient.accountId })
})

test.each([
  ['ｔｋ１２３４５６７', 'TK1234567'],
  ['tk-123 4567', 'TK1234567'],
  ['A', 'A'],
])('B16 %s is read as %s', async (typed, read) => {
  const patient = await visitor()
  expect((await send(patient, { number: typed })).text).toContain(`<p class="passport-number">${read}</p>`)
  await send(patient, { number: typed, sure: read })
  expect((await kept(patient))!.passportNumber).toBe(read)
})

test.each(['', 'TK12345678', 'TK12_4567', '旅券番号', '1234567890', '🛂'])(
  'A23 B16 %j is refused with the rule, and stays typed',
  async (typed) => {
    const patient = await visitor()
    const answer = await send(patient, { number: typed, sure: typed })
    expect(answer.status).toBe(422)
    expect(answer.text).toContain('9桁以内の英大文字と数字だけで入力してください')
    if (typed) expect(answer.text).toContain(`value="${typed}"`)
    expect((await kept(patient))!.passportNumber).toBeNull()
  },
)

test('what is confirmed is what was shown: another number is shown again, 修正する keeps what was typed', async () => {
  const patient = await visitor()
  expect((await send(patient, { number: 'TK1', sure: 'TK2' })).text).toContain('この番号で正しいですか')
  const back = await send(patient, { number: 'TK1', again: '1' })
  expect(back.text).toMatch(/name="number"[^>]*value="TK1"/)
  expect((await kept(patient))!.passportNumber).toBeNull()
})

test('A22 A24 B13 B18 E12 E14 entered once: the centre was faster, or it is entered already, so changes go to the centre', async () => {
  const patient = await visitor()
  await basics(
    patient.caseId,
    { ...entered, passportNumber: 'XX0000001', revision: '1', baseRevision: '1', reason: '本人から聞き取り' },
    await entryOf(patient),
  )
  expect(await home(patient)).not.toContain('パスポート(旅券)番号を入力する')
  const late = await send(patient, { number: 'TK1234567', sure: 'TK1234567' })
  expect(late.status).toBe(422)
  expect(late.text).toContain('パスポート番号は既に入力されています')
  expect(late.text).toContain('パスポート番号が変わった場合は、管轄保健所へご連絡ください。')
  expect(await kept(patient)).toEqual({ passportNumber: 'XX0000001', passportEnteredBy: 'staff' })
})
const entryOf = async ({ caseId }: CertifiedPatient) =>
  (await db.sql<{ id: string }[]>`select entry_id as id from case_records where case_id = ${caseId}`)[0]!.id

test('two windows that save at the same moment keep one number', async () => {
  const patient = await visitor()
  const answers = await Promise.all(['AA1', 'BB2'].map((number) => send(patient, { number, sure: number })))
  expect(answers.map(({ status }) => status).sort()).toEqual([303, 422])
  expect(['AA1', 'BB2']).toContain((await kept(patient))!.passportNumber)
})

test.each([
  ['of Japanese nationality', { nationality: '日本' }],
  ['that entered long before', { 'enteredOn.month': '6', 'enteredOn.date': '21' }],
])('A21 A22 a person %s is not asked', async (_, change) => {
  const patient = await visitor(change)
  expect(await home(patient)).not.toContain('パスポート(旅券)番号を入力する')
  expect((await app.get(url(patient), patient.session)).text).toContain('パスポート番号の入力は不要です')
  expect((await send(patient, { number: 'TK1', sure: 'TK1' })).status).toBe(422)
  expect((await kept(patient))!.passportNumber).toBeNull()
})

test('B14 B16 B17 E13 the words of the Chinese and the English guide', async () => {
  const patient = await visitor()
  const inLanguage = async (lang: string, path: string) => {
    patient.session.cookies.set('lang', lang)
    return (await app.get(path, patient.session)).text
  }
  const homePath = `/home/${patient.registrationId}`
  expect(await inLanguage('zh-Hant', homePath)).toContain('如果您在入境日期後的 28 天內被確診，請輸入您的護照號碼。')
  expect(await inLanguage('zh-Hant', homePath)).toContain('輸入護照號碼')
  const form = await inLanguage('zh-Hant', url(patient))
  for (const words of ['護照號碼', '請以9位數以下的半形大寫英文字母和數字輸入。', '>確認<', '>取消<']) expect(form).toContain(words)
  expect(await inLanguage('en', homePath)).toContain('enter your passport number')
  expect(await inLanguage('en', url(patient))).toContain('Enter your passport number.')
})

test('nobody else’s page opens, and the number stands in no address and no log line', async () => {
  const [patient, other] = [await visitor(), await visitor()]
  expect((await app.get(url(patient), other.session)).status).toBe(404)
  expect((await app.post(url(patient), { number: 'ZZ9876543', sure: 'ZZ9876543' }, other.session)).status).toBe(404)
  await send(patient, { number: 'ZZ9876543', sure: 'ZZ9876543' })
  expect(app.logs.join()).not.toContain('ZZ9876543')
})
