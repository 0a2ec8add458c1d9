import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { seedPlaces, testPassword } from '../../../../db/seed/places.server.ts'
import { type Answer, type Session, stranger, type TestApp, testApp, testNow } from '../../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../../tools/test-database.ts'
import { softKey } from '../../../../tools/test-security-key.ts'
import { cookieNames, hashToken } from '../../../platform/http/session.server.ts'

let db: TestDatabase
let app: TestApp
const origin = 'http://her-sys.example'
const minutes = 60_000

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
  await db.sql`truncate throttles`
})

const accountOf = async (loginId: string) => (await db.sql`select * from staff_accounts where login_id = ${loginId}`)[0]!
const keysOf = (loginId: string) =>
  db.sql`select k.* from security_keys k join staff_accounts s on s.id = k.account_id where s.login_id = ${loginId} order by registered_at, k.id`
const askOf = (page: Answer) => JSON.parse(/data-ask="([^"]*)"/.exec(page.text)![1]!.replaceAll('&quot;', '"'))
const codesSent = async (loginId: string) =>
  (await db.sql`select from messages where kind = 'staff-code' and account_id = ${(await accountOf(loginId)).id}`).length

async function withPassword(loginId: string): Promise<{ session: Session; answer: Answer }> {
  const session = stranger()
  const answer = await app.post('/staff/sign-in/password', { loginId, password: testPassword }, session)
  return { session, answer }
}

/** Registers a key in a session with both factors. */
async function register(session: Session, key: ReturnType<typeof softKey>, name = '架空の鍵'): Promise<Answer> {
  await app.post('/staff/security-keys/new', { name, password: testPassword }, session)
  const { challenge } = askOf(await app.get('/staff/security-keys/touch', session))
  return app.post('/staff/security-keys/touch', { credential: key.create(challenge) }, session)
}

/** The page that waits for the key, and what it asks. */
async function waiting(loginId: string) {
  const { session, answer } = await withPassword(loginId)
  expect(answer.location).toBe('/staff/security-key')
  const page = await app.get('/staff/security-key', session)
  return { session, ask: askOf(page), page }
}
const send = (credential: string, session: Session) => app.post('/staff/security-key', { credential }, session)

test('D45 G33 a key is registered with a name and the password, and opens the door without any code', async () => {
  const me = await app.signedInAs('nurse@aoba')
  const key = softKey(origin)
  const faults = await app.post('/staff/security-keys/new', { name: ' ', password: 'wrong' }, me)
  expect(faults.status).toBe(422)
  for (const words of ['入力してください', 'パスワードが正しくありません']) expect(faults.text).toContain(words)
  const done = await register(me, key, '外来の鍵')
  expect(done.text).toContain('「外来の鍵」を登録しました')
  expect(await keysOf('nurse@aoba')).toMatchObject([
    { name: '外来の鍵', credentialId: key.credentialId, removedAt: null, transports: ['usb'] },
  ])
  const own = await app.get('/staff/account', me)
  for (const words of ['セキュリティーキー', '外来の鍵']) expect(own.text).toContain(words)
  const [told] = await db.sql`select body from messages where kind = 'account-notice' order by created_at desc, id desc limit 1`
  expect(told!.body).toContain('セキュリティーキーが登録されました')

  const before = await codesSent('nurse@aoba')
  const { session, ask, page } = await waiting('nurse@aoba')
  expect(ask).toMatchObject({ rpId: 'her-sys.example', userVerification: 'discouraged', allowCredentials: [{ id: key.credentialId }] })
  expect(page.text).toContain('電話でコードを受け取る')
  expect((await app.get('/centre', session)).location).toBe('/staff/sign-in')
  const token = session.cookies.get('hersys_staff')
  expect((await send(key.get(ask.challenge), session)).location).toBe('/centre')
  expect(session.cookies.get('hersys_staff')).not.toBe(token)
  expect((await app.get('/centre', session)).status).toBe(200)
  expect(await codesSent('nurse@aoba')).toBe(before)
  expect((await keysOf('nurse@aoba'))[0]).toMatchObject({ counter: '1', lastUsedAt: testNow.toISOString() })
})

