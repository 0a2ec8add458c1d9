import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { stranger, type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { newEmail, testPatientPassword as password, plainPage, signUps } from '../../../tools/test-sign-up.ts'
import { cookieNames, hashToken } from '../../platform/http/session.server.ts'
import * as argon2 from './argon2.server.ts'

// Counts the real verifications, which is what a sign-in costs.
const verify = vi.spyOn(argon2, 'verifyInTurn')

let db: TestDatabase
let app: TestApp
let by: ReturnType<typeof signUps>

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
  by = signUps(db, app)
})
afterAll(async () => {
  await app.close()
  await db.drop()
})
beforeEach(async () => {
  app.setNow(testNow)
  await db.sql`delete from throttles`
})

const c9 = 'ご利用のアカウントは見つからないようです。'
const minute = 60_000

test('C9 G4 sign-in: a wrong password and an unknown address get one text, one status and one measure of work', async () => {
  const { email } = await by.makeAccount()
  const wrong = await app.post('/sign-in', { email, password: 'Kakuu-Chigau-9' })
  const unknown = await app.post('/sign-in', { email: newEmail(), password: 'Kakuu-Chigau-9' })
  expect([wrong.status, unknown.status]).toEqual([422, 422])
  expect(wrong.text).toContain(c9)
  for (const words of ['他に心あたりのあるメールアドレス', '新規登録']) expect(wrong.text).toContain(words)
  expect(plainPage(wrong)).toBe(plainPage(unknown))
  const work = async (address: string) => {
    await db.sql`delete from throttles`
    verify.mockClear()
    await app.post('/sign-in', { email: address, password: 'Kakuu-Chigau-9' })
    return verify.mock.calls.map(([hashed]) => hashed.split('$').slice(0, 4).join('$'))
  }
  const cost = await work(email)
  expect(cost).toEqual(['$argon2id$v=19$m=19456,t=2,p=1'])
  expect(await work(newEmail())).toEqual(cost)
  const audits =
    await db.sql`select actor_kind, actor_id, outcome, detail from audits where action = 'account.sign-in' order by at desc, id desc limit 2`
  expect(audits).toEqual([1, 2].map(() => ({ actorKind: 'nobody', actorId: null, outcome: 'failed', detail: { reason: 'wrong' } })))
})

test('ten wrong passwords slow one account for 15 minutes, known or not; its open sessions and its neighbours do not feel it', async () => {
  const mine = await by.makeAccount()
  for (const email of [mine.email, newEmail()]) {
    app.setNow(testNow)
    await db.sql`delete from throttles`
    for (let n = 0; n < 10; n++) expect((await app.post('/sign-in', { email, password: 'Kakuu-Chigau-9' })).status).toBe(422)
    expect((await app.post('/sign-in', { email, password })).status).toBe(429)
    expect((await app.get('/registrations/new', mine.session)).status).toBe(200)
  }
  const neighbour = await by.makeAccount()
  expect((await app.post('/sign-in', { email: neighbour.email, password })).location).toBe('/home')
  await db.sql`delete from throttles`
  for (let n = 0; n < 11; n++) await app.post('/sign-in', { email: mine.email, password: 'Kakuu-Chigau-9' })
  app.advance(15 * minute - 1000)
  expect((await app.post('/sign-in', { email: mine.email, password })).status).toBe(429)
  app.advance(1000)
  expect((await app.post('/sign-in', { email: mine.email, password })).location).toBe('/home')
})

test('a new password by mail code: every session ends, a notice goes out, the old password is worth nothing', async () => {
  const { email, session: old } = await by.makeAccount()
  const session = stranger()
  expect((await app.post('/password-reset', { email }, session)).location).toBe('/password-reset/code')
  const [, mail] = await by.mailsTo(email)
  expect(mail).toMatchObject({ kind: 'password-reset-code', subject: 'My HER-SYS パスワード再設定の確認コード' })
  await app.post('/password-reset/code', { code: await by.codeFor(email) }, session)
  expect((await app.post('/password-reset/password', { password: 'Atarashii-8' }, session)).location).toBe('/home')
  expect((await app.get('/registrations/new', session)).status).toBe(200)
  expect((await app.get('/registrations/new', old)).location).toBe('/sign-in')
  expect((await app.post('/sign-in', { email, password })).status).toBe(422)
  expect((await app.post('/sign-in', { email, password: 'Atarashii-8' })).location).toBe('/home')
  expect((await by.mailsTo(email)).at(-1)).toMatchObject({ kind: 'account-notice' })
})

