import { verify } from '@node-rs/argon2'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type Session, stranger, type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { cookieNames, hashToken } from '../../platform/http/session.server.ts'

// Counts the real verifications, which is what a sign-in costs.
vi.mock('@node-rs/argon2', async (original) => {
  const real = await original<typeof import('@node-rs/argon2')>()
  return { ...real, verify: vi.fn(real.verify) }
})

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

test('A4 A5 A9 A10 A11 C7 from the front page to 属性入力: 「新規登録」, address, code, password, signed in', async () => {
  const top = await app.get('/')
  expect(top.text).toContain('href="/sign-up">新規登録</a>')
  expect(top.text).toContain('href="/sign-in">ログイン</a>')
  expect(top.text).toContain('※SMS送信をご希望の場合は、保健所にお問い合わせください')
  const { email, session, code } = await startSignUp()
  const codePage = await app.get('/sign-up/code', session)
  for (const words of [
    '新規登録',
    'あなたのメールアドレス',
    email,
    'ご指定のメールアドレス宛に6桁の確認コードをメールで送信しました。入力後、「コードの確認」ボタンを押してください。',
    '>コードの確認</button>',
    '>確認コードを再発行する</button>',
    '*表示内容はご利用端末により異なる場合があります。',
    '厚生労働省 Ministry of Health, Labour and Welfare',
  ])
    expect(codePage.text).toContain(words)
  expect((await app.post('/sign-up/code', { code }, session)).location).toBe('/sign-up/password')
  const passwordPage = await app.get('/sign-up/password', session)
  expect(passwordPage.text).toContain('<h1>パスワード設定</h1>')
  expect(passwordPage.text).toContain('>作成</button>')
  expect((await app.post('/sign-up/password', { password }, session)).location).toBe('/registrations/new')
  expect((await app.get('/registrations/new', session)).text).toContain('<h1>属性入力</h1>')
  expect(await db.sql`select email, language from patient_accounts where email = ${email}`).toEqual([{ email, language: 'ja' }])
})

test('E2 E3 E4 E5 E6 E7 the same walk in English', async () => {
  const session = stranger()
  session.cookies.set('lang', 'en')
  const email = newEmail()
  const top = await app.get('/', session)
  expect(top.text).toContain('href="/sign-up">Sign up</a>')
  expect(top.text).toContain('registration begins with the ‘sign up’ button')
  expect(top.text).toContain('*For those wanting to receive SMS messages, please contact a public health center.')
  expect((await app.get('/sign-up', session)).text).toContain('>Send verification code</button>')
  await app.post('/sign-up', { email }, session)
  const codePage = await app.get('/sign-up/code', session)
  expect(codePage.text).toContain('*Displayed content may vary according to device.')
  expect(codePage.text).toContain('>Verify code</button>')
  await app.post('/sign-up/code', { code: await codeFor(email) }, session)
  const passwordPage = await app.get('/sign-up/password', session)
  expect(passwordPage.text).toContain('>Save password</button>')
  for (const words of ['At least 8 characters', 'Lowercase letter', 'Uppercase letter', 'Number', 'Symbol'])
    expect(passwordPage.text).toContain(words)
  await app.post('/sign-up/password', { password }, session)
  const attributes = await app.get('/registrations/new', session)
  expect(attributes.text).toContain('You can share a single e-mail with your family. Please complete the sign up for each family member.')
  expect(await db.sql`select language from patient_accounts where email = ${email}`).toEqual([{ language: 'en' }])
})

const c5 = 'コードが正しくありません。もう一度お試しください。'
const c8 = '指定されたIDのユーザーは既に存在します。別のIDを選択してください。'
const c9 = 'ご利用のアカウントは見つからないようです。'
const minute = 60_000
/** A page without what differs from visit to visit: tokens and the address typed. */
const plain = (page: { text: string }) => page.text.replace(/name="_csrf" value="[^"]*"/g, '').replace(/kakuu-\d+@example\.jp/g, 'ADDRESS')

