import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { seedPlaces } from '../../db/seed/places.server.ts'
import { type Session, stranger, type TestApp, testApp, testNow } from '../../tools/test-app.ts'
import { claimBirth, claims } from '../../tools/test-claims.ts'
import { type TestDatabase, testDatabase } from '../../tools/test-database.ts'
import { newEmail, testPatientPassword as password, signUps } from '../../tools/test-sign-up.ts'
import { cookieNames, hashToken } from '../platform/http/session.server.ts'

// Sessions planted, stolen or replayed; forms sent from elsewhere; forms sent twice.

let db: TestDatabase
let app: TestApp
let by: ReturnType<typeof signUps>
let to: ReturnType<typeof claims>

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
  by = signUps(db, app)
  to = claims(db, app)
})
afterAll(async () => {
  await app.close()
  await db.drop()
})
beforeEach(() => db.sql`delete from throttles`)

const copyOf = (session: Session): Session => ({ cookies: new Map(session.cookies) })
const planted = (value: string): Session => ({ cookies: new Map([[cookieNames.patient, value]]) })
const isOpen = async (session: Session) => (await app.get('/account', session)).status === 200

test('session fixation: a token planted before the sign-in, the sign-up or the reset never becomes a session', async () => {
  const { email } = await by.makeAccount()
  const victim = planted('a-token-the-attacker-knows')
  expect((await app.post('/sign-in', { email, password }, victim)).location).toBe('/home')
  expect(victim.cookies.get(cookieNames.patient)).not.toBe('a-token-the-attacker-knows')
  const reset = planted('a-token-the-attacker-knows')
  await app.post('/password-reset', { email }, reset)
  await app.post('/password-reset/code', { code: await by.codeFor(email) }, reset)
  expect((await app.post('/password-reset/password', { password: 'Atarashii-8' }, reset)).location).toBe('/home')
  const fresh = newEmail()
  const newcomer = planted('a-token-the-attacker-knows')
  await app.post('/sign-up', { email: fresh }, newcomer)
  await app.post('/sign-up/code', { code: await by.codeFor(fresh) }, newcomer)
  expect((await app.post('/sign-up/password', { password }, newcomer)).location).toBe('/registrations/new')
  for (const session of [reset, newcomer]) expect(await isOpen(session)).toBe(true)
  expect(await isOpen(planted('a-token-the-attacker-knows'))).toBe(false)
  expect(await db.sql`select from sessions where token_hash = ${hashToken('a-token-the-attacker-knows')}`).toEqual([])
})

test('fixation by a living session of the attacker: the victim signs in under a new token, the attacker sees none of it', async () => {
  const [attacker, victim] = [await by.makeAccount(), await by.makeAccount()]
  const browser = copyOf(attacker.session)
  await app.post('/sign-in', { email: victim.email, password }, browser)
  expect((await app.get('/account', browser)).text).toContain(victim.email)
  expect((await app.get('/account', attacker.session)).text).toContain(attacker.email)
})

test('fixation of a proof: a sign-up begun by the attacker and planted in a browser is replaced with the victim’s own', async () => {
  const attacker = await by.startSignUp()
  const victim: Session = { cookies: new Map([['hersys_sign_up', attacker.session.cookies.get('hersys_sign_up')!]]) }
  const email = newEmail()
  await app.post('/sign-up', { email }, victim)
  expect((await app.post('/sign-up/code', { code: await by.codeFor(email) }, attacker.session)).status).toBe(422)
  expect((await app.get('/sign-up/code', attacker.session)).text).not.toContain(email)
  expect((await app.post('/sign-up/code', { code: await by.codeFor(email) }, victim)).location).toBe('/sign-up/password')
})

test('the hash of a session, from a stolen backup, is no session; nor is a staff token in the patient’s cookie', async () => {
  const { session } = await by.makeAccount()
  const nurse = await app.signedInAs('nurse@aoba')
  expect(await isOpen(planted(hashToken(session.cookies.get(cookieNames.patient)!)))).toBe(false)
  expect(await isOpen(planted(nurse.cookies.get(cookieNames.staff)!))).toBe(false)
  const swapped = { cookies: new Map([[cookieNames.staff, session.cookies.get(cookieNames.patient)!]]) }
  expect((await app.get('/centre', swapped)).location).toBe('/staff/sign-in')
})

