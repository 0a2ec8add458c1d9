import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { organisationOf } from '../db/seed/organisations.ts'
import { seedPlaces } from '../db/seed/places.server.ts'
import { checkSilence, readRules } from './check-silence.mjs'
import { testNow } from './test-app.ts'
import { type TestDatabase, testDatabase } from './test-database.ts'
import { makeFamily } from './test-patients.ts'
import { storeReport } from './test-reports.ts'

let db: TestDatabase
let caseId: string
let nurse: string
const minato = organisationOf('minato').id
const hours = (count: number) => new Date(testNow.getTime() + count * 3_600_000)

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  nurse = (await db.sql`select id from staff_accounts where login_id = 'nurse@aoba'`)[0]!.id
})
afterAll(() => db.drop())
beforeEach(async () => {
  for (const table of [
    'bulk_jobs',
    'attention_events',
    'attention_items',
    'hand_overs',
    'daily_reports',
    'messages',
    'registrations',
    'early_closings',
    'case_records',
    'watches',
    'inquiries',
    'faxes',
    'cases',
    'persons',
  ])
    await db.sql`delete from ${db.sql(table)}`
  caseId = (await makeFamily(db.sql, { now: testNow })).people[0]!.caseId
})

const broken = async (now: Date) => (await checkSilence(db.worker, now)).filter(({ count }) => count > 0).map(({ rule }) => rule)

test('a case that is looked after breaks no rule, from the first minute to long after every deadline', async () => {
  expect(readRules().length).toBeGreaterThan(15)
  for (const when of [0, 4, 24, 31.9, 32, 100, 24 * 30]) expect(await broken(hours(when))).toEqual([])
  await storeReport(db.sql, caseId, { now: hours(5), level: 'urgent', spo2: 90 })
  await storeReport(db.sql, caseId, { now: hours(40) })
  for (const when of [40, 60, 24 * 30]) expect(await broken(hours(when))).toEqual([])
})

test('planted: an update that found no watch row, so the list never heard of the report', async () => {
  await db.sql`
    insert into daily_reports (id, case_id, reported_on, reported_at, received_at, channel, form_version, answers, level, idempotency_key, author_kind, author_id)
    values (${randomUUID()}, ${caseId}, '2022-07-20', ${testNow}, ${testNow}, 'web', 'covid-19.daily/1', '{}', 'urgent', 'x', 'patient', ${nurse})`
  expect(await broken(testNow)).toEqual(['red-flag-missing', 'list-behind'])
})

test('planted: a notification accepted without beginning to watch', async () => {
  await db.sql`delete from attention_events`
  await db.sql`delete from attention_items`
  await db.sql`delete from watches`
  expect(await broken(testNow)).toEqual(['watch-missing'])
})

test('planted: an acceptance that is not atomic, in either half', async () => {
  await db.sql`insert into hand_overs (id, case_id, from_centre_id, to_centre_id, state, reason, asked_at, asked_by, decided_at, decided_by)
    values (${randomUUID()}, ${caseId}, ${organisationOf('aoba').id}, ${minato}, 'accepted', '架空', ${testNow}, ${nurse}, ${testNow}, ${nurse})`
  expect(await broken(testNow)).toEqual(['hand-over-owner'])
  await db.sql`update watches set owner_centre_id = ${minato} where case_id = ${caseId}`
  expect(await broken(testNow)).toEqual(['item-elsewhere'])
})

test('planted: an acknowledgement that hides a second red flag', async () => {
  await storeReport(db.sql, caseId, { now: hours(1), level: 'urgent' })
  await storeReport(db.sql, caseId, { now: hours(2), level: 'urgent' })
  await db.sql`update attention_items set acknowledged_at = ${hours(1.5)}, acknowledged_by = ${nurse} where case_id = ${caseId} and kind = 'red-flag'`
  expect(await broken(hours(3))).toEqual(['red-flag-hidden'])
  await db.sql`update attention_items set acknowledged_at = ${hours(2)} where case_id = ${caseId} and kind = 'red-flag'`
  expect(await broken(hours(3))).toEqual([])
})