test('A6 A7 A8 C4 E4 the address page: any address will do, which sender must pass the filter, 「確認コードを送信する」', async () => {
  const ja = await app.get('/sign-up')
  for (const words of [
    '<h1>新規登録</h1>',
    '利用するメールアドレスに制限はありません。有効な個人のメールアドレスをご利用ください。',
    '「@her-sys.example」からお送りするメールを受信できるように設定してください',
    '>確認コードを送信する</button>',
  ])
    expect(ja.text).toContain(words)
  const en = await app.get('/sign-up', stranger(), { 'accept-language': 'en-GB' })
  for (const words of [
    '<h1>Sign up</h1>',
    'Please enter a valid personal e-mail address.',
    '‘@her-sys.example’',
    '>Send verification code</button>',
  ])
    expect(en.text).toContain(words)
})

test('A9 C7 the code comes by mail in the visitor’s language, with nothing personal in the subject', async () => {
  const ja = await startSignUp()
  expect(await mailsTo(ja.email)).toMatchObject([{ kind: 'sign-up-code', subject: 'My HER-SYS 確認コードのお知らせ', language: 'ja' }])
  const email = newEmail()
  await app.post('/sign-up', { email }, stranger(), { 'accept-language': 'en' })
  const [mail] = await mailsTo(email)
  expect(mail).toMatchObject({ subject: 'My HER-SYS verification code', language: 'en' })
  expect(mail!.subject).not.toMatch(/\d|@/)
})

test.each([
  '',
  'kakuu',
  'kakuu@',
  '@example.jp',
  'kakuu@example',
  'a b@c@example.jp',
  'x@example.jp\nBcc: y@example.jp',
  `${'x'.repeat(250)}@example.jp`,
])('what cannot be an address is refused with everything typed still there: %j', async (email) => {
  const answer = await app.post('/sign-up', { email })
  expect(answer.status).toBe(422)
  expect(answer.text).toContain('メールアドレスを確認してください')
  expect(await db.sql`select from messages where recipient = ${email}`).toHaveLength(0)
})

test('an address counts as the same in any width and case', async () => {
  const email = newEmail()
  await app.post('/sign-up', { email: ` ${email.toUpperCase().replace('@', '＠')} ` })
  expect(await mailsTo(email)).toHaveLength(1)
})

test('C5 E6 a wrong code, five digits and a HER-SYS ID get the message of C5; the fifth try may still be right', async () => {
  const { session, code } = await startSignUp()
  for (const typed of ['12345', '12345678', 'abcdef']) {
    const answer = await app.post('/sign-up/code', { code: typed }, session)
    expect([answer.status, answer.text.includes(c5)]).toEqual([422, true])
    expect(answer.text).toContain('※HER-SYS IDとは異なります。')
  }
  for (let n = 0; n < 4; n++) expect((await app.post('/sign-up/code', { code: wrongOf(code) }, session)).text).toContain(c5)
  const wide = code.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0))
  expect((await app.post('/sign-up/code', { code: ` ${wide} ` }, session)).location).toBe('/sign-up/password')
})

test('after five wrong codes the right one fails too, also when all tries come at once; C6 「確認コードを再発行する」 helps', async () => {
  const { email, session, code } = await startSignUp()
  const tries = await Promise.all(
    Array.from({ length: 12 }, () => app.post('/sign-up/code', { code: wrongOf(code) }, { cookies: new Map(session.cookies) })),
  )
  expect(tries.every((answer) => answer.status === 422)).toBe(true)
  const sixth = await app.post('/sign-up/code', { code }, session)
  expect(sixth.status).toBe(422)
  expect(sixth.text).toContain(c5)
  expect(sixth.text).toContain('「確認コードを再発行する」を押して')
  expect((await app.post('/sign-up/code/again', {}, session)).location).toBe('/sign-up/code')
  expect((await app.get('/sign-up/code', session)).text).toContain('確認コードを再発行しました')
  expect(await mailsTo(email)).toHaveLength(2)
  expect((await app.post('/sign-up/code', { code: await codeFor(email) }, session)).location).toBe('/sign-up/password')
})

