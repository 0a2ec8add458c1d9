import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { organisationOf } from '../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type Answer, type Session, type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { cookieNames, hashToken } from '../../platform/http/session.server.ts'
import { beginWatch } from '../watch/begin.server.ts'
import { findClaimLock, sweepPatientTraces, unlockClaim } from './queries.server.ts'

let db: TestDatabase
let app: TestApp
let serial = 0
const minute = 60_000
const day = 24 * 60 * minute
const birth = { 'birthOn.era': 'western', 'birthOn.year': '1991', 'birthOn.month': '7', 'birthOn.date': '28' }
const wrongBirth = { ...birth, 'birthOn.date': '27' }
const aoba = organisationOf('aoba')
const mismatch = 'ご入力いただいた生年月日もしくはHER-SYS IDに誤りがあります'
const taken = 'ご指定の内容はすでに登録されています'

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
  await db.sql`delete from claim_failures`
  await db.sql`delete from registration_drafts`
})

async function makeCase({ birthOn = '1991-07-28' as string | null, watched = true, now = testNow } = {}) {
  const [caseId, personId] = [randomUUID(), randomUUID()]
  const hersysId = String(20_000_000 + ++serial)
  await db.sql`insert into persons (id, created_at) values (${personId}, ${now})`
  await db.sql`insert into cases (id, hersys_id, person_id, disease, notified_centre_id, responsible_centre_id, family_name, given_name, birth_on, created_at, updated_at)
    values (${caseId}, ${hersysId}, ${personId}, 'covid-19', ${aoba.id}, ${aoba.id}, '架空', '太郎', ${birthOn}, ${now}, ${now})`
  const period = { periodFrom: '2022-07-20', periodTo: '2022-07-29' }
  if (watched) await beginWatch(db.sql, { caseId, ownerCentreId: aoba.id, ownerPrefectureId: aoba.parentId, ...period, settings: {}, now })
  return { caseId, hersysId }
}

async function newPatient(): Promise<Session & { accountId: string }> {
  const accountId = randomUUID()
  await db.sql`insert into patient_accounts (id, email, password_hash, created_at) values (${accountId}, ${`${accountId}@example.jp`}, '-', ${testNow})`
  return { ...(await app.patientSession(accountId)), accountId }
}

/** Both pages of 属性入力, as a browser walks them. */
async function claim(session: Session, hersysId: string, form: Record<string, string> = {}): Promise<Answer> {
  const typed = { 'name.family': '架空', 'name.given': '太郎', ...birth, hersysId, ...form }
  const entered = await app.post('/registrations/new', typed, session)
  if (entered.location !== '/registrations/new/confirm') return entered
  const confirm = await app.get('/registrations/new/confirm', session)
  const draft = /name="draft" value="([^"]+)"/.exec(confirm.text)?.[1]
  return app.post('/registrations/new/confirm', { draft }, session)
}

const registrationsOf = (caseId: string) => db.sql<{ accountId: string; familyName: string }[]>`
  select account_id, family_name from registrations where case_id = ${caseId} and ended_at is null`
const itemsOf = (caseId: string, kind: string) => db.sql<
  { closedAt: string | null; outcome: string | null; centreId: string; closedBy: string | null }[]
>`
  select closed_at, outcome, centre_id, closed_by from attention_items where case_id = ${caseId} and kind = ${kind} order by raised_at, id`
/** As the web role within one request of that session. */
const underRls = <T>(token: string, work: (sql: typeof db.web) => Promise<T>) =>
  db.web.begin(async (tx) => {
    await tx`select set_config('app.session', ${token && hashToken(token)}, true), set_config('app.now', ${app.clock().toISOString()}, true)`
    return work(tx as unknown as typeof db.web)
  })
/** A page without what differs from visit to visit. */
const plain = (answer: Answer) => answer.text.replace(/name="_csrf" value="[^"]*"/g, '').replace(/\b2\d{7}\b/g, 'ID')