test.each<[string, string[], () => Promise<unknown>]>([
  ['the item of the next silence is gone', ['no-report-one'], () => db.sql`delete from attention_items where kind = 'no-report'`],
  [
    'its deadline is a day late',
    ['no-report-late'],
    () => db.sql`update attention_items set due_at = due_at + interval '1 day' where kind = 'no-report'`,
  ],
  [
    'silence is acknowledged for ever',
    ['no-report-late'],
    () =>
      db.sql`update attention_items set due_at = ${testNow}, acknowledged_at = ${testNow}, acknowledged_by = ${nurse} where kind = 'no-report'`,
  ],
  [
    'nobody hears that the period is over',
    ['release-due'],
    () => db.sql`update attention_items set due_at = due_at + interval '1 day' where kind = 'release-due'`,
  ],
  [
    'nobody hears of the missing registration',
    ['not-registered'],
    async () => {
      await db.sql`delete from registrations`
      await db.sql`delete from attention_items where kind = 'not-registered'`
    },
  ],
  [
    'nobody hears that a registration was ended',
    ['not-registered'],
    async () => {
      await db.sql`update registrations set ended_at = ${hours(1)}`
      await db.sql`delete from attention_items where kind = 'not-registered'`
    },
  ],
  [
    'what a person closed before the registration ended counts for what came after',
    ['not-registered'],
    async () => {
      await db.sql`update registrations set ended_at = ${hours(1)}`
      await db.sql`update attention_items set due_at = ${testNow}, closed_at = ${hours(0.5)}, closed_by = ${nurse}, outcome = 'other' where kind = 'not-registered'`
    },
  ],
  [
    'a positive registration was closed without a word to the centre',
    ['early-closed'],
    async () => {
      await db.sql`delete from registrations`
      await db.sql`delete from attention_items`
      await db.sql`delete from watches`
      await db.sql`update cases set state = 'draft'`
      await db.sql`insert into early_closings (id, case_id, reason, note, closed_at, closed_by, org_id) values (${caseId}, ${caseId}, 'mistake', '', ${testNow}, ${nurse}, ${minato})`
      await db.sql`insert into case_records (id, entry_id, case_id, tab, revision, form_version, answers, author_kind, author_id, author_role, org_id, recorded_at)
        values (${caseId}, ${caseId}, ${caseId}, 'tests', 1, 'covid-19.tests/1', '{"result":"positive"}', 'staff', ${nurse}, 'nurse', ${minato}, ${testNow})`
    },
  ],
  ['nobody hears of the missing confirmation', ['unconfirmed'], () => db.sql`delete from attention_items where kind = 'unconfirmed'`],
  [
    'nobody hears of the failed text',
    ['sms-failed'],
    () => db.sql`
    insert into messages (id, created_at, kind, channel, recipient, body, case_id, state, send_after, updated_at)
    values (${randomUUID()}, ${testNow}, 'my-hersys-invitation', 'sms', 'x', 'x', ${caseId}, 'failed', ${testNow}, ${testNow})`,
  ],
  [
    'a pending hand-over stands in no queue',
    ['hand-over-waiting'],
    () => db.sql`
    insert into hand_overs (id, case_id, from_centre_id, to_centre_id, reason, asked_at, asked_by)
    values (${randomUUID()}, ${caseId}, ${organisationOf('aoba').id}, ${minato}, '架空', ${testNow}, ${nurse})`,
  ],
  [
    'a red flag was closed before the second came',
    ['red-flag-missing'],
    async () => {
      await storeReport(db.sql, caseId, { now: hours(1), level: 'urgent' })
      await storeReport(db.sql, caseId, { now: hours(2), level: 'urgent' })
      await db.sql`update attention_items set closed_at = ${hours(1.5)}, closed_by = ${nurse}, outcome = 'other' where kind = 'red-flag'`
    },
  ],
  [
    'a contact whom nobody names is watched for nobody',
    ['contact-unowned'],
    async () => {
      await db.sql`delete from attention_items where kind = 'unconfirmed'`
      await db.sql`update cases set kind = 'close-contact', state = 'contact'`
      await db.sql`update watches set kind = 'close-contact'`
    },
  ],
  [
    'a question to an institution stands in no queue',
    ['inquiry'],
    () => db.sql`
    insert into inquiries (id, case_id, institution_id, centre_id, question, asked_at, asked_by)
    values (${randomUUID()}, ${caseId}, ${organisationOf('aoba-clinic').id}, ${organisationOf('aoba').id}, '架空', ${testNow}, ${nurse})`,
  ],
  [
    'a fax lies in a folder that nobody opens',
    ['fax-waiting'],
    () => db.sql`
    insert into faxes (id, centre_id, institution_name, received_at, uploaded_at, uploaded_by)
    values (${randomUUID()}, ${organisationOf('aoba').id}, '架空', ${testNow}, ${testNow}, ${nurse})`,
  ],
  [
    'an item stayed at the former owner',
    ['item-elsewhere'],
    () => db.sql`update attention_items set centre_id = ${minato} where kind = 'unconfirmed'`,
  ],
])('found: %s', async (_what, rules, plant) => {
  await db.sql`delete from attention_events`
  await plant()
  expect(await broken(hours(26))).toEqual(rules)
})

