import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { organisationOf } from '../../../../db/seed/organisations.ts'
import { seedPlaces, testPassword } from '../../../../db/seed/places.server.ts'
import { type Session, type TestApp, testApp, testNow } from '../../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../../tools/test-database.ts'
import type { Sql } from '../../../platform/db/sql.server.ts'
import { cookieNames, hashToken } from '../../../platform/http/session.server.ts'

let db: TestDatabase
let app: TestApp
let manager: Session
const day = 86_400_000

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
  await db.sql`truncate throttles`
  manager = await app.signedInAs('manager@aoba')
})

const accountOf = async (loginId: string) => (await db.sql`select * from staff_accounts where login_id = ${loginId}`)[0]!
const history = async (id: string) =>
  (await db.sql`select what, detail, by_id from staff_events where account_id = ${id} order by at, n`) as unknown as { what: string }[]
const issued = (text: string) => [...text.matchAll(/<code>([^<]+)<\/code>/g)].map((match) => match[1]!)
const messagesTo = (id: string) =>
  db.sql`select channel, recipient, body from messages where account_id = ${id} and kind = 'account-notice' order by created_at, id`

/** Raw SQL in somebody's session, as the web role. */
const as = <T>(session: Session, work: (sql: Sql) => Promise<T>): Promise<T> =>
  db.web.begin(async (sql) => {
    await sql`select set_config('app.session', ${hashToken(session.cookies.get(cookieNames.staff)!)}, true), set_config('app.now', ${app.clock().toISOString()}, true)`
    return work(sql as unknown as Sql)
  }) as Promise<T>

async function issue(org: string, role: string, base = '/centre/accounts', keeper = manager) {
  const page = await app.post(`${base}/new`, { orgId: organisationOf(org).id, role, name: '架空 新人' }, keeper)
  const [loginId, password] = issued(page.text) as [string, string]
  return { ...(await accountOf(loginId)), id: (await accountOf(loginId)).id as string, loginId, password, page }
}

test('D2 G32 the letter is a PDF with the initial password, made once from the page that showed it; a new password has a new letter', async () => {
  const account = await issue('aoba-clinic', 'doctor')
  expect(account.page.text).toContain('通知書（PDF）を作る')
  const letter = (password: string, who = manager) => app.post(`/centre/accounts/${account.id}/letter`, { password }, who)
  expect((await letter(account.password, await app.signedInAs('manager@minato'))).status).toBe(404)
  const made = await letter(account.password)
  expect([made.status, made.headers.get('content-type'), made.headers.get('cache-control')]).toEqual([200, 'application/pdf', 'no-store'])
  expect(made.text.slice(0, 5)).toBe('%PDF-')
  const again = await letter(account.password)
  expect([again.status, again.text.includes('もう作れません')]).toEqual([422, true])
  expect(await history(account.id)).toMatchObject([{ what: 'issued' }, { what: 'letter' }])

  const [, second] = issued((await app.post(`/centre/accounts/${account.id}/password`, {}, manager)).text) as [string, string]
  // A password that is not the one of the page makes no letter, and there is no second try.
  expect((await letter(account.password)).status).toBe(422)
  expect((await letter(second)).status).toBe(422)
  const [, third] = issued((await app.post(`/centre/accounts/${account.id}/password`, {}, manager)).text) as [string, string]
  expect((await letter(third)).status).toBe(200)
  // Nothing of it is kept.
  const everything = JSON.stringify([
    await db.sql`select * from staff_accounts`,
    await db.sql`select * from staff_events`,
    await db.sql`select detail from audits`,
  ])
  for (const password of [account.password, second, third]) {
    expect(everything).not.toContain(password)
    expect(app.logs.join('')).not.toContain(password)
  }
  await db.sql`update staff_accounts set must_change_password = false, letter_at = null where id = ${account.id}`
  expect((await letter(third)).status).toBe(422)
})

