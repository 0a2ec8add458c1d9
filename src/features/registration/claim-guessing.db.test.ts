import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { organisationOf } from '../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { claims, plainClaim, wrongBirth } from '../../../tools/test-claims.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { cookieNames, hashToken } from '../../platform/http/session.server.ts'
import { findClaimLock, unlockClaim } from './queries.server.ts'

let db: TestDatabase
let app: TestApp
const aoba = organisationOf('aoba')
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
const minute = 60_000
const day = 24 * 60 * minute

/** As the web role within one request of that session token. */
const underRls = <T>(token: string, work: (sql: typeof db.web) => Promise<T>) =>
  db.web.begin(async (tx) => {
    await tx`select set_config('app.session', ${token && hashToken(token)}, true), set_config('app.now', ${app.clock().toISOString()}, true)`
    return work(tx as unknown as typeof db.web)
  })

test('five wrong tries of an account are free, then it waits 1, 2, 4 minutes; the right pair waits as well', async () => {
  const { hersysId } = await to.makeCase()
  const me = await to.newPatient()
  for (let n = 0; n < 5; n++) expect((await to.claim(me, `2888888${n}`)).text).toContain(mismatch)
  const slowed = await to.claim(me, hersysId)
  expect(slowed.status).toBe(429)
  expect(slowed.text).toContain('1分ほどしてから')
  expect(slowed.text).toContain(`value="${hersysId}"`)
  app.advance(minute - 1000)
  expect((await to.claim(me, hersysId)).status).toBe(429)
  app.advance(1000)
  expect((await to.claim(me, '28888889')).text).toContain(mismatch)
  app.advance(2 * minute - 1000)
  expect((await to.claim(me, hersysId)).status).toBe(429)
  app.advance(1000)
  expect((await to.claim(me, hersysId)).location).toBe('/home')
})

test('an address is slowed after 30 wrong tries in ten minutes, but never for who has hardly tried', async () => {
  const { hersysId } = await to.makeCase()
  const neighbours = await Promise.all(Array.from({ length: 10 }, () => to.newPatient()))
  for (const [n, one] of neighbours.entries()) for (let k = 0; k < 3; k++) await to.claim(one, String(27_000_000 + n * 10 + k))
  expect(await db.sql`select count(*)::int as n from claim_failures`).toEqual([{ n: 30 }])
  expect((await to.claim(neighbours[0]!, '27000999')).status).toBe(429)
  expect((await to.claim(await to.newPatient(), hersysId)).location).toBe('/home')
  app.advance(10 * minute)
  expect((await to.claim(neighbours[0]!, '27000999')).status).toBe(422)
})

test('ten wrong tries lock an ID for claiming and tell its centre; the session of who has it lives on', async () => {
  const { caseId, hersysId } = await to.makeCase()
  const owner = await to.newPatient()
  await to.claim(owner, hersysId)
  await to.guess(hersysId, 9)
  expect((await to.claim(await to.newPatient(), hersysId)).text).toContain(taken)
  expect(await to.itemsOf(caseId, 'claim-locked')).toEqual([])
  await to.guess(hersysId, 1)
  const right = await to.claim(await to.newPatient(), hersysId)
  expect(right.text).toContain('誤った入力が続いたため、登録を止めています')
  expect(await to.itemsOf(caseId, 'claim-locked')).toMatchObject([{ closedAt: null, centreId: aoba.id }])
  expect((await app.get('/registrations/new', owner)).status).toBe(200)
  expect(await to.registrationsOf(caseId)).toHaveLength(1)
})

test('an item closed while its ID stays locked opens again with the next try', async () => {
  const { caseId, hersysId } = await to.makeCase()
  await to.guess(hersysId, 10)
  const [nurse] = await db.sql`select id from staff_accounts where login_id = 'nurse@aoba'`
  await db.sql`update attention_items set closed_at = ${testNow}, closed_by = ${nurse!.id}, outcome = 'done' where case_id = ${caseId} and kind = 'claim-locked'`
  app.advance(minute)
  await to.claim(await to.newPatient(), hersysId)
  expect((await to.itemsOf(caseId, 'claim-locked')).map((item) => item.closedAt === null)).toEqual([false, true])
})

