import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { checkSilence } from '../../../tools/check-silence.mjs'
import { type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { pairUp } from '../../../tools/test-merge.ts'
import { makeFamily } from '../../../tools/test-patients.ts'
import { storeReport } from '../../../tools/test-reports.ts'
import { sealNext } from '../../../tools/test-seal.ts'
import { uuidv7 } from '../../lib/uuid.ts'
import { readHeads } from '../audit/heads.server.ts'
import { publish } from '../audit/jobs.server.ts'
import { verifyAudit } from '../audit/verify.server.ts'
import { retain, retentionCommand } from './retain.server.ts'

let db: TestDatabase
let app: TestApp
let stateDir: string

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
  stateDir = mkdtempSync(join(tmpdir(), 'her-sys-retention-'))
})
afterAll(async () => {
  await app.close()
  await db.drop()
  rmSync(stateDir, { recursive: true, force: true })
})

const days = (count: number, at = testNow) => new Date(at.getTime() + count * 86_400_000)
const expire = async (caseId: string, now: Date) =>
  (await db.worker<{ said: string }[]>`select expire_case(${caseId}, ${now}) as said`)[0]!.said
async function ended(at = testNow): Promise<string> {
  const { caseId } = (await makeFamily(db.sql, { now: at, names: [['架空', '消子']] })).people[0]!
  await storeReport(db.sql, caseId, { now: at, spo2: 97 })
  await db.sql`update watches set state = 'ended', ended_at = ${at}, end_kind = 'release', ended_by = (select id from staff_accounts where login_id = 'nurse@aoba') where case_id = ${caseId}`
  await db.sql`delete from attention_events where case_id = ${caseId}`
  await db.sql`delete from attention_items where case_id = ${caseId}`
  await caughtUp()
  return caseId
}
/** The figures are booked, as their worker does within seconds. */
const caughtUp = async () => {
  for (let taken = 1; taken > 0; ) taken = (await db.worker<{ n: number }[]>`select settle_figures(1000) as n`)[0]!.n
}
const figures = async () =>
  (await db.sql`select coalesce(sum(n), 0)::int as n from figures where kind = 'reported' and level = 'nation'`)[0]!.n

test.each([
  ['the day before the last', 1825, 'not-due'],
  ['the last day', 1826, 'not-due'],
  ['the day after', 1827, 'ok'],
])('five years after the end, %s', async (_when, after, said) => {
  const caseId = await ended()
  expect(await expire(caseId, days(after))).toBe(said)
})

test('the boundary is midnight in Japan, not the hour of the end', async () => {
  const caseId = await ended(new Date('2022-07-20T23:50:00+09:00'))
  const last = new Date(new Date('2022-07-20T23:59:00+09:00').getTime() + 1826 * 86_400_000)
  expect(await expire(caseId, last)).toBe('not-due')
  expect(await expire(caseId, new Date(last.getTime() + 2 * 60_000))).toBe('ok')
})

test('an open case is refused however old: observed, or something waits for a person', async () => {
  const observed = (await makeFamily(db.sql, { now: testNow })).people[0]!.caseId
  expect(await expire(observed, days(9000))).toBe('open')
  const waiting = await ended()
  await db.sql`select raise_item(gen_random_uuid(), null, ${waiting}, '', 'correction-asked', false, ${testNow}, '{}', ${testNow})`
  expect(await expire(waiting, days(9000))).toBe('open')
  const [due] = await db.worker`select held from retention_due(${days(9000)}) where kind = 'cases'`
  expect(due!.held).toBeGreaterThanOrEqual(2)
})

test('everything about the person is gone, in every table that leads to the case; the figures stay, the HER-SYS ID is nobody else’s, the audit says it', async () => {
  const caseId = await ended()
  const other = await ended()
  await pairUp(db.sql, caseId, other, testNow)
  const before = await figures()
  const [was] = await db.sql`select hersys_id from cases where id = ${caseId}`
  expect(await expire(caseId, days(1827))).toBe('ok')
  await caughtUp()
  expect(await figures()).toBe(before)
  const tables = await db.sql<
    { table: string; column: string }[]
  >`select table_name as table, column_name as column from moved_tables() where expires = 'delete' and to_regclass(table_name) is not null`
  for (const { table, column } of tables) {
    if (table === 'key_queue' || table === 'fact_queue' || table === 'plan_queue') continue
    expect(
      (await db.sql.unsafe(`select count(*)::int as n from ${table} where ${column} = $1`, [caseId]))[0]!.n,
      `${table}.${column}`,
    ).toBe(0)
  }
  const [left] = await db.sql`select state, hersys_id, family_name, birth_on, phone, address from cases where id = ${caseId}`
  expect(left).toEqual({ state: 'expired', hersysId: was!.hersysId, familyName: '', birthOn: null, phone: null, address: null })
  expect(await db.sql`select from audits where action = 'retention.expire' and ${caseId} = any (case_ids)`).toHaveLength(1)
  expect((await app.get(`/centre/cases/${caseId}`, await app.signedInAs('nurse@aoba'))).status).toBe(404)
  expect((await checkSilence(db.worker, testNow)).filter(({ count }) => count > 0).map(({ rule }) => rule)).toEqual([])
})

