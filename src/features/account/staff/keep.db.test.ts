import { afterAll, beforeAll, expect, test } from 'vitest'
import { organisationOf } from '../../../../db/seed/organisations.ts'
import { seedPlaces, testPassword } from '../../../../db/seed/places.server.ts'
import { type Session, stranger, type TestApp, testApp, testNow } from '../../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../../tools/test-database.ts'
import { passwordFaults } from '../password-rule.ts'

let db: TestDatabase
let app: TestApp
let manager: Session
let helpdesk: Session

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
  manager = await app.signedInAs('manager@aoba')
  helpdesk = await app.signedInAs('helpdesk@helpdesk')
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const accountOf = async (loginId: string) => (await db.sql`select * from staff_accounts where login_id = ${loginId}`)[0]!
const lastAudit = async (action: string) =>
  (await db.sql`select * from audits where action = ${action} order by at desc, id desc limit 1`)[0]
const issued = (text: string) => [...text.matchAll(/<code>([^<]+)<\/code>/g)].map((match) => match[1]!)
const clinic = organisationOf('aoba-clinic')

test('D2 the centre issues an ID and an initial password, shown once, that opens the door and must be changed', async () => {
  const form = await app.get('/centre/accounts/new', manager)
  expect(form.text).toContain('架空あおば内科クリニック')
  expect(form.text).not.toContain('架空みなと診療所')
  const page = await app.post('/centre/accounts/new', { orgId: clinic.id, role: 'doctor', name: '架空 新人医師' }, manager)
  expect(page.status).toBe(200)
  const [loginId, password] = issued(page.text) as [string, string]
  expect(loginId).toMatch(/^mi\d{7}$/)
  expect(passwordFaults(password, [loginId])).toEqual([])
  expect(await accountOf(loginId)).toMatchObject({ mustChangePassword: true, phone: null, role: 'doctor', orgId: clinic.id })
  expect(await lastAudit('staff.issue')).toMatchObject({ outcome: 'ok', detail: { orgId: clinic.id, role: 'doctor' } })
  expect((await app.get('/centre/accounts', manager)).text).toContain(loginId)
  expect((await app.get('/centre/accounts', manager)).text).not.toContain(password)
  const door = await app.post('/staff/sign-in/password', { loginId, password })
  expect(door.location).toBe('/staff/sign-in/more-information')
})

test('an account is issued only for the own centre and its institutions, with a role that fits', async () => {
  for (const [form, fault] of [
    [{ orgId: organisationOf('minato-clinic').id, role: 'doctor', name: '架空 某' }, '選択してください'],
    [{ orgId: organisationOf('prefecture').id, role: 'manager', name: '架空 某' }, '選択してください'],
    [{ orgId: clinic.id, role: 'nurse', name: '架空 某' }, 'この所属では使えない役割です'],
    [{ orgId: organisationOf('aoba').id, role: 'operator', name: '架空 某' }, 'この所属では使えない役割です'],
    [{ orgId: clinic.id, role: 'doctor', name: ' ' }, '入力してください'],
  ] as const) {
    const page = await app.post('/centre/accounts/new', form, manager)
    expect([page.status, page.text.includes(fault)]).toEqual([422, true])
  }
  await expect(
    db.web.begin(async (sql) => {
      await sql`select set_config('app.session', (select 'x'), true), set_config('app.now', ${testNow.toISOString()}, true)`
      await sql`select issue_staff(gen_random_uuid(), ${clinic.id}, 'x', 'x', 'doctor', 'x', ${testNow})`
    }),
  ).rejects.toThrow()
})

