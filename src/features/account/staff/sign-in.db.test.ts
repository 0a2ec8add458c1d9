import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { seedPlaces, testPassword } from '../../../../db/seed/places.server.ts'
import { type Answer, type Session, stranger, type TestApp, testApp, testNow } from '../../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../../tools/test-database.ts'

let db: TestDatabase
let app: TestApp
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
beforeEach(() => db.sql`truncate throttles`)

const accountOf = async (loginId: string) => (await db.sql`select * from staff_accounts where login_id = ${loginId}`)[0]!
const makeNew = (loginId: string) =>
  db.sql`update staff_accounts set must_change_password = true, phone = null, phone_channel = null, phone_verified_at = null where login_id = ${loginId}`

/** The last code queued for the account, as its owner would read or hear it. */
async function lastCode(loginId: string): Promise<{ code: string; channel: string; recipient: string }> {
  const [row] = await db.sql<{ body: string; channel: string; recipient: string }[]>`
    select m.body, m.channel, m.recipient from messages m join staff_accounts s on s.id = m.account_id
     where s.login_id = ${loginId} and m.kind = 'staff-code' order by m.created_at desc, m.id desc limit 1`
  return { ...row!, code: /\d{6}/.exec(row!.body)![0] }
}

async function withPassword(
  loginId: string,
  password = testPassword,
  session: Session = stranger(),
): Promise<{ session: Session; answer: Answer }> {
  const page = await app.post('/staff/sign-in', { loginId }, session)
  const answer = await app.post('/staff/sign-in/password', { loginId, password, _csrf: page.csrf }, session)
  return { session, answer }
}

