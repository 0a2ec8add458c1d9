import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { pairUp } from '../../../tools/test-merge.ts'
import { makeFamily } from '../../../tools/test-patients.ts'
import { sessionOf } from '../../../tools/test-report-app.ts'
import { check } from '../../fields/check.ts'
import type { Form } from '../../fields/fields.ts'
import { dailyForm } from '../../programmes/covid-19/daily.ts'
import { isKnown, openDesk } from './submit.server.ts'

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

const form = dailyForm as unknown as Form

test('a report on its way while the case is merged, or parted again, is stored where the patient is now: nobody is sent to sign in', async () => {
  const patient = () => makeFamily(db.sql, { now: app.clock() })
  const [one, two] = [await patient(), await patient()]
  const [survivor, absorbed] = [one.people[0]!.caseId, two.people[0]!.caseId]
  const nurse = await app.signedInAs('nurse@aoba')
  const desk = openDesk({ sql: db.web, clock: () => app.clock() })
  /** Looked up before it, sent after it. */
  async function reportAcross(meanwhile: () => Promise<void>) {
    const { sessionHash, people } = two
    const reporter = await desk.find({ sessionHash, registrationId: people[0]!.registrationId })
    if (!reporter || !isKnown(reporter)) throw new Error('the patient is signed in')
    app.advance(60_000)
    await meanwhile()
    const { answers } = check(form, { temperature: '36.6', spo2: '98' })
    const said = {
      form,
      answers: answers!,
      lang: 'ja' as const,
      formKey: randomUUID() as string,
      sessionHash,
      requestId: 'r',
      now: app.clock(),
    }
    const { outcome, reportId } = await desk.submit(reporter, said)
    const [stored] = await db.sql`select case_id from daily_reports where id = ${reportId}`
    return [outcome, stored?.caseId]
  }
  let merge = ''
  const merged = await reportAcross(async () => {
    const pair = await pairUp(db.sql, survivor, absorbed, app.clock())
    const answer = await app.post(
      `/centre/same-person/${pair}/decide`,
      { decision: 'same-case', survivor, reason: '架空の統合理由' },
      nurse,
    )
    merge = answer.location.split('?')[0]!
  })
  expect(merged).toEqual(['stored', survivor])
  const undone = await reportAcross(async () => {
    await app.post(`${merge}/undo`, { reason: '架空の取り消し理由' }, nurse)
  })
  expect(undone).toEqual(['stored', absorbed])
  // Who was signed out meanwhile is not asked twice.
  const out = await reportAcross(async () => {
    await db.sql`update sessions set revoked_at = ${app.clock()} where token_hash = ${two.sessionHash}`
  })
  expect(out[0]).toBe('refused')
})

test('「訂正を依頼する」 on its way while the case is parted from another goes to where the patient is now', async () => {
  const patient = () => makeFamily(db.sql, { now: app.clock() })
  const [one, two] = [await patient(), await patient()]
  const [survivor, absorbed] = [one.people[0]!.caseId, two.people[0]!.caseId]
  const nurse = await app.signedInAs('nurse@aoba')
  const pair = await pairUp(db.sql, survivor, absorbed, app.clock())
  const form = { decision: 'same-case', survivor, reason: '架空の統合理由' }
  const merge = (await app.post(`/centre/same-person/${pair}/decide`, form, nurse)).location.split('?')[0]!
  app.advance(60_000)
  // Held between looking up whose case it is and writing to it.
  let asked: ReturnType<TestApp['post']>
  await db.sql.begin(async (tx) => {
    await tx`lock table correction_requests in share mode`
    asked = app.post(`/history/${two.people[0]!.registrationId}/correction`, { text: '昨日の体温は架空の値です' }, sessionOf(two))
    const waits = () =>
      db.sql`select from pg_locks where not granted and relation = 'correction_requests'::regclass and database = (select oid from pg_database where datname = current_database())`
    let answered = false
    void asked.then(() => {
      answered = true
    })
    while (!answered && (await waits()).length === 0);
    expect((await app.post(`${merge}/undo`, { reason: '架空の取り消し理由' }, nurse)).location).toMatch(/done=undone$/)
  })
  expect((await asked!).status).toBe(303)
  expect(await db.sql`select case_id from correction_requests`).toEqual([{ caseId: absorbed }])
  expect(await db.sql`select case_id from attention_items where kind = 'correction-asked' and closed_at is null`).toEqual([
    { caseId: absorbed },
  ])
})
