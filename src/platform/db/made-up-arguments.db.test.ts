import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { organisationOf } from '../../../db/seed/organisations.ts'
import { type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { makeFamily } from '../../../tools/test-patients.ts'
import { storeReport } from '../../../tools/test-reports.ts'
import { type TestWorld, testWorld } from '../../../tools/test-world.ts'
import { hashToken } from '../http/session.server.ts'
import type { Sql } from './sql.server.ts'

// Whoever may act on a case, with raw SQL and made-up arguments: no patient falls silent by it, and nobody signs for somebody else.

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
const staff = async (loginId: string) => hashOf(await app.signedInAs(loginId))
const rollBack = new Error('roll back')

/** Runs as the web role with that session and takes everything back. An error is its text. */
async function as<T>(sessionHash: string, work: (sql: Sql) => Promise<T>): Promise<T | string> {
  let result: T | string = ''
  await db.web
    .begin(async (tx) => {
      await tx`select set_config('app.session', ${sessionHash}, true), set_config('app.now', ${testNow.toISOString()}, true)`
      result = await work(tx as unknown as Sql)
      throw rollBack
    })
    .catch((error) => {
      if (error !== rollBack) result = (error as Error).message
    })
  return result
}

const refused = /permission denied|row-level security|insufficient_privilege/

/** A case of aoba with a red flag that nobody has acknowledged. */
async function redCase() {
  const family = await makeFamily(db.sql, { now: testNow })
  const { caseId } = family.people[0]!
  await storeReport(db.sql, caseId, { now: testNow, level: 'urgent' })
  const [item] = await db.sql<{ id: string }[]>`select id from attention_items where case_id = ${caseId} and kind = 'red-flag'`
  return { caseId, itemId: item!.id, patient: family.sessionHash }
}

test('a patient with a made-up clock closes and answers nothing, and raises nothing but the wish for a correction', async () => {
  const { caseId, patient } = await redCase()
  for (const kind of ['red-flag', 'no-report', 'release-due', 'unconfirmed'])
    expect(await as(patient, (sql) => sql`select meet_own_item(${caseId}, ${kind}, '1971-01-01')`)).toMatch(refused)
  const raise = (centre: string | null, kind: string) =>
    as(
      patient,
      (sql) => sql`select raise_own_item(${randomUUID()}, ${centre}, ${caseId}, '', ${kind}, false, '2099-01-01', '{}', ${testNow})`,
    )
  expect(await raise(organisationOf('minato').id, 'correction-asked')).toMatch(refused)
  expect(await raise(null, 'red-flag')).toMatch(refused)
  expect(await raise(null, 'correction-asked')).toHaveLength(1)
})

test('a report that claims to leave open no deadline before 2099 silences one day and no more', async () => {
  const { caseId, patient } = await redCase()
  const row = {
    n: 1,
    session_hash: patient,
    id: randomUUID(),
    case_id: caseId,
    key: 'made-up-key',
    reported_on: '2022-07-20',
    reported_at: testNow.toISOString(),
    form_version: 'x',
    answers: {},
    language: 'ja',
    level: 'stable',
    next_deadline: '2099-01-01T00:00:00Z',
    item_id: randomUUID(),
    audit_id: randomUUID(),
    request_id: 'x',
  }
  const due = await as(patient, async (sql) => {
    await sql`select * from submit_reports(${sql.json([row])}, ${testNow})`
    return sql<
      { dueAt: string }[]
    >`select greatest(due_at, again_at) as due_at from attention_items where case_id = ${caseId} and kind = 'no-report'`
  })
  expect(new Date((due as { dueAt: string }[])[0]!.dueAt) <= new Date('2022-07-22T00:00:00+09:00')).toBe(true)
})

test('the centre signs in its own name, and an item keeps its case, kind, queue and time', async () => {
  const { caseId, itemId } = await redCase()
  const nurse = await staff('nurse@aoba')
  const change = (text: string) => as(nurse, async (sql) => (await sql.unsafe(text)).count)
  const other = `(select id from staff_accounts where id <> (select account_id from session_context()) limit 1)`
  for (const set of [
    `closed_at = due_at, outcome = 'x', closed_by = ${other}`,
    `closed_at = due_at - interval '1 day', outcome = 'met-in-time'`,
  ])
    expect(await change(`update attention_items set ${set} where id = '${itemId}'`)).toMatch(refused)
  for (const column of [
    'due_at',
    'kind',
    'urgent',
    'raised_at',
    'occurrences',
    'centre_id',
    'case_id',
    'answered_at',
    'alerted_step',
    'detail',
  ])
    expect(await change(`update attention_items set ${column} = ${column} where id = '${itemId}'`)).toMatch(refused)
  const end = (by: string) =>
    change(`update watches set state = 'ended', ended_at = updated_at, ended_by = ${by}, end_kind = 'release' where case_id = '${caseId}'`)
  expect(await end(other)).toMatch(refused)
  expect(await end('(select account_id from session_context())')).toBe(1)
})

test('an institution neither settles what the centre waits for nor takes its notification back by itself', async () => {
  const doctor = await staff('doctor@aoba-clinic')
  const { caseId } = world
  expect(
    await as(
      doctor,
      (sql) => sql`select settle_items(${caseId}, array['red-flag', 'no-report', 'unconfirmed'], 'x', null, ${testNow}) as n`,
    ),
  ).toEqual([{ n: 0 }])
  expect(await as(doctor, (sql) => sql`update cases set state = 'withdrawn' where id = ${caseId}`)).toMatch(refused)
  expect(
    await as(
      doctor,
      (sql) => sql`insert into withdrawals (id, case_id, reason, asked_at, asked_by, state, decided_at, decided_by)
        select ${randomUUID()}, ${caseId}, 'x', ${testNow}, account_id, 'agreed', ${testNow}, account_id from session_context()`,
    ),
  ).toMatch(refused)
})

test('who was only notified, or only asked to take over, settles nothing of the owner; accepting is more than a word in the row', async () => {
  const { caseId } = await redCase()
  const minato = organisationOf('minato').id
  await db.sql`update cases set notified_centre_id = ${minato} where id = ${caseId}`
  const settle = (session: string, kinds: string[]) =>
    as(session, (sql) => sql`select settle_items(${caseId}, ${kinds}, 'x', null, ${testNow}) as n`)
  expect(await settle(await staff('nurse@minato'), ['red-flag', 'no-report'])).toEqual([{ n: 0 }])
  expect(await settle(await staff('nurse@aoba'), ['red-flag'])).toEqual([{ n: 1 }])
  const accept = (session: string) =>
    as(
      session,
      async (sql) =>
        (await sql`update hand_overs set state = 'accepted', decided_at = ${testNow}, decided_by = asked_by where id = ${world.handOverId}`)
          .count,
    )
  expect(await accept(await staff('nurse@aoba'))).toMatch(refused)
})

test('a prefecture takes and acknowledges an item of its centres; it closes none', async () => {
  const { itemId } = await redCase()
  const officer = await staff('officer@prefecture')
  const change = (set: string) =>
    as(
      officer,
      async (sql) =>
        (
          await sql.unsafe(
            `update attention_items set ${set} from (select account_id as me from session_context()) s where id = '${itemId}'`,
          )
        ).count,
    )
  expect(await change('taken_at = due_at, taken_by = me')).toBe(1)
  expect(await change('acknowledged_at = due_at, acknowledged_by = me')).toBe(1)
  expect(await change(`closed_at = due_at, closed_by = me, outcome = 'x'`)).toMatch(refused)
})
