import { afterAll, beforeAll, expect, test } from 'vitest'
import { organisationOf } from '../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { plansOf } from '../../../tools/test-plans.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { hashToken } from '../../platform/http/session.server.ts'
import { countIncomplete, listIncomplete, listOfVersion } from './queries/case-forms.server.ts'

let db: TestDatabase
let app: TestApp
const clinic = organisationOf('aoba-clinic').id

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
  // Twelve institutions share 24,000 cases; one in ten leaves something open, one in fifty is in the older form.
  await db.sql`
    create temporary table made as
      select gen_random_uuid() as id, gen_random_uuid() as person, n, (array(select id from organisations where kind = 'institution' order by id))[1 + n % 12] as org
        from generate_series(1, 24000) n`
  await db.sql`insert into persons select person, ${testNow}::timestamptz from made`
  await db.sql`
    insert into cases (id, hersys_id, person_id, disease, reporting_institution_id, family_name, given_name, created_at, updated_at)
    select id, (10000000 + n)::text, person, 'covid-19', org, '架空', '人' || n, ${testNow}::timestamptz, ${testNow}::timestamptz from made`
  await db.sql`
    insert into case_forms (case_id, org_id, form_version, gaps, filed_at)
    select id, org, case when n % 50 < 12 then 'covid-19.notification/1' else 'covid-19.notification/2' end, case when n % 120 < 12 then 3 else 0 end,
           ${testNow}::timestamptz - n * interval '1 minute' from made`
  await db.sql`analyze`
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

test('未完了, its count and 旧登録情報一覧 read an index of their own, not every case', async () => {
  const session = await app.signedInAs('doctor@aoba-clinic')
  const after = { filedAt: testNow.toISOString(), caseId: clinic }
  const lists: ((sql: Sql) => Promise<unknown>)[] = [
    (sql) => listIncomplete(sql, clinic, null),
    (sql) => listIncomplete(sql, clinic, after),
    (sql) => countIncomplete(sql, clinic),
    (sql) => listOfVersion(sql, clinic, 'covid-19.notification/1', null),
    (sql) => listOfVersion(sql, clinic, 'covid-19.notification/1', after),
  ]
  for (const list of lists) {
    const plans = await plansOf(db.webUrl, hashToken([...session.cookies.values()][0]!), testNow, list)
    const whole = plans.join('\n')
    expect(whole).toMatch(/Index.* (using|on) case_forms_(open|version)/)
    expect(whole).not.toMatch(/Seq Scan on (cases|case_forms)/)
  }
})