test('A13 C16 C17 E8 attributes are entered, shown for confirmation and saved; the centre’s item closes in time', async () => {
  const { caseId, hersysId } = await makeCase()
  const me = await newPatient()
  const page = await app.get('/registrations/new', me)
  for (const words of ['属性入力', '姓', '名', '生年月日', 'HER-SYS ID', '>入力内容を確認する</button>', 'ホーム画面へ戻る'])
    expect(page.text).toContain(words)
  const typed = { 'name.family': '架空', 'name.given': '太郎', ...birth, phone: '09000000001', hersysId }
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
  expect((await claim(me, hersysId, { phone: '09000000001' })).location).toBe('/home')
  expect(await registrationsOf(caseId)).toEqual([{ accountId: me.accountId, familyName: '架空' }])
  expect(await itemsOf(caseId, 'not-registered')).toMatchObject([{ outcome: 'met-in-time' }])
  const [audit] = await db.sql`select case_ids, outcome from audits where action = 'registration.claim' and actor_id = ${me.accountId}`
  expect(audit).toEqual({ caseIds: [caseId], outcome: 'ok' })
})

test('A14 A15 A16 C11 E9 where the ID stands, how the telephone is written, and whom to ask are said on the page', async () => {
  const ja = await app.get('/registrations/new', await newPatient())
  expect(ja.text).toContain('「HER-SYS ID」は保健所等からお配りするリーフレット')
  expect(ja.text).toContain('6～8桁')
  expect(ja.text).toContain('電話番号は、ハイフンなし・半角で入力ください。')
  expect(ja.text).toContain(
    'システムに登録された情報と異なる入力をした場合、登録できないことがあります。その場合は、保健所にお問い合わせ下さい。',
  )
  const english = await newPatient()
  english.cookies.set('lang', 'en')
  const page = await app.get('/registrations/new', english)
  expect(page.text).toContain('You can find the HER-SYS ID on the brochures handed out by public health centers')
  expect(page.text).toContain('Please enter your phone number without hyphens and in half-width characters.')
  expect(page.text).toContain('In this case, please contact a public health center.')
})

test('full width, hyphens and blanks are taken; every fault is said at once and all that was typed stays', async () => {
  const { caseId, hersysId } = await makeCase()
  const me = await newPatient()
  const wide = (text: string) => text.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0))
  const bad = await claim(me, '12345', { 'birthOn.month': '13', 'name.family': '', 'name.given': '<b>次男</b>' })
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
      await claim(me, wide(`${hersysId.slice(0, 4)}-${hersysId.slice(4)} `), {
        'birthOn.year': wide('1991'),
        phone: '０９０－００００－０００１',
      })
    ).location,
  ).toBe('/home')
  expect(await db.sql`select phone from registrations where case_id = ${caseId}`).toEqual([{ phone: '09000000001' }])
})

test.each([['123456'], ['1234567'], ['12345678']])('C11 an ID of 6 to 8 digits is accepted as typed: %s', async (hersysId) => {
  expect((await claim(await newPatient(), hersysId)).text).toContain(mismatch)
})

test('C13 G7 an unknown ID and a wrong birth date get the same page, status and work; nothing is registered', async () => {
  const { caseId, hersysId } = await makeCase()
  const byId = await claim(await newPatient(), '29999999')
  const byBirth = await claim(await newPatient(), hersysId, wrongBirth)
  expect([byId.status, byBirth.status]).toEqual([422, 422])
  expect(byId.text).toContain(mismatch)
  expect(byId.text).toContain('それでも登録ができない場合は、管轄の保健所に生年月日とHER-SYS IDに誤りがないかお問い合わせください')
  expect(plain(byBirth).replace('value="27"', '')).toBe(plain(byId).replace('value="28"', ''))
  expect(await registrationsOf(caseId)).toEqual([])
  const traces = await db.sql`select hersys_id from claim_failures order by hersys_id`
  expect(traces.map((row) => row.hersysId)).toEqual([hersysId, '29999999'])
  const audits =
    await db.sql`select outcome, case_ids, detail from audits where action = 'registration.claim' order by at desc, id desc limit 2`
  expect(audits.map(({ outcome, caseIds, detail }) => ({ outcome, caseIds, detail }))).toEqual(
    [1, 2].map(() => ({ outcome: 'failed', caseIds: [], detail: { outcome: 'mismatch' } })),
  )
})

