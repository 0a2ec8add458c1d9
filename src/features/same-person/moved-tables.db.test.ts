import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { organisationOf } from '../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { asNurse, pairUp } from '../../../tools/test-merge.ts'
import { makeFamily } from '../../../tools/test-patients.ts'
import { movedTables } from './moved-tables.ts'

let db: TestDatabase
let nurse: string
const later = new Date(testNow.getTime() + 3_600_000)

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  for (const [n, id] of [lowest, highest].entries()) {
    await db.sql`insert into persons (id, created_at) values (${id}, ${testNow})`
    await db.sql`insert into cases (id, hersys_id, person_id, disease, state, family_name, given_name, created_at, updated_at)
      values (${id}, ${String(40_000_000 + n)}, ${id}, 'covid-19', 'draft', '架空', '端', ${testNow}, ${testNow})`
  }
  nurse = (await db.sql`select id from staff_accounts where login_id = 'nurse@aoba'`)[0]!.id
})
afterAll(() => db.drop())

type Lead = { table: string; column: string; way: string }
/** Every column of the catalogue with a foreign key to `cases`, but for those of partitions. */
const leadsTo = (parent: 'cases' | 'persons') => db.sql<{ table: string; column: string }[]>`
  select c.conrelid::regclass::text as table, a.attname as column from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
   where c.contype = 'f' and c.confrelid = ${parent}::regclass and c.conparentid = 0 order by 1, 2`
const listed = () =>
  db.sql<Lead[]>`select table_name as table, column_name as column, way from moved_tables() where to_regclass(table_name) is not null`

test('every foreign key to a case or a person has its line in moved_tables(), and every line its foreign key', async () => {
  const named = (rows: Iterable<{ table: string; column: string }>) => [...rows].map(({ table, column }) => `${table}.${column}`).sort()
  expect(named(await listed())).toEqual(named(await leadsTo('cases')))
  // All cases of the absorbed one's person follow it: nothing else leads to a person.
  expect(named(await leadsTo('persons'))).toEqual(['cases.person_id'])
  const arrived = await db.sql<{ tableName: string }[]>`select table_name from moved_tables() where arrived is not null`
  expect(arrived.map(({ tableName }) => tableName).filter((table) => !(table in movedTables))).toEqual([])
})

/** What a column's checks ask for beyond its type. */
const wishes: Record<string, Record<string, unknown>> = {
  case_records: { revision: 1, author_kind: 'staff', org_id: organisationOf('aoba').id, tab: 'basics' },
  attention_items: { kind: 'likely-same', due_at: testNow },
  watch_reopenings: { reason: 'x' },
  calls: { direction: 'in', plan_day: '2022-07-20', plan_time: '09:00' },
  certificates: { public_id: null },
  retired_hersys_ids: { hersys_id: null },
  call_plans: { phone: null, times: '{"09:00"}' },
  faxes: { entered_at: testNow.toISOString(), entered_by: 'any' },
  'import_rows.case_id': { state: 'filed' },
  hand_overs: { to_centre_id: organisationOf('minato').id },
  observation_plans: { set_by: 'any', channels: '{web}' },
  notification_drafts: { org_id: organisationOf('aoba-clinic').id },
}
/** Two cases whose ids are below and above every other's: a pair is kept with the later first. */
const [lowest, highest] = ['00000000-0000-7000-8000-000000000000', 'ffffffff-ffff-7fff-bfff-ffffffffffff']
let serial = 0
const fresh: Record<string, () => unknown> = {
  'certificates.public_id': () => `abcdefgh${String(10_000_000 + ++serial)}`,
  'retired_hersys_ids.hersys_id': () => String(30_000_000 + ++serial),
  'call_plans.phone': () => `0908888${1000 + ++serial}`,
}

