import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { organisationOf } from '../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { makeFamily, type TestFamily } from '../../../tools/test-patients.ts'
import { check } from '../../fields/check.ts'
import type { Form } from '../../fields/fields.ts'
import { connect, type Sql } from '../../platform/db/sql.server.ts'
import { openContext } from '../../platform/http/session.server.ts'
import { dailyForm } from '../../programmes/covid-19/daily.ts'
import { listPeople } from './people.server.ts'
import { listReports } from './queries.server.ts'
import { openDesk } from './submit.server.ts'

let db: TestDatabase
let family: TestFamily
const form = dailyForm as unknown as Form

/** Enough neighbours that reading a table from end to end would be the wrong plan, and reports in each of four months. */
beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  family = await makeFamily(db.sql, { now: testNow })
  const [aoba, prefecture, account] = [organisationOf('aoba').id, organisationOf('prefecture').id, family.accountId]
  await db.sql`create temporary table made as select gen_random_uuid() as id, gen_random_uuid() as other, n from generate_series(1, 20000) n`
  await db.sql`insert into persons select other, ${testNow}::timestamptz from made`
  await db.sql`insert into cases (id, hersys_id, person_id, disease, notified_centre_id, family_name, given_name, created_at, updated_at)
    select id, (30000000 + n)::text, other, 'covid-19', ${aoba}, '架空', '人' || n, ${testNow}::timestamptz, ${testNow}::timestamptz from made`
  await db.sql`insert into watches (case_id, owner_centre_id, owner_prefecture_id, began_at, period_from, period_to, updated_at)
    select id, ${aoba}, ${prefecture}, ${testNow}::timestamptz, '2022-07-20', '2022-07-29', ${testNow}::timestamptz from made`
  await db.sql`insert into attention_items (id, centre_id, case_id, kind, raised_at, latest_at, due_at)
    select other, ${aoba}, id, 'no-report', ${testNow}::timestamptz, ${testNow}::timestamptz, ${testNow}::timestamptz + interval '1 day' from made`
  await db.sql`insert into patient_accounts (id, email, password_hash, created_at) select other, n || '@example.jp', '-', ${testNow}::timestamptz from made`
  await db.sql`insert into registrations (id, account_id, case_id, family_name, given_name, created_at)
    select gen_random_uuid(), other, id, '架空', '人' || n, ${testNow}::timestamptz from made`
  await db.sql`insert into sessions (token_hash, kind, account_id, created_at, last_seen_at, expires_at, ends_at)
    select md5(n::text), 'patient', other, ${testNow}::timestamptz, ${testNow}::timestamptz, ${testNow}::timestamptz + interval '7 days', ${testNow}::timestamptz + interval '9 days' from made`
  await db.sql`insert into daily_reports (id, case_id, reported_on, reported_at, received_at, channel, form_version, answers, level, spo2, idempotency_key, author_kind, author_id)
    select gen_random_uuid(), id, day::date, day, day, 'web', 'covid-19.daily/1', '{}', 'stable', 98, 'k', 'patient', ${account}
      from made, unnest(array['2022-04-20', '2022-05-20', '2022-06-20', '2022-07-19']::timestamptz[]) day`
  await db.sql`analyze`
})
afterAll(() => db.drop())

type Touched = { relname: string; seq: number; touched: number }

/** What one transaction of the web role really touched: the server's own counters, also inside functions. */
async function touchedBy(run: (sql: Sql) => Promise<unknown>): Promise<Touched[]> {
  const web = connect(db.webUrl, 1)
  const touched = await web.begin(async (tx) => {
    const sql = tx as unknown as Sql
    await openContext(sql, family.sessionHash, testNow, 'patient')
    await run(sql)
    return sql<Touched[]>`
      select relname, seq_scan::int as seq, (coalesce(idx_scan, 0) + seq_scan + n_tup_ins + n_tup_upd)::int as touched
        from pg_stat_xact_user_tables where coalesce(idx_scan, 0) + seq_scan + n_tup_ins + n_tup_upd > 0`
  })
  await web.end()
  return touched
}

const big = /^(cases|persons|watches|attention_items|attention_events|registrations|sessions|patient_accounts|audits|daily_reports)/
const reportsIn = (touched: Touched[]) => touched.map((each) => each.relname).filter((name) => name.startsWith('daily_reports'))

test('a report touches one month and reads nothing from end to end, at the first call and at the tenth', async () => {
  const touched = await touchedBy(async (sql) => {
    const desk = openDesk({ sql, clock: () => testNow })
    for (let n = 0; n < 10; n++) {
      const ask = { sessionHash: family.sessionHash, registrationId: family.people[0]!.registrationId }
      const reporter = await desk.find(ask)
      const { answers } = check(form, { temperature: '36.5', spo2: '98' })
      const said = {
        form,
        answers: answers!,
        lang: 'ja' as const,
        formKey: randomUUID(),
        sessionHash: family.sessionHash,
        requestId: 'r',
        now: testNow,
      }
      expect((await desk.submit(reporter as never, said)).outcome).toBe('stored')
    }
  })
  expect(touched.filter(({ relname, seq }) => big.test(relname) && seq > 0)).toEqual([])
  expect(reportsIn(touched)).toEqual(['daily_reports_202207'])
})

test('a patient’s home and history read their own rows of the months observed', async () => {
  const touched = await touchedBy(async (sql) => {
    const [person] = await listPeople(sql, family.accountId)
    await listReports(sql, { caseId: person!.caseId, from: person!.since, to: '2022-07-20' })
  })
  expect(touched.filter(({ relname, seq }) => big.test(relname) && seq > 0)).toEqual([])
  expect(reportsIn(touched)).toEqual(['daily_reports_202207'])
})
