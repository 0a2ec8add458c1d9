import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { makeFamily } from '../../../tools/test-patients.ts'
import { japaneseDay } from '../../lib/japanese-day.ts'
import type { Sql } from '../../platform/db/sql.server.ts'

// Reports of a batch and whatever else concerns their cases lock in one order: neither ever waits for the other in a circle.

let db: TestDatabase
beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
})
afterAll(() => db.drop())

/** Three cases, by the order in which their watches are locked. */
async function three(): Promise<[string, string, string]> {
  const { people } = await makeFamily(db.sql, {
    now: testNow,
    names: [
      ['架空', '一'],
      ['架空', '二'],
      ['架空', '三'],
    ],
  })
  return people.map(({ caseId }) => caseId).sort() as [string, string, string]
}

const mergeInto = (sql: Sql, absorbed: string, survivor: string) =>
  sql`update cases set merged_into = ${survivor}, state = 'merged' where id = ${absorbed}`

const report = (caseIds: string[]) => {
  const rows = caseIds.map((caseId, n) => ({
    n,
    id: randomUUID(),
    case_id: caseId,
    key: `k${n}`,
    reported_on: japaneseDay(testNow),
    reported_at: testNow,
    channel: 'web',
    form_version: 'covid-19.daily/1',
    answers: {},
    language: 'ja',
    level: 'stable',
    author_kind: 'patient',
    author_id: randomUUID(),
  }))
  return db.sql<{ n: number; outcome: string }[]>`
    select n, outcome from store_reports(array(select jsonb_populate_record(null::report_row, x) from jsonb_array_elements(${db.sql.json(rows as never)}) x), ${testNow})
     order by n`
}
const lock = (sql: Sql, caseId: string) => sql`select from watches where case_id = ${caseId} for no key update`
const untilItWaits = async () => {
  const waiting = () => db.sql`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
  for (let tries = 0; tries < 300 && (await waiting()).length === 0; tries++) await sleep(20)
}
const reportsOf = async (caseId: string) => (await db.sql`select from daily_reports where case_id = ${caseId}`).length

test('a report of a merged case waits for the remaining one without holding what comes after it', async () => {
  const [survivor, other, absorbed] = await three()
  await mergeInto(db.sql, absorbed, survivor)
  let stored: ReturnType<typeof report> | undefined
  await db.sql.begin(async (tx) => {
    const sql = tx as unknown as Sql
    await lock(sql, survivor)
    stored = report([absorbed, other])
    stored.catch(() => {})
    await untilItWaits()
    await lock(sql, other)
  })
  expect((await stored!).map(({ outcome }) => outcome)).toEqual(['stored', 'stored'])
  expect([await reportsOf(survivor), await reportsOf(other), await reportsOf(absorbed)]).toEqual([1, 1, 0])
})

test('a case that becomes part of another while its report waits gives the others back before it waits for that one', async () => {
  const [survivor, other, absorbed] = await three()
  let stored: ReturnType<typeof report> | undefined
  let going = (): void => {}
  const kept = new Promise<void>((resolve) => {
    going = resolve
  })
  const late = db.sql.begin(async (tx) => {
    const sql = tx as unknown as Sql
    await lock(sql, survivor)
    await kept
    await lock(sql, other)
  })
  await db.sql.begin(async (tx) => {
    const sql = tx as unknown as Sql
    await lock(sql, absorbed)
    stored = report([absorbed, other])
    stored.catch(() => {})
    await untilItWaits()
    await mergeInto(sql, absorbed, survivor)
  })
  going()
  await late
  expect((await stored!).map(({ outcome }) => outcome)).toEqual(['stored', 'stored'])
  expect([await reportsOf(survivor), await reportsOf(other), await reportsOf(absorbed)]).toEqual([1, 1, 0])
})