test('a lock by hand ends every session at once, and only a keeper undoes it', async () => {
  const target = await accountOf('doctor@aoba-clinic')
  const working = await app.signedInAs('doctor@aoba-clinic')
  expect((await app.post(`/centre/accounts/${target.id}/lock`, {}, manager)).status).toBe(303)
  expect((await app.get('/institution', working)).location).toBe('/staff/sign-in')
  expect((await app.post('/staff/sign-in/password', { loginId: target.loginId, password: testPassword })).status).toBe(422)
  const helpdesk = await app.signedInAs('helpdesk@helpdesk')
  expect((await app.post('/helpdesk/search', { loginId: target.loginId }, helpdesk)).text).toContain('ヘルプデスクでは解除できません')
  const unlocking = { id: target.id, loginId: target.loginId, checked: ['org-name', 'callback'] }
  expect((await app.post('/helpdesk/unlock', unlocking, helpdesk)).status).toBe(404)
  expect((await accountOf(target.loginId)).lockedAt).not.toBeNull()
  expect((await app.post(`/centre/accounts/${target.id}/unlock`, {}, await app.signedInAs('manager@minato'))).status).toBe(404)
  expect((await app.post(`/centre/accounts/${target.id}/unlock`, {}, manager)).status).toBe(303)
  expect((await app.post('/staff/sign-in/password', { loginId: target.loginId, password: testPassword })).location).toBe('/staff/code')
  expect((await history(target.id)).map(({ what }) => what)).toEqual(['locked', 'looked-up', 'unlocked'])
  expect((await app.get(`/centre/accounts/${target.id}`, manager)).text).toContain('ヘルプデスクの照会')
})

test('a change of role ends the sessions and tells the person; nobody lifts himself, and only what fits is given', async () => {
  const nurse = await accountOf('nurse@aoba')
  const working = await app.signedInAs('nurse@aoba')
  const change = (id: string, role: string, who = manager) => app.post(`/centre/accounts/${id}/role`, { role }, who)
  for (const role of ['doctor', 'operator', 'officer', '']) expect((await change(nurse.id, role)).status).toBe(422)
  expect((await app.get('/centre', working)).status).toBe(200)
  expect((await change(nurse.id, 'clerk')).status).toBe(303)
  expect((await accountOf('nurse@aoba')).role).toBe('clerk')
  expect((await app.get('/centre', working)).location).toBe('/staff/sign-in')
  expect((await messagesTo(nurse.id)).at(-1)!.body).toContain('役割が変更されました')
  expect(await history(nurse.id)).toMatchObject([{ what: 'role-changed', detail: { from: 'nurse', to: 'clerk' } }])
  await change(nurse.id, 'nurse')

  const own = await accountOf('manager@aoba')
  expect((await change(own.id, 'nurse')).status).toBe(404)
  // Below the application too: neither a nurse nor the manager lifts whom they please.
  const asked = (session: Session, id: string, role: string) =>
    as(session, async (sql) => (await sql`select change_staff_role(${id}, ${role}, ${testNow}) as done`)[0]!.done)
  expect(await asked(await app.signedInAs('nurse@aoba'), nurse.id, 'manager')).toBe('no')
  expect(await asked(manager, own.id, 'nurse')).toBe('no')
  expect(await asked(manager, (await accountOf('nurse@minato')).id, 'clerk')).toBe('no')
  expect(await asked(manager, nurse.id, 'operator')).toBe('no')
  expect((await change(nurse.id, 'clerk', await app.signedInAs('clerk@aoba'))).status).toBe(403)
})