/** A row of the table that leads to the case by this column. The same twice but for its own id: so every unique constraint clashes when the two meet. */
async function plantRow(table: string, column: string, caseId: string, otherId: string): Promise<void> {
  const columns = await db.sql<{ name: string; type: string; isKey: boolean; literal: string | null; parent: string | null }[]>`
    select a.attname as name, format_type(a.atttypid, null) as type,
           exists (select from pg_index x where x.indrelid = a.attrelid and x.indisprimary and a.attnum = any (x.indkey)) as is_key,
           (select (regexp_match(pg_get_constraintdef(k.oid), '''([^'']*)''::text'))[1] from pg_constraint k
             where k.conrelid = a.attrelid and k.contype = 'c' and k.conkey = array[a.attnum] and pg_get_constraintdef(k.oid) like '%ANY%' limit 1) as literal,
           (select k.confrelid::regclass::text from pg_constraint k where k.conrelid = a.attrelid and k.contype = 'f' and k.conkey = array[a.attnum] limit 1) as parent
      from pg_attribute a where a.attrelid = ${table}::regclass and a.attnum > 0 and not a.attisdropped and a.attnotnull and not a.atthasdef and a.attidentity = '' and a.attgenerated = ''`
  const own = randomUUID()
  const values: Record<string, string | number | boolean | null> = {}
  for (const { name, type, isKey, literal, parent } of columns) {
    if (parent && parent !== 'cases') {
      // A living account holds one case each here: the last is nobody's.
      const [row] = await db.sql.unsafe(`select to_jsonb(t) ->> 'id' as id from ${parent} t order by 1 desc limit 1`)
      if (row?.id) {
        values[name] = row.id
        continue
      }
    }
    values[name] =
      type === 'uuid'
        ? isKey && name !== 'draft_id'
          ? own
          : nurse
        : type === 'integer' || type === 'smallint' || type === 'bigint' || type === 'numeric'
          ? 1
          : type === 'date'
            ? '2022-07-20'
            : type.startsWith('timestamp')
              ? testNow.toISOString()
              : type === 'jsonb'
                ? '{}'
                : type === 'boolean'
                  ? false
                  : type.endsWith('[]')
                    ? '{}'
                    : type === 'bytea'
                      ? '\\x00'
                      : (literal ?? 'x')
  }
  for (const [name, value] of Object.entries({ ...wishes[table], ...wishes[`${table}.${column}`] }))
    values[name] = value === null ? (fresh[`${table}.${name}`]!() as string) : value === 'any' ? nurse : (value as string)
  if (table === 'case_records') values.entry_id = own
  if (table === 'calls') values.id = (await db.sql`select uuid_at(${testNow}) as id`)[0]!.id
  values[column] = caseId
  if (table === 'likeness_candidates')
    Object.assign(values, column === 'case_id' ? { case_id: caseId, other_case_id: lowest } : { case_id: highest, other_case_id: caseId })
  if (table === 'likeness_answers') values.other_case_id = column === 'other_case_id' ? caseId : otherId
  if (table === 'contacts')
    Object.assign(values, { case_id: column === 'case_id' ? caseId : otherId, index_case_id: column === 'case_id' ? otherId : caseId })
  const names = Object.keys(values)
  await db.sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`
    await tx.unsafe(
      `insert into ${table} (${names.join(', ')}) values (${names.map((_n, i) => `$${i + 1}`).join(', ')}) on conflict do nothing`,
      Object.values(values) as never,
    )
  })
}

const rowsAt = async (table: string, column: string, caseId: string) =>
  (await db.sql.unsafe(`select to_jsonb(t) as row from ${table} t where ${column} = $1 order by to_jsonb(t)::text`, [caseId])).map(
    ({ row }) => row,
  )

test('a row in each table that leads to a case: none is left behind by a merge, and all are back after its undoing', async () => {
  const [keeps, goes, third] = (
    await makeFamily(db.sql, {
      now: testNow,
      names: [
        ['架空', '残子'],
        ['架空', '移子'],
        ['架空', '三子'],
      ],
    })
  ).people.map(({ caseId }) => caseId)
  await pairUp(db.sql, keeps!, goes!, testNow)
  const leads = (await listed()).filter(({ way, table }) => way !== 'derived' && way !== 'kept' && way !== 'combined' && table !== 'cases')
  const unplanted: string[] = []
  for (const { table, column } of leads)
    for (const caseId of [goes!, keeps!])
      await plantRow(table, column, caseId, third!).catch((error) => unplanted.push(`${table}.${column}: ${error.message}`))
  expect(unplanted).toEqual([])
  const counted = async (caseId: string) => {
    const counts: Record<string, number> = {}
    for (const { table, column } of leads) counts[`${table}.${column}`] = (await rowsAt(table, column, caseId)).length
    return counts
  }
  const [before, atSurvivor] = [await counted(goes!), await counted(keeps!)]
  expect(Object.entries(before).filter(([, n]) => n === 0)).toEqual([])
  const content = async () =>
    Object.fromEntries(
      await Promise.all(leads.map(async ({ table, column }) => [`${table}.${column}`, await rowsAt(table, column, goes!)])),
    )
  const was = await content()

  const merge = randomUUID()
  expect(
    await asNurse(db, 'nurse@aoba', later, (sql) => sql`select merge_cases(${merge}, ${keeps!}, ${goes!}, '架空の理由', ${later}) as said`),
  ).toMatchObject([{ said: 'ok' }])
  const left = await counted(goes!)
  // The pair of the two themselves is the record of the decision.
  expect(Object.entries(left).filter(([name, n]) => n > (name.startsWith('likeness_candidates') ? 1 : 0))).toEqual([])
  for (const { table, column, way } of await listed()) if (way === 'derived') expect(await rowsAt(table, column, goes!), table).toEqual([])
  expect(await rowsAt('watches', 'case_id', goes!)).toEqual([])
  // Nothing is lost on the way: what is not at the survivor has been put aside, whole.
  const after = await counted(keeps!)
  const aside = await db.sql<
    { tableName: string; n: number }[]
  >`select table_name, count(*)::int as n from case_merge_rows where merge_id = ${merge} and what = 'aside' group by 1`
  for (const { table, column } of leads.filter(
    ({ table }) =>
      !table.startsWith('likeness') && table !== 'hand_overs' && table !== 'attention_events' && table !== 'notification_drafts',
  )) {
    const name = `${table}.${column}`
    const put = aside.find(({ tableName }) => tableName === table)?.n ?? 0
    expect(after[name]! + put, name).toBeGreaterThanOrEqual(before[name]! + atSurvivor[name]!)
  }

  expect(
    await asNurse(db, 'nurse@aoba', later, (sql) => sql`select undo_merge(${merge}, '架空の取り消し', ${later}) as said`),
  ).toMatchObject([{ said: 'ok' }])
  const back = await content()
  const doubted = new Set([
    'attention_items.case_id',
    'attention_events.case_id',
    'likeness_candidates.case_id',
    'likeness_candidates.other_case_id',
  ])
  for (const [name, rows] of Object.entries(was)) {
    if (name === 'certificates.case_id') expect(back[name]).toMatchObject([{ revokedWhy: 'fields' }])
    else if (!doubted.has(name)) expect(back[name], name).toEqual(rows)
  }
  for (const item of was['attention_items.case_id']!) expect(back['attention_items.case_id']).toContainEqual(item)
  const [pair] =
    await db.sql`select state from likeness_candidates where ${goes!} in (case_id, other_case_id) and ${keeps!} in (case_id, other_case_id)`
  expect(pair!.state).toBe('open')
})

test('a table of tomorrow with a foreign key to a case fails the first test until it has its line', async () => {
  await db.sql`create table tomorrow (case_id uuid references cases on delete restrict)`
  const missing = (await leadsTo('cases')).filter(({ table }) => table === 'tomorrow')
  expect(missing).toHaveLength(1)
  expect((await listed()).some(({ table }) => table === 'tomorrow')).toBe(false)
  await db.sql`drop table tomorrow`
})