test('a lock says the same for a right and a wrong birth date and for an ID that nobody has', async () => {
  const { hersysId } = await to.makeCase()
  await to.guess(hersysId, 10)
  await to.guess('26999999', 10)
  const answers = [
    await to.claim(await to.newPatient(), hersysId),
    await to.claim(await to.newPatient(), hersysId, wrongBirth),
    await to.claim(await to.newPatient(), '26999999'),
  ]
  expect(answers.map((answer) => answer.status)).toEqual([422, 422, 422])
  expect(new Set(answers.map((answer) => plainClaim(answer).replace(/value="2[78]"/, ''))).size).toBe(1)
  expect(answers[0]!.text).toContain('登録を止めています')
})

test('ten wrong tries within 24 hours, not over a longer time; a lock older than the case does not count', async () => {
  const { hersysId } = await to.makeCase()
  await to.guess(hersysId, 9)
  app.advance(day)
  await to.guess(hersysId, 9)
  expect((await to.claim(await to.newPatient(), hersysId)).location).toBe('/home')
  app.setNow(testNow)
  const future = to.nextId()
  await to.guess(future, 10)
  app.advance(day)
  const issued = await to.makeCase({ now: app.clock() })
  expect(issued.hersysId).toBe(future)
  expect((await to.claim(await to.newPatient(), future)).location).toBe('/home')
})

test('the owner’s staff unlock an ID in their name; neighbours and strangers cannot', async () => {
  const { caseId, hersysId } = await to.makeCase()
  await to.guess(hersysId, 10)
  const as = async <T>(login: string | null, work: (sql: typeof db.web) => Promise<T>) =>
    underRls(login ? (await app.signedInAs(login)).cookies.get(cookieNames.staff)! : '', work)
  for (const stranger of [null, 'nurse@minato', 'doctor@aoba-clinic']) {
    expect(await as(stranger, (sql) => findClaimLock(sql, caseId)).catch(() => null)).toBeNull()
    expect(await as(stranger, (sql) => unlockClaim(sql, caseId, app.clock())).catch(() => false)).toBe(false)
  }
  expect(await as('nurse@aoba', (sql) => findClaimLock(sql, caseId))).toBe(testNow.toISOString())
  app.advance(minute)
  expect(await as('nurse@aoba', (sql) => unlockClaim(sql, caseId, app.clock()))).toBe(true)
  expect(await as('nurse@aoba', (sql) => unlockClaim(sql, caseId, app.clock()))).toBe(false)
  const [nurse] = await db.sql`select id from staff_accounts where login_id = 'nurse@aoba'`
  expect(await to.itemsOf(caseId, 'claim-locked')).toMatchObject([{ outcome: 'unlocked', closedBy: nurse!.id }])
  app.advance(minute)
  await to.guess(hersysId, 9)
  expect((await to.claim(await to.newPatient(), hersysId)).location).toBe('/home')
})

test('200 wrong claims in ten minutes over the whole country raise one alert for the operator', async () => {
  const me = await to.newPatient()
  const fill = (count: number, at: Date) => db.sql`
    insert into claim_failures (id, at, hersys_id, account_id, address_hash)
    select gen_random_uuid(), ${at}, (30000000 + n)::text, ${me.accountId}, 'elsewhere' from generate_series(1, ${count}) n`
  await fill(198, new Date(testNow.getTime() - 9 * minute))
  await to.claim(await to.newPatient(), '25000001')
  expect(await db.sql`select kind from system_alerts where kind = 'claim-failures'`).toEqual([])
  await to.claim(await to.newPatient(), '25000002')
  await to.claim(await to.newPatient(), '25000003')
  expect(await db.sql`select kind, detail from system_alerts where kind = 'claim-failures'`).toEqual([
    { kind: 'claim-failures', detail: { atLeast: 200, minutes: 10 } },
  ])
})
