import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { organisationOf } from '../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { ask, type IssuedKey, issueKey, report, send, wholeJson } from '../../../tools/test-api.ts'
import { type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { perKey } from '../../platform/http/api-limits.ts'

let db: TestDatabase
let app: TestApp
let whole: IssuedKey

beforeAll(async () => {
  db = await testDatabase()
  app = await testApp(db)
  await seedPlaces(db.sql, testNow)
  whole = await issueKey(db, app)
})
beforeEach(async () => {
  // Each test with its own turns.
  await db.sql`update api_keys set window_started_at = null, window_count = 0`
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const count = async () => (await db.sql<{ n: number }[]>`select count(*)::int as n from cases`)[0]!.n
const problem = async (answer: Response) => {
  expect(answer.headers.get('content-type')).toContain('application/problem+json')
  expect(answer.headers.get('set-cookie')).toBeNull()
  const { type, title, status, detail } = (await answer.json()) as Record<string, unknown>
  expect([status, typeof title, typeof detail]).toEqual([answer.status, 'string', 'string'])
  return [answer.status, String(type).replace('http://her-sys.example/api/docs#', '')]
}

test('a report with a key becomes a case that is watched, in the name of the institution', async () => {
  const answer = await report(app, whole.key)
  expect(answer.status).toBe(201)
  const { id, hersysId, form, receivedAt, warnings } = (await answer.json()) as Record<string, string>
  expect([form, receivedAt, warnings]).toEqual(['covid-19.notification/2', testNow.toISOString(), []])
  expect(answer.headers.get('location')).toBe(`http://her-sys.example/api/v1/notifications/${id}`)
  const [filed] = await db.sql`
    select c.hersys_id, c.reporting_institution_id, c.family_kana, w.state, w.owner_centre_id, n.author_id, n.form_version
      from cases c join watches w on w.case_id = c.id join notifications n on n.case_id = c.id where c.id = ${id!}`
  expect(filed).toEqual({
    hersysId,
    reportingInstitutionId: organisationOf('aoba-clinic').id,
    familyKana: 'カクウ',
    state: 'observing',
    ownerCentreId: organisationOf('minato').id,
    authorId: whole.id,
    formVersion: 'covid-19.notification/2',
  })
  const kinds = await db.sql<{ kind: string }[]>`select kind from messages where case_id = ${id!} order by kind`
  expect(new Set(kinds.map(({ kind }) => kind))).toEqual(new Set(['my-hersys-invitation', 'notification-report']))
  const items = await db.sql<{ kind: string }[]>`select kind from attention_items where case_id = ${id!} order by kind`
  expect(items.map(({ kind }) => kind)).toContain('unconfirmed')
})

test('the audit knows the record system, its institution and the case', async () => {
  const { id } = (await (await report(app, whole.key)).json()) as { id: string }
  const audits = await db.sql`select actor_kind, actor_id, org_id, action, outcome, case_ids from audits where ${id} = any(case_ids)`
  expect(audits).toEqual([
    {
      actorKind: 'record-system',
      actorId: whole.id,
      orgId: organisationOf('aoba-clinic').id,
      action: 'notification.file',
      outcome: 'ok',
      caseIds: [id],
    },
  ])
})

test.each([
  ['no key', undefined],
  ['no key of ours', 'secret'],
  ['a key nobody issued', `hersys_abcdefgh_${'A'.repeat(43)}`],
])('%s opens nothing', async (_what, key) => {
  const before = await count()
  expect(await problem(await report(app, key))).toEqual([401, 'no-key'])
  expect(await problem(await ask(app, '/api/v1/notifications/x', key))).toEqual([401, 'no-key'])
  expect(await count()).toBe(before)
})

test('the right prefix with another secret is a wrong key', async () => {
  expect(await problem(await report(app, `${whole.key.slice(0, -1)}${whole.key.endsWith('A') ? 'B' : 'A'}`))).toEqual([401, 'no-key'])
})

test('a session opens nothing here, and a key nothing elsewhere', async () => {
  const doctor = await app.signedInAs('doctor@aoba-clinic')
  const cookie = { cookie: app.cookieHeader(doctor) }
  const before = await count()
  expect(await problem(await report(app, undefined, {}, { headers: cookie }))).toEqual([401, 'no-key'])
  for (const path of ['/institution', '/institution/notifications', '/centre', '/staff', '/centre/api-keys']) {
    const answer = await fetch(app.url + path, { headers: { authorization: `Bearer ${whole.key}` }, redirect: 'manual' })
    expect([path, answer.status, answer.headers.get('location')]).toEqual([path, 303, '/staff/sign-in'])
  }
  expect(await count()).toBe(before)
})

test('a revoked key is refused from that moment', async () => {
  const { id, key } = await issueKey(db, app, { name: '古いカルテ' })
  expect((await report(app, key)).status).toBe(201)
  const revoked = await app.post(`/centre/api-keys/${id}`, { sure: 'yes' }, await app.signedInAs('manager@aoba'))
  expect(revoked.location).toBe('/centre/api-keys?done=revoked')
  expect(await problem(await report(app, key))).toEqual([401, 'no-key'])
})

test('a key does what it was issued for and no more', async () => {
  const { key: reader } = await issueKey(db, app, { scopes: ['notifications:read-own-status'] })
  const { key: writer } = await issueKey(db, app, { scopes: ['notifications:write'] })
  expect(await problem(await report(app, reader))).toEqual([403, 'no-scope'])
  const { id } = (await (await report(app, writer)).json()) as { id: string }
  expect(await problem(await ask(app, `/api/v1/notifications/${id}`, writer))).toEqual([403, 'no-scope'])
  expect((await ask(app, `/api/v1/notifications/${id}`, reader)).status).toBe(200)
  const fhir = await ask(app, `/api/v1/fhir/QuestionnaireResponse/${id}`, reader)
  expect([fhir.status, ((await fhir.json()) as { resourceType: string }).resourceType]).toEqual([403, 'OperationOutcome'])
})

test('the status of an own case: received, then 保健所確認済; another institution finds nothing', async () => {
  const { id, hersysId } = (await (await report(app, whole.key)).json()) as { id: string; hersysId: string }
  const status = async (key: string) => ask(app, `/api/v1/notifications/${id}`, key)
  expect(await (await status(whole.key)).json()).toEqual({
    ...{ id, hersysId, status: 'received', confirmedAt: null, healthCentre: '架空みなと保健所' },
    ...{ receivedAt: testNow.toISOString(), updatedAt: testNow.toISOString(), mergedInto: null },
  })
  await db.sql`update cases set confirmed_at = ${testNow} where id = ${id}`
  expect(await (await status(whole.key)).json()).toMatchObject({ status: 'confirmed', confirmedAt: testNow.toISOString() })
  const { key: other } = await issueKey(db, app, { institution: 'minato-clinic', manager: 'manager@minato' })
  expect(await problem(await status(other))).toEqual([404, 'not-found'])
  const { key: treating } = await issueKey(db, app, { institution: 'aoba-hospital' })
  await app.post(
    `/institution/cases/${id}/treatments/new`,
    { institution: organisationOf('aoba-hospital').id, fromOn: '2022-07-20' },
    await app.signedInAs('doctor@aoba-clinic'),
  )
  expect(await problem(await status(treating))).toEqual([404, 'not-found'])
})

test('the database itself lets the key of one institution reach nothing of another', async () => {
  const { id } = (await (await report(app, whole.key)).json()) as { id: string }
  const { key } = await issueKey(db, app, { institution: 'minato-clinic', manager: 'manager@minato' })
  const seen = async (of: string) =>
    db.web.begin(async (tx) => {
      await tx`select set_config('app.session', '', true), set_config('app.now', ${testNow.toISOString()}, true),
                      set_config('app.key', encode(sha256(${of}::bytea), 'hex'), true)`
      const [cases] = await tx<{ n: number }[]>`select count(*)::int as n from cases where id = ${id}`
      const [filings] = await tx<{ n: number }[]>`select count(*)::int as n from api_filings where case_id = ${id}`
      const [keys] = await tx<{ n: number }[]>`select count(id)::int as n from api_keys`
      return [cases!.n, filings!.n, keys!.n]
    })
  expect(await seen(whole.key)).toEqual([1, 1, 0])
  expect(await seen(key)).toEqual([0, 0, 0])
  await expect(db.web`select key_hash from api_keys`).rejects.toThrow('permission denied')
})

test('so many requests a minute and key, then 429 with Retry-After; another key and the next minute go on', async () => {
  const { key: other } = await issueKey(db, app)
  const path = '/api/v1/notifications/019a0000-0000-7000-8000-000000000000'
  await db.sql`update api_keys set window_started_at = ${testNow}, window_count = ${perKey.limit - 1} where id = ${whole.id}`
  expect((await ask(app, path, whole.key)).status).toBe(404)
  app.advance(20_000)
  const refused = await ask(app, path, whole.key)
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '40'])
  expect((await ask(app, path, other)).status).toBe(404)
  app.advance(39_999)
  expect((await ask(app, path, whole.key)).headers.get('retry-after')).toBe('1')
  app.advance(1)
  expect((await ask(app, path, whole.key)).status).toBe(404)
  app.setNow(testNow)
})

const post = '/api/v1/notifications'
test.each([
  ['no JSON', '{"answers":', {}, [400, 'not-json']],
  ['nothing at all', '', {}, [400, 'not-json']],
  ['a list', [], {}, [400, 'not-json']],
  ['deeper than any document', `${'['.repeat(60)}${']'.repeat(60)}`, {}, [400, 'not-json']],
  ['a key that is none', '{"answers":{"__proto__":{"x":1}}}', {}, [400, 'not-json']],
  ['Shift_JIS', new Uint8Array([0x7b, 0x22, 0x89, 0xcb, 0x22, 0x3a, 0x31, 0x7d]), {}, [400, 'not-utf8']],
  ['a form', 'a=b', { type: 'application/x-www-form-urlencoded' }, [415, 'wrong-type']],
  ['plain text', 'hello', { type: 'text/plain' }, [415, 'wrong-type']],
  ['too much', JSON.stringify({ answers: { supplement: 'あ'.repeat(100_000) } }), {}, [413, 'too-large']],
  ['a field nobody knows', { answers: wholeJson, patientName: 'x' }, {}, [422, 'unknown-fields']],
  ['no Idempotency-Key', { answers: wholeJson }, { idempotency: null }, [400, 'no-idempotency-key']],
  ['a counter for an Idempotency-Key', { answers: wholeJson }, { idempotency: '17' }, [400, 'no-idempotency-key']],
])('%s: a clear refusal, and no case', async (_what, body, sending, expected) => {
  const before = await count()
  expect(await problem(await send(app, post, body, { key: whole.key, ...sending }))).toEqual(expected)
  expect(await count()).toBe(before)
})

test('an address that is none answers in the words of programs', async () => {
  expect(await problem(await ask(app, '/api/v1/nothing', whole.key))).toEqual([404, 'not-found'])
})

test('what nobody can see, and halves of characters, are left out: no column refuses them', async () => {
  const answer = await report(app, whole.key, { supplement: 'あ\u0000い\u202eう\ud800え' })
  expect(answer.status).toBe(201)
  const { id } = (await answer.json()) as { id: string }
  const [row] = await db.sql<{ text: string }[]>`select answers ->> 'supplement' as text from notifications where case_id = ${id}`
  expect(row!.text).toBe('あいう\ufffdえ')
})

test('neither a key nor anything of a person stands in the log or in the audit', async () => {
  await report(app, whole.key, { birthOn: '不明', 架空秘密: '架空秘密' })
  const audits = JSON.stringify(await db.sql`select * from audits`)
  for (const secret of [whole.key.slice(16), '架空秘密', '花子', '090-9000-0001', '09090000001']) {
    expect([secret, app.logs.join('').includes(secret), audits.includes(secret)]).toEqual([secret, false, false])
  }
  expect(audits).toContain('birthOn:impossible-date')
})