test('C9 a reset for an address that nobody has: a code all the same, and the message only after the right one', async () => {
  const known = await by.makeAccount()
  const [a, b] = [stranger(), stranger()]
  const email = newEmail()
  await app.post('/password-reset', { email }, a)
  await app.post('/password-reset', { email: known.email }, b)
  expect(plainPage(await app.get('/password-reset/code', a))).toBe(plainPage(await app.get('/password-reset/code', b)))
  await app.post('/password-reset/code', { code: await by.codeFor(email) }, a)
  const said = await app.get('/password-reset/password', a)
  expect(said.text).toContain(c9)
  expect(said.text).toContain('href="/sign-up"')
  expect((await app.post('/password-reset/password', { password: 'Atarashii-8' }, a)).location).toBe('/password-reset/password')
})

test('a code of the sign-up opens no password reset', async () => {
  const { email } = await by.makeAccount()
  const { session, code } = await by.startSignUp(email)
  session.cookies.set('hersys_password_reset', session.cookies.get('hersys_sign_up')!)
  expect((await app.post('/password-reset/code', { code }, session)).location).toBe('/password-reset')
  await app.post('/sign-up/code', { code }, session)
  expect((await app.post('/password-reset/password', { password: 'Nusumu-123' }, session)).location).toBe('/password-reset/password')
  expect((await app.post('/sign-in', { email, password })).location).toBe('/home')
})

test('signing out ends this session at once and no other', async () => {
  const { email, session } = await by.makeAccount()
  const phone = stranger()
  await app.post('/sign-in', { email, password }, phone)
  const copy = { cookies: new Map(session.cookies) }
  expect((await app.post('/sign-out', {}, session)).location).toBe('/')
  expect(session.cookies.has(cookieNames.patient)).toBe(false)
  expect((await app.get('/registrations/new', copy)).location).toBe('/sign-in')
  expect((await app.get('/registrations/new', phone)).status).toBe(200)
})

test('the list of devices shows one’s own sessions alone, and signs out all others', async () => {
  const { email, session } = await by.makeAccount()
  const stranger2 = await by.makeAccount()
  const phone = stranger()
  const agent = { 'user-agent': 'Mozilla/5.0 (iPhone; CPU iPhone OS 15_0 like Mac OS X) Version/15.0 Safari/604.1' }
  await app.post('/sign-in', { email, password }, phone, agent)
  const list = await app.get('/devices', session)
  expect(list.text.match(/最後の利用/g)).toHaveLength(2)
  expect(list.text).toContain('Safari / iOS')
  expect(list.text).toContain('（この端末）')
  expect((await app.post('/devices', {}, session)).location).toBe('/devices')
  expect((await app.get('/devices', phone)).location).toBe('/sign-in')
  expect((await app.get('/devices', session)).text.match(/最後の利用/g)).toHaveLength(1)
  expect((await app.get('/devices', stranger2.session)).status).toBe(200)
  expect((await app.get('/password-reset', session)).status).toBe(200)
  expect((await app.get('/sign-up', session)).location).toBe('/home')
})

test('without a case a session lasts a week', async () => {
  const { session } = await by.makeAccount()
  app.advance(6 * 24 * 60 * minute)
  const [row] =
    await db.sql`select expires_at, ends_at from sessions where token_hash = ${hashToken(session.cookies.get(cookieNames.patient)!)}`
  expect(row).toEqual({ expiresAt: '2022-07-27T01:00:00.000Z', endsAt: '2022-07-27T01:00:00.000Z' })
  expect((await app.get('/registrations/new', session)).status).toBe(200)
  app.setNow(new Date('2022-07-27T10:00:00+09:00'))
  expect((await app.get('/registrations/new', session)).location).toBe('/sign-in')
})

test('A6 C16 the language link keeps the page, remembers the choice, and leads nowhere else', async () => {
  const visitor = stranger()
  expect((await app.get('/language/en?back=/sign-up', visitor)).location).toBe('/sign-up')
  expect((await app.get('/sign-up', visitor)).text).toContain('<html lang="en">')
  for (const back of ['//evil.example', '/\\evil.example', 'https://evil.example', ''])
    expect((await app.get(`/language/ja?back=${encodeURIComponent(back)}`, visitor)).location).toBe('/')
  const { session, accountId } = await by.makeAccount()
  await app.get('/language/en', session)
  expect(await db.sql`select language from patient_accounts where id = ${accountId}`).toEqual([{ language: 'en' }])
})

test('no page, cookie or log holds an address, a code or a password in the clear', async () => {
  const { email, session, code } = await by.startSignUp()
  await app.post('/sign-up/code', { code }, session)
  await app.post('/sign-up/password', { password }, session)
  await app.post('/sign-in', { email, password: 'Kakuu-Chigau-9' })
  const everything = `${app.logs.join('')}${[...session.cookies.values()].join(' ')}${JSON.stringify(await db.sql`select * from audits`)}${JSON.stringify(await db.sql`select * from throttles`)}`
  for (const secret of [email, password, 'Kakuu-Chigau-9', `"${code}"`]) expect(everything).not.toContain(secret)
  const [proofs] = await db.sql`select count(*)::int as n from sign_ups where email = ${email}`
  expect(proofs!.n).toBe(0)
})