test('a case whose birth date nobody knows is claimed by nobody', async () => {
  const { hersysId } = await makeCase({ birthOn: null })
  expect((await claim(await newPatient(), hersysId)).text).toContain(mismatch)
})

test('C14 G7 "already registered" is said only after ID and birth date have both matched; one’s own is friendly', async () => {
  const { caseId, hersysId } = await makeCase()
  const first = await newPatient()
  await claim(first, hersysId)
  const other = await newPatient()
  expect((await claim(other, hersysId, wrongBirth)).text).not.toContain(taken)
  const right = await claim(other, hersysId)
  expect(right.status).toBe(422)
  expect(right.text).toContain(taken)
  expect(right.text).toContain('すでに別のメールアドレスでHER-SYS IDが登録されています。メールアドレスをご確認ください。')
  expect((await claim(first, hersysId)).text).toContain('この方は、すでに登録されています')
  expect(await registrationsOf(caseId)).toHaveLength(1)
})

test('C17 C29 E3 one account takes on a family and a second infection, each under a name of its own', async () => {
  const me = await newPatient()
  for (const family of ['架空', '架空2', '見本']) {
    const { hersysId } = await makeCase()
    expect((await claim(me, hersysId, { 'name.family': family })).location).toBe('/home')
  }
  const rows = await db.sql`select family_name from registrations where account_id = ${me.accountId} order by created_at, id`
  expect(rows.map((row) => row.familyName)).toEqual(['架空', '架空2', '見本'])
})

test('two accounts that claim one ID at once: exactly one gets it', async () => {
  for (let round = 0; round < 8; round++) {
    const { caseId, hersysId } = await makeCase()
    const answers = await Promise.all(
      (await Promise.all([newPatient(), newPatient(), newPatient()])).map((session) => claim(session, hersysId)),
    )
    expect(answers.filter((answer) => answer.location === '/home')).toHaveLength(1)
    expect(answers.filter((answer) => answer.text.includes(taken))).toHaveLength(2)
    expect(await registrationsOf(caseId)).toHaveLength(1)
  }
})

test('only what was seen on the confirmation page is saved; キャンセル and going back lose nothing', async () => {
  const { caseId, hersysId } = await makeCase()
  const me = await newPatient()
  const typed = { 'name.family': '架空', 'name.given': '長女', ...birth, hersysId }
  await app.post('/registrations/new', typed, me)
  const seen = await app.get('/registrations/new/confirm', me)
  expect(/href="\/registrations\/new"[^>]*>キャンセル/.test(seen.text)).toBe(true)
  expect((await app.get('/registrations/new', me)).text).toContain('value="長女"')
  await app.post('/registrations/new', { ...typed, 'name.given': '次女' }, me)
  const draft = /name="draft" value="([^"]+)"/.exec(seen.text)?.[1]
  expect((await app.post('/registrations/new/confirm', { draft }, me)).location).toBe('/registrations/new/confirm')
  expect(await registrationsOf(caseId)).toEqual([])
  expect((await app.get('/registrations/new/confirm', await newPatient())).location).toBe('/registrations/new')
})

test.each([
  ['2022-09-27T23:59:59+09:00', true],
  ['2022-09-28T00:00:00+09:00', false],
])('an ID can be claimed until 60 days after the observation ended, by Japanese days: at %s %s', async (at, isOpen) => {
  const { caseId, hersysId } = await makeCase()
  const [nurse] = await db.sql`select id from staff_accounts where login_id = 'nurse@aoba'`
  await db.sql`update watches set state = 'ended', ended_at = '2022-07-29T10:00:00+09:00', ended_by = ${nurse!.id}, end_kind = 'release' where case_id = ${caseId}`
  app.setNow(new Date(at))
  const answer = await claim(await newPatient().then(async (p) => ({ ...p, ...(await app.patientSession(p.accountId)) })), hersysId)
  expect(answer.location === '/home').toBe(isOpen)
  if (!isOpen) expect(answer.text).toContain('このHER-SYS IDは、現在登録できません')
})