test('a silence settled after the deadline of the centre that owned the case then is settled, whoever owns it now', async () => {
  await db.sql`update organisations set settings = '{"reportDeadline": "09:00"}' where id = ${organisationOf('aoba').id}`
  await db.sql`update attention_items set due_at = '2022-07-20T09:00+09:00' where case_id = ${caseId} and kind = 'no-report'`
  await db.sql`update attention_items set closed_at = ${hours(1)}, closed_by = ${nurse}, outcome = 'spoke' where case_id = ${caseId} and kind = 'no-report'`
  await db.sql`insert into attention_items (id, centre_id, case_id, kind, raised_at, latest_at, due_at)
    values (${randomUUID()}, ${minato}, ${caseId}, 'no-report', ${hours(1)}, ${hours(1)}, '2022-07-21T18:00+09:00')`
  await db.sql`update watches set owner_centre_id = ${minato}, began_at = '2022-07-19T08:00+09:00' where case_id = ${caseId}`
  await db.sql`update attention_items set centre_id = ${minato} where case_id = ${caseId} and closed_at is null`
  expect(await broken(hours(3))).toContain('no-report-late')
  await db.sql`insert into hand_overs (id, case_id, from_centre_id, to_centre_id, state, reason, asked_at, asked_by, decided_at, decided_by)
    values (${randomUUID()}, ${caseId}, ${organisationOf('aoba').id}, ${minato}, 'accepted', '架空', ${hours(1)}, ${nurse}, ${hours(2)}, ${nurse})`
  expect(await broken(hours(3))).not.toContain('no-report-late')
  await db.sql`update organisations set settings = '{}' where id = ${organisationOf('aoba').id}`
})

test('planted: a request to stop the notices that nobody hears of', async () => {
  const [account] = await db.sql`select account_id from registrations where case_id = ${caseId}`
  await db.sql`insert into notice_stops (id, case_id, account_id, asked_at) values (${randomUUID()}, ${caseId}, ${account!.accountId}, ${testNow})`
  expect(await broken(testNow)).toEqual(['notice-stop-asked'])
  await db.sql`delete from notice_stops`
})

test('planted: a bulk action that ends with a row failed, and one waiting, and tells nobody', async () => {
  const job = randomUUID()
  await db.sql`
    insert into bulk_jobs (id, org_id, kind, thing, state, created_at, created_by, started_at, finished_at)
    select ${job}, org_id, 'hand-over-ask', 'case', 'done', ${testNow}, id, ${testNow}, ${testNow} from staff_accounts where id = ${nurse}`
  const row = (n: number, state: string, reason: string | null) => db.sql`
    insert into bulk_rows (job_id, n, org_id, thing_id, case_id, state, reason, done_at)
    select ${job}, ${n}, org_id, ${randomUUID()}, ${caseId}, ${state}, ${reason}, ${state === 'waiting' ? null : testNow} from staff_accounts where id = ${nurse}`
  await row(1, 'done', null)
  await row(2, 'refused', '架空の理由')
  expect(await broken(testNow)).toEqual([])
  await row(3, 'failed', '架空の理由')
  expect(await broken(testNow)).toEqual(['bulk-failed'])
  await db.sql`select raise_item(${randomUUID()}, (select org_id from staff_accounts where id = ${nurse}), null, ${`bulk:${job}`}, 'job-failed', false, ${testNow}, '{}', ${testNow})`
  expect(await broken(testNow)).toEqual([])
  await row(4, 'waiting', null)
  expect(await broken(testNow)).toEqual(['bulk-forgotten'])
})
