import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { claimBirth, claims, plainClaim, wrongBirth } from '../../../tools/test-claims.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { storeReport } from '../../../tools/test-reports.ts'

let db: TestDatabase
let app: TestApp
let to: ReturnType<typeof claims>

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
  to = claims(db, app)
})
afterAll(async () => {
  await app.close()
  await db.drop()
})
beforeEach(async () => {
  app.setNow(testNow)
  await db.sql`delete from claim_failures`
  await db.sql`delete from registration_drafts`
})

const mismatch = 'ご入力いただいた生年月日もしくはHER-SYS IDに誤りがあります'
const taken = 'ご指定の内容はすでに登録されています'

test('A13 C16 C17 E8 attributes are entered, shown for confirmation and saved; the centre’s item closes in time', async () => {
  const { caseId, hersysId } = await to.makeCase()
  const me = await to.newPatient()
  const page = await app.get('/registrations/new', me)
  for (const words of ['属性入力', '姓', '名', '生年月日', 'HER-SYS ID', '>入力内容を確認する</button>', 'ホーム画面へ戻る'])
    expect(page.text).toContain(words)
  const typed = { 'name.family': '架空', 'name.given': '太郎', ...claimBirth, phone: '09000000001', hersysId }
  expect((await app.post('/registrations/new', typed, me)).location).toBe('/registrations/new/confirm')
  const confirm = await app.get('/registrations/new/confirm', me)
  for (const words of [
    '<h1>属性入力:確認</h1>',
    '入力内容をご確認頂き「属性を保存する」ボタンを押してください。',
    '架空',
    '1991年7月28日',
    hersysId,
    '>属性を保存する</button>',
    'キャンセル',
  ])
    expect(confirm.text).toContain(words)
  expect((await to.claim(me, hersysId, { phone: '09000000001' })).location).toBe('/home')
  expect(await to.registrationsOf(caseId)).toEqual([{ accountId: me.accountId, familyName: '架空' }])
  expect(await to.itemsOf(caseId, 'not-registered')).toMatchObject([{ outcome: 'met-in-time' }])
  const [audit] = await db.sql`select case_ids, outcome from audits where action = 'registration.claim' and actor_id = ${me.accountId}`
  expect(audit).toEqual({ caseIds: [caseId], outcome: 'ok' })
})

test('A14 A15 A16 C11 E9 where the ID stands, how the telephone is written, and whom to ask are said on the page', async () => {
  const ja = await app.get('/registrations/new', await to.newPatient())
  expect(ja.text).toContain('「HER-SYS ID」は保健所等からお配りするリーフレット')
  expect(ja.text).toContain('6～8桁')
  expect(ja.text).toContain('電話番号は、ハイフンなし・半角で入力ください。')
  expect(ja.text).toContain(
    'システムに登録された情報と異なる入力をした場合、登録できないことがあります。その場合は、保健所にお問い合わせ下さい。',
  )
  const english = await to.newPatient()
  english.cookies.set('lang', 'en')
  const page = await app.get('/registrations/new', english)
  expect(page.text).toContain('You can find the HER-SYS ID on the brochures handed out by public health centers')
  expect(page.text).toContain('Please enter your phone number without hyphens and in half-width characters.')
  expect(page.text).toContain('In this case, please contact a public health center.')
})

test('full width, hyphens and blanks are taken; every fault is said at once and all that was typed stays', async () => {
  const { caseId, hersysId } = await to.makeCase()
  const me = await to.newPatient()
  const wide = (text: string) => text.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0))
  const bad = await to.claim(me, '12345', { 'birthOn.month': '13', 'name.family': '', 'name.given': '<b>次男</b>' })
  expect(bad.status).toBe(422)
  for (const words of [
    '姓を入力してください',
    'この日付は暦にありません',
    'HER-SYS IDは6～8桁の数字で入力してください',
    'value="12345"',
    '&lt;b>次男&lt;/b>',
  ])
    expect(bad.text).toContain(words)
  expect(bad.text).not.toContain('<b>次男')
  expect(
    (
      await to.claim(me, wide(`${hersysId.slice(0, 4)}-${hersysId.slice(4)} `), {
        'birthOn.year': wide('1991'),
        phone: '０９０－００００－０００１',
      })
    ).location,
  ).toBe('/home')
  expect(await db.sql`select phone from registrations where case_id = ${caseId}`).toEqual([{ phone: '09000000001' }])
})

test.each([['123456'], ['1234567'], ['12345678']])('C11 an ID of 6 to 8 digits is accepted as typed: %s', async (hersysId) => {
  expect((await to.claim(await to.newPatient(), hersysId)).text).toContain(mismatch)
})

