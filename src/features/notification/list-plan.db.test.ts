import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedId } from '../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { plansOf } from '../../../tools/test-plans.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { cookieNames, hashToken } from '../../platform/http/session.server.ts'
import { listOwnSharing } from '../same-person/queries.server.ts'
import { noSearch, readSearch, type Sort, sorts } from './list-search.ts'
import { countLines, listLines } from './queries/list.server.ts'

let db: TestDatabase
let sessionHash: string
const hospital = seedId(22)
/** Tables that grow with the epidemic. */
const big = ['cases', 'listings', 'case_keys', 'likeness_blocks', 'watches']

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  const app = await testApp(db)
  const session = await app.signedInAs('clerk@aoba-hospital')
  sessionHash = hashToken(session.cookies.get(cookieNames.staff)!)
  await app.close()
  await fill()
}, 180_000)
afterAll(() => db.drop())

/** Fifty institutions share 40,000 cases; ours has one in fifty. */
async function fill() {
  await db.sql`
    insert into organisations (id, kind, code, name, kana, prefecture_code, parent_id, institution_kind, created_at)
    select gen_random_uuid(), 'institution', 'Y' || n, '架空医院' || n, 'カクウ', '48', ${seedId(11)}, 'outpatient', ${testNow} from generate_series(1, 49) n`
  await db.sql`set session_replication_role = replica`
  await db.sql`
    create temporary table made as select gen_random_uuid() as id, n, case when n % 50 = 0 then ${hospital}::uuid
      else (select id from organisations where code = 'Y' || (n % 50)) end as org from generate_series(1, 40000) n`
  await db.sql`
    insert into cases (id, hersys_id, person_id, disease, reporting_institution_id, family_name, given_name, created_at, updated_at)
    select id, (10000000 + n)::text, id, 'covid-19', org, '架空' || n % 400, '人' || n, ${testNow}::timestamptz - n * interval '1 minute', ${testNow} from made`
  await db.sql`
    insert into listings (org_id, case_id, treating, state, hersys_id, centre_id, birth_on, phone, diagnosed_on, infection_class, status, began_on,
                          name, name_swapped, kana, kana_swapped)
    select org, id, false, 'filed', (10000000 + n)::text, case when n % 3 = 0 then ${seedId(11)}::uuid else ${seedId(12)}::uuid end, date '1950-01-01' + n % 20000,
           '0909' || lpad(n::text, 7, '0'), date '2022-06-01' + n % 50, 'infected', case when n % 9 = 0 then 'home' end, date '2022-06-01' + n % 50,
           '架空' || n % 400 || '人' || n, '人' || n || '架空' || n % 400, 'カクー' || n, n || 'カクー' from made`
  await db.sql`
    insert into likeness_blocks (key, case_id, institution_id) select n % 20000 + k * 100000, id, org from made, generate_series(1, 8) k`
  await db.sql`set session_replication_role = default`
  await db.sql`analyze`
}

const searches: Record<string, Record<string, string>> = {
  name: { name: '架空123' },
  reading: { kana: 'カクウ12' },
  'HER-SYS ID': { hersysId: '10000050' },
  telephone: { phone: '09090000050' },
  'birth date': { birthOn: '1950-02-20' },
  centre: { centre: '架空みなと保健所' },
  status: { status: 'home' },
  days: { diagnosedFrom: '2022-06-03', diagnosedTo: '2022-06-04' },
  nothing: {},
}
const wantedOf = (typed: Record<string, string>) => readSearch(typed, [{ id: seedId(12), name: '架空みなと保健所' }]).wanted

const runs: [string, (sql: Sql) => Promise<unknown>][] = [
  ...Object.entries(searches).map(([name, typed]): [string, (sql: Sql) => Promise<unknown>] => [
    `a search by ${name}`,
    (sql) => listLines(sql, { orgId: hospital, wanted: wantedOf(typed), sort: 'began-desc', size: 50, after: null }),
  ]),
  ...(Object.keys(sorts) as Sort[]).map((sort): [string, (sql: Sql) => Promise<unknown>] => [
    `a later page by ${sort}`,
    (sql) =>
      listLines(sql, {
        orgId: hospital,
        wanted: noSearch.wanted,
        sort,
        size: 100,
        after: { place: sort === 'kana-asc' ? 'カ' : '2022-06-20', id: seedId(1) },
      }),
  ]),
  ['the counters', (sql) => countLines(sql, hospital, wantedOf({ name: '架空1' }))],
  ['own likenesses', (sql) => listOwnSharing(sql, hospital, [100_050, 200_050, 300_050, 5])],
]

test.each(runs)('as the web role, %s reads ranges of an index, each beginning with the institution', async (_name, run) => {
  const plans = await plansOf(db.webUrl, sessionHash, testNow, run)
  expect(plans.length).toBeGreaterThan(0)
  for (const plan of plans) {
    for (const table of big) expect(plan).not.toMatch(new RegExp(`Seq Scan on ${table}\\b`))
    const conditions = [...plan.matchAll(/Index Cond: (.*)/g)].map(([, condition]) => condition!)
    const onLists = conditions.filter((condition) => /org_id|institution_id/.test(condition))
    expect(onLists.length, plan).toBeGreaterThan(0)
  }
  // What narrows a search by name or number stands in the index condition, not in a filter behind row-level security.
  if (/name|reading|HER-SYS|telephone|birth/.test(_name))
    expect(plans.join('\n')).toMatch(/Index Cond: \(\(org_id = .*\) AND \((\(?)(name|kana|hersys_id|phone|birth_on)/)
})

test('as the web role, a search touches only rows that it finds', async () => {
  const [plan] = await plansOf(db.webUrl, sessionHash, testNow, runs[0]![1])
  expect(plan).toMatch(/listings_name/)
  expect(plan).toMatch(/listings_name_swapped/)
})
