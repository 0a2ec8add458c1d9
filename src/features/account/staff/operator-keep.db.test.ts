import { afterAll, beforeAll, expect, test } from 'vitest'
import { organisationOf } from '../../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../../db/seed/places.server.ts'
import { type Session, type TestApp, testApp, testNow } from '../../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../../tools/test-database.ts'
import { cookieNames, hashToken } from '../../../platform/http/session.server.ts'

let db: TestDatabase
let app: TestApp
let operator: Session

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
  operator = await app.signedInAs('operator@operator')
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const accountOf = async (loginId: string) => (await db.sql`select * from staff_accounts where login_id = ${loginId}`)[0]!
const issue = (org: string, role: string) =>
  app.post('/operator/accounts/new', { orgId: organisationOf(org).id, role, name: '架空 新任' }, operator)
const issued = (text: string) => [...text.matchAll(/<code>([^<]+)<\/code>/g)].map((match) => match[1]!)

test.each([
  ['prefecture', 'officer', 'pf'],
  ['prefecture', 'manager', 'pf'],
  ['ministry', 'analyst', 'mn'],
  ['helpdesk', 'helpdesk', 'hd'],
  ['operator', 'operator', 'op'],
  ['aoba', 'manager', 'hc'],
])('the operator issues %s a %s, whose initial password opens the door', async (org, role, prefix) => {
  const page = await issue(org, role)
  const [loginId, password] = issued(page.text) as [string, string]
  expect(loginId).toMatch(new RegExp(`^${prefix}\\d{7}$`))
  expect(await accountOf(loginId)).toMatchObject({ role, orgId: organisationOf(org).id, mustChangePassword: true })
  expect((await app.post('/staff/sign-in/password', { loginId, password })).location).toBe('/staff/sign-in/more-information')
  const kind = organisationOf(org).kind
  expect((await app.get(`/operator/accounts?kind=${kind}`, operator)).text).toContain(loginId)
})

test('nurses and institutions are their centre’s matter, and each kind has its own roles', async () => {
  for (const [org, role, fault] of [
    ['aoba', 'nurse', 'この所属では使えない役割です'],
    ['aoba-clinic', 'doctor', '選択してください'],
    ['prefecture', 'operator', 'この所属では使えない役割です'],
    ['ministry', 'officer', 'この所属では使えない役割です'],
  ] as const) {
    const page = await issue(org, role)
    expect([page.status, page.text.includes(fault)]).toEqual([422, true])
  }
  const nurse = await accountOf('nurse@aoba')
  expect((await app.get(`/operator/accounts/${nurse.id}`, operator)).status).toBe(404)
  for (const verb of ['password', 'factor', 'unlock', 'end'])
    expect((await app.post(`/operator/accounts/${nurse.id}/${verb}`, { sure: 'yes' }, operator)).status).toBe(404)
  expect(await accountOf('nurse@aoba')).toMatchObject({ endedAt: null, passwordHash: nurse.passwordHash })
})

test('reset, unlock and end of an officer; never of oneself', async () => {
  const officer = await accountOf('officer@prefecture')
  const to = (verb: string, form = {}) => app.post(`/operator/accounts/${officer.id}/${verb}`, form, operator)
  await db.sql`update staff_accounts set locked_at = ${testNow}, failed_count = 10 where id = ${officer.id}`
  expect((await app.get('/operator/accounts?kind=prefecture', operator)).text).toContain('ロック中のアカウントが1件')
  expect((await to('unlock')).location).toBe(`/operator/accounts/${officer.id}`)
  expect(await accountOf('officer@prefecture')).toMatchObject({ lockedAt: null, failedCount: 0 })
  expect(issued((await to('password')).text)[0]).toBe('officer@prefecture')
  expect((await to('factor', { checked: 'in-person' })).status).toBe(303)
  expect((await to('end')).status).toBe(422)
  expect((await to('end', { sure: 'yes' })).status).toBe(303)
  expect((await accountOf('officer@prefecture')).endedAt).not.toBeNull()
  const own = await accountOf('operator@operator')
  expect((await app.post(`/operator/accounts/${own.id}/end`, { sure: 'yes' }, operator)).status).toBe(404)
})

test('a centre’s manager gives no account outside the centre, whatever the application above asks for', async () => {
  const manager = await app.signedInAs('manager@aoba')
  const asManager = (org: string, role: string) =>
    db.web.begin(async (sql) => {
      await sql`select set_config('app.session', ${hashToken(manager.cookies.get(cookieNames.staff)!)}, true), set_config('app.now', ${testNow.toISOString()}, true)`
      return sql`select issue_staff(gen_random_uuid(), ${organisationOf(org).id}, ${`x${role}`}, '架空', ${role}, 'x', ${testNow}) as done`
    })
  for (const [org, role] of [
    ['minato', 'manager'],
    ['prefecture', 'officer'],
    ['operator', 'operator'],
    ['aoba', 'operator'],
  ] as const)
    await expect(asManager(org, role), `${org} ${role}`).rejects.toMatchObject({ code: '42501' })
  expect((await app.get('/operator/accounts', manager)).status).toBe(403)
})