test.each([
  [10 * minute - 1000, '/sign-up/password'],
  [10 * minute, ''],
  [10 * minute + 1000, ''],
])('C6 a code is good for ten minutes: after %d ms', async (ms, location) => {
  const { session, code } = await startSignUp()
  app.advance(ms)
  expect((await app.post('/sign-up/code', { code }, session)).location).toBe(location)
})

test('only the latest code counts, only in the browser that asked for it, and only once', async () => {
  const { email, session, code: first } = await startSignUp()
  await app.post('/sign-up/code/again', {}, session)
  const code = await codeFor(email)
  if (first !== code) expect((await app.post('/sign-up/code', { code: first }, session)).status).toBe(422)
  const other = await startSignUp(newEmail())
  if (other.code !== code) expect((await app.post('/sign-up/code', { code }, other.session)).status).toBe(422)
  expect((await app.post('/sign-up/code', { code }, stranger())).location).toBe('/sign-up')
  expect((await app.post('/sign-up/code', { code }, session)).location).toBe('/sign-up/password')
  expect((await app.get('/sign-up/code', session)).location).toBe('/sign-up/password')
})

test('six codes an hour go to one address, the seventh is refused whoever has it', async () => {
  for (const email of [newEmail(), (await makeAccount()).email]) {
    await db.sql`delete from throttles`
    for (let n = 0; n < 6; n++) expect((await app.post('/sign-up', { email })).status).toBe(303)
    const seventh = await app.post('/sign-up', { email })
    expect([seventh.status, seventh.text.includes('1時間ほどしてから')]).toEqual([429, true])
    app.advance(60 * minute - 1000)
    expect((await app.post('/sign-up', { email })).status).toBe(429)
    app.advance(1000)
    expect((await app.post('/sign-up', { email })).status).toBe(303)
    app.setNow(testNow)
  }
})

test('C8 G3 never an oracle: a known address gets the same pages and a code as well; the message comes after the right code, with the way to log in', async () => {
  const known = await makeAccount()
  await db.sql`delete from throttles`
  const [a, b] = [await startSignUp(known.email), await startSignUp()]
  const statements = async (work: () => Promise<unknown>) => {
    const before = await db.sql<{ n: number }[]>`select count(*)::int as n from messages`
    await work()
    return (await db.sql<{ n: number }[]>`select count(*)::int as n from messages`)[0]!.n - before[0]!.n
  }
  expect(await statements(() => app.post('/sign-up/code/again', {}, a.session))).toBe(
    await statements(() => app.post('/sign-up/code/again', {}, b.session)),
  )
  const [pageA, pageB] = [await app.get('/sign-up/code', a.session), await app.get('/sign-up/code', b.session)]
  expect(plain(pageA)).toBe(plain(pageB))
  const wrong = await Promise.all([a, b].map(({ session }) => app.post('/sign-up/code', { code: '12345' }, session)))
  expect(plain(wrong[0]!)).toBe(plain(wrong[1]!))
  expect((await app.get('/sign-up/password', a.session)).location).toBe('/sign-up/code')
  expect((await app.post('/sign-up/code', { code: await codeFor(a.email) }, a.session)).location).toBe('/sign-up/password')
  const said = await app.get('/sign-up/password', a.session)
  expect(said.text).toContain(c8)
  expect(said.text).toContain('ログイン画面に戻り、ログインしてください。')
  expect(said.text).toContain('href="/sign-in"')
  expect((await app.post('/sign-up/password', { password: 'Nusumu-123' }, a.session)).location).toBe('/sign-up/password')
  expect((await app.post('/sign-in', { email: known.email, password })).location).toBe('/home')
})

test('two sign-ups of one address at once make one account; the other is told (C8)', async () => {
  const email = newEmail()
  const [a, b] = [await startSignUp(email), await startSignUp(email)]
  for (const { session, code } of [a, b]) await app.post('/sign-up/code', { code }, session)
  const done = await Promise.all([a, b].map(({ session }) => app.post('/sign-up/password', { password }, session)))
  expect(done.map((answer) => answer.location).sort()).toEqual(['/registrations/new', '/sign-up/password'])
  const loser = done[0]!.location === '/sign-up/password' ? a : b
  expect((await app.get('/sign-up/password', loser.session)).text).toContain(c8)
})

