import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { organisationOf } from '../../../db/seed/organisations.ts'
import { type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { type TestWorld, testWorld } from '../../../tools/test-world.ts'
import { hashToken, newToken } from '../http/session.server.ts'
import type { Sql } from './sql.server.ts'

// What the web role could do if the application above it asked for anything at all: raw SQL in a session's transaction.

let db: TestDatabase
let app: TestApp
let world: TestWorld

beforeAll(async () => {
  db = await testDatabase()
  app = await testApp(db)
  world = await testWorld(db, app)
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const hashOf = (session: { cookies: Map<string, string> }) => hashToken([...session.cookies.values()][0]!)
const staffHash = async (loginId: string) => hashOf(await app.signedInAs(loginId))

/** Runs as the web role with that session, and takes everything back. */
async function as<T>(sessionHash: string, work: (sql: Sql) => Promise<T>, at = testNow): Promise<T> {
  let result: T
  await db.web
    .begin(async (tx) => {
      await tx`select set_config('app.session', ${sessionHash}, true), set_config('app.now', ${at.toISOString()}, true)`
      result = await work(tx as unknown as Sql)
      throw rollBack
    })
    .catch((error) => {
      if (error !== rollBack) throw error
    })
  return result!
}
const rollBack = new Error('roll back')

/** Tables with a row about a person or case: whatever has such a column, and those that hold the person itself. */
const aboutPeople = () => db.sql<{ name: string; column: string | null; isPartition: boolean; forced: boolean; webMay: boolean }[]>`
  select c.relname as name, min(a.attname) as column, c.relispartition as is_partition, c.relrowsecurity and c.relforcerowsecurity as forced,
         has_table_privilege('hersys_web', c.oid, 'select, insert, update, delete') or has_any_column_privilege('hersys_web', c.oid, 'select, insert, update') as web_may
    from pg_class c
    left join pg_attribute a on a.attrelid = c.oid and a.attname in ('case_id', 'person_id', 'account_id', 'author_id', 'case_ids') and not a.attisdropped
   where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
     and (a.attname is not null or c.relname in ('cases', 'persons', 'patient_accounts', 'staff_accounts', 'sessions', 'sign_ups', 'one_time_codes', 'audits', 'registration_drafts'))
   group by c.oid order by c.relname`

test('every table with a row about a person or case has forced row-level security; a partition by itself is out of reach', async () => {
  const tables = await aboutPeople()
  expect(tables.length).toBeGreaterThan(20)
  expect(tables.filter((table) => !table.isPartition && !table.forced).map(({ name }) => name)).toEqual([])
  expect(tables.filter((table) => table.isPartition && table.webMay).map(({ name }) => name)).toEqual([])
})

test('the web role owns nothing, bypasses nothing, and may become only the ministry’s, which may do less', async () => {
  expect(await db.sql`select relname from pg_class where relowner = 'hersys_web'::regrole`).toEqual([])
  expect(await db.sql`select proname from pg_proc where proowner = 'hersys_web'::regrole`).toEqual([])
  expect(await db.sql`select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles where rolname = 'hersys_web'`).toEqual([
    { rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false },
  ])
  expect(await db.sql`select roleid::regrole::text as role from pg_auth_members where member = 'hersys_web'::regrole`).toEqual([
    { role: 'hersys_ministry' },
  ])
  expect(await db.sql`select rolinherit from pg_roles where rolname = 'hersys_web'`).toEqual([{ rolinherit: false }])
})

test('functions with the rights of hersys_system are nobody’s until granted, and look for names in one place', async () => {
  const definers = await db.sql<{ name: string; isPublic: boolean; path: string[] | null }[]>`
    select proname as name, has_function_privilege('public', oid, 'execute') as is_public, proconfig as path
      from pg_proc where prosecdef and pronamespace = 'public'::regnamespace order by proname`
  expect(definers.length).toBeGreaterThan(20)
  expect(definers.filter(({ isPublic }) => isPublic).map(({ name }) => name)).toEqual([])
  expect(definers.filter(({ path }) => !path?.includes('search_path=public, pg_temp')).map(({ name }) => name)).toEqual([])
  const inner = [
    'raise_item',
    'meet_item',
    'store_reports',
    'ensure_partitions',
    'patient_observed_until',
    'claim_wait',
    'sweep_patient_traces',
  ]
  const reachable = await db.sql`
    select proname from pg_proc where proname = any(${inner}) and pronamespace = 'public'::regnamespace and has_function_privilege('hersys_web', oid, 'execute')`
  expect(reachable).toEqual([])
})

/** Tables the web role may read that name a case, each with how to find the rows of ours. */
async function tablesOfCase(): Promise<{ name: string; where: string }[]> {
  const tables = await db.sql<{ name: string; column: string }[]>`
    select c.relname as name, a.attname as column from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'case_id' and not a.attisdropped
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and has_any_column_privilege('hersys_web', c.oid, 'select')`
  const rows = tables.map(({ name }) => ({ name, where: `case_id = '${world.caseId}'` }))
  return [
    ...rows,
    { name: 'cases', where: `id = '${world.caseId}'` },
    { name: 'persons', where: `id = (select person_id from cases where id = '${world.caseId}')` },
  ]
}

async function visible(sessionHash: string, at = testNow): Promise<Record<string, number>> {
  const tables = await tablesOfCase()
  return as(
    sessionHash,
    async (sql) => {
      const found: Record<string, number> = {}
      for (const { name, where } of tables) {
        const [row] = await sql.unsafe<{ n: number }[]>(`select count(*)::int as n from ${name} where ${where}`)
        if (row!.n > 0) found[name] = row!.n
      }
      return found
    },
    at,
  )
}

test('the parties see the case; neighbours, ministry, helpdesk and operators see no row of any table', async () => {
  expect((await tablesOfCase()).length).toBeGreaterThan(10)
  for (const loginId of ['nurse@aoba', 'doctor@aoba-clinic', 'officer@prefecture', 'nurse@yamate'])
    expect(await visible(await staffHash(loginId)), loginId).toMatchObject({ cases: 1, watches: 1, notifications: 1 })
  expect(await visible(hashOf(await app.patientSession(world.patientId)))).toMatchObject({ cases: 1, daily_reports: 1 })
  for (const loginId of [
    'nurse@minato',
    'manager@minato',
    'doctor@minato-clinic',
    'doctor@aoba-hospital',
    'officer@neighbour',
    'analyst@ministry',
    'helpdesk@helpdesk',
    'operator@operator',
  ])
    expect(await visible(await staffHash(loginId)), loginId).toEqual({})
  expect(await visible(hashOf(await app.patientSession(world.otherPatientId)))).toEqual({})
})

test('a forged, expired, revoked, half or ended session sees nothing, nor does none', async () => {
  const hash = () => staffHash('nurse@aoba')
  expect(await visible('')).toEqual({})
  expect(await visible(hashToken(newToken()))).toEqual({})
  expect(await visible(await hash(), new Date(testNow.getTime() + 31 * 60_000))).toEqual({})
  const change = async (set: string) => {
    const session = await hash()
    await db.sql.unsafe(`update sessions set ${set} where token_hash = '${session}'`)
    return session
  }
  expect(await visible(await change(`revoked_at = '2022-07-01'`))).toEqual({})
  expect(await visible(await change(`stage = 'password'`))).toEqual({})
  expect(await visible(await change(`ends_at = '2022-07-01'`))).toEqual({})
  const session = await hash()
  await db.sql`update staff_accounts set ended_at = ${testNow} where login_id = 'nurse@aoba'`
  expect(await visible(session)).toEqual({})
  await db.sql`update staff_accounts set ended_at = null where login_id = 'nurse@aoba'`
  expect(await visible(session)).toMatchObject({ cases: 1 })
})

test('nobody reads another account’s sessions, codes, proofs, passwords or the audit', async () => {
  const session = await staffHash('manager@aoba')
  for (const text of [
    'select * from staff_accounts',
    'select password_hash from staff_accounts',
    'select phone from staff_accounts',
    'select * from one_time_codes',
    'select * from sign_ups',
    'select * from audits',
    'select * from audit_blocks',
  ])
    await expect(
      as(session, (sql) => sql.unsafe(text)),
      text,
    ).rejects.toThrow('permission denied')
  expect(
    await as(
      session,
      (sql) => sql`select from sessions where token_hash <> ${session} and account_id <> (select account_id from session_context())`,
    ),
  ).toEqual([])
  expect(await as(session, (sql) => sql`select from patient_accounts`)).toEqual([])
  expect(await as('', (sql) => sql`select from staff_accounts`.catch(() => []))).toEqual([])
  expect(await as(hashOf(await app.patientSession(world.patientId)), (sql) => sql`select id from staff_accounts`)).toEqual([])
})

/** Everything a neighbour might try on the case. 0 rows or an error; never a change. */
const attempts = (w: TestWorld): Record<string, string> => ({
  'take the watch': `update watches set owner_centre_id = '${organisationOf('minato').id}' where case_id = '${w.caseId}'`,
  'end the watch': `update watches set state = 'ended', ended_at = now(), ended_by = (select account_id from session_context()), end_kind = 'release' where case_id = '${w.caseId}'`,
  'a second watch': `insert into watches (case_id, owner_centre_id, began_at, period_from, period_to, updated_at) values ('${w.caseId}', '${organisationOf('minato').id}', now(), '2022-07-20', '2022-07-29', now())`,
  'change the case': `update cases set phone = '09099999999' where id = '${w.caseId}'`,
  'close an item': `update attention_items set closed_at = now(), closed_by = (select account_id from session_context()), outcome = 'x' where case_id = '${w.caseId}'`,
  'plant an item': `insert into attention_items (id, centre_id, case_id, kind, raised_at, latest_at, due_at) values ('${randomUUID()}', '${organisationOf('aoba').id}', '${w.caseId}', 'job-failed', now(), now(), now())`,
  'plant an event': `insert into attention_events (id, item_id, case_id, at, what) values ('${randomUUID()}', '${w.itemId}', '${w.caseId}', now(), 'note')`,
  'file a revision': `insert into notifications (id, case_id, revision, form_version, answers, document_hash, author_id, org_id, filed_at)
    select '${randomUUID()}', '${w.caseId}', 9, 'x', '{}', 'x', account_id, org_id, now() from session_context()`,
  'send the patient a message': `insert into messages (id, created_at, kind, channel, recipient, body, case_id, send_after, updated_at) values ('${randomUUID()}', now(), 'x', 'sms', '09000000000', 'x', '${w.caseId}', now(), now())`,
  'report for the patient': `insert into daily_reports (id, case_id, reported_on, reported_at, received_at, channel, form_version, answers, level, idempotency_key, author_kind, author_id)
    values ('${randomUUID()}', '${w.caseId}', '2022-07-20', now(), now(), 'web', 'x', '{}', 'stable', 'x', 'staff', '${randomUUID()}')`,
  'accept the hand-over': `update hand_overs set state = 'accepted', decided_at = now(), decided_by = asked_by where id = '${w.handOverId}'`,
  'accept it by the function': `select 1 from decide_hand_over('${w.handOverId}', 'accepted', '', now()) as d where d = 'ok'`,
  'ask for a hand-over': `select 1 from ask_hand_over('${randomUUID()}', '${randomUUID()}', '${w.caseId}', '${organisationOf('minato').id}', 'x', now()) as d where d = 'ok'`,
  'plant a hand-over': `insert into hand_overs (id, case_id, from_centre_id, to_centre_id, reason, asked_at, asked_by)
    select '${randomUUID()}', '${w.caseId}', '${organisationOf('aoba').id}', '${organisationOf('minato').id}', 'x', now(), account_id from session_context()`,
  'silence it by the function': `select 1 from meet_own_item('${w.caseId}', 'no-report', now())`,
  'raise by the function': `select 1 from raise_own_item('${randomUUID()}', null, '${w.caseId}', '', 'red-flag', true, now(), '{}', now())`,
  'settle by the function': `select 1 from settle_items('${w.caseId}', array['unconfirmed'], 'x', null, now()) as n where n > 0`,
  'move the period': `select 1 from correct_watch_period('${w.caseId}', '2022-07-20', '2022-07-21', now()) as done where done`,
  'claim the case': `insert into registrations (id, account_id, case_id, family_name, given_name, created_at)
    select '${randomUUID()}', account_id, '${w.caseId}', 'x', 'x', now() from session_context()`,
  'end the registration': `update registrations set ended_at = now() where case_id = '${w.caseId}'`,
  'ask to withdraw': `insert into withdrawals (id, case_id, reason, asked_at, asked_by) select '${randomUUID()}', '${w.caseId}', 'x', now(), account_id from session_context()`,
  'take over the draft': `update notification_drafts set answers = '{}' where id = '${w.draftId}'`,
  'reset a password': `select 1 from reset_staff_password('${w.accountId}', 'x', now()) as done where done`,
  'change the centre': `update organisations set message_note = 'x' where id = '${organisationOf('aoba').id}'`,
  'a whole session': `insert into sessions (token_hash, kind, account_id, stage, created_at, last_seen_at, expires_at, ends_at) values ('x', 'staff', '${w.accountId}', 'full', now(), now(), now(), now())`,
  "a patient's session": `insert into sessions (token_hash, kind, account_id, stage, created_at, last_seen_at, expires_at, ends_at) values ('x', 'patient', '${w.patientId}', 'full', now(), now(), now(), now())`,
})

test.each([
  'nurse@minato',
  'manager@minato',
  'doctor@minato-clinic',
  'officer@neighbour',
  'analyst@ministry',
  'helpdesk@helpdesk',
  'operator@operator',
  'another patient',
  'nobody',
])('what %s writes by raw SQL about the case changes no row', async (who) => {
  const session =
    who === 'nobody' ? '' : who === 'another patient' ? hashOf(await app.patientSession(world.otherPatientId)) : await staffHash(who)
  const done: string[] = []
  for (const [what, text] of Object.entries(attempts(world))) {
    const count = await as(session, async (sql) => (await sql.unsafe(text)).count).catch((error) => {
      const isRefusal = error.code === '42501'
      return isRefusal ? 0 : `${error.code} ${error.message}`
    })
    if (count !== 0) done.push(`${what}: ${count}`)
  }
  expect(done).toEqual([])
})

test('the owner cannot give the case away, nor the institution change whose it is, other than by the functions for it', async () => {
  const nurse = await staffHash('nurse@aoba')
  await expect(
    as(nurse, (sql) => sql`update watches set owner_centre_id = ${organisationOf('minato').id} where case_id = ${world.caseId}`),
  ).rejects.toThrow('permission denied')
  for (const column of ['notified_centre_id', 'reporting_institution_id', 'person_id', 'hersys_id'])
    await expect(
      as(await staffHash('doctor@aoba-clinic'), (sql) => sql.unsafe(`update cases set ${column} = ${column} where id = '${world.caseId}'`)),
    ).rejects.toThrow('permission denied')
  const doctor = await staffHash('doctor@aoba-clinic')
  await expect(
    as(
      doctor,
      (
        sql,
      ) => sql`insert into cases (id, hersys_id, person_id, disease, reporting_institution_id, family_name, given_name, created_at, updated_at)
      select ${randomUUID()}, '99999999', person_id, 'covid-19', ${organisationOf('minato-clinic').id}, 'x', 'x', created_at, created_at from cases`,
    ),
  ).rejects.toThrow('row-level security')
})
