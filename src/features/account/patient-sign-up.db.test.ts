import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type Session, stranger, type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'

let db: TestDatabase
let app: TestApp
let serial = 0
const password = 'Kakuu-Mihon-7'

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
})
afterAll(async () => {
  await app.close()
  await db.drop()
})
beforeEach(async () => {
  app.setNow(testNow)
  await db.sql`delete from throttles`
})

const newEmail = () => `kakuu-${++serial}@example.jp`
const mailsTo = (email: string) =>
  db.sql<{ kind: string; subject: string; body: string; language: string }[]>`
    select kind, subject, body, language from messages where recipient = ${email} order by created_at, id`
const codeFor = async (email: string) => /\d{6}/.exec((await mailsTo(email)).at(-1)!.body)![0]
const wrongOf = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0')

async function startSignUp(email = newEmail(), session: Session = stranger()) {
  expect((await app.post('/sign-up', { email }, session)).location).toBe('/sign-up/code')
  return { email, session, code: await codeFor(email) }
}

async function makeAccount(email = newEmail()) {
  const { session, code } = await startSignUp(email)
  await app.post('/sign-up/code', { code }, session)
  const done = await app.post('/sign-up/password', { password }, session)
  expect(done.location).toBe('/registrations/new')
  const [account] = await db.sql<{ id: string }[]>`select id from patient_accounts where email = ${email}`
  return { email, session, accountId: account!.id }
}

test('A5–A13 E2–E8 from the front page to 属性入力: 新規登録, address, code, password, signed in', async () => {
  const top = await app.get('/')
  expect(top.text).toContain('>新規登録</a>')
  expect(top.text).toContain('>ログイン</a>')
  expect(top.text).toContain('※SMS送信をご希望の場合は、保健所にお問い合わせください')
  const { email, session, code } = await startSignUp()
  const codePage = await app.get('/sign-up/code', session)
  expect(codePage.text).toContain('ご指定のメールアドレス宛に6桁の確認コードをメールで送信しました。入力後、「コードの確認」ボタンを押してください。')
  expect((await app.post('/sign-up/code', { code }, session)).location).toBe('/sign-up/password')
  const passwordPage = await app.get('/sign-up/password', session)
  expect(passwordPage.text).toContain('パスワード設定')
  expect(passwordPage.text).toContain('>作成</button>')
  const done = await app.post('/sign-up/password', { password }, session)
  expect(done.location).toBe('/registrations/new')
  const attributes = await app.get('/registrations/new', session)
  expect(attributes.status).toBe(200)
  expect(attributes.text).toContain('<h1>属性入力</h1>')
  expect(await db.sql`select email, language from patient_accounts where email = ${email}`).toEqual([{ email, language: 'ja' }])
})
test('makeAccount', async () => {
  await makeAccount()
})
