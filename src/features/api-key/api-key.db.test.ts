import { afterAll, beforeAll, expect, test } from 'vitest'
import { organisationOf } from '../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { ask, issueKey } from '../../../tools/test-api.ts'
import { type Session, type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'

let db: TestDatabase
let app: TestApp
let manager: Session
const clinic = organisationOf('aoba-clinic').id

beforeAll(async () => {
  db = await testDatabase()
  app = await testApp(db)
  await seedPlaces(db.sql, testNow)
  manager = await app.signedInAs('manager@aoba')
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

test('a key is shown once; only its hash is kept, with its public beginning', async () => {
  const { id, key } = await issueKey(db, app, { name: '外来の電子カルテ' })
  const list = await app.get('/centre/api-keys', manager)
  const prefix = key.slice(0, 15)
  expect([list.text.includes('外来の電子カルテ'), list.text.includes(prefix), list.text.includes(key.slice(16))]).toEqual([
    true,
    true,
    false,
  ])
  expect(JSON.stringify(await db.sql`select * from api_keys where id = ${id}`)).not.toContain(key.slice(16))
  const audits = await db.sql<
    { detail: Record<string, unknown> }[]
  >`select detail from audits where action = 'api-key.issue' order by id desc limit 1`
  expect(audits[0]!.detail).toEqual({
    keyId: id,
    prefix: prefix.slice(7),
    orgId: clinic,
    scopes: ['notifications:write', 'notifications:read-own-status'],
  })
})

test('the list says who issued it, when it was last used, and who revoked it', async () => {
  const { id, key } = await issueKey(db, app, { name: '病棟のカルテ' })
  const card = async () =>
    new RegExp(`<article[^>]*aria-labelledby="key-${id}".*?</article>`, 's').exec((await app.get('/centre/api-keys', manager)).text)![0]
  expect(await card()).toContain('まだ使われていません')
  await ask(app, '/api/v1/notifications/x', key)
  expect(await card()).not.toContain('まだ使われていません')
  expect(await card()).toContain('失効する')
  const unsure = await app.post(`/centre/api-keys/${id}`, {}, manager)
  expect([unsure.status, unsure.text.includes('「失効してよい」にチェックを入れてください')]).toEqual([422, true])
  await app.post(`/centre/api-keys/${id}`, { sure: 'yes' }, manager)
  expect(await card()).not.toContain('失効する')
  expect((await app.post(`/centre/api-keys/${id}`, { sure: 'yes' }, manager)).status).toBe(409)
  const [row] = await db.sql`select revoked_at, revoked_by from api_keys where id = ${id}`
  const [by] = await db.sql<{ id: string }[]>`select id from staff_accounts where login_id = 'manager@aoba'`
  expect(row).toEqual({ revokedAt: testNow.toISOString(), revokedBy: by!.id })
})

test.each([
  ['nothing', {}, ['選択してください', '入力してください', '1つ以上選択してください']],
  [
    'an institution of another centre',
    { institutionId: organisationOf('minato-clinic').id, name: 'x', scopes: 'notifications:write' },
    ['選択してください'],
  ],
  ['a scope that is none', { institutionId: clinic, name: 'x', scopes: 'everything' }, ['1つ以上選択してください']],
  ['a name too long', { institutionId: clinic, name: 'あ'.repeat(51), scopes: 'notifications:write' }, ['50文字以内で入力してください']],
])('%s: every fault at once, nothing typed lost, no key', async (_what, form, faults) => {
  const before = await db.sql`select 1 from api_keys`
  const page = await app.post('/centre/api-keys/new', form, manager)
  expect(page.status).toBe(422)
  for (const fault of faults) expect(page.text).toContain(fault)
  if ('name' in form) expect(page.text).toContain(`value="${form.name}"`)
  expect((await db.sql`select 1 from api_keys`).length).toBe(before.length)
})

test('another centre sees and revokes no key of ours; the database says so too', async () => {
  const { id } = await issueKey(db, app, { name: '当所だけの鍵' })
  const other = await app.signedInAs('manager@minato')
  expect((await app.get('/centre/api-keys', other)).text).not.toContain('当所だけの鍵')
  expect((await app.get(`/centre/api-keys/${id}`, other)).status).toBe(404)
  expect((await app.post(`/centre/api-keys/${id}`, { sure: 'yes' }, other)).status).toBe(404)
  const [row] = await db.sql<{ revokedAt: string | null }[]>`select revoked_at from api_keys where id = ${id}`
  expect(row!.revokedAt).toBeNull()
})

test('a record system is no person: it is no account that could be handed out or signed in with', async () => {
  const { id } = await issueKey(db, app, { name: '人ではない' })
  expect((await app.get('/centre/accounts', manager)).text).not.toContain('人ではない')
  expect((await app.post(`/centre/accounts/${id}/password`, {}, manager)).status).toBe(404)
  const [account] = await db.sql`select role, password_hash, ended_at is not null as ended from staff_accounts where id = ${id}`
  expect(account).toEqual({ role: 'record-system', passwordHash: '!', ended: true })
})