test('D5 D6 the door asks for ログインID, then for パスワード, and offers help without a dead link', async () => {
  const door = await app.get('/staff/sign-in')
  for (const words of [
    'サインイン',
    'ログインID',
    '次へ',
    'アカウントにアクセスできない場合',
    'サインイン オプション',
    'サインインできない場合の対処方法',
  ])
    expect(door.text).toContain(words)
  const second = await app.post('/staff/sign-in', { loginId: ' Nurse@Aoba ' })
  for (const words of ['パスワードの入力', 'nurse@aoba', 'パスワードを忘れた場合', 'サインイン', '保健所から通達された初期パスワード'])
    expect(second.text).toContain(words)
  for (const link of [...door.text, ...second.text].join('').matchAll(/href="(\/staff\/[^"#?]*)/g)) {
    const page = await app.get(link[1]!)
    expect([link[1], page.status === 200 || page.status === 303]).toEqual([link[1], true])
  }
  expect((await app.post('/staff/sign-in', { loginId: ' ' })).status).toBe(422)
})

test('D7 D8 D10 D11 the first sign-in: more information, a telephone by SMS code, a new password, home', async () => {
  await makeNew('doctor@aoba-clinic')
  const { session, answer } = await withPassword('doctor@aoba-clinic')
  expect([answer.status, answer.location]).toEqual([303, '/staff/sign-in/more-information'])
  const more = await app.get(answer.location, session)
  for (const words of [
    '詳細情報が必要',
    'ご使用のアカウントを保護するため、組織ではさらに情報が必要です',
    '別のアカウントを使用する',
    '詳細情報の表示',
    '次へ',
  ])
    expect(more.text).toContain(words)
  expect((await app.get('/institution', session)).location).toBe('/staff/sign-in')
  expect((await app.get('/staff/sign-in', session)).location).toBe('/staff/sign-in/more-information')

  const phonePage = await app.get('/staff/phone', session)
  for (const words of [
    'アカウントのセキュリティ保護',
    '組織により、身元を証明するための次の方法を設定することが求められています。',
    '(+81)',
    'コードをSMS送信する',
    '電話する',
    '※代表番号は、自動応答やフリーコールの場合は認証されない場合があります。',
    '固定番号は「電話する」のみ',
  ])
    expect(phonePage.text).toContain(words)
  const asked = await app.post('/staff/phone', { phone: '０９０－９０００－１２３４', channel: 'sms' }, session)
  expect([asked.status, asked.location]).toEqual([303, '/staff/code'])
  const sent = await lastCode('doctor@aoba-clinic')
  expect([sent.channel, sent.recipient]).toEqual(['sms', '09090001234'])
  expect((await app.get('/staff/code', session)).text).toContain('090****1234')

  const before = new Map(session.cookies)
  const right = await app.post('/staff/code', { code: ` ${sent.code} ` }, session)
  expect([right.status, right.location]).toEqual([303, '/staff/phone/registered'])
  expect(session.cookies.get('hersys_staff')).not.toBe(before.get('hersys_staff'))
  expect((await app.get('/staff/phone', { cookies: before })).location).toBe('/staff/sign-in')
  const registered = await app.get('/staff/phone/registered', session)
  expect(registered.text).toContain('お使いの電話が正常に登録されました')
  expect(registered.text).toContain('href="/staff/password"')

  expect((await app.get('/staff', session)).location).toBe('/staff/sign-in')
  expect((await app.get('/staff/sign-in', session)).location).toBe('/staff/password')
  const change = await app.get('/staff/password', session)
  for (const words of ['現在のパスワード', '新しいパスワード', '初期パスワード']) expect(change.text).toContain(words)
  const weak = await app.post('/staff/password', { current: 'x', password: 'short', again: 'other' }, session)
  expect(weak.status).toBe(422)
  for (const words of ['現在のパスワードが正しくありません', '8文字以上', '新しいパスワードと一致しません'])
    expect(weak.text).toContain(words)
  const same = await app.post('/staff/password', { current: testPassword, password: testPassword, again: testPassword }, session)
  expect(same.text).toContain('現在のパスワードと違うパスワード')
  const changed = await app.post('/staff/password', { current: testPassword, password: 'Kumo-7Tsuki', again: 'Kumo-7Tsuki' }, session)
  expect([changed.status, changed.location]).toEqual([303, '/staff'])
  expect((await app.get('/staff', session)).location).toBe('/institution')
  expect(await accountOf('doctor@aoba-clinic')).toMatchObject({ mustChangePassword: false, phone: '09090001234', phoneChannel: 'sms' })
})

test('D9 D10 a fixed line takes a call only, and the page says 電話中', async () => {
  await makeNew('clerk@aoba-clinic')
  const { session } = await withPassword('clerk@aoba-clinic')
  const bySms = await app.post('/staff/phone', { phone: '03-4566-3093', channel: 'sms' }, session)
  expect(bySms.status).toBe(422)
  expect(bySms.text).toContain('固定番号は「電話する」のみです')
  expect(bySms.text).toContain('value="03-4566-3093"')
  for (const [phone, fault] of [
    ['', '電話番号を入力してください'],
    ['0120-123-456', 'フリーコールの番号では認証できません'],
    ['123', '電話番号を確認してください'],
    ['+1 202 555 0123', '日本の電話番号'],
  ] as const)
    expect((await app.post('/staff/phone', { phone, channel: 'voice' }, session)).text).toContain(fault)
  expect((await app.post('/staff/phone', { phone: '0345663093', channel: 'voice' }, session)).location).toBe('/staff/code')
  const page = await app.get('/staff/code', session)
  for (const words of ['電話中', '+81', '戻る', 'もう一度電話する']) expect(page.text).toContain(words)
  const said = await lastCode('clerk@aoba-clinic')
  expect(said.channel).toBe('voice')
  expect((await app.post('/staff/code', { code: said.code }, session)).location).toBe('/staff/phone/registered')
  expect((await app.get('/staff/phone/registered', session)).text).toContain('電話に応答しました')
})

test('D11 from the second time on: password and a code by the registered way, nothing else', async () => {
  const { session, answer } = await withPassword('nurse@aoba')
  expect(answer.location).toBe('/staff/code')
  expect((await app.get('/centre', session)).location).toBe('/staff/sign-in')
  expect((await app.get('/staff/phone', session)).location).toBe('/staff/code')
  expect((await app.post('/staff/phone', { phone: '09090009999', channel: 'sms', password: testPassword }, session)).location).toBe(
    '/staff/code',
  )
  const { code, recipient } = await lastCode('nurse@aoba')
  expect(recipient).toBe((await accountOf('nurse@aoba')).phone)
  expect((await app.post('/staff/code', { code }, session)).location).toBe('/centre')
  expect((await app.get('/staff/account', session)).text).toContain('この端末')
  expect((await app.post('/staff/code', { code }, session)).location).toBe('/centre')
})

test('a code is good for ten minutes, five tries and one use; a new one voids the old', async () => {
  const { session } = await withPassword('clerk@aoba')
  const first = (await lastCode('clerk@aoba')).code
  const again = await app.post('/staff/code/again', {}, session)
  expect(again.text).toContain('新しいコードを送りました')
  const second = (await lastCode('clerk@aoba')).code
  const wrong = first === second ? '000000' : first
  for (let n = 0; n < 5; n++) expect((await app.post('/staff/code', { code: wrong }, session)).text).toContain('コードが正しくありません')
  const spent = await app.post('/staff/code', { code: second }, session)
  expect([spent.status, spent.location]).toEqual([422, ''])
  expect(spent.text).toContain('このコードは使えません')
  expect((await db.sql`select outcome, detail from audits where action = 'staff.code' order by at desc, id desc limit 1`)[0]).toMatchObject(
    {
      outcome: 'failed',
      detail: { result: 'void' },
    },
  )
  await app.post('/staff/code/again', {}, session)
  const third = (await lastCode('clerk@aoba')).code
  app.advance(10 * minutes)
  expect((await app.post('/staff/code', { code: third }, session)).text).toContain('このコードは使えません')
  await app.post('/staff/code/again', {}, session)
  expect((await app.post('/staff/code', { code: (await lastCode('clerk@aoba')).code }, session)).location).toBe('/centre')
  expect(await accountOf('clerk@aoba')).toMatchObject({ failedCount: 0 })
})

test('a telephone does not ring all night: after five codes in a quarter of an hour the next must wait', async () => {
  const { session } = await withPassword('nurse@yamate')
  for (let n = 0; n < 4; n++) expect((await app.post('/staff/code/again', {}, session)).status).toBe(200)
  const last = (await lastCode('nurse@yamate')).code
  const refused = await app.post('/staff/code/again', {}, session)
  expect(refused.status).toBe(429)
  expect(refused.text).toContain('続けて何度も送った')
  expect((await app.post('/staff/code', { code: last }, session)).location).toBe('/centre')
})

test('signing out ends the session; everywhere ends all of them', async () => {
  const [one, two] = [await app.signedInAs('doctor@minato-clinic'), await app.signedInAs('doctor@minato-clinic')]
  const kept = new Map(one.cookies)
  expect((await app.post('/staff/sign-out', {}, one)).location).toBe('/staff/sign-in')
  expect(one.cookies.has('hersys_staff')).toBe(false)
  expect((await app.get('/staff/account', { cookies: kept })).location).toBe('/staff/sign-in')
  const three = await app.signedInAs('doctor@minato-clinic')
  expect((await app.post('/staff/account/sign-out-everywhere', {}, two)).location).toBe('/staff/sign-in')
  expect((await app.get('/staff/account', three)).location).toBe('/staff/sign-in')
})

test('a session ends after 30 idle minutes and after twelve hours', async () => {
  const idle = await app.signedInAs('clerk@minato-clinic')
  app.advance(29 * minutes)
  expect((await app.get('/staff/account', idle)).status).toBe(200)
  app.advance(29 * minutes)
  expect((await app.get('/staff/account', idle)).status).toBe(200)
  app.advance(31 * minutes)
  expect((await app.get('/staff/account', idle)).location).toBe('/staff/sign-in')
  const busy = await app.signedInAs('clerk@minato-clinic')
  for (let n = 0; n < 35; n++) {
    expect((await app.get('/staff/account', busy)).status).toBe(200)
    app.advance(20 * minutes)
  }
  app.advance(20 * minutes)
  expect((await app.get('/staff/account', busy)).location).toBe('/staff/sign-in')
})

test('a new password ends every other session and needs the old one', async () => {
  const [mine, other] = [await app.signedInAs('doctor@minato-hospital'), await app.signedInAs('doctor@minato-hospital')]
  expect((await app.post('/staff/password', { current: 'wrong', password: 'Kumo-7Tsuki', again: 'Kumo-7Tsuki' }, mine)).status).toBe(422)
  expect((await app.post('/staff/password', { current: testPassword, password: 'Kumo-7Tsuki', again: 'Kumo-7Tsuki' }, mine)).status).toBe(
    303,
  )
  expect((await app.get('/staff/account', mine)).status).toBe(200)
  expect((await app.get('/staff/account', other)).status).toBe(303)
})

test('a changed telephone counts only once its code was entered', async () => {
  const me = await app.signedInAs('doctor@yamate-hospital')
  const old = (await accountOf('doctor@yamate-hospital')).phone
  expect((await app.post('/staff/phone', { phone: '09090007777', channel: 'sms', password: 'wrong' }, me)).text).toContain(
    'パスワードが正しくありません',
  )
  expect((await app.post('/staff/phone', { phone: '09090007777', channel: 'sms', password: testPassword }, me)).location).toBe(
    '/staff/code',
  )
  const { code } = await lastCode('doctor@yamate-hospital')
  expect((await accountOf('doctor@yamate-hospital')).phone).toBe(old)
  const elsewhere = await withPassword('doctor@yamate-hospital')
  expect((await lastCode('doctor@yamate-hospital')).recipient).toBe(old)
  expect((await app.post('/staff/code', { code }, elsewhere.session)).status).toBe(422)
  expect((await app.post('/staff/code', { code }, me)).location).toBe('/staff/phone/registered')
  expect((await accountOf('doctor@yamate-hospital')).phone).toBe('09090007777')
})

test('no password, code or telephone reaches the log or the audit', async () => {
  const log = app.logs.join('')
  const audits = JSON.stringify(await db.sql`select detail from audits`)
  for (const secret of [testPassword, 'Kumo-7Tsuki', '09090001234', '090****1234', 'nobody-here']) {
    expect(log).not.toContain(secret)
    expect(audits).not.toContain(secret)
  }
})