test('a signature is good once, for its session, for five minutes, on this site, by a living hand', async () => {
  const key = softKey(origin)
  await register(await app.signedInAs('clerk@aoba'), key)
  const first = await waiting('clerk@aoba')
  const good = key.get(first.ask.challenge)
  expect((await send(good, first.session)).location).toBe('/centre')

  // The same answer again: for another session, and for the same question asked a second time.
  const second = await waiting('clerk@aoba')
  expect((await send(good, second.session)).text).toContain('キーを確認できませんでした')
  // A wrong answer has spent the question too: the right one to it comes too late.
  expect((await send(key.get(second.ask.challenge), second.session)).status).toBe(422)

  for (const lie of [
    { origin: 'http://her-sys.example.evil' },
    { rpID: 'evil.example' },
    { type: 'webauthn.create' },
    { flags: 0 },
    { challenge: second.ask.challenge },
  ]) {
    await db.sql`update staff_accounts set failed_count = 0`
    await db.sql`truncate throttles`
    const { session, ask } = await waiting('clerk@aoba')
    const refused = await send(key.get(ask.challenge, lie), session)
    expect([JSON.stringify(lie), refused.status, refused.location]).toEqual([JSON.stringify(lie), 422, ''])
    expect((await app.get('/centre', session)).location).toBe('/staff/sign-in')
  }
  for (const rubbish of ['', 'x', '{}', '{"id":"x"}', JSON.stringify({ id: key.credentialId })]) {
    await db.sql`update staff_accounts set failed_count = 0`
    await db.sql`truncate throttles`
    expect((await send(rubbish, (await waiting('clerk@aoba')).session)).status).toBe(422)
  }

  const late = await waiting('clerk@aoba')
  app.advance(5 * minutes)
  const tooLate = await send(key.get(late.ask.challenge), late.session)
  expect(tooLate.text).toContain('時間がたったため')
  expect((await send(key.get(askOf(tooLate).challenge), late.session)).location).toBe('/centre')
})

test('the key of another account, a removed key and an unknown one are refused; ten failures lock', async () => {
  const [mine, theirs, removed] = [softKey(origin), softKey(origin), softKey(origin)]
  const me = await app.signedInAs('nurse@minato')
  await register(me, mine)
  await register(me, removed, '失くした鍵')
  await register(await app.signedInAs('clerk@minato'), theirs)
  const elsewhere = await app.signedInAs('nurse@minato')
  const gone = (await keysOf('nurse@minato')).find(({ name }) => name === '失くした鍵')
  expect((await app.post(`/staff/security-keys/${gone!.id}/remove`, { password: 'wrong' }, me)).text).toContain(
    'パスワードが正しくありません',
  )
  // Another's key is not to be seen, let alone removed.
  const [foreign] = await keysOf('clerk@minato')
  expect((await app.get(`/staff/security-keys/${foreign!.id}`, me)).location).toBe('/staff/account')
  expect((await app.post(`/staff/security-keys/${foreign!.id}/remove`, { password: testPassword }, me)).status).toBe(404)
  expect((await app.post(`/staff/security-keys/${gone!.id}/remove`, { password: testPassword }, me)).location).toBe('/staff/account')
  // Whoever found the key may sit in one of the other sessions.
  expect((await app.get('/staff/account', elsewhere)).location).toBe('/staff/sign-in')
  expect((await app.get('/staff/account', me)).status).toBe(200)

  for (const wrong of [theirs, removed, softKey(origin)]) {
    const { session, ask } = await waiting('nurse@minato')
    expect((await send(wrong.get(ask.challenge), session)).text).toContain('キーを確認できませんでした')
  }
  expect(await accountOf('nurse@minato')).toMatchObject({ failedCount: 3 })
  const { session } = await waiting('nurse@minato')
  for (let n = 0; n < 7; n++) await send('{}', session)
  // Each page asks anew, so each failure counts; a question that was never asked does not.
  expect((await accountOf('nurse@minato')).lockedAt).not.toBeNull()
  const right = await app.get('/staff/security-key', session)
  expect((await send(mine.get(askOf(right).challenge), session)).status).toBe(422)
})

test('a counter that goes back is a copy: refused, and the operator hears of it; without the key nobody raises that alarm', async () => {
  const key = softKey(origin)
  await register(await app.signedInAs('manager@minato'), key)
  const first = await waiting('manager@minato')
  expect((await send(key.get(first.ask.challenge, { counter: 7 }), first.session)).location).toBe('/centre')
  for (const counter of [7, 6, 0]) {
    const { session, ask } = await waiting('manager@minato')
    const refused = await send(key.get(ask.challenge, { counter }), session)
    expect(refused.text).toContain('複製されたおそれ')
    expect((await app.get('/centre', session)).location).toBe('/staff/sign-in')
  }
  const alerts = await db.sql`select detail from system_alerts where kind = 'security-key-counter'`
  expect(alerts).toHaveLength(3)
  expect((await app.get('/operator', await app.signedInAs('operator@operator'))).text).toContain('複製のおそれ')
  const { session, ask } = await waiting('manager@minato')
  const forged = JSON.parse(key.get(ask.challenge, { counter: 3 }))
  forged.response.signature = 'AAAA'
  expect((await send(JSON.stringify(forged), session)).text).toContain('キーを確認できませんでした')
  expect(await db.sql`select from system_alerts where kind = 'security-key-counter'`).toHaveLength(3)
  // A key that never counts stays at zero and is good.
  const still = softKey(origin)
  await register(await app.signedInAs('manager@yamate'), still)
  for (let n = 0; n < 2; n++) {
    const again = await waiting('manager@yamate')
    expect((await send(still.get(again.ask.challenge, { counter: 0 }), again.session)).location).toBe('/centre')
  }
})

