import { afterAll, beforeAll, expect, test } from 'vitest'
import { organisationOf } from '../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type Session, type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { filedCase } from '../../../tools/test-records.ts'

let db: TestDatabase
let app: TestApp
let session: Session
const hospital = organisationOf('aoba-hospital').id
const many = 105

/** Copies of one filed case: many lines, several of them of the same day and moment. */
beforeAll(async () => {
  db = await testDatabase()
  app = await testApp(db)
  await seedPlaces(db.sql, testNow)
  session = await app.signedInAs('doctor@aoba-hospital')
  const { caseId } = await filedCase(app, db, session)
  const { sql } = db
  const [staff] = await sql<{ id: string }[]>`select id from staff_accounts where login_id = 'doctor@aoba-hospital'`
  const minutes = sql`interval '1 minute' * (n / 3)`
  await sql`create temporary table made as select gen_random_uuid() as id, n from generate_series(1, ${many - 1}) n`
  await sql`insert into cases (id, hersys_id, person_id, disease, reporting_institution_id, notified_centre_id, family_name, given_name, created_at, updated_at)
    select m.id, (20000000 + n)::text, c.person_id, c.disease, c.reporting_institution_id, c.notified_centre_id, '架空', '人', ${testNow}::timestamptz - ${minutes}, ${testNow}
      from made m, cases c where c.id = ${caseId}`
  await sql`insert into watches (case_id, owner_centre_id, owner_prefecture_id, state, began_at, period_from, period_to, updated_at)
    select m.id, w.owner_centre_id, w.owner_prefecture_id, 'observing', ${testNow}::timestamptz - ${minutes}, w.period_from, w.period_to, ${testNow}
      from made m, watches w where w.case_id = ${caseId}`
  const stay = { care: 'inpatient', hospital: { id: hospital, name: '架空' } }
  await sql`create temporary table recorded as
    select gen_random_uuid() as id, c.id as case_id, row_number() over (partition by tab order by c.id)::int as n, t.*
      from cases c, (values ('tests', 'covid-19.tests/1', ${JSON.stringify({ method: 'naat', result: 'positive' })}, 'sampledOn'),
                            ('medical', 'covid-19.medical/1', ${JSON.stringify(stay)}, 'fromOn')) t(tab, form, answers, day)`
  await sql`insert into case_records (id, entry_id, case_id, tab, revision, form_version, answers, author_kind, author_id, author_role, org_id, recorded_at)
    select id, id, case_id, tab, 1, form, answers::jsonb || jsonb_build_object(day, (date '2022-06-01' + n / 3)::text), 'staff', ${staff!.id}, 'doctor',
           ${hospital}, ${testNow} from recorded`
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const idsIn = (text: string) => [...text.matchAll(/<td class="number"[^>]*>(\d{8})<\/td>/g)].map(([, id]) => id!)

/** Every line of a list, page after page, and the lengths of the pages. */
async function walk(name: string, query: string): Promise<{ ids: string[]; pages: number[] }> {
  const ids: string[] = []
  const pages: number[] = []
  for (let next: string | undefined = query; next !== undefined; ) {
    const { text } = await app.get(`/institution/${name}${next}`, session)
    const page = idsIn(text)
    ids.push(...page)
    pages.push(page.length)
    next = /href="(\?[^"]*after=[^"]*)"/.exec(text)?.[1]?.replaceAll('&amp;', '&')
    if (pages.length > 20) throw new Error('the pages never end')
  }
  return { ids, pages }
}

const lists = ['tests', 'filed', 'watch-list', 'inpatients']

test.each(lists.flatMap((name) => ([10, 50, 100] as const).map((size) => [name, size] as const)))(
  '%s by %i: each line stands on one page, once, in both orders',
  async (name, size) => {
    const down = await walk(name, `?size=${size}`)
    expect(new Set(down.ids).size).toBe(many)
    expect(down.ids).toHaveLength(many)
    expect(down.pages.slice(0, -1).every((length) => length === size)).toBe(true)
    const up = await walk(name, `?size=${size}&order=asc`)
    expect(up.ids).toEqual(down.ids.toReversed())
  },
)

test.each(lists)('%s: an address that somebody has bent shows the first page', async (name) => {
  for (const bent of [
    '?after=x',
    '?after=2022-13-45_1',
    '?size=7',
    '?order=sideways',
    '?show=nobody',
    '?after=99999999999999_00000000-0000-7000-8000-000000000001',
  ])
    expect([bent, (await app.get(`/institution/${name}${bent}`, session)).status]).toEqual([bent, 200])
  const { text } = await app.get(`/institution/${name}?size=7&show=nobody`, session)
  expect(idsIn(text)).toHaveLength(50)
})

test.each(lists)('%s: the counter tells all of them, and every line shown stands in the audit', async (name) => {
  const { text } = await app.get(`/institution/${name}?size=10`, session)
  expect(text).toContain(`該当 ${many}件`)
  const [row] = await db.sql<{ shown: number }[]>`
    select cardinality(case_ids) as shown from audits where action like 'institution-list.%' order by at desc, tx desc, id desc limit 1`
  expect(row!.shown).toBe(10)
})
