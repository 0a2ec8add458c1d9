import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type Session, type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { claimBirth, claims } from '../../../tools/test-claims.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { cookieNames, hashToken } from '../../platform/http/session.server.ts'
import { sweepPatientTraces } from './queries.server.ts'

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

const day = 86_400_000

/** As the web role within one request of that session token. */
const underRls = <T>(token: string, work: (sql: typeof db.web) => Promise<T>) =>
  db.web.begin(async (tx) => {
    await tx`select set_config('app.session', ${hashToken(token)}, true), set_config('app.now', ${app.clock().toISOString()}, true)`
    return work(tx as unknown as typeof db.web)
  })

test('row-level security: an account sees its own registrations alone, and nobody writes one past the claim', async () => {
  const { caseId, hersysId } = await to.makeCase()
  const [me, other] = [await to.newPatient(), await to.newPatient()]
  await to.claim(me, hersysId)
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
  const { caseId, hersysId } = await to.makeCase()
  const me = await to.newPatient()
  await db.sql`update sessions set ends_at = expires_at where account_id = ${me.accountId}`
  await to.claim(me, hersysId)
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
  const { hersysId } = await to.makeCase()
  const me = await to.newPatient()
  await to.claim(me, hersysId)
  app.setNow(new Date(testNow.getTime() + 7 * day))
  expect((await app.get('/registrations/new', me)).location).toBe('/sign-in')
})

test('what was left half done goes: typed attributes after a day, failures after 90; locks stay', async () => {
  const me = await to.newPatient()
  await app.post('/registrations/new', { 'name.family': '架空', ...claimBirth, hersysId: '24000001' }, me)
  await to.guess('24000002', 10)
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