test('C13 G7 an unknown ID and a wrong birth date get the same page, status and work; nothing is registered', async () => {
  const { caseId, hersysId } = await to.makeCase()
  const byId = await to.claim(await to.newPatient(), '29999999')
  const byBirth = await to.claim(await to.newPatient(), hersysId, wrongBirth)
  expect([byId.status, byBirth.status]).toEqual([422, 422])
  expect(byId.text).toContain(mismatch)
  expect(byId.text).toContain('それでも登録ができない場合は、管轄の保健所に生年月日とHER-SYS IDに誤りがないかお問い合わせください')
  expect(plainClaim(byBirth).replace('value="27"', '')).toBe(plainClaim(byId).replace('value="28"', ''))
  expect(await to.registrationsOf(caseId)).toEqual([])
  const traces = await db.sql`select hersys_id from claim_failures order by hersys_id`
  expect(traces.map((row) => row.hersysId)).toEqual([hersysId, '29999999'])
  const audits =
    await db.sql`select outcome, case_ids, detail from audits where action = 'registration.claim' order by at desc, id desc limit 2`
  expect(audits.map(({ outcome, caseIds, detail }) => ({ outcome, caseIds, detail }))).toEqual(
    [1, 2].map(() => ({ outcome: 'failed', caseIds: [], detail: { outcome: 'mismatch' } })),
  )
})

test('a case whose birth date nobody knows is claimed by nobody', async () => {
  const { hersysId } = await to.makeCase({ birthOn: null })
  expect((await to.claim(await to.newPatient(), hersysId)).text).toContain(mismatch)
})

test('C14 G7 "already registered" is said only after ID and birth date have both matched; one’s own is friendly', async () => {
  const { caseId, hersysId } = await to.makeCase()
  const first = await to.newPatient()
  await to.claim(first, hersysId)
  const other = await to.newPatient()
  expect((await to.claim(other, hersysId, wrongBirth)).text).not.toContain(taken)
  const right = await to.claim(other, hersysId)
  expect(right.status).toBe(422)
  expect(right.text).toContain(taken)
  expect(right.text).toContain('すでに別のメールアドレスでHER-SYS IDが登録されています。メールアドレスをご確認ください。')
  expect((await to.claim(first, hersysId)).text).toContain('この方は、すでに登録されています')
  expect(await to.registrationsOf(caseId)).toHaveLength(1)
})

test('C17 C29 E3 one account takes on a family and a second infection, each under a name of its own', async () => {
  const me = await to.newPatient()
  for (const family of ['架空', '架空2', '見本']) {
    const { hersysId } = await to.makeCase()
    expect((await to.claim(me, hersysId, { 'name.family': family })).location).toBe('/home')
  }
  const rows = await db.sql`select family_name from registrations where account_id = ${me.accountId} order by created_at, id`
  expect(rows.map((row) => row.familyName)).toEqual(['架空', '架空2', '見本'])
})

test('two accounts that claim one ID at once: exactly one gets it', async () => {
  for (let round = 0; round < 8; round++) {
    const { caseId, hersysId } = await to.makeCase()
    const answers = await Promise.all(
      (await Promise.all([to.newPatient(), to.newPatient(), to.newPatient()])).map((session) => to.claim(session, hersysId)),
    )
    expect(answers.filter((answer) => answer.location === '/home')).toHaveLength(1)
    expect(answers.filter((answer) => answer.text.includes(taken))).toHaveLength(2)
    expect(await to.registrationsOf(caseId)).toHaveLength(1)
  }
})

test('only what was seen on the confirmation page is saved; キャンセル and going back lose nothing', async () => {
  const { caseId, hersysId } = await to.makeCase()
  const me = await to.newPatient()
  const typed = { 'name.family': '架空', 'name.given': '長女', ...claimBirth, hersysId }
  await app.post('/registrations/new', typed, me)
  const seen = await app.get('/registrations/new/confirm', me)
  expect(/href="\/registrations\/new"[^>]*>キャンセル/.test(seen.text)).toBe(true)
  expect((await app.get('/registrations/new', me)).text).toContain('value="長女"')
  await app.post('/registrations/new', { ...typed, 'name.given': '次女' }, me)
  const draft = /name="draft" value="([^"]+)"/.exec(seen.text)?.[1]
  expect((await app.post('/registrations/new/confirm', { draft }, me)).location).toBe('/registrations/new/confirm')
  expect(await to.registrationsOf(caseId)).toEqual([])
  expect((await app.get('/registrations/new/confirm', await to.newPatient())).location).toBe('/registrations/new')
})

test.each([
  ['2022-09-27T23:59:59+09:00', true],
  ['2022-09-28T00:00:00+09:00', false],
])('an ID can be claimed until 60 days after the observation ended, by Japanese days: at %s %s', async (at, isOpen) => {
  const { caseId, hersysId } = await to.makeCase()
  const [nurse] = await db.sql`select id from staff_accounts where login_id = 'nurse@aoba'`
  await db.sql`update watches set state = 'ended', ended_at = '2022-07-29T10:00:00+09:00', ended_by = ${nurse!.id}, end_kind = 'release' where case_id = ${caseId}`
  app.setNow(new Date(at))
  const answer = await to.claim(await to.newPatient().then(async (p) => ({ ...p, ...(await app.patientSession(p.accountId)) })), hersysId)
  expect(answer.location === '/home').toBe(isOpen)
  if (!isOpen) expect(answer.text).toContain('このHER-SYS IDは、現在登録できません')
})

