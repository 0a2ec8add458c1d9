import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { stranger, type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { claims } from '../../../tools/test-claims.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { newEmail, testPatientPassword as password, plainPage, type SignedUp, signUps, wrongOf } from '../../../tools/test-sign-up.ts'

let db: TestDatabase
let app: TestApp
let signUp: ReturnType<typeof signUps>
let registration: ReturnType<typeof claims>

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
  signUp = signUps(db, app)
  registration = claims(db, app)
})
afterAll(async () => {
  await app.close()
  await db.drop()
})
beforeEach(async () => {
  app.setNow(testNow)
  await db.sql`delete from throttles`
})

const emailOf = async (accountId: string) => (await db.sql`select email from patient_accounts where id = ${accountId}`)[0]!.email
const askChange = ({ session }: SignedUp, email: string, typed = password) =>
  app.post('/account/email', { email, password: typed }, session)

test('the menu at the upper right holds the account, the devices and 「ログアウト」, for who is signed in alone', async () => {
  const { session } = await signUp.makeAccount()
  const page = await app.get('/account', session)
  const menu = /<details class="patient-menu">(.*?)<\/details>/s.exec(page.text)![1]!
  expect(menu).toContain('href="/account">アカウントの設定</a>')
  expect(menu).toContain('href="/devices">ログイン中の端末</a>')
  expect(menu).toContain('>ログアウト</button>')
  expect((await app.get('/')).text).not.toContain('patient-menu')
})

test('a new address: password asked, code to the new one, notice to the old one in the reader’s language; then only the new one opens', async () => {
  const me = await signUp.makeAccount()
  me.session.cookies.set('lang', 'en')
  const email = newEmail()
  expect((await askChange(me, ` ${email.toUpperCase()} `)).location).toBe('/account/email/code')
  expect(await signUp.mailsTo(email)).toMatchObject([
    { kind: 'email-change-code', subject: 'My HER-SYS verification code for a new e-mail address' },
  ])
  expect(await emailOf(me.accountId)).toBe(me.email)
  const code = await signUp.codeFor(email)
  expect((await app.post('/account/email/code', { code: wrongOf(code) }, me.session)).status).toBe(422)
  expect((await app.post('/account/email/code', { code }, me.session)).location).toBe('/account?done=email')
  expect((await app.get('/account?done=email', me.session)).text).toContain('Your e-mail address has been changed.')
  expect((await signUp.mailsTo(me.email)).at(-1)).toMatchObject({
    kind: 'account-notice',
    subject: 'My HER-SYS: your e-mail address was changed',
  })
  expect((await signUp.mailsTo(me.email)).at(-1)!.body).not.toContain(email)
  expect((await app.post('/sign-in', { email: me.email, password })).status).toBe(422)
  expect((await app.post('/sign-in', { email, password })).location).toBe('/home')
})

test('without the password the address stays; every fault is said at once, and what was typed stays', async () => {
  const me = await signUp.makeAccount()
  const refused = await askChange(me, 'kakuu', 'Kakuu-Chigau-9')
  expect(refused.status).toBe(422)
  for (const words of ['メールアドレスを確認してください', 'パスワードが正しくありません。', 'value="kakuu"'])
    expect(refused.text).toContain(words)
  expect(refused.text).not.toContain('Kakuu-Chigau-9')
  const email = newEmail()
  expect((await askChange(me, email, '')).status).toBe(422)
  expect(await signUp.mailsTo(email)).toEqual([])
  expect((await askChange(me, me.email)).text).toContain('いまと同じメールアドレスです。')
  expect((await app.post('/account/email', { email, password })).status).toBe(401)
})

test('ten wrong passwords on a found telephone: the eleventh is not looked at, nor the right one, for a quarter of an hour', async () => {
  const me = await signUp.makeAccount()
  for (let n = 0; n < 10; n++) expect((await askChange(me, newEmail(), 'Kakuu-Chigau-9')).status).toBe(422)
  const email = newEmail()
  expect((await askChange(me, email)).status).toBe(429)
  expect((await app.post('/account/delete', { password }, me.session)).status).toBe(429)
  app.advance(15 * 60_000)
  expect((await askChange(me, email)).location).toBe('/account/email/code')
})

test('an address of another account is no secret let out: the same pages and a code, and C8 after the right one; nothing changes', async () => {
  const [me, other] = [await signUp.makeAccount(), await signUp.makeAccount()]
  const free = newEmail()
  const pages = []
  for (const email of [other.email, free]) {
    expect((await askChange(me, email)).location).toBe('/account/email/code')
    pages.push(plainPage(await app.get('/account/email/code', me.session)))
  }
  expect(pages[0]).toBe(pages[1])
  await askChange(me, other.email)
  const taken = await app.post('/account/email/code', { code: await signUp.codeFor(other.email) }, me.session)
  expect(taken.status).toBe(422)
  expect(taken.text).toContain('指定されたIDのユーザーは既に存在します。')
  expect([await emailOf(me.accountId), await emailOf(other.accountId)]).toEqual([me.email, other.email])
})

