import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { organisationOf } from '../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { makeFamily } from '../../../tools/test-patients.ts'
import { storeReport } from '../../../tools/test-reports.ts'
import { addDuty } from '../roster/queries.server.ts'
import { escalate, stepsReached } from './escalate.server.ts'

let db: TestDatabase
let caseId: string
const aoba = organisationOf('aoba').id
const after = (minutes: number, ms = 0) => new Date(testNow.getTime() + minutes * 60_000 + ms)
const phones = { duty: '09090000001', deputy: '09090000002', prefecture: '09090000003' }

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
})
afterAll(() => db.drop())
beforeEach(async () => {
  for (const table of ['attention_events', 'attention_items', 'messages', 'duty_roster']) await db.sql`delete from ${db.sql(table)}`
  const [nurse] = await db.sql<{ id: string }[]>`select id from staff_accounts where login_id = 'nurse@aoba'`
  const entry = { name: '架空 当番', fromAt: testNow, toAt: null, by: nurse!.id, now: testNow }
  await addDuty(db.sql, { ...entry, orgId: aoba, position: 'duty', phone: phones.duty })
  await addDuty(db.sql, { ...entry, orgId: aoba, position: 'deputy', phone: phones.deputy })
  await addDuty(db.sql, { ...entry, orgId: organisationOf('prefecture').id, position: 'duty', phone: phones.prefecture })
  caseId = (await makeFamily(db.sql, { now: testNow, names: [['架空', '急子']] })).people[0]!.caseId
  await storeReport(db.sql, caseId, { now: testNow, level: 'urgent' })
})

const rung = async () =>
  (await db.sql`select recipient from messages where kind = 'duty-alert' order by created_at, id`).map(({ recipient }) => recipient)
const acknowledge = (now: Date) =>
  db.sql`update attention_items set acknowledged_at = ${now}, acknowledged_by = (select id from staff_accounts limit 1) where kind = 'red-flag'`

test('duty after 10 minutes, deputy after 20, prefecture after 40: each at the instant, once, and not before', async () => {
  for (const [minutes, expected] of [
    [10, [phones.duty]],
    [20, [phones.duty, phones.deputy]],
    [40, [phones.duty, phones.deputy, phones.prefecture]],
  ] as const) {
    await escalate(db.worker, after(minutes, -1))
    expect(await rung()).toEqual(expected.slice(0, -1))
    await escalate(db.worker, after(minutes))
    await escalate(db.worker, after(minutes, 5000))
    expect(await rung()).toEqual(expected)
  }
  await escalate(db.worker, after(600))
  expect(await rung()).toHaveLength(3)
})

test('two workers at once ring once', async () => {
  await Promise.all([1, 2, 3, 4].map(() => escalate(db.worker, after(15))))
  expect(await rung()).toEqual([phones.duty])
})

test('what is acknowledged rings nobody; a new occurrence begins to count anew', async () => {
  await acknowledge(after(5))
  await escalate(db.worker, after(60))
  expect(await rung()).toEqual([])
  await storeReport(db.sql, caseId, { now: after(70), level: 'urgent' })
  await escalate(db.worker, after(80, -1))
  expect(await rung()).toEqual([])
  await escalate(db.worker, after(80))
  expect(await rung()).toEqual([phones.duty])
})

test('a worker that slept rings everybody it owes, and many items are one text', async () => {
  const other = (await makeFamily(db.sql, { now: testNow })).people[0]!.caseId
  await storeReport(db.sql, other, { now: testNow, level: 'urgent' })
  await escalate(db.worker, after(45))
  expect(await rung()).toEqual([phones.duty, phones.deputy, phones.prefecture])
  const [text] = await db.sql`select body from messages where kind = 'duty-alert' limit 1`
  expect(text?.body).toContain('2件')
})

test('the text holds no personal data', async () => {
  await escalate(db.worker, after(45))
  const texts = await db.sql<
    { body: string; hersysId: string }[]
  >`select m.body, c.hersys_id from messages m, cases c where m.kind = 'duty-alert' and c.id = ${caseId}`
  for (const { body, hersysId } of texts) {
    expect(body).not.toContain('急子')
    expect(body).not.toContain(hersysId)
  }
})

test('routine items ring nobody', async () => {
  await db.sql`delete from attention_events`
  await db.sql`delete from attention_items where kind = 'red-flag'`
  await escalate(db.worker, after(60 * 24 * 5))
  expect(await rung()).toEqual([])
})

test('a centre without anybody on duty gets one item for it, which whoever fills the roster closes', async () => {
  const minato = organisationOf('minato').id
  await escalate(db.worker, testNow)
  await escalate(db.worker, after(1))
  const open = () =>
    db.sql`select occurrences from attention_items where centre_id = ${minato} and kind = 'no-roster' and closed_at is null`
  expect(await open()).toEqual([{ occurrences: 1 }])
  const [nurse] = await db.sql<{ id: string }[]>`select id from staff_accounts where login_id = 'nurse@minato'`
  await addDuty(db.sql, {
    orgId: minato,
    position: 'duty',
    name: '架空',
    phone: phones.duty,
    fromAt: after(2),
    toAt: null,
    by: nurse!.id,
    now: after(2),
  })
  expect(await open()).toEqual([])
})

test('a roster covers from its beginning until just before its end', async () => {
  await db.sql`update duty_roster set to_at = ${after(10)} where phone = ${phones.duty}`
  await escalate(db.worker, after(10))
  expect(await rung()).toEqual([])
  expect(await db.sql`select from attention_items where centre_id = ${aoba} and kind = 'no-roster'`).toHaveLength(1)
})

test('a centre’s own minutes', () => {
  const minutes = { duty: 1, deputy: 2, prefecture: 3 }
  expect([59_999, 60_000, 120_000, 180_000].map((ms) => stepsReached(ms, minutes))).toEqual([0, 1, 2, 3])
})

test('twelve thousand red items of one centre, confirmed by nobody, ring as one does', async () => {
  await db.sql`insert into attention_items (id, centre_id, subject, kind, urgent, raised_at, latest_at, due_at)
    select gen_random_uuid(), ${aoba}, 'n' || n, 'job-failed', true, ${testNow}, ${testNow}, ${testNow} from generate_series(1, 12000) n`
  await escalate(db.worker, after(10))
  expect(await rung()).toEqual([phones.duty])
  expect((await db.sql`select from attention_events where what = 'alerted'`).length).toBe(12_001)
})

test('an alarm that cannot be kept at one centre silences no other', async () => {
  const centres = await db.sql<{ id: string }[]>`select id from organisations where kind = 'centre' order by id`
  for (const { id } of centres)
    await db.sql`insert into attention_items (id, centre_id, subject, kind, urgent, raised_at, latest_at, due_at)
      values (gen_random_uuid(), ${id}, 'x', 'job-failed', true, ${testNow}, ${testNow}, ${testNow})`
  await db.sql.unsafe(`create function hinder() returns trigger language plpgsql as $$ begin
    if (select centre_id from attention_items where id = new.item_id) <> '${aoba}' then raise exception 'hindered'; end if; return new; end $$;
    create trigger hinder before insert on attention_events for each row when (new.what = 'alerted') execute function hinder()`)
  await expect(escalate(db.worker, after(10))).rejects.toThrow('hindered')
  await db.sql`drop function hinder cascade`
  expect(centres.length).toBeGreaterThan(1)
  expect(await rung()).toEqual([phones.duty])
})
