import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { seedPlaces, testPassword } from '../../../../db/seed/places.server.ts'
import { type Answer, type Session, stranger, type TestApp, testApp, testNow } from '../../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../../tools/test-database.ts'
import * as argon2 from '../argon2.server.ts'
import { hashPassword } from '../password.server.ts'

// Counts the real verifications, which is what a sign-in costs.
const verify = vi.spyOn(argon2, 'verifyInTurn')

let db: TestDatabase
let app: TestApp

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
async function withPassword(
  loginId: string,
  password = testPassword,
  session: Session = stranger(),
): Promise<{ session: Session; answer: Answer }> {
  const page = await app.post('/staff/sign-in', { loginId }, session)
  const answer = await app.post('/staff/sign-in/password', { loginId, password, _csrf: page.csrf }, session)
  return { session, answer }
}

const withoutTokens = (page: Answer) => page.text.replace(/name="_csrf" value="[^"]*"/g, '')

test('an unknown ID, a wrong password, a locked and an ended account get the same answer', async () => {
  await db.sql`update staff_accounts set locked_at = ${testNow} where login_id = 'nurse@minato'`
  await db.sql`update staff_accounts set ended_at = ${testNow} where login_id = 'clerk@minato'`
  const answers: string[] = []
  for (const [loginId, password] of [
    ['nobody-here', testPassword],
    ['manager@minato', 'wrong'],
    ['nurse@minato', testPassword],
    ['clerk@minato', testPassword],
  ] as const) {
    const { session, answer } = await withPassword(loginId, password)
    expect(answer.status).toBe(422)
    expect(session.cookies.has('hersys_staff')).toBe(false)
    answers.push(withoutTokens(answer).replaceAll(loginId, '…'))
  }
  expect(new Set(answers).size).toBe(1)
  const audits =
    await db.sql`select outcome, detail->>'reason' as reason from audits where action = 'staff.sign-in' order by id desc limit 4`
  expect(audits.map(({ outcome, reason }) => [outcome, reason]).reverse()).toEqual([
    ['failed', 'unknown'],
    ['failed', 'wrong'],
    ['failed', 'closed'],
    ['failed', 'closed'],
  ])
})

test("an unknown ID costs the same work as a wrong password: one verification at the product's cost", async () => {
  const work = async (loginId: string) => {
    await db.sql`truncate throttles`
    verify.mockClear()
    await app.post('/staff/sign-in/password', { loginId, password: 'wrong' })
    return verify.mock.calls.map(([hashed]) => hashed.split('$').slice(0, 4).join('$'))
  }
  // The seeded hash is a cheap one for speed: here it must be what the product makes.
  await db.sql`update staff_accounts set password_hash = ${await hashPassword(testPassword)} where login_id = 'officer@prefecture'`
  const known = await work('officer@prefecture')
  expect(known).toEqual(['$argon2id$v=19$m=19456,t=2,p=1'])
  expect(await work('nobody-at-all')).toEqual(known)
})

test('ten wrong passwords lock the account, open sessions stay, an operator is told', async () => {
  const working = await app.signedInAs('manager@yamate')
  for (let n = 0; n < 10; n++) {
    await db.sql`truncate throttles`
    expect((await withPassword('manager@yamate', 'wrong')).answer.status).toBe(422)
  }
  expect((await accountOf('manager@yamate')).lockedAt).not.toBeNull()
  expect((await withPassword('manager@yamate')).answer.status).toBe(422)
  expect((await app.get('/staff/account', working)).status).toBe(200)
  const [alert] = await db.sql`select detail from system_alerts where kind = 'staff-locked' order by at desc limit 1`
  expect(alert!.detail).toEqual({ accountId: (await accountOf('manager@yamate')).id, orgId: (await accountOf('manager@yamate')).orgId })
})

test('ten wrong codes lock the account too', async () => {
  for (let round = 0; round < 2; round++) {
    const { session } = await withPassword('doctor@mori-clinic')
    for (let n = 0; n < 5; n++) await app.post('/staff/code', { code: 'xxxxxx' }, session)
  }
  expect((await accountOf('doctor@mori-clinic')).lockedAt).not.toBeNull()
  expect((await withPassword('doctor@mori-clinic')).answer.status).toBe(422)
})

test('guessing is slowed per account, whoever exists, and the pause ends', async () => {
  for (const loginId of ['doctor@sakura-clinic', 'nobody-at-all']) {
    for (let n = 0; n < 5; n++) expect((await withPassword(loginId, 'wrong')).answer.status).toBe(422)
    const slowed = (await withPassword(loginId, testPassword)).answer
    expect(slowed.status).toBe(429)
    expect(slowed.headers.get('retry-after')).toBe('60')
    expect(slowed.text).toContain('しばらく待ってから')
  }
  app.advance(61_000)
  expect((await withPassword('doctor@sakura-clinic')).answer.location).toBe('/staff/code')
})

test('an address is slowed by failures, never locked, and right passwords do not count', async () => {
  for (let n = 0; n < 60; n++) await app.post('/staff/sign-in/password', { loginId: `ghost-${n}`, password: 'wrong' })
  expect((await withPassword('nurse@minato')).answer.status).toBe(429)
  app.advance(31_000)
  expect((await withPassword('doctor@yamate-clinic')).answer.location).toBe('/staff/code')
})
