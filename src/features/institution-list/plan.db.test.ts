import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedId } from '../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { plansOf } from '../../../tools/test-plans.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { cookieNames, hashToken } from '../../platform/http/session.server.ts'
import type { Asked } from './asked.ts'
import { countFiled, countStays, countTests, countWatched, listFiled, listStays, listTests, listWatched } from './queries.server.ts'

let db: TestDatabase
let sessionHash: string
const hospital = seedId(22)
const centre = seedId(11)

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  const app = await testApp(db)
  const session = await app.signedInAs('doctor@aoba-hospital')
  sessionHash = hashToken(session.cookies.get(cookieNames.staff)!)
  await app.close()
  await fill()
}, 180_000)
afterAll(() => db.drop())

/** Fifty institutions share 20,000 cases, each with a test and a stay; ours has one in fifty, and treats two hundred of others. */
async function fill() {
  const { sql } = db
  await sql`
    insert into organisations (id, kind, code, name, kana, prefecture_code, parent_id, institution_kind, created_at)
    select gen_random_uuid(), 'institution', 'Y' || n, '架空医院' || n, 'カクウ', '48', ${centre}, 'inpatient', ${testNow} from generate_series(1, 49) n`
  await sql`set session_replication_role = replica`
  await sql`
    create temporary table made as select gen_random_uuid() as id, n, ${testNow}::timestamptz - n * interval '1 minute' as at, case when n % 50 = 0 then ${hospital}::uuid
      else (select id from organisations where code = 'Y' || (n % 50)) end as org from generate_series(1, 20000) n`
  await sql`
    insert into cases (id, hersys_id, person_id, disease, reporting_institution_id, notified_centre_id, family_name, given_name, created_at, updated_at)
    select id, (10000000 + n)::text, id, 'covid-19', org, ${centre}, '架空', '人' || n, at, at from made`
  await sql`
    insert into notifications (id, case_id, revision, form_version, answers, document_hash, author_id, org_id, filed_at, language)
    select gen_random_uuid(), id, 1, 'covid-19.notification/2', '{}', '', id, org, at, 'ja' from made`
  await sql`
    insert into watches (case_id, owner_centre_id, institution_id, state, began_at, period_from, period_to, updated_at)
    select id, ${centre}, org, 'observing', at, '2022-07-01', '2022-07-11', at from made`
  await sql`
    create temporary table recorded as select gen_random_uuid() as r, made.*, tab from made, unnest(array['tests', 'medical', 'course']) tab`
  await sql`
    insert into case_records (id, entry_id, case_id, tab, revision, form_version, answers, author_kind, author_id, author_role, org_id, recorded_at, institution_id, on_day,
                              until_day, hospital_id)
    select r, r, id, tab, 1, 'covid-19.tests/1', '{"result":"positive"}', 'staff', id, 'doctor', org, at, org, date '2022-06-01' + n % 50,
           case when tab = 'medical' and n % 3 > 0 then date '2022-07-20' end, case when tab = 'medical' then org end
      from recorded`
  await sql`
    insert into treatments (id, case_id, institution_id, from_on, until_on, named_at, named_by, named_org)
    select gen_random_uuid(), id, case when n <= 200 then ${hospital}::uuid else org end, '2022-07-01', '2022-08-01', at, id, ${centre} from made where n % 10 > 0`
  await sql`set session_replication_role = default`
  await sql`analyze`
}

/** Tables that grow with the epidemic. */
const big = ['cases', 'watches', 'case_records', 'treatments', 'notifications']
const page = (more: Partial<Asked> = {}): Asked => ({ show: null, order: 'desc', size: 50, after: null, ...more })
const day = { at: '2022-06-20', id: seedId(1) }
const instant = { at: '2022-07-10T00:00:00.000Z', id: seedId(1) }

const runs: [string, string, (sql: Sql) => Promise<unknown>][] = [
  ['検査結果一覧', 'case_records_list', (sql) => listTests(sql, hospital, page())],
  ['検査結果一覧, a later page', 'case_records_list', (sql) => listTests(sql, hospital, page({ after: day, size: 100 }))],
  ['検査結果一覧, the oldest first', 'case_records_list', (sql) => listTests(sql, hospital, page({ order: 'asc', after: day }))],
  ['検査結果一覧, one result', 'case_records_list', (sql) => listTests(sql, hospital, page({ show: 'positive' }))],
  ['検査結果一覧, the counter', 'case_records_list', (sql) => countTests(sql, hospital, null)],
  ['発生届一覧', 'cases_reporting_institution', (sql) => listFiled(sql, hospital, page())],
  ['発生届一覧, a later page', 'cases_reporting_institution', (sql) => listFiled(sql, hospital, page({ after: instant }))],
  ['発生届一覧, the counter', 'cases_(reporting_institution|diagnosed)', (sql) => countFiled(sql, hospital, 'unconfirmed')],
  ['健康観察一覧', 'watches_institution', (sql) => listWatched(sql, hospital, page())],
  ['健康観察一覧, a later page', 'watches_institution', (sql) => listWatched(sql, hospital, page({ after: instant, order: 'asc' }))],
  ['健康観察一覧, the counter', 'watches_institution', (sql) => countWatched(sql, hospital, 'silent')],
  ['入院状況一覧', 'case_records_stays', (sql) => listStays(sql, hospital, page())],
  ['入院状況一覧, a later page', 'case_records_stays', (sql) => listStays(sql, hospital, page({ after: day }))],
  ['入院状況一覧, who has left', 'case_records_left', (sql) => listStays(sql, hospital, page({ show: 'left', after: day }))],
  ['入院状況一覧, the counter', 'case_records_', (sql) => countStays(sql, hospital, 'left')],
]

test.each(runs)('as the web role, %s reads %s and no whole table', async (_name, index, run) => {
  const plans = await plansOf(db.webUrl, sessionHash, testNow, run)
  expect(plans.length).toBeGreaterThan(0)
  const text = plans.join('\n')
  for (const table of big) expect(text).not.toMatch(new RegExp(`Seq Scan on ${table}\\b`))
  expect(text).toMatch(new RegExp(`Index (Only )?Scan (Backward )?using ${index}|Bitmap Index Scan on ${index}`))
})