test('reset of password and second factor, unlock and end: each does what it says, ends the sessions and is audited', async () => {
  const target = await accountOf('doctor@aoba-hospital')
  const to = (verb: string, form = {}) => app.post(`/centre/accounts/${target.id}/${verb}`, form, manager)

  let session = await app.signedInAs(target.id)
  await db.sql`update staff_accounts set locked_at = ${testNow}, failed_count = 10 where id = ${target.id}`
  expect((await app.get('/centre/accounts', manager)).text).toContain('ロック中のアカウントが1件')
  expect((await to('unlock')).location).toBe(`/centre/accounts/${target.id}`)
  expect(await accountOf(target.loginId)).toMatchObject({ lockedAt: null, failedCount: 0 })
  expect((await app.get('/staff/account', session)).status).toBe(200)

  const [loginId, password] = issued((await to('password')).text) as [string, string]
  expect(loginId).toBe('doctor@aoba-hospital')
  expect((await app.get('/staff/account', session)).status).toBe(303)
  expect((await app.post('/staff/sign-in/password', { loginId, password: testPassword })).status).toBe(422)
  expect((await app.post('/staff/sign-in/password', { loginId, password })).location).toBe('/staff/code')

  session = await app.signedInAs(target.id)
  expect((await to('factor')).text).toContain('本人をどのように確認したか')
  expect((await app.get('/staff/account', session)).status).toBe(200)
  await to('factor', { checked: ['callback', 'rubbish'] })
  expect(await accountOf(target.loginId)).toMatchObject({ phone: null, phoneVerifiedAt: null })
  expect((await app.get('/staff/account', session)).status).toBe(303)
  expect((await app.post('/staff/sign-in/password', { loginId, password })).location).toBe('/staff/sign-in/more-information')

  session = await app.signedInAs(target.id)
  expect((await to('end')).text).toContain('確認の欄にチェックを入れてください')
  expect((await app.get('/staff/account', session)).status).toBe(200)
  await to('end', { sure: 'yes' })
  expect((await app.get('/staff/account', session)).status).toBe(303)
  expect((await app.post('/staff/sign-in/password', { loginId, password })).status).toBe(422)
  expect((await app.get(`/centre/accounts/${target.id}`, manager)).text).toContain('このアカウントは終了しました')
  expect((await to('unlock')).status).toBe(404)
  for (const action of ['staff.reset-password', 'staff.reset-factor', 'staff.end'])
    expect(await lastAudit(action)).toMatchObject({ outcome: 'ok', detail: { accountId: target.id } })
})

test("another centre's accounts, the prefecture's and one's own end are out of reach", async () => {
  for (const loginId of ['nurse@minato', 'doctor@minato-clinic', 'manager@prefecture', 'operator@operator']) {
    const { id, passwordHash } = await accountOf(loginId)
    expect((await app.get(`/centre/accounts/${id}`, manager)).status).toBe(404)
    for (const verb of ['password', 'factor', 'unlock', 'end'])
      expect((await app.post(`/centre/accounts/${id}/${verb}`, { sure: 'yes' }, manager)).status).toBe(404)
    expect(await accountOf(loginId)).toMatchObject({ passwordHash, endedAt: null, phoneVerifiedAt: testNow.toISOString() })
  }
  const own = await accountOf('manager@aoba')
  expect((await app.post(`/centre/accounts/${own.id}/end`, { sure: 'yes' }, manager)).status).toBe(404)
  expect((await app.get('/centre/accounts/not-an-id', manager)).status).toBe(404)
  expect((await app.get('/centre/accounts', await app.signedInAs('nurse@aoba'))).status).toBe(403)
})

