import { afterAll, beforeAll, expect, test } from 'vitest'
import { organisationOf } from '../../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../../db/seed/places.server.ts'
import { type Session, type TestApp, testApp, testNow } from '../../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../../tools/test-database.ts'
import type { Sql } from '../../../platform/db/sql.server.ts'
import { cookieNames, hashToken } from '../../../platform/http/session.server.ts'

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

const accountOf = async (loginId: string) => (await db.sql`select * from staff_accounts where login_id = ${loginId}`)[0]!
const issued = (text: string) => [...text.matchAll(/<code>([^<]+)<\/code>/g)].map((match) => match[1]!)

/** Raw SQL in somebody's session, as the web role. */
const as = <T>(session: Session, work: (sql: Sql) => Promise<T>): Promise<T> =>
  db.web.begin(async (sql) => {
    await sql`select set_config('app.session', ${hashToken(session.cookies.get(cookieNames.staff)!)}, true), set_config('app.now', ${app.clock().toISOString()}, true)`
    return work(sql as unknown as Sql)
  }) as Promise<T>

async function issue(org: string, role: string, base: string, keeper: Session) {
  const page = await app.post(`${base}/new`, { orgId: organisationOf(org).id, role, name: '架空 新人' }, keeper)
  return { loginId: issued(page.text)[0]! }
}

test('a prefecture’s manager keeps the prefecture’s own staff and nobody else', async () => {
  const prefecture = await app.signedInAs('manager@prefecture')
  const list = await app.get('/prefecture/accounts', prefecture)
  expect([list.text.includes('officer@prefecture'), list.text.includes('manager@aoba'), list.text.includes('officer@neighbour')]).toEqual([
    true,
    false,
    false,
  ])
  const officer = await issue('prefecture', 'officer', '/prefecture/accounts', prefecture)
  expect(officer.loginId).toMatch(/^pf\d{7}$/)
  for (const loginId of ['manager@aoba', 'analyst@ministry', 'operator@operator', 'officer@neighbour']) {
    const { id } = await accountOf(loginId)
    expect((await app.get(`/prefecture/accounts/${id}`, prefecture)).status).toBe(404)
    expect((await app.post(`/prefecture/accounts/${id}/password`, {}, prefecture)).status).toBe(404)
  }
  expect((await app.get('/prefecture/accounts', await app.signedInAs('officer@prefecture'))).status).toBe(403)
  const wrong = await app.post('/prefecture/accounts/new', { orgId: organisationOf('aoba').id, role: 'manager', name: '架空' }, prefecture)
  expect(wrong.status).toBe(422)
})

test('C2 D44 the helpdesk reaches account state alone, whatever the application above asks for', async () => {
  const helpdesk = await app.signedInAs('helpdesk@helpdesk')
  const target = await accountOf('nurse@aoba')
  await db.sql`update staff_accounts set locked_at = null where id = ${target.id}`
  const [state] = await as(helpdesk, (sql) => sql`select * from staff_state('nurse@aoba', ${testNow})`)
  expect(Object.keys(state!).sort()).toEqual(
    [
      'id',
      'loginId',
      'orgName',
      'orgPhone',
      'centreName',
      'mustChangePassword',
      'hasFactor',
      'lockedAt',
      'isLockedByHand',
      'endedAt',
      'lastSignInAt',
    ].sort(),
  )
  for (const call of [
    `reset_staff_password('${target.id}', 'x', '2022-07-20')`,
    `reset_staff_factor('${target.id}', '{}', '2022-07-20')`,
    `unlock_staff('${target.id}', '{}', '2022-07-20')`,
  ])
    expect([call, (await as(helpdesk, (sql) => sql.unsafe(`select ${call} as done`)))[0]!.done]).toEqual([call, false])
  for (const call of [
    `end_staff('${target.id}', '2022-07-20')`,
    `lock_staff('${target.id}', '2022-07-20')`,
    `change_staff_role('${target.id}', 'manager', '2022-07-20')`,
  ])
    expect([call, (await as(helpdesk, (sql) => sql.unsafe(`select ${call} as done`)))[0]!.done]).toEqual([call, 'no'])
  for (const call of [
    'staff_kept(null, null, null, null, null, null, 0, 0, null, 50, now())',
    `staff_reach('${target.id}')`,
    `staff_history('${target.id}', 9)`,
    `take_staff_letter('${target.id}', now())`,
  ])
    expect([call, await as(helpdesk, (sql) => sql.unsafe(`select * from ${call}`))]).toEqual([call, []])
  const denied = [
    'select password_hash from staff_accounts',
    'select phone from staff_accounts',
    'select * from security_keys',
    'select * from staff_events',
  ]
  for (const read of denied)
    await expect(
      as(helpdesk, (sql) => sql.unsafe(read)),
      read,
    ).rejects.toMatchObject({ code: '42501' })
  expect(await as(helpdesk, (sql) => sql`select id from staff_accounts`)).toEqual([])
  // No row about a person or a case, in any table that the web role may read at all.
  const tables = await db.sql<{ name: string }[]>`
    select distinct c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname in ('case_id', 'person_id', 'hersys_id') and not a.attisdropped
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and has_table_privilege('hersys_web', c.oid, 'select') order by 1`
  expect(tables.length).toBeGreaterThan(10)
  for (const { name } of tables)
    expect([name, (await as(helpdesk, (sql) => sql.unsafe(`select count(*)::int as n from ${name}`)))[0]!.n]).toEqual([name, 0])
})
