import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedPlaces } from '../../../../db/seed/places.server.ts'
import { type Session, type TestApp, testApp, testNow } from '../../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../../tools/test-database.ts'
import type { Sql } from '../../../platform/db/sql.server.ts'
import { cookieNames, hashToken } from '../../../platform/http/session.server.ts'

// The statements of the former release, word for word: it serves beside this one during an upgrade (decision 0047).

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

const idOf = async (loginId: string): Promise<string> => (await db.sql`select id from staff_accounts where login_id = ${loginId}`)[0]!.id
const as = <T>(session: Session, work: (sql: Sql) => Promise<T>): Promise<T> =>
  db.web.begin(async (sql) => {
    await sql`select set_config('app.session', ${hashToken(session.cookies.get(cookieNames.staff)!)}, true), set_config('app.now', ${app.clock().toISOString()}, true)`
    return work(sql as unknown as Sql)
  }) as Promise<T>

test('the former release still lists, unlocks and resets the accounts that somebody keeps, and no others; the history says so', async () => {
  const [manager, nurse] = [await app.signedInAs('manager@aoba'), await app.signedInAs('nurse@aoba')]
  const [own, other] = [await idOf('clerk@aoba'), await idOf('nurse@minato')]
  const kept = await as(manager, (sql) => sql`select * from staff_kept() order by ended_at is not null, locked_at is null, role, name, id`)
  expect(kept.map(({ loginId }) => loginId)).toContain('clerk@aoba')
  expect(kept.map(({ id }) => id)).not.toContain(other)
  expect(await as(nurse, (sql) => sql`select * from staff_kept()`)).toHaveLength(0)
  await db.sql`update staff_accounts set locked_at = ${testNow} where id in (${own}, ${other})`
  expect(await as(manager, (sql) => sql`select unlock_staff(${own}) as own, unlock_staff(${other}) as other`)).toEqual([
    { own: true, other: false },
  ])
  const reset = await as(
    manager,
    (sql) => sql`select reset_staff_factor(${own}, ${testNow}) as own, reset_staff_factor(${other}, ${testNow}) as other`,
  )
  expect(reset).toEqual([{ own: true, other: false }])
  expect((await app.get(`/centre/accounts/${own}`, manager)).text.match(/以前の版の画面から/g)).toHaveLength(2)
})

test('D44 its helpdesk sees the state of an account, and nobody else does; each look is written down', async () => {
  const ask = (sql: Sql) => sql`select * from staff_state(${'Clerk@minato'})`
  const [state] = await as(await app.signedInAs('helpdesk@helpdesk'), ask)
  expect(Object.keys(state!)).toEqual([
    ...['id', 'loginId', 'orgName', 'orgPhone', 'centreName', 'mustChangePassword', 'phoneVerified', 'lockedAt', 'endedAt', 'lastSignInAt'],
  ])
  expect(state).toMatchObject({ loginId: 'clerk@minato', phoneVerified: true, lockedAt: null })
  expect(await as(await app.signedInAs('manager@minato'), ask)).toHaveLength(0)
  expect(await db.sql`select from staff_events where account_id = ${state!.id} and what = 'looked-up'`).toHaveLength(1)
})