test('a change of address belongs to the account that asked: its cookie and code are worth nothing in another session', async () => {
  const [me, thief] = [await signUp.makeAccount(), await signUp.makeAccount()]
  const email = newEmail()
  await askChange(me, email)
  thief.session.cookies.set('hersys_email_change', me.session.cookies.get('hersys_email_change')!)
  expect((await app.get('/account/email/code', thief.session)).location).toBe('/account/email')
  await app.post('/account/email/code', { code: await signUp.codeFor(email) }, thief.session)
  expect([await emailOf(me.accountId), await emailOf(thief.accountId)]).toEqual([me.email, thief.email])
})

test('C6 the code for a new address is sent again on request, and only the latest counts', async () => {
  const me = await signUp.makeAccount()
  const email = newEmail()
  await askChange(me, email)
  expect((await app.post('/account/email/code/again', {}, me.session)).location).toBe('/account/email/code')
  expect((await app.get('/account/email/code', me.session)).text).toContain('確認コードを再発行しました')
  expect(await signUp.mailsTo(email)).toHaveLength(2)
  expect((await app.post('/account/email/code', { code: await signUp.codeFor(email) }, me.session)).location).toBe('/account?done=email')
})

test('signing out takes everything that says something about the patient out of the browser; staff beside them stay', async () => {
  const { session } = await signUp.makeAccount()
  for (const name of ['hersys_unsent', 'hersys_email_change', 'hersys_staff']) session.cookies.set(name, 'x')
  session.cookies.set('lang', 'ko')
  const out = await app.post('/sign-out', {}, session)
  expect(out.headers.get('clear-site-data')).toBe('"storage"')
  expect([...session.cookies.keys()].sort()).toEqual(['hersys_csrf', 'hersys_staff', 'lang'])
})

test('deleting the account: the password asked, what stays said; sessions end, reports stay, each observing centre hears at once', async () => {
  const me = await signUp.makeAccount()
  const cases = [await registration.makeCase(), await registration.makeCase()]
  for (const { hersysId } of cases) expect((await registration.claim(me.session, hersysId)).location).toBe('/home')
  const phone = stranger()
  await app.post('/sign-in', { email: me.email, password }, phone)
  const page = await app.get('/account/delete', me.session)
  for (const words of ['消えません', '保健所の記録として残ります', '「未登録」となり、保健所にお知らせします'])
    expect(page.text).toContain(words)
  expect((await app.post('/account/delete', { password: 'Kakuu-Chigau-9' }, me.session)).status).toBe(422)
  expect((await app.post('/account/delete', { password }, me.session)).location).toBe('/?done=account-deleted')
  expect((await app.get('/?done=account-deleted', me.session)).text).toContain('アカウントを削除しました。')
  expect((await app.get('/home', phone)).location).toBe('/sign-in')
  expect((await app.post('/sign-in', { email: me.email, password })).status).toBe(422)
  for (const { caseId } of cases) {
    expect(await registration.registrationsOf(caseId)).toEqual([])
    expect(await registration.itemsOf(caseId, 'not-registered')).toMatchObject([
      { outcome: 'met-in-time' },
      { closedAt: null, dueAt: testNow.toISOString() },
    ])
  }
  const left = await db.sql`select email, password_hash, deleted_at is not null as deleted from patient_accounts where id = ${me.accountId}`
  expect(left).toEqual([{ email: null, passwordHash: null, deleted: true }])
  expect(await db.sql`select family_name, phone from registrations where account_id = ${me.accountId}`).toEqual(
    cases.map(() => ({ familyName: '', phone: null })),
  )
  expect((await signUp.mailsTo(me.email)).at(-1)).toMatchObject({ kind: 'account-notice', subject: 'My HER-SYS アカウント削除のお知らせ' })
  const [audit] =
    await db.sql`select case_ids, outcome from audits where action = 'account.delete' and outcome = 'ok' and actor_id = ${me.accountId} order by at desc, id desc limit 1`
  expect([...audit!.caseIds].sort()).toEqual(cases.map(({ caseId }) => caseId).sort())
})

test('after a deletion the same address signs up anew and claims its case again', async () => {
  const me = await signUp.makeAccount()
  const { caseId, hersysId } = await registration.makeCase()
  await registration.claim(me.session, hersysId)
  await app.post('/account/delete', { password }, me.session)
  await db.sql`delete from throttles`
  const again = await signUp.makeAccount(me.email)
  expect((await registration.claim(again.session, hersysId)).location).toBe('/home')
  expect(await registration.registrationsOf(caseId)).toMatchObject([{ accountId: again.accountId }])
})

test('a case claimed while the account is being deleted belongs to nobody that is gone', async () => {
  for (let round = 0; round < 6; round++) {
    const me = await signUp.makeAccount()
    const { caseId, hersysId } = await registration.makeCase()
    const phone = stranger()
    await app.post('/sign-in', { email: me.email, password }, phone)
    await Promise.all([registration.claim(phone, hersysId), app.post('/account/delete', { password }, me.session)])
    expect(await registration.registrationsOf(caseId)).toEqual([])
    expect((await db.sql`select deleted_at from patient_accounts where id = ${me.accountId}`)[0]!.deletedAt).not.toBeNull()
  }
})

test('by raw SQL the web role changes no address and no password', async () => {
  for (const column of ['email', 'password_hash'])
    await expect(db.web.unsafe(`update patient_accounts set ${column} = 'x'`)).rejects.toThrow('permission denied')
})