test('the last manager of an authority is neither ended, locked nor made another; a clinic may close', async () => {
  const operator = await app.signedInAs('operator@operator')
  const last = await accountOf('manager@minato')
  const working = await app.signedInAs('manager@minato')
  const at = `/operator/accounts/${last.id}`
  for (const [verb, form] of [
    ['end', { sure: 'yes' }],
    ['lock', {}],
  ] as const) {
    const refused = await app.post(`${at}/${verb}`, form, operator)
    expect([verb, refused.status, refused.text.includes('アカウントを管理できる人が、いなくなります')]).toEqual([verb, 422, true])
  }
  expect((await app.get('/centre/accounts', working)).status).toBe(200)
  const second = await issue('minato', 'manager', '/operator/accounts', operator)
  // A locked colleague does not count.
  await db.sql`update staff_accounts set locked_at = ${testNow} where id = ${second.id}`
  expect((await app.post(`${at}/end`, { sure: 'yes' }, operator)).status).toBe(422)
  await db.sql`update staff_accounts set locked_at = null where id = ${second.id}`
  expect((await app.post(`${at}/end`, { sure: 'yes' }, operator)).status).toBe(303)

  const clinic = await issue('midori-clinic', 'manager')
  expect((await app.post(`/centre/accounts/${clinic.id}/end`, { sure: 'yes' }, manager)).status).toBe(303)
})

test('two managers who end each other at the same moment: one is left', async () => {
  const [a, b] = [
    await accountOf('manager@yamate'),
    await issue('yamate', 'manager', '/operator/accounts', await app.signedInAs('operator@operator')),
  ]
  const [asA, asB] = [await app.signedInAs('manager@yamate'), await app.signedInAs(b.loginId)]
  const answers = await Promise.all([
    app.post(`/centre/accounts/${b.id}/end`, { sure: 'yes' }, asA),
    app.post(`/centre/accounts/${a.id}/end`, { sure: 'yes' }, asB),
  ])
  expect(answers.filter(({ status }) => status === 303 || status === 422).length).toBeGreaterThan(0)
  const [{ n }] = (await db.sql`
    select count(*)::int as n from staff_accounts where org_id = ${organisationOf('yamate').id} and role = 'manager' and ended_at is null`) as unknown as [
    { n: number },
  ]
  expect(n).toBe(1)
})

test('the second factor goes only after identity was checked: who, how, and the person is told at the old number', async () => {
  const target = await accountOf('clerk@aoba-clinic')
  const page = await app.get(`/centre/accounts/${target.id}/factor`, manager)
  for (const words of ['所属の代表電話に折り返して', '対面で本人と確認した', '知らせます']) expect(page.text).toContain(words)
  expect((await app.post(`/centre/accounts/${target.id}/factor`, { checked: ['in-person', 'callback'] }, manager)).status).toBe(303)
  expect(await messagesTo(target.id)).toMatchObject([{ channel: 'sms', recipient: target.phone }])
  expect((await accountOf(target.loginId)).phone).toBeNull()
  const me = await accountOf('manager@aoba')
  expect(await history(target.id)).toMatchObject([{ what: 'factor-reset', detail: { checked: ['in-person', 'callback'] }, byId: me.id }])
  const [audit] = await db.sql`select detail from audits where action = 'staff.reset-factor' order by at desc, id desc limit 1`
  expect(audit!.detail).toEqual({ accountId: target.id, checked: ['in-person', 'callback'], told: true })
  expect((await app.get(`/centre/accounts/${target.id}`, manager)).text).toContain('対面で本人と確認した、所属の代表電話に折り返して')
  // Nobody is left to tell: the page says so.
  expect((await app.get(`/centre/accounts/${target.id}/factor`, manager)).text).toContain('別の方法で伝えてください')
  expect((await app.post(`/centre/accounts/${me.id}/factor`, { checked: 'in-person' }, manager)).status).toBe(404)
})