test('a withdrawn notification is never claimed; one whose withdrawal is only asked for is', async () => {
  const withdrawn = await makeCase()
  await db.sql`update cases set state = 'withdrawn' where id = ${withdrawn.caseId}`
  expect((await claim(await newPatient(), withdrawn.hersysId)).text).toContain('現在登録できません')
  const asked = await makeCase()
  await db.sql`update cases set state = 'withdrawal-asked' where id = ${asked.caseId}`
  expect((await claim(await newPatient(), asked.hersysId)).location).toBe('/home')
  const unwatched = await makeCase({ watched: false })
  expect((await claim(await newPatient(), unwatched.hersysId)).text).toContain('現在登録できません')
})

test('five wrong tries of an account are free, then it waits 1, 2, 4 minutes; the right pair waits as well', async () => {
  const { hersysId } = await makeCase()
  const me = await newPatient()
  for (let n = 0; n < 5; n++) expect((await claim(me, `2888888${n}`)).text).toContain(mismatch)
  const slowed = await claim(me, hersysId)
  expect(slowed.status).toBe(429)
  expect(slowed.text).toContain('1分ほどしてから')
  expect(slowed.text).toContain(`value="${hersysId}"`)
  app.advance(minute - 1000)
  expect((await claim(me, hersysId)).status).toBe(429)
  app.advance(1000)
  expect((await claim(me, '28888889')).text).toContain(mismatch)
  app.advance(2 * minute - 1000)
  expect((await claim(me, hersysId)).status).toBe(429)
  app.advance(1000)
  expect((await claim(me, hersysId)).location).toBe('/home')
})

test('an address is slowed after 30 wrong tries in ten minutes, but never for who has hardly tried', async () => {
  const { hersysId } = await makeCase()
  const neighbours = await Promise.all(Array.from({ length: 10 }, () => newPatient()))
  for (const [n, one] of neighbours.entries()) for (let k = 0; k < 3; k++) await claim(one, String(27_000_000 + n * 10 + k))
  expect(await db.sql`select count(*)::int as n from claim_failures`).toEqual([{ n: 30 }])
  expect((await claim(neighbours[0]!, '27000999')).status).toBe(429)
  expect((await claim(await newPatient(), hersysId)).location).toBe('/home')
  app.advance(10 * minute)
  expect((await claim(neighbours[0]!, '27000999')).status).toBe(422)
})

/** Nine or ten strangers guess at one ID, one try each. */
async function guess(hersysId: string, times: number) {
  for (let n = 0; n < times; n++) await claim(await newPatient(), hersysId, wrongBirth)
}

test('ten wrong tries lock an ID for claiming and tell its centre; the session of who has it lives on', async () => {
  const { caseId, hersysId } = await makeCase()
  const owner = await newPatient()
  await claim(owner, hersysId)
  await guess(hersysId, 9)
  expect((await claim(await newPatient(), hersysId)).text).toContain(taken)
  expect(await itemsOf(caseId, 'claim-locked')).toEqual([])
  await guess(hersysId, 1)
  const right = await claim(await newPatient(), hersysId)
  expect(right.text).toContain('誤った入力が続いたため、登録を止めています')
  expect(await itemsOf(caseId, 'claim-locked')).toMatchObject([{ closedAt: null, centreId: aoba.id }])
  expect((await app.get('/registrations/new', owner)).status).toBe(200)
  expect(await registrationsOf(caseId)).toHaveLength(1)
})

test('an item closed while its ID stays locked opens again with the next try', async () => {
  const { caseId, hersysId } = await makeCase()
  await guess(hersysId, 10)
  const [nurse] = await db.sql`select id from staff_accounts where login_id = 'nurse@aoba'`
  await db.sql`update attention_items set closed_at = ${testNow}, closed_by = ${nurse!.id}, outcome = 'done' where case_id = ${caseId} and kind = 'claim-locked'`
  app.advance(minute)
  await claim(await newPatient(), hersysId)
  expect((await itemsOf(caseId, 'claim-locked')).map((item) => item.closedAt === null)).toEqual([false, true])
})