test.each([
  ['Ab1-xyz', '８桁以上にしてください。'],
  ['abcdefg1', '小文字・大文字・数字・記号のうち3つ以上を含めてください。'],
  ['P@ssw0rd2022', '推測されやすいパスワードです。'],
])('A12 E7 the password rule stands on the page and refuses %s', async (bad, fault) => {
  const { session, code } = await startSignUp()
  await app.post('/sign-up/code', { code }, session)
  const page = (await app.get('/sign-up/password', session)).text.replace(/<[^>]+>/g, '')
  expect(page).toContain('８桁以上とし、かつ、次のうち3つ以上を含める必要があります。')
  expect(page).toContain('小文字大文字数字記号')
  const refused = await app.post('/sign-up/password', { password: bad }, session)
  expect(refused.status).toBe(422)
  expect(refused.text).toContain(fault)
  expect(refused.text).not.toContain(bad)
  expect((await app.post('/sign-up/password', { password: 'Abcd-fgh' }, session)).location).toBe('/registrations/new')
})

test('C9 G4 sign-in: a wrong password and an unknown address get one text, one status and one measure of work', async () => {
  const { email } = await makeAccount()
  const wrong = await app.post('/sign-in', { email, password: 'Kakuu-Chigau-9' })
  const unknown = await app.post('/sign-in', { email: newEmail(), password: 'Kakuu-Chigau-9' })
  expect([wrong.status, unknown.status]).toEqual([422, 422])
  expect(wrong.text).toContain(c9)
  for (const words of ['他に心あたりのあるメールアドレス', '新規登録']) expect(wrong.text).toContain(words)
  expect(plain(wrong)).toBe(plain(unknown))
  const work = async (address: string) => {
    await db.sql`delete from throttles`
    vi.mocked(verify).mockClear()
    await app.post('/sign-in', { email: address, password: 'Kakuu-Chigau-9' })
    return vi.mocked(verify).mock.calls.map(([hashed]) => String(hashed).split('$').slice(0, 4).join('$'))
  }
  const cost = await work(email)
  expect(cost).toEqual(['$argon2id$v=19$m=19456,t=2,p=1'])
  expect(await work(newEmail())).toEqual(cost)
  const audits =
    await db.sql`select actor_kind, actor_id, outcome, detail from audits where action = 'account.sign-in' order by at desc, id desc limit 2`
  expect(audits).toEqual([1, 2].map(() => ({ actorKind: 'nobody', actorId: null, outcome: 'failed', detail: { reason: 'wrong' } })))
})

test('ten wrong passwords slow one account for 15 minutes, known or not; its open sessions and its neighbours do not feel it', async () => {
  const mine = await makeAccount()
  for (const email of [mine.email, newEmail()]) {
    app.setNow(testNow)
    await db.sql`delete from throttles`
    for (let n = 0; n < 10; n++) expect((await app.post('/sign-in', { email, password: 'Kakuu-Chigau-9' })).status).toBe(422)
    expect((await app.post('/sign-in', { email, password })).status).toBe(429)
    expect((await app.get('/registrations/new', mine.session)).status).toBe(200)
  }
  const neighbour = await makeAccount()
  expect((await app.post('/sign-in', { email: neighbour.email, password })).location).toBe('/home')
  await db.sql`delete from throttles`
  for (let n = 0; n < 11; n++) await app.post('/sign-in', { email: mine.email, password: 'Kakuu-Chigau-9' })
  app.advance(15 * minute - 1000)
  expect((await app.post('/sign-in', { email: mine.email, password })).status).toBe(429)
  app.advance(1000)
  expect((await app.post('/sign-in', { email: mine.email, password })).location).toBe('/home')
})

