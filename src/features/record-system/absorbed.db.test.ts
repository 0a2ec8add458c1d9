import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { organisationOf } from '../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { ask, issueKey, report } from '../../../tools/test-api.ts'
import { type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { asNurse, pairUp } from '../../../tools/test-merge.ts'
import type { Scope } from '../../platform/http/api-limits.ts'
import { mergeCases, undoMerge } from '../same-person/merges.server.ts'

// A record system asks for its own notification by the id it was given, also after a centre made two cases one.

let db: TestDatabase
let app: TestApp
let key: string
let other: string
let stranger: string

beforeAll(async () => {
  db = await testDatabase()
  app = await testApp(db)
  await seedPlaces(db.sql, testNow)
  const scopes: Scope[] = ['notifications:write', 'notifications:read-own-status', 'notifications:read-own']
  key = (await issueKey(db, app, { scopes })).key
  other = (await issueKey(db, app, { scopes, institution: 'midori-clinic' })).key
  stranger = (await issueKey(db, app, { scopes, institution: 'aoba-hospital' })).key
})
beforeEach(async () => {
  app.advance(60_000)
  await db.sql`update api_keys set window_started_at = null, window_count = 0`
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

type Filed = { id: string; hersysId: string; receivedAt: string }
let serial = 0
async function filed(by: string, given: string): Promise<Filed> {
  const place = { postalCode: '000-1001', municipality: 'あおば市', phone: `090-9300-${1000 + ++serial}` }
  const answer = await report(app, by, { ...place, name: { family: '架空', given, familyKana: 'カクウ', givenKana: 'カナ' } })
  expect(answer.status).toBe(201)
  return (await answer.json()) as Filed
}
async function merge(survivor: string, absorbed: string): Promise<string> {
  app.advance(60_000)
  await pairUp(db.sql, survivor, absorbed, app.clock())
  const said = await asNurse(db, 'nurse@aoba', app.clock(), (sql) =>
    mergeCases(sql, { survivor, absorbed, reason: '架空の統合理由', now: app.clock() }),
  )
  if (said.said !== 'ok') throw new Error(said.said)
  return said.id
}
const undo = (id: string) => {
  app.advance(60_000)
  return asNurse(db, 'nurse@aoba', app.clock(), (sql) => undoMerge(sql, id, '架空の取り消し理由', app.clock()))
}
const status = async (of: Filed, by: string) => {
  const answer = await ask(app, `/api/v1/notifications/${of.id}`, by)
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}
const document = async (of: Filed, by: string) => {
  const answer = await ask(app, `/api/v1/fhir/QuestionnaireResponse/${of.id}`, by)
  return { status: answer.status, text: await answer.text() }
}
const named = ({ id, hersysId }: Filed) => ({ id, hersysId })

test('a notification whose case became part of another: under its own id the state of the remaining one, and which that is', async () => {
  const [mine, theirs] = [await filed(key, '移子'), await filed(other, '残子')]
  expect((await status(mine, key)).body).toMatchObject({ status: 'received', mergedInto: null })
  const id = await merge(theirs.id, mine.id)
  expect(await status(mine, key)).toEqual({
    status: 200,
    body: {
      ...{ ...named(mine), receivedAt: mine.receivedAt, status: 'received', confirmedAt: null, healthCentre: '架空あおば保健所' },
      ...{ updatedAt: expect.any(String), mergedInto: named(theirs) },
    },
  })
  await db.sql`update cases set confirmed_at = ${app.clock()} where id = ${theirs.id}`
  expect((await status(mine, key)).body).toMatchObject({ status: 'confirmed', confirmedAt: app.clock().toISOString() })
  // Whoever looked is found at both cases.
  const [audit] =
    await db.sql`select case_ids from audits where action = 'notification.status' and outcome = 'ok' order by at desc, id desc limit 1`
  expect(new Set(audit!.caseIds)).toEqual(new Set([mine.id, theirs.id]))
  // The other half's reporter has its own as before, and neither has the other's by the other's id.
  expect((await status(theirs, other)).body).toMatchObject({ ...named(theirs), mergedInto: null, receivedAt: theirs.receivedAt })
  for (const [of, by] of [
    [mine, other],
    [mine, stranger],
    [theirs, key],
    [theirs, stranger],
  ] as const)
    expect((await status(of, by)).status).toBe(404)
  expect(await undo(id)).toBe('ok')
  expect((await status(mine, key)).body).toMatchObject({ ...named(mine), status: 'received', mergedInto: null })
})

test('the report itself: the newest of its own, never that of the other half', async () => {
  const [mine, theirs] = [await filed(key, '移子'), await filed(other, '残子')]
  app.advance(60_000)
  await db.sql`insert into notifications (id, case_id, revision, form_version, answers, language, document_hash, author_id, org_id, reason, filed_at)
    select ${randomUUID()}, case_id, 2, form_version, jsonb_set(answers, '{name,given}', '"訂子"'), language, document_hash, author_id, org_id, '架空の訂正', ${app.clock()}
      from notifications where case_id = ${mine.id}`
  const id = await merge(theirs.id, mine.id)
  const [own, others] = [await document(mine, key), await document(theirs, other)]
  expect([own.status, others.status]).toEqual([200, 200])
  expect(JSON.parse(own.text)).toMatchObject({ id: mine.id, identifier: { value: mine.hersysId } })
  expect(['訂子', '移子', '残子'].map((given) => own.text.includes(given))).toEqual([true, false, false])
  expect(['訂子', '移子', '残子'].map((given) => others.text.includes(given))).toEqual([false, false, true])
  expect((await status(mine, key)).body).toMatchObject({ receivedAt: mine.receivedAt })
  for (const by of [other, stranger]) expect((await document(mine, by)).status).toBe(404)
  expect(await undo(id)).toBe('ok')
  expect((await document(mine, key)).text).toContain('訂子')
})

test('merged twice over: the one that remains at last, while it may be seen', async () => {
  const [mine, theirs, last] = [await filed(key, '一子'), await filed(other, '二子'), await filed(other, '三子')]
  await merge(theirs.id, mine.id)
  await merge(last.id, theirs.id)
  expect((await status(mine, key)).body).toMatchObject({ ...named(mine), receivedAt: mine.receivedAt, mergedInto: named(last) })
  expect((await status(theirs, other)).body).toMatchObject({ ...named(theirs), receivedAt: theirs.receivedAt, mergedInto: named(last) })
  const texts = [await document(mine, key), await document(theirs, other), await document(last, other)]
  expect(texts.map(({ text }) => ['一子', '二子', '三子'].filter((given) => text.includes(given)))).toEqual([['一子'], ['二子'], ['三子']])
  await db.sql`update cases set state = 'expired' where id = ${last.id}`
  for (const [of, by] of [
    [mine, key],
    [theirs, other],
  ] as const)
    expect([(await status(of, by)).status, (await document(of, by)).status]).toEqual([404, 404])
})

test('who only treated the patient, and people at a screen, are told nothing by it', async () => {
  const [mine, theirs] = [await filed(key, '移子'), await filed(other, '残子')]
  await db.sql`insert into treatments (id, case_id, institution_id, from_on, named_at, named_by, named_org)
    select ${randomUUID()}, ${mine.id}, ${organisationOf('aoba-hospital').id}, '2022-07-18', ${testNow}, id, org_id from staff_accounts where login_id = 'nurse@aoba'`
  await merge(theirs.id, mine.id)
  expect((await status(mine, stranger)).status).toBe(404)
  const absorbed = (loginId: string) => asNurse(db, loginId, app.clock(), (sql) => sql`select survivor_id from own_absorbed(${mine.id})`)
  expect(await absorbed('doctor@aoba-clinic')).toEqual([{ survivorId: theirs.id }])
  for (const nobody of ['doctor@aoba-hospital', 'doctor@midori-clinic', 'nurse@aoba', 'officer@prefecture'])
    expect(await absorbed(nobody), nobody).toEqual([])
})

test('the documentation says what becomes of a merged notification', async () => {
  const docs = await app.get('/api/docs')
  expect(docs.text).toContain('統合')
  expect(docs.text).toContain('mergedInto')
  const { components } = (await (await ask(app, '/api/openapi.json')).json()) as {
    components: { schemas: { Status: { properties: Record<string, unknown> } } }
  }
  const [mine] = [await filed(key, '文子')]
  expect(Object.keys(components.schemas.Status.properties).sort()).toEqual(Object.keys((await status(mine, key)).body).sort())
})
