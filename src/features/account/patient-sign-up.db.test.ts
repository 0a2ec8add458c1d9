import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { stranger, type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { newEmail, testPatientPassword as password, plainPage, signUps, wrongOf } from '../../../tools/test-sign-up.ts'

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

const c5 = 'コードが正しくありません。もう一度お試しください。'
const c8 = '指定されたIDのユーザーは既に存在します。別のIDを選択してください。'
const minute = 60_000

test('A4 A5 A9 A10 A11 C7 from the front page to 属性入力: 「新規登録」, address, code, password, signed in', async () => {
  const top = await app.get('/')
  expect(top.text).toContain('href="/sign-up">新規登録</a>')
  expect(top.text).toContain('href="/sign-in">ログイン</a>')
  expect(top.text).toContain('※SMS送信をご希望の場合は、保健所にお問い合わせください')
  const { email, session, code } = await by.startSignUp()
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
  await app.post('/sign-up/code', { code: await by.codeFor(email) }, session)
  const passwordPage = await app.get('/sign-up/password', session)
  expect(passwordPage.text).toContain('>Save password</button>')
  for (const words of ['At least 8 characters', 'Lowercase letter', 'Uppercase letter', 'Number', 'Symbol'])
    expect(passwordPage.text).toContain(words)
  await app.post('/sign-up/password', { password }, session)
  const attributes = await app.get('/registrations/new', session)
  expect(attributes.text).toContain('You can share a single e-mail with your family. Please complete the sign up for each family member.')
  expect(await db.sql`select language from patient_accounts where email = ${email}`).toEqual([{ language: 'en' }])
})

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
  const ja = await by.startSignUp()
  expect(await by.mailsTo(ja.email)).toMatchObject([{ kind: 'sign-up-code', subject: 'My HER-SYS 確認コードのお知らせ', language: 'ja' }])
  const email = newEmail()
  await app.post('/sign-up', { email }, stranger(), { 'accept-language': 'en' })
  const [mail] = await by.mailsTo(email)
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
  expect(await by.mailsTo(email)).toHaveLength(1)
})

test('C5 E6 a wrong code, five digits and a HER-SYS ID get the message of C5; the fifth try may still be right', async () => {
  const { session, code } = await by.startSignUp()
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
  const { email, session, code } = await by.startSignUp()
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
  expect(await by.mailsTo(email)).toHaveLength(2)
  expect((await app.post('/sign-up/code', { code: await by.codeFor(email) }, session)).location).toBe('/sign-up/password')
})

test.each([
  [10 * minute - 1000, '/sign-up/password'],
  [10 * minute, ''],
  [10 * minute + 1000, ''],
])('C6 a code is good for ten minutes: after %d ms', async (ms, location) => {
  const { session, code } = await by.startSignUp()
  app.advance(ms)
  expect((await app.post('/sign-up/code', { code }, session)).location).toBe(location)
})

test('only the latest code counts, only in the browser that asked for it, and only once', async () => {
  const { email, session, code: first } = await by.startSignUp()
  await app.post('/sign-up/code/again', {}, session)
  const code = await by.codeFor(email)
  if (first !== code) expect((await app.post('/sign-up/code', { code: first }, session)).status).toBe(422)
  const other = await by.startSignUp(newEmail())
  if (other.code !== code) expect((await app.post('/sign-up/code', { code }, other.session)).status).toBe(422)
  expect((await app.post('/sign-up/code', { code }, stranger())).location).toBe('/sign-up')
  expect((await app.post('/sign-up/code', { code }, session)).location).toBe('/sign-up/password')
  expect((await app.get('/sign-up/code', session)).location).toBe('/sign-up/password')
})

test('six codes an hour go to one address, the seventh is refused whoever has it', async () => {
  for (const email of [newEmail(), (await by.makeAccount()).email]) {
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
  const known = await by.makeAccount()
  await db.sql`delete from throttles`
  const [a, b] = [await by.startSignUp(known.email), await by.startSignUp()]
  const statements = async (work: () => Promise<unknown>) => {
    const before = await db.sql<{ n: number }[]>`select count(*)::int as n from messages`
    await work()
    return (await db.sql<{ n: number }[]>`select count(*)::int as n from messages`)[0]!.n - before[0]!.n
  }
  expect(await statements(() => app.post('/sign-up/code/again', {}, a.session))).toBe(
    await statements(() => app.post('/sign-up/code/again', {}, b.session)),
  )
  const [pageA, pageB] = [await app.get('/sign-up/code', a.session), await app.get('/sign-up/code', b.session)]
  expect(plainPage(pageA)).toBe(plainPage(pageB))
  const wrong = await Promise.all([a, b].map(({ session }) => app.post('/sign-up/code', { code: '12345' }, session)))
  expect(plainPage(wrong[0]!)).toBe(plainPage(wrong[1]!))
  expect((await app.get('/sign-up/password', a.session)).location).toBe('/sign-up/code')
  expect((await app.post('/sign-up/code', { code: await by.codeFor(a.email) }, a.session)).location).toBe('/sign-up/password')
  const said = await app.get('/sign-up/password', a.session)
  expect(said.text).toContain(c8)
  expect(said.text).toContain('ログイン画面に戻り、ログインしてください。')
  expect(said.text).toContain('href="/sign-in"')
  expect((await app.post('/sign-up/password', { password: 'Nusumu-123' }, a.session)).location).toBe('/sign-up/password')
  expect((await app.post('/sign-in', { email: known.email, password })).location).toBe('/home')
})

test('two sign-ups of one address at once make one account; the other is told (C8)', async () => {
  const email = newEmail()
  const [a, b] = [await by.startSignUp(email), await by.startSignUp(email)]
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
  const { session, code } = await by.startSignUp()
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

test('A10 E6 G30 back on the top page with the code in hand, there is where to type it; strangers see nothing of it', async () => {
  const { session } = await by.startSignUp()
  const top = await app.get('/', session)
  expect(top.text).toContain('メールで届いた確認コードを入力してください。')
  expect(top.text).toContain('href="/sign-up/code">確認コードを入力する（新規登録）</a>')
  expect((await app.get('/')).text).not.toContain('/sign-up/code')
  const mail = (await by.mailsTo((await by.startSignUp()).email)).at(-1)!
  expect(mail.body).toContain('トップ画面に戻り')
  const other = stranger()
  await app.post('/password-reset', { email: newEmail() }, other)
  expect((await app.get('/', other)).text).toContain('href="/password-reset/code">確認コードを入力する（パスワードの再設定）</a>')
})
