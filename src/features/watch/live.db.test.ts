import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type Session, type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase, untilListening } from '../../../tools/test-database.ts'
import { makeFamily } from '../../../tools/test-patients.ts'
import { storeReport } from '../../../tools/test-reports.ts'
import { checkMs } from './stream.server.ts'

let db: TestDatabase
let app: TestApp
let caseId: string

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
  caseId = (await makeFamily(db.sql, { now: testNow })).people[0]!.caseId
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

/** An open stream: what it has said so far. `over` resolves at its end. */
async function open(session: Session) {
  const stop = new AbortController()
  const headers = { cookie: app.cookieHeader(session) }
  const response = await fetch(`${app.url}/centre/watch-list/stream`, { headers, signal: stop.signal, redirect: 'manual' })
  const events: { name: string; data: string }[] = []
  const over = (async () => {
    const text = new TextDecoder()
    for await (const chunk of response.body!) {
      for (const [, name, data] of text.decode(chunk as Uint8Array).matchAll(/event: (\w+)\ndata: (.*)\n/g))
        events.push({ name: name!, data: data! })
    }
  })().catch(() => {})
  return { status: response.status, events, over, stop: () => stop.abort() }
}

/** For as long as the test may run: on a slow machine things happen late, and that is all right. */
async function until(condition: () => boolean) {
  while (!condition()) await sleep(10)
}

const rowsAudited = () => db.sql<{ caseIds: string[] }[]>`select case_ids from audits where action = 'watch.live' order by at, id`

test('a report is announced by the database, not by the clock, and the rows fetched then show it', async () => {
  const nurse = await app.signedInAs('nurse@aoba')
  const stream = await open(nurse)
  await until(() => stream.events.some(({ name }) => name === 'hello'))
  await untilListening(db, 'centre')
  await storeReport(db.sql, caseId, { now: testNow, level: 'urgent', spo2: 91 })
  await until(() => stream.events.some(({ name }) => name === 'changed'))
  const { text } = await app.get('/centre/watch-list/rows', nurse)
  expect(text).toContain('91％')
  stream.stop()
})

test('what happens at the neighbour’s is not announced here', async () => {
  const [stream, own] = [await open(await app.signedInAs('nurse@minato')), await open(await app.signedInAs('nurse@aoba'))]
  await until(() => stream.events.length > 0 && own.events.length > 0)
  await untilListening(db, 'centre')
  await storeReport(db.sql, caseId, { now: testNow })
  await until(() => own.events.some(({ name }) => name === 'changed'))
  expect(stream.events.map(({ name }) => name)).toEqual(['hello'])
  stream.stop()
  own.stop()
})

test('live updates are audited once a connection and minute for each case shown', async () => {
  const nurse = await app.signedInAs('nurse@aoba')
  const stream = await open(nurse)
  await until(() => stream.events.length > 0)
  const id = stream.events[0]!.data
  const before = (await rowsAudited()).length
  for (let n = 0; n < 5; n++) await app.get(`/centre/watch-list/rows?stream=${id}`, nurse)
  expect((await rowsAudited()).slice(before).map(({ caseIds }) => caseIds)).toEqual([[caseId]])
  app.advance(60_000)
  await app.get(`/centre/watch-list/rows?stream=${id}`, nurse)
  expect(await rowsAudited()).toHaveLength(before + 2)
  // Another's stream hides nothing: each of these requests leaves its own row.
  const clerk = await app.signedInAs('clerk@aoba')
  for (let n = 0; n < 2; n++) await app.get(`/centre/watch-list/rows?stream=${id}`, clerk)
  expect(await rowsAudited()).toHaveLength(before + 4)
  stream.stop()
})

test.each<[string, (session: Session) => Promise<unknown>]>([
  ['signing out', (session) => app.post('/staff/sign-out', {}, session)],
  ['a change of role', () => db.sql`update staff_accounts set role = 'clerk' where login_id = 'nurse@aoba'`],
  ['the end of the account', () => db.sql`update staff_accounts set ended_at = ${testNow} where login_id = 'nurse@aoba'`],
])('the stream ends by itself after %s; it looks often enough for five seconds', async (_why, happen) => {
  expect(checkMs).toBeLessThanOrEqual(4_000)
  await db.sql`update staff_accounts set role = 'nurse', ended_at = null where login_id = 'nurse@aoba'`
  const session = await app.signedInAs('nurse@aoba')
  const stream = await open(session)
  await until(() => stream.events.length > 0)
  const other = await open(await app.signedInAs('clerk@aoba'))
  await happen({ cookies: new Map(session.cookies) })
  await stream.over
  expect(stream.events.at(-1)?.name).toBe('end')
  expect(other.events.map(({ name }) => name)).not.toContain('end')
  other.stop()
})

test('nobody but a centre’s staff opens a stream', async () => {
  await db.sql`update staff_accounts set role = 'nurse', ended_at = null where login_id = 'nurse@aoba'`
  for (const who of ['doctor@aoba-clinic', 'officer@prefecture', 'analyst@ministry'])
    expect((await app.get('/centre/watch-list/stream', await app.signedInAs(who))).status).toBe(303)
  expect((await app.get('/centre/watch-list/stream')).status).toBe(303)
  expect((await app.get('/centre/watch-list/stream', await app.signedInAs('nurse@aoba', 'password'))).status).toBe(303)
})