test('a lock says the same for a right and a wrong birth date and for an ID that nobody has', async () => {
  const { hersysId } = await makeCase()
  await guess(hersysId, 10)
  await guess('26999999', 10)
  const answers = [
    await claim(await newPatient(), hersysId),
    await claim(await newPatient(), hersysId, wrongBirth),
    await claim(await newPatient(), '26999999'),
  ]
  expect(answers.map((answer) => answer.status)).toEqual([422, 422, 422])
  expect(new Set(answers.map((answer) => plain(answer).replace(/value="2[78]"/, ''))).size).toBe(1)
  expect(answers[0]!.text).toContain('登録を止めています')
})

test('ten wrong tries within 24 hours, not over a longer time; a lock older than the case does not count', async () => {
  const { hersysId } = await makeCase()
  await guess(hersysId, 9)
  app.advance(day)
  await guess(hersysId, 9)
  expect((await claim(await newPatient(), hersysId)).location).toBe('/home')
  app.setNow(testNow)
  const future = String(20_000_000 + serial + 1)
  await guess(future, 10)
  app.advance(day)
  const issued = await makeCase({ now: app.clock() })
  expect(issued.hersysId).toBe(future)
  expect((await claim(await newPatient(), future)).location).toBe('/home')
})

test('the owner’s staff unlock an ID in their name; neighbours and strangers cannot', async () => {
  const { caseId, hersysId } = await makeCase()
  await guess(hersysId, 10)
  const as = async <T>(login: string | null, work: (sql: typeof db.web) => Promise<T>) =>
    underRls(login ? (await app.signedInAs(login)).cookies.get(cookieNames.staff)! : '', work)
  for (const stranger of [null, 'nurse@midori', 'doctor@aoba-clinic']) {
    expect(await as(stranger, (sql) => findClaimLock(sql, caseId)).catch(() => null)).toBeNull()
    expect(await as(stranger, (sql) => unlockClaim(sql, caseId, app.clock())).catch(() => false)).toBe(false)
  }
  expect(await as('nurse@aoba', (sql) => findClaimLock(sql, caseId))).toBe(testNow.toISOString())
  app.advance(minute)
  expect(await as('nurse@aoba', (sql) => unlockClaim(sql, caseId, app.clock()))).toBe(true)
  expect(await as('nurse@aoba', (sql) => unlockClaim(sql, caseId, app.clock()))).toBe(false)
  const [nurse] = await db.sql`select id from staff_accounts where login_id = 'nurse@aoba'`
  expect(await itemsOf(caseId, 'claim-locked')).toMatchObject([{ outcome: 'unlocked', closedBy: nurse!.id }])
  app.advance(minute)
  await guess(hersysId, 9)
  expect((await claim(await newPatient(), hersysId)).location).toBe('/home')
})

test('200 wrong claims in ten minutes over the whole country raise one alert for the operator', async () => {
  const me = await newPatient()
  const fill = (count: number, at: Date) => db.sql`
    insert into claim_failures (id, at, hersys_id, account_id, address_hash)
    select gen_random_uuid(), ${at}, (30000000 + n)::text, ${me.accountId}, 'elsewhere' from generate_series(1, ${count}) n`
  await fill(198, new Date(testNow.getTime() - 9 * minute))
  await claim(await newPatient(), '25000001')
  expect(await db.sql`select kind from system_alerts where kind = 'claim-failures'`).toEqual([])
  await claim(await newPatient(), '25000002')
  await claim(await newPatient(), '25000003')
  expect(await db.sql`select kind, detail from system_alerts where kind = 'claim-failures'`).toEqual([
    { kind: 'claim-failures', detail: { atLeast: 200, minutes: 10 } },
  ])
})

