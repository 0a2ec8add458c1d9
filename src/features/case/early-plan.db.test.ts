import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedId } from '../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { plansOf } from '../../../tools/test-plans.ts'
import { cookieNames, hashToken } from '../../platform/http/session.server.ts'
import { listEarly } from './early-list.server.ts'

let db: TestDatabase
let sessionHash: string
const centre = seedId(11)

/** Ten centres share 10,000 registrations, every second one closed. */
beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  const app = await testApp(db)
  sessionHash = hashToken((await app.signedInAs('nurse@aoba')).cookies.get(cookieNames.staff)!)
  await app.close()
  const { sql } = db
  await sql`set session_replication_role = replica`
  await sql`
    insert into cases (id, hersys_id, person_id, disease, state, notified_centre_id, family_name, given_name, registered_at, early_closed_at, created_at, updated_at)
    select gen_random_uuid(), (10000000 + n)::text, gen_random_uuid(), 'covid-19', 'draft', case when n % 10 = 0 then ${centre}::uuid else ${seedId(12)}::uuid end, '架空',
           '人' || n, ${testNow}::timestamptz - n * interval '1 minute', case when n % 20 < 10 then ${testNow}::timestamptz end, ${testNow}, ${testNow}
      from generate_series(1, 10000) n`
  await sql`
    insert into case_records (id, entry_id, case_id, tab, revision, form_version, answers, author_kind, author_id, author_role, org_id, recorded_at, on_day)
    select id, id, id, 'tests', 1, 'covid-19.tests/1', '{"result":"negative"}', 'staff', id, 'doctor', ${centre}, ${testNow}, '2022-07-19' from cases`
  await sql`
    insert into early_closings (id, case_id, reason, note, closed_at, closed_by, org_id)
    select id, id, 'negative', '', early_closed_at, id, ${centre} from cases where early_closed_at is not null`
  await sql`set session_replication_role = default`
  await sql`analyze`
}, 120_000)
afterAll(() => db.drop())

test.each([
  [false, 'cases_early_open'],
  [true, 'cases_early_closed'],
])('as the web role, the registrations without 発生届 (closed: %s) read a range of %s', async (closed, index) => {
  const after = { at: testNow.toISOString(), id: seedId(1) }
  const plans = await plansOf(db.webUrl, sessionHash, testNow, (sql) => listEarly(sql, centre, { closed, after }))
  expect(plans.join('\n')).toMatch(new RegExp(`Index Scan using ${index}`))
  expect(plans.join('\n')).not.toMatch(/Seq Scan on (cases|case_records|early_closings)/)
})