test('the worker takes nothing until it is switched on; the page shows the dry run and says every fault of the numbers', async () => {
  const caseId = await ended()
  const operator = await app.signedInAs('operator@operator')
  app.setNow(days(1827))
  const page = await app.get('/operator/retention', await app.signedInAs('operator@operator'))
  for (const words of ['終了した症例', '無効', '消去の対象']) expect(page.text).toContain(words)
  await retain(db.worker, days(1827))
  expect((await db.sql`select state from cases where id = ${caseId}`)[0]!.state).toBe('filed')
  app.setNow(testNow)
  const typed = Object.fromEntries(
    (await db.sql<{ name: string; value: number }[]>`select name, value from policies`).map(({ name, value }) => [name, String(value)]),
  )
  const wrong = await app.post('/operator/retention', { ...typed, 'cases-days': '10', 'audits-days': 'x' }, operator)
  expect(wrong.status).toBe(422)
  for (const words of ['終了した症例の保存期間は、365日から', '監査記録の保存期間は、1096日から', 'value="x"'])
    expect(wrong.text).toContain(words)
  expect((await app.post('/operator/retention', { ...typed, 'retention-on': '1' }, operator)).location).toBe('/operator/retention?saved=1')
  await retain(db.worker, days(1827))
  expect((await db.sql`select state from cases where id = ${caseId}`)[0]!.state).toBe('expired')
  await db.sql`update policies set value = 0 where name = 'retention-on'`
})

test('what hangs on no case has its periods too: a fax that was not to be typed, an SMS from a number that nobody has; the last day is kept', async () => {
  const [nurse] = await db.sql<{ id: string; orgId: string }[]>`select id, org_id from staff_accounts where login_id = 'nurse@aoba'`
  const fax = async (discardedAt: Date | null) => {
    const id = uuidv7(testNow)
    await db.sql`insert into faxes (id, centre_id, institution_name, received_at, uploaded_at, uploaded_by, discarded_at, discarded_by, discard_reason)
      values (${id}, ${nurse!.orgId}, '架空医院', ${testNow}, ${testNow}, ${nurse!.id}, ${discardedAt}, ${discardedAt && nurse!.id}, ${discardedAt && '重複'})`
    await db.sql`insert into fax_pages (fax_id, page, type, bytes, width, height) values (${id}, 1, 'image/webp', '\\x00', 1, 1)`
    return id
  }
  const heard = async (caseId: string | null) => {
    const id = uuidv7(testNow)
    await db.sql`insert into sms_events (id, received_at, provider, what, provider_id, phone, body, handled_at)
      values (${id}, ${testNow}, 'first', 'reply', ${id}, '09000000009', '架空の返信', ${testNow})`
    await db.sql`insert into sms_replies (id, at, phone, body, meaning, case_id) values (${id}, ${testNow}, '09000000009', '架空の返信', 'other', ${caseId})`
    return id
  }
  const caseId = await ended()
  const [typed, waiting] = [await fax(testNow), await fax(null)]
  const [stray, own] = [await heard(null), await heard(caseId)]
  const left = async (table: string) => (await db.sql.unsafe<{ id: string }[]>(`select id from ${table} order by id`)).map(({ id }) => id)
  const step = (now: Date) => db.worker`select retention_step_loose(100, ${now}) as gone`
  await step(days(365))
  expect(await left('faxes')).toEqual([typed, waiting].sort())
  const [due] = await db.worker`select due from retention_due_loose(${days(366)}) where kind = 'faxes'`
  expect(due).toEqual({ due: 1 })
  await step(days(366))
  expect(await left('faxes')).toEqual([waiting])
  await step(days(400))
  expect(await left('sms_events')).toEqual([stray, own].sort())
  await step(days(401))
  expect([await left('sms_events'), await left('sms_replies')]).toEqual([[own], [own]])
  await db.sql`insert into calls (id, plan_day, case_id, direction, state, planned_at, updated_at)
    values (${stray}, call_day(${stray}), ${caseId}, 'in', 'completed', ${testNow}, ${testNow})`
  await db.sql`insert into call_events (call_id, step, at, place, heard, said) values (${stray}, 1, ${testNow}, 'breath', '{}', '[]')`
  expect(await expire(caseId, days(1827))).toBe('ok')
  expect([await left('sms_events'), await db.sql`select from call_events where call_id = ${stray}`]).toEqual([[], []])
})

test('the command: a dry run changes nothing; the audit’s own rows go on record and what is left still verifies', async () => {
  const caseId = await ended()
  const lines: string[] = []
  const run = (...args: string[]) => retentionCommand(db.sql, stateDir, days(4000), args, (line) => lines.push(line))
  await expect(run()).rejects.toThrow('--dry-run or --apply')
  await run('--dry-run')
  expect(lines.join('\n')).toMatch(/終了した症例: 1826 days, [1-9]\d* due/)
  expect((await db.sql`select state from cases where id = ${caseId}`)[0]!.state).toBe('filed')
  await sealNext(db.worker, testNow)
  await publish(db.worker, stateDir, null)
  await run('--apply', '--audits')
  expect(lines.at(-1)).toMatch(/[1-9]\d* rows of the audit in [1-9]\d* blocks are gone/)
  const verdict = await verifyAudit(db.sql, readHeads(stateDir))
  expect(verdict.faults).toEqual([])
  expect(verdict.lost).toBeGreaterThan(0)
  await db.sql`insert into audits (id, at, actor_kind, action) values (gen_random_uuid(), ${testNow}, 'system', 'test.later')`
  await sealNext(db.worker, days(4001))
  await run('--apply', '--audits')
  expect(lines.at(-1)).toBe('No block of the audit is older than its period.')
})