test('row-level security: an account sees its own registrations alone, and nobody writes one past the claim', async () => {
  const { caseId, hersysId } = await makeCase()
  const [me, other] = [await newPatient(), await newPatient()]
  await claim(me, hersysId)
  const as = <T>(session: Session, work: (sql: typeof db.web) => Promise<T>) => underRls(session.cookies.get(cookieNames.patient)!, work)
  expect(await as(me, (sql) => sql`select case_id from registrations`)).toEqual([{ caseId }])
  expect(await as(other, (sql) => sql`select case_id from registrations`)).toEqual([])
  expect(await as(other, (sql) => sql`select session_hash from registration_drafts`)).toEqual([])
  await expect(
    as(
      other,
      (sql) => sql`insert into registrations (id, account_id, case_id, family_name, given_name, created_at)
      values (${randomUUID()}, ${other.accountId}, ${caseId}, '架空', '', ${testNow})`,
    ),
  ).rejects.toThrow('permission denied')
  await expect(as(other, (sql) => sql`update registrations set account_id = ${other.accountId}`)).rejects.toThrow('permission denied')
  await expect(as(other, (sql) => sql`select * from claim_failures`)).rejects.toThrow('permission denied')
  await expect(as(other, (sql) => sql`select claim_wait(${other.accountId}, 'x', ${testNow})`)).rejects.toThrow('permission denied')
  expect((await app.get('/registrations/new')).location).toBe('/sign-in')
})

test('a session slides by a week from visit to visit, until a week after the observation has ended', async () => {
  const { caseId, hersysId } = await makeCase()
  const me = await newPatient()
  await db.sql`update sessions set ends_at = expires_at where account_id = ${me.accountId}`
  await claim(me, hersysId)
  const statusAt = async (at: string) => {
    app.setNow(new Date(at))
    return (await app.get('/registrations/new', me)).status
  }
  expect(await statusAt('2022-07-27T09:59:59+09:00')).toBe(200)
  expect(await statusAt('2022-08-03T09:59:58+09:00')).toBe(200)
  const [nurse] = await db.sql`select id from staff_accounts where login_id = 'nurse@aoba'`
  await db.sql`update watches set state = 'ended', ended_at = '2022-08-04T12:00:00+09:00', ended_by = ${nurse!.id}, end_kind = 'release' where case_id = ${caseId}`
  expect(await statusAt('2022-08-09T10:00:00+09:00')).toBe(200)
  const copy = { cookies: new Map(me.cookies) }
  expect(await statusAt('2022-08-11T11:59:59+09:00')).toBe(200)
  app.setNow(new Date('2022-08-11T12:00:00+09:00'))
  expect((await app.get('/registrations/new', copy)).location).toBe('/sign-in')
})

test('a week without a visit ends a session although the case is observed', async () => {
  const { hersysId } = await makeCase()
  const me = await newPatient()
  await claim(me, hersysId)
  app.setNow(new Date(testNow.getTime() + 7 * day))
  expect((await app.get('/registrations/new', me)).location).toBe('/sign-in')
})

test('what was left half done goes: typed attributes after a day, failures after 90; locks stay', async () => {
  const me = await newPatient()
  await app.post('/registrations/new', { 'name.family': '架空', ...birth, hersysId: '24000001' }, me)
  await guess('24000002', 10)
  const left = async () => {
    const [row] =
      await db.sql`select (select count(*)::int from registration_drafts) as drafts, (select count(*)::int from claim_failures) as failures,
      (select count(*)::int from claim_locks where hersys_id = '24000002') as locks`
    return row
  }
  await sweepPatientTraces(db.worker, new Date(testNow.getTime() + day))
  expect((await left())!.drafts).toBeGreaterThan(0)
  await sweepPatientTraces(db.worker, new Date(testNow.getTime() + day + 1000))
  expect(await left()).toEqual({ drafts: 0, failures: 10, locks: 1 })
  await sweepPatientTraces(db.worker, new Date(testNow.getTime() + 90 * day + 1000))
  expect(await left()).toEqual({ drafts: 0, failures: 0, locks: 1 })
})