test('D7 the first sign-in can register a key in the place of a telephone; a password alone can add nothing to it', async () => {
  await db.sql`update staff_accounts set must_change_password = true, phone = null, phone_channel = null, phone_verified_at = null where login_id = 'doctor@minato-clinic'`
  const { session, answer } = await withPassword('doctor@minato-clinic')
  expect(answer.location).toBe('/staff/sign-in/more-information')
  expect((await app.get('/staff/phone', session)).text).toContain('セキュリティーキーを使う')
  const key = softKey(origin)
  expect((await app.get('/staff/security-keys/touch', session)).location).toBe('/staff/security-keys/new')
  const done = await register(session, key)
  expect(done.text).toContain('もう1本のキーか電話番号も')
  expect((await app.get('/staff/password', session)).status).toBe(200)
  await app.post('/staff/password', { current: testPassword, password: 'Kumo-7Tsuki', again: 'Kumo-7Tsuki' }, session)
  expect((await app.get('/institution', session)).status).toBe(200)
  // The only factor cannot be removed.
  const [only] = await keysOf('doctor@minato-clinic')
  const refused = await app.post(`/staff/security-keys/${only!.id}/remove`, { password: 'Kumo-7Tsuki' }, session)
  expect([refused.status, refused.text.includes('唯一の二段階認証')]).toEqual([422, true])

  // A thief of the password: no telephone, no key of their own, no way in.
  await db.sql`update staff_accounts set must_change_password = false where login_id = 'doctor@minato-clinic'`
  const thief = stranger()
  expect((await app.post('/staff/sign-in/password', { loginId: 'doctor@minato-clinic', password: 'Kumo-7Tsuki' }, thief)).location).toBe(
    '/staff/security-key',
  )
  for (const [path, form] of [
    ['/staff/phone', { phone: '09090009999', channel: 'sms' }],
    ['/staff/security-keys/new', { name: '盗人の鍵' }],
    ['/staff/security-keys/touch', { credential: softKey(origin).create('AAAA') }],
    ['/staff/code/again', {}],
    ['/staff/code', { code: '000000' }],
  ] as const)
    expect([path, (await app.post(path, form, thief)).location]).toEqual([path, '/staff/security-key'])
  // Nor below the application.
  const hash = hashToken(thief.cookies.get(cookieNames.staff)!)
  await db.web.begin(async (sql) => {
    await sql`select set_config('app.session', ${hash}, true), set_config('app.now', ${testNow.toISOString()}, true)`
    expect(
      await sql`select ask_staff_phone('09090009999', 'sms') as phone, ask_security_key('register', 'x', 'x', ${testNow}) as key,
      add_security_key(gen_random_uuid(), 'x', '\\x00', 0, '{}', 'x', 'x', ${testNow}, ${testNow}, ${testNow}) as added`,
    ).toEqual([{ phone: false, key: false, added: 'no' }])
  })
  expect(await keysOf('doctor@minato-clinic')).toHaveLength(1)
  expect(await accountOf('doctor@minato-clinic')).toMatchObject({ pendingPhone: null, phone: null })
})

test('without the key at hand the telephone takes its place, on request', async () => {
  await register(await app.signedInAs('doctor@yamate-hospital'), softKey(origin))
  const { session } = await waiting('doctor@yamate-hospital')
  expect(await codesSent('doctor@yamate-hospital')).toBe(0)
  expect((await app.post('/staff/code/again', {}, session)).status).toBe(200)
  const [message] = await db.sql`select body from messages where kind = 'staff-code' order by created_at desc, id desc limit 1`
  expect((await app.post('/staff/code', { code: /\d{6}/.exec(message!.body)![0] }, session)).location).toBe('/institution')
})

test('the same key twice, an eleventh key and an answer that nobody asked for are refused', async () => {
  const me = await app.signedInAs('clerk@yamate')
  const key = softKey(origin)
  await app.post('/staff/security-keys/new', { name: '架空の鍵', password: testPassword }, me)
  const { challenge: asked } = askOf(await app.get('/staff/security-keys/touch', me))
  expect((await app.post('/staff/security-keys/touch', { credential: key.create(asked) }, me)).status).toBe(200)
  // The question is spent: no second key comes in on one password.
  expect((await app.post('/staff/security-keys/touch', { credential: softKey(origin).create(asked) }, me)).status).toBe(422)
  expect((await register(me, key)).text).toContain('このキーは、すでに登録されています')
  expect((await app.post('/staff/security-keys/touch', { credential: softKey(origin).create('AAAA') }, me)).text).toContain(
    'もう一度登録してください',
  )
  for (const lie of [{ origin: 'http://evil.example' }, { flags: 0x40 }, { challenge: 'AAAA' }]) {
    await app.post('/staff/security-keys/new', { name: '架空', password: testPassword }, me)
    const { challenge } = askOf(await app.get('/staff/security-keys/touch', me))
    const answer = await app.post('/staff/security-keys/touch', { credential: softKey(origin).create(challenge, lie) }, me)
    expect([JSON.stringify(lie), answer.status]).toEqual([JSON.stringify(lie), 422])
  }
  for (let n = 1; n < 10; n++) await register(me, softKey(origin))
  expect(await keysOf('clerk@yamate')).toHaveLength(10)
  expect((await register(me, softKey(origin))).text).toContain('登録できるキーは10本までです')
})