test('a new password by mail code: every session ends, a notice goes out, the old password is worth nothing', async () => {
  const { email, session: old } = await makeAccount()
  const session = stranger()
  expect((await app.post('/password-reset', { email }, session)).location).toBe('/password-reset/code')
  const [, mail] = await mailsTo(email)
  expect(mail).toMatchObject({ kind: 'password-reset-code', subject: 'My HER-SYS パスワード再設定の確認コード' })
  await app.post('/password-reset/code', { code: await codeFor(email) }, session)
  expect((await app.post('/password-reset/password', { password: 'Atarashii-8' }, session)).location).toBe('/home')
  expect((await app.get('/registrations/new', session)).status).toBe(200)
  expect((await app.get('/registrations/new', old)).location).toBe('/sign-in')
  expect((await app.post('/sign-in', { email, password })).status).toBe(422)
  expect((await app.post('/sign-in', { email, password: 'Atarashii-8' })).location).toBe('/home')
  expect((await mailsTo(email)).at(-1)).toMatchObject({ kind: 'account-notice' })
})

test('C9 a reset for an address that nobody has: a code all the same, and the message only after the right one', async () => {
  const known = await makeAccount()
  const [a, b] = [stranger(), stranger()]
  const email = newEmail()
  await app.post('/password-reset', { email }, a)
  await app.post('/password-reset', { email: known.email }, b)
  expect(plain(await app.get('/password-reset/code', a))).toBe(plain(await app.get('/password-reset/code', b)))
  await app.post('/password-reset/code', { code: await codeFor(email) }, a)
  const said = await app.get('/password-reset/password', a)
  expect(said.text).toContain(c9)
  expect(said.text).toContain('href="/sign-up"')
  expect((await app.post('/password-reset/password', { password: 'Atarashii-8' }, a)).location).toBe('/password-reset/password')
})

test('a code of the sign-up opens no password reset', async () => {
  const { email } = await makeAccount()
  const { session, code } = await startSignUp(email)
  session.cookies.set('hersys_password_reset', session.cookies.get('hersys_sign_up')!)
  expect((await app.post('/password-reset/code', { code }, session)).location).toBe('/password-reset')
  await app.post('/sign-up/code', { code }, session)
  expect((await app.post('/password-reset/password', { password: 'Nusumu-123' }, session)).location).toBe('/password-reset/password')
  expect((await app.post('/sign-in', { email, password })).location).toBe('/home')
})

test('signing out ends this session at once and no other', async () => {
  const { email, session } = await makeAccount()
  const phone = stranger()
  await app.post('/sign-in', { email, password }, phone)
  const copy = { cookies: new Map(session.cookies) }
  expect((await app.post('/sign-out', {}, session)).location).toBe('/')
  expect(session.cookies.has(cookieNames.patient)).toBe(false)
  expect((await app.get('/registrations/new', copy)).location).toBe('/sign-in')
  expect((await app.get('/registrations/new', phone)).status).toBe(200)
})

test('the list of devices shows one’s own sessions alone, and signs out all others', async () => {
  const { email, session } = await makeAccount()
  const stranger2 = await makeAccount()
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
  const { session } = await makeAccount()
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
  const { session, accountId } = await makeAccount()
  await app.get('/language/en', session)
  expect(await db.sql`select language from patient_accounts where id = ${accountId}`).toEqual([{ language: 'en' }])
})

test('no page, cookie or log holds an address, a code or a password in the clear', async () => {
  const { email, session, code } = await startSignUp()
  await app.post('/sign-up/code', { code }, session)
  await app.post('/sign-up/password', { password }, session)
  await app.post('/sign-in', { email, password: 'Kakuu-Chigau-9' })
  const everything = `${app.logs.join('')}${[...session.cookies.values()].join(' ')}${JSON.stringify(await db.sql`select * from audits`)}${JSON.stringify(await db.sql`select * from throttles`)}`
  for (const secret of [email, password, 'Kakuu-Chigau-9', `"${code}"`]) expect(everything).not.toContain(secret)
  const [proofs] = await db.sql`select count(*)::int as n from sign_ups where email = ${email}`
  expect(proofs!.n).toBe(0)
})
