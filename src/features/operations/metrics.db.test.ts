import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { testWorld } from '../../../tools/test-world.ts'
import { takeReadings, takeWatched } from './readings.server.ts'

const metricsToken = 'a-token-of-the-tests-alone'
let db: TestDatabase
let app: TestApp
let caseId: string

beforeAll(async () => {
  db = await testDatabase()
  app = await testApp(db, { settings: { metricsToken } })
  caseId = (await testWorld(db, app)).caseId
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const scrape = async (authorization = `Bearer ${metricsToken}`) => app.get('/metrics', undefined, { authorization })
const numberAt = (text: string, line: string) =>
  text
    .split('\n')
    .find((each) => each.startsWith(`${line} `))
    ?.slice(line.length + 1)

test('whoever names the token sees counts by route and the readings of the system; nobody and nothing by which one could be found', async () => {
  const nurse = await app.signedInAs('nurse@aoba')
  expect((await app.get(`/centre/cases/${caseId}`, nurse)).status).toBe(200)
  const [due] = await db.sql<{ n: number; age: number }[]>`
    select count(*)::int as n, extract(epoch from ${testNow}::timestamptz - min(due_at))::int as age from attention_items
     where closed_at is null and kind = 'red-flag' and due_at <= ${testNow}`
  await db.sql`insert into heartbeats (name, at) values ('worker', ${new Date(testNow.getTime() - 7_000)})`
  await takeReadings(db.worker, testNow)
  await takeWatched(db.worker, testNow)
  await takeReadings(db.worker, testNow)
  const { status, text, headers } = await scrape()
  expect([status, headers.get('content-type')]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8'])
  expect(Number(numberAt(text, 'hersys_open_items{kind="red-flag"}') ?? 0)).toBe(due!.n)
  expect(numberAt(text, 'hersys_heartbeat_seconds{kind="worker"}')).toBe('7')
  const [watched] = await db.sql<{ level: string; n: string }[]>`
    select level, count(*) as n from watches where state = 'observing' group by level order by level limit 1`
  expect(numberAt(text, `hersys_watched_cases{kind="${watched!.level}"}`)).toBe(watched!.n)
  expect(text).toContain('hersys_http_request_seconds_count{method="GET",route="/centre/cases/:id",status="2xx"} 1')
  expect(text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-|架空|@/)
})

test('a reading that is gone goes: a queue that is empty does not look full', async () => {
  await db.sql`insert into system_alerts (id, at, kind, detail) values ('00000000-0000-7000-8000-00000000a1a1', ${testNow}, 'audit-broken', '{}')`
  await takeReadings(db.worker, testNow)
  expect(numberAt((await scrape()).text, 'hersys_unseen_alerts{kind="audit-broken"}')).toBe('1')
  await db.sql`delete from system_alerts`
  await takeReadings(db.worker, testNow)
  expect(numberAt((await scrape()).text, 'hersys_unseen_alerts{kind="audit-broken"}')).toBeUndefined()
})

test.each(['', 'Bearer', 'Bearer a-token-of-the-tests-alon', `Bearer ${metricsToken}x`, metricsToken])(
  '%j opens nothing',
  async (authorization) => {
    const { status, text } = await scrape(authorization)
    expect([status, text]).toEqual([401, ''])
  },
)

test('without a token in the settings there is no such page', async () => {
  const plain = await testApp(db)
  try {
    expect((await plain.get('/metrics', undefined, { authorization: 'Bearer null' })).status).toBe(404)
  } finally {
    await plain.close()
  }
})