test('a withdrawn notification is never claimed; one whose withdrawal is only asked for is', async () => {
  const withdrawn = await to.makeCase()
  await db.sql`update cases set state = 'withdrawn' where id = ${withdrawn.caseId}`
  expect((await to.claim(await to.newPatient(), withdrawn.hersysId)).text).toContain('現在登録できません')
  const asked = await to.makeCase()
  await db.sql`update cases set state = 'withdrawal-asked' where id = ${asked.caseId}`
  expect((await to.claim(await to.newPatient(), asked.hersysId)).location).toBe('/home')
  const unwatched = await to.makeCase({ watched: false })
  expect((await to.claim(await to.newPatient(), unwatched.hersysId)).text).toContain('現在登録できません')
})

test('C15 that the name is fixed is said before it is saved, and whom to ask; afterwards nobody edits it', async () => {
  const { caseId, hersysId } = await to.makeCase()
  const me = await to.newPatient()
  expect((await app.get('/registrations/new', me)).text).toContain('ここで登録する姓名は、保存した後は変更できません。')
  await app.post('/registrations/new', { 'name.family': '架空', 'name.given': '太郎', ...claimBirth, hersysId }, me)
  const confirm = await app.get('/registrations/new/confirm', me)
  expect(confirm.text).toContain('保存した後は、この姓名を変更できません。違うときは「キャンセル」で戻って直してください。')
  await to.claim(me, hersysId)
  const account = await app.get('/account', me)
  for (const words of [
    '架空 太郎',
    '登録した姓名は変更できません。健康観察や療養証明書には影響しません。',
    '療養証明書には、医療機関や保健所が登録した名前が表示されます。',
    '管轄の保健所にお問い合わせください。',
  ])
    expect(account.text).toContain(words)
  expect(account.text).not.toMatch(/name="name\./)
  await to.claim(me, hersysId, { 'name.given': '別名' })
  expect(await db.sql`select given_name from registrations where case_id = ${caseId}`).toEqual([{ givenName: '太郎' }])
})

test('C17 C18 「新規登録」 beside 対象者 adds a family member; each is chosen from the list under the name given here', async () => {
  const me = await to.newPatient()
  await to.claim(me, (await to.makeCase()).hersysId, { 'name.family': 'テスト', 'name.given': '母' })
  const home = await app.get('/home', me)
  expect(home.text).toMatch(/<a class="button" href="\/registrations\/new" aria-describedby="add-person">新規登録<\/a>/)
  expect(home.text).toContain('*ご家族や、2度目の感染の方を追加する場合はこちら')
  for (const given of ['長男', '長女', '次男'])
    expect((await to.claim(me, (await to.makeCase()).hersysId, { 'name.family': 'テスト', 'name.given': given })).location).toBe('/home')
  const list = /<select id="person".*?<\/select>/s.exec((await app.get('/home', me)).text)![0]
  expect([...list.matchAll(/>([^<]+)<\/option>/g)].map(([, name]) => name)).toEqual([
    'テスト 母',
    'テスト 長男',
    'テスト 長女',
    'テスト 次男',
  ])
  const daughter = /value="([^"]+)"[^>]*>テスト 長女/.exec(list)![1]!
  expect((await app.get(`/home?person=${daughter}`, me)).location).toBe(`/home/${daughter}`)
})

test('C29 a second infection under the first address: a new ID, a name to tell them apart, the first record still readable', async () => {
  const me = await to.newPatient()
  const first = await to.makeCase()
  await to.claim(me, first.hersysId)
  const [old] = await db.sql<{ id: string }[]>`select id from registrations where case_id = ${first.caseId}`
  await storeReport(db.sql, first.caseId, { now: testNow, level: 'stable' })
  await app.post(`/centre/cases/${first.caseId}/end`, { kind: 'release', note: '' }, await app.signedInAs('nurse@aoba'))
  expect((await app.get('/registrations/new', me)).text).toContain('異なる姓名（姓名＋数字）をおすすめします')
  const second = await to.makeCase()
  await db.sql`update cases set person_id = (select person_id from cases where id = ${first.caseId}) where id = ${second.caseId}`
  expect((await to.claim(me, second.hersysId, { 'name.given': '太郎2' })).location).toBe('/home')
  const home = await app.get('/home', me)
  for (const name of ['架空 太郎2', '架空 太郎']) expect(home.text).toContain(`>${name}</option>`)
  const history = await app.get(`/history/${old!.id}`, me)
  expect(history.status).toBe(200)
  expect(history.text).toContain('架空 太郎 さんの履歴')
})