test('unused accounts: never signed in after thirty days, or not for ninety, to the day; the days are the centre’s setting', async () => {
  const fresh = await issue('ekimae-clinic', 'clerk')
  await db.sql`update staff_accounts set last_sign_in_at = ${testNow}, created_at = ${testNow} where org_id in (select id from organisations where parent_id = ${organisationOf('aoba').id} or id = ${organisationOf('aoba').id}) and id <> ${fresh.id}`
  const shown = async (state: string) => (await app.get(`/centre/accounts?state=${state}`, manager)).text.includes(fresh.loginId)
  app.setNow(new Date(testNow.getTime() + 30 * day))
  manager = await app.signedInAs('manager@aoba')
  expect(await shown('never')).toBe(false)
  app.advance(1)
  expect(await shown('never')).toBe(true)
  expect((await app.get('/centre/accounts', manager)).text).toContain('発行から30日を過ぎてもサインインがない: 1件')
  const was = app.clock()
  await db.sql`update staff_accounts set last_sign_in_at = ${was} where id = ${fresh.id}`
  app.setNow(new Date(was.getTime() + 90 * day))
  manager = await app.signedInAs('manager@aoba')
  await db.sql`update staff_accounts set last_sign_in_at = ${was} where id = ${fresh.id}`
  expect([await shown('idle'), await shown('never')]).toEqual([false, false])
  app.advance(1)
  expect(await shown('idle')).toBe(true)
  const set = (idleDays: string) =>
    app.post('/centre/settings', { messageNote: '', reportDeadline: '18:00', issueDays: '5', idleDays }, manager)
  for (const wrong of ['0', '366', '1.5', 'x']) {
    const refused = await set(wrong)
    expect([refused.status, refused.text.includes(`value="${wrong}"`)]).toEqual([422, true])
  }
  expect((await set('２００')).status).toBe(303)
  expect(await shown('idle')).toBe(false)
  const [stored] = await db.sql`select settings->'unusedAccountDays' as days from organisations where id = ${organisationOf('aoba').id}`
  expect(stored!.days).toEqual({ issue: 5, idle: 200 })
})

test('the list is bounded: fifty a page, own staff first, narrowed by kind, name, role and state; a login ID is found by a form', async () => {
  const { sql } = db
  const at = organisationOf('hama-clinic').id
  await sql`insert into staff_accounts (id, org_id, login_id, name, role, password_hash, created_at)
    select gen_random_uuid(), ${at}, 'bulk' || lpad(n::text, 3, '0'), '架空 多数', 'doctor', 'x', ${testNow} from generate_series(1, 120) n`
  const keeper = await app.signedInAs(
    (await sql`select id from staff_accounts where org_id = ${organisationOf('minato').id} and role = 'manager' and ended_at is null`)[0]!
      .id,
  )
  const seen: string[] = []
  let path: string | undefined = '/centre/accounts?kind=institution'
  let pages = 0
  while (path) {
    const { text } = await app.get(path, keeper)
    const ids = [...text.matchAll(/<td data-label="ログインID">([^<]+)</g)].map((match) => match[1]!)
    expect(ids.length).toBeLessThanOrEqual(50)
    seen.push(...ids)
    path = /href="([^"]*after=[^"]*)"/.exec(text)?.[1]?.replaceAll('&amp;', '&')
    pages++
  }
  const [{ n }] = (await sql`select count(*)::int as n from staff_accounts s join organisations o on o.id = s.org_id
    where o.parent_id = ${organisationOf('minato').id} and o.kind = 'institution' and s.ended_at is null`) as unknown as [{ n: number }]
  expect([pages, seen.length, new Set(seen).size]).toEqual([Math.ceil(n / 50), n, n])
  const first = await app.get('/centre/accounts', keeper)
  expect(first.text.indexOf('nurse@minato')).toBeGreaterThan(0)
  const narrowed = await app.get(`/centre/accounts?org=${encodeURIComponent('はま')}&role=clerk`, keeper)
  expect([
    narrowed.text.includes('clerk@hama-clinic'),
    narrowed.text.includes('bulk001'),
    narrowed.text.includes('clerk@minato-clinic'),
  ]).toEqual([true, false, false])
  const found = await app.post('/centre/accounts/find', { loginId: ' BULK120 ' }, keeper)
  expect(found.location).toMatch(/^\/centre\/accounts\/[0-9a-f-]{36}$/)
  for (const loginId of ['', 'nurse@aoba', 'nobody'])
    expect((await app.post('/centre/accounts/find', { loginId }, keeper)).status).toBe(422)
})