test('cookies: read by no script, sent to no other site’s form, and named alike for a sign-up and a session', async () => {
  const { email } = await by.makeAccount()
  const answer = await app.post('/sign-in', { email, password })
  const line = answer.headers.getSetCookie().find((one) => one.startsWith(cookieNames.patient))!
  expect(line).toMatch(/HttpOnly/)
  expect(line).toMatch(/SameSite=Lax/)
  expect(line).toMatch(/Path=\//)
})

test.each([
  ['/sign-in', { email: 'kakuu@example.jp', password }],
  ['/sign-up', { email: 'kakuu-attack@example.jp' }],
  ['/password-reset', { email: 'kakuu-attack@example.jp' }],
  ['/sign-out', {}],
  ['/account/delete', { password }],
  ['/account/email', { email: 'kakuu-attack@example.jp', password }],
  ['/devices', {}],
  ['/registrations/new', { 'name.family': '架空' }],
] as const)('CSRF: %s sent by another site, with its own token or none, does nothing', async (path, form) => {
  const { session, accountId } = await by.makeAccount()
  const attacker = await app.get('/test-form', stranger())
  const before = await db.sql`select count(*)::int as n from messages`
  for (const [token, headers] of [
    ['', {}],
    [attacker.csrf, {}],
    ['', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
    [undefined, { 'sec-fetch-site': 'cross-site' }],
    [undefined, { 'sec-fetch-site': 'same-site' }],
  ] as [string | undefined, Record<string, string>][]) {
    const answer = await app.post(path, { ...form, ...(token === undefined ? {} : { _csrf: token }) }, copyOf(session), headers)
    expect(answer.status, JSON.stringify(headers)).toBe(403)
  }
  expect(await isOpen(session)).toBe(true)
  expect(await db.sql`select count(*)::int as n from messages`).toEqual(before)
  expect(await db.sql`select from patient_accounts where id = ${accountId} and deleted_at is null`).toHaveLength(1)
})

test('a token of forms is worth nothing in another session, nor after the sign-out', async () => {
  const { session, email } = await by.makeAccount()
  const { csrf } = await app.get('/account', session)
  const copy = copyOf(session)
  await app.post('/sign-out', {}, session)
  await app.post('/sign-in', { email, password }, session)
  expect((await app.post('/devices', { _csrf: csrf }, session)).status).toBe(403)
  expect((await app.post('/devices', { _csrf: csrf }, copy)).status).toBe(401)
  expect(await isOpen(copy)).toBe(false)
})

test('replayed: the code, the password page and the reset work once; sent again they lead on and change nothing', async () => {
  const { email, session, code } = await by.startSignUp()
  const before = copyOf(session)
  await app.post('/sign-up/code', { code }, session)
  await app.post('/sign-up/password', { password }, session)
  for (const [path, form] of [
    ['/sign-up/code', { code }],
    ['/sign-up/password', { password: 'Nusumu-123' }],
  ] as const)
    expect((await app.post(path, form, copyOf(before))).status).toBe(303)
  expect(await db.sql`select from patient_accounts where email = ${email}`).toHaveLength(1)
  expect((await app.post('/sign-in', { email, password: 'Nusumu-123' })).status).toBe(422)
  const reset = stranger()
  await app.post('/password-reset', { email }, reset)
  await app.post('/password-reset/code', { code: await by.codeFor(email) }, reset)
  const replay = copyOf(reset)
  await app.post('/password-reset/password', { password: 'Atarashii-8' }, reset)
  await app.post('/password-reset/password', { password: 'Nusumu-123' }, replay)
  expect((await app.post('/sign-in', { email, password: 'Atarashii-8' })).location).toBe('/home')
})

test('replayed: 「属性を保存する」 twice at once and once more later is one registration', async () => {
  const { caseId, hersysId } = await to.makeCase()
  const me = await to.newPatient()
  await app.post('/registrations/new', { 'name.family': '架空', 'name.given': '太郎', ...claimBirth, hersysId }, me)
  const page = await app.get('/registrations/new/confirm', me)
  const form = { draft: /name="draft" value="([^"]+)"/.exec(page.text)![1], _csrf: page.csrf }
  const twice = await Promise.all([1, 2].map(() => app.post('/registrations/new/confirm', form, copyOf(me))))
  expect(twice.filter(({ location }) => location === '/home')).toHaveLength(1)
  expect((await app.post('/registrations/new/confirm', form, copyOf(me))).location).toBe('/registrations/new')
  expect(await to.registrationsOf(caseId)).toHaveLength(1)
  expect(await db.sql`select from claim_failures where hersys_id = ${hersysId}`).toEqual([])
})

test('replayed: a change of address and a deletion that were answered once are over', async () => {
  const me = await by.makeAccount()
  const email = newEmail()
  await app.post('/account/email', { email, password }, me.session)
  const code = await by.codeFor(email)
  const replay = copyOf(me.session)
  await app.post('/account/email/code', { code }, me.session)
  expect((await app.post('/account/email/code', { code }, replay)).location).toBe('/account')
  expect((await by.mailsTo(me.email)).filter(({ kind }) => kind === 'account-notice')).toHaveLength(1)
  const twice = await Promise.all([1, 2].map(() => app.post('/account/delete', { password }, copyOf(me.session))))
  // The second finds the account gone, or its session over: never two deletions, never an error of ours.
  expect(twice.map(({ status }) => status)).toContain(303)
  expect([303, 401]).toEqual(expect.arrayContaining(twice.map(({ status }) => status)))
  expect((await by.mailsTo(email)).filter(({ kind }) => kind === 'account-notice')).toHaveLength(1)
})