test('D5 G24 the helpdesk sees the state of an account and unlocks it; never a telephone, a name or a password', async () => {
  const target = await accountOf('doctor@minato-hospital')
  await db.sql`update staff_accounts set locked_at = ${testNow} where id = ${target.id}`
  const found = await app.post('/helpdesk/search', { loginId: 'Doctor@minato-hospital' }, helpdesk)
  for (const words of ['ロック中', '架空みなと中央病院', '架空みなと保健所', 'ロックを解除する']) expect(found.text).toContain(words)
  for (const hidden of [target.phone, target.phone.slice(-4), target.name, target.passwordHash]) expect(found.text).not.toContain(hidden)
  expect((await app.post('/helpdesk/search', { loginId: 'nobody' }, helpdesk)).text).toContain('このログインIDのアカウントはありません')
  const unlock = (checked: string[], form = {}) =>
    app.post('/helpdesk/unlock', { id: target.id, loginId: target.loginId, checked, ...form }, helpdesk)
  for (const checked of [[], ['org-name'], ['centre', 'callback']]) {
    const refused = await unlock(checked)
    expect([refused.status, refused.text.includes('医療機関名等と、ほかに1つ以上を確認し')]).toEqual([422, true])
  }
  expect((await accountOf(target.loginId)).lockedAt).not.toBeNull()
  expect((await unlock(['org-name', 'callback'], { loginId: 'nurse@minato' })).status).toBe(404)
  expect((await unlock(['org-name', 'callback'])).text).toContain('ロックを解除しました')
  expect(await accountOf(target.loginId)).toMatchObject({ lockedAt: null })
  expect(await lastAudit('helpdesk.unlock')).toMatchObject({ detail: { accountId: target.id, checked: ['org-name', 'callback'] } })
  const looks = await db.sql`select what, detail from staff_events where account_id = ${target.id} order by at, id`
  expect(looks).toContainEqual({ what: 'unlocked', detail: { checked: ['org-name', 'callback'] } })
  expect(looks.filter(({ what }) => what === 'looked-up').length).toBeGreaterThan(0)
  expect((await app.post('/helpdesk/unlock', { id: 'x' }, helpdesk)).status).toBe(404)
})

test('operators see alerts, heartbeats and counts, and mark an alert as seen', async () => {
  const operator = await app.signedInAs('operator@operator')
  const id = '00000000-0000-7000-8000-00000000a1e7'
  await db.sql`insert into system_alerts (id, at, kind, detail) values (${id}, ${testNow}, 'claim-failures', '{"minutes": 10}')`
  await db.sql`insert into heartbeats values ('worker', ${new Date(testNow.getTime() - 10 * 60_000)})`
  await db.sql`insert into messages (id, created_at, kind, channel, recipient, body, state, send_after, updated_at)
    values (gen_random_uuid(), ${testNow}, 'staff-code', 'sms', '09090000000', 'x', 'failed', ${testNow}, ${testNow})`
  const page = await app.get('/operator', operator)
  for (const words of ['HER-SYS IDの登録の失敗が急に増えています', '停止', '送信できなかった', '自動処理が止まっています'])
    expect(page.text).toContain(words)
  expect((await app.post(`/operator/alerts/${id}/seen`, {}, operator)).location).toBe('/operator')
  expect((await app.get('/operator', operator)).text).not.toContain('確認済みにする')
  expect((await app.post(`/operator/alerts/${id}/seen`, {}, operator)).status).toBe(404)
})

test('C12 the manager sets the sentence of the SMS and the hour of the daily report; a nurse cannot', async () => {
  const saved = await app.post('/centre/settings', { messageNote: '架空あおば保健所（0481-100-011）', reportDeadline: '17:30' }, manager)
  expect(saved.location).toBe('/centre/settings?saved=1')
  const [centre] = await db.sql`select message_note, settings from organisations where id = ${organisationOf('aoba').id}`
  expect(centre).toEqual({ messageNote: '架空あおば保健所（0481-100-011）', settings: { reportDeadline: '17:30' } })
  expect((await app.get('/centre/settings', manager)).text).toContain('17:30')
  for (const form of [
    { messageNote: 'x'.repeat(71), reportDeadline: '18:00' },
    { messageNote: 'https://example.invalid', reportDeadline: '18:00' },
    { messageNote: '', reportDeadline: '25:00' },
  ])
    expect((await app.post('/centre/settings', form, manager)).status).toBe(422)
  expect(
    (await app.post('/centre/settings', { messageNote: '', reportDeadline: '18:00' }, await app.signedInAs('nurse@aoba'))).status,
  ).toBe(403)
})

test('every kind of organisation comes home', async () => {
  for (const [loginId, home] of [
    ['analyst@ministry', '/ministry'],
    ['helpdesk@helpdesk', '/helpdesk'],
    ['operator@operator', '/operator'],
  ] as const) {
    const session = await app.signedInAs(loginId)
    expect((await app.get('/staff', session)).location).toBe(home)
    expect((await app.get(home, session)).status).toBe(200)
  }
  expect((await app.get('/staff', stranger())).location).toBe('/staff/sign-in')
})
