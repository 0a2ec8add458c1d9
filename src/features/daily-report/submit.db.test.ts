import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { organisationOf } from '../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { makeFamily, type TestFamily } from '../../../tools/test-patients.ts'
import { check } from '../../fields/check.ts'
import type { Form, Raw } from '../../fields/fields.ts'
import { dailyForm } from '../../programmes/covid-19/daily.ts'
import { isKnown, openDesk } from './submit.server.ts'

const begun = new Date('2022-07-20T10:00:00+09:00')
let now = begun
const at = (text: string) => {
  now = new Date(`${text}+09:00`)
}
let db: TestDatabase
beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, begun)
})
afterAll(() => db.drop())

const form = dailyForm as unknown as Form
const desk = () => openDesk({ sql: db.web, clock: () => now })

/** The whole way of a report, as the route walks it; the form's key is new unless given. */
async function report(family: TestFamily, raw: Raw, { person = 0, key = randomUUID() as string, sessionHash = family.sessionHash } = {}) {
  const reporter = await desk().find({ sessionHash, registrationId: family.people[person]!.registrationId })
  if (!reporter) return 'not-signed-in'
  if (!isKnown(reporter)) return 'not-found'
  const { answers } = check(form, raw)
  const said = { form, answers: answers!, lang: 'ja' as const, formKey: key, sessionHash, requestId: 'r', now }
  return (await desk().submit(reporter, said)).outcome
}

const watchOf = async (caseId: string) => (await db.sql`select * from watches where case_id = ${caseId}`)[0]!
const itemsOf = (caseId: string, kind: string) =>
  db.sql`select * from attention_items where case_id = ${caseId} and kind = ${kind} order by raised_at, id`
const count = async (caseId: string) => (await db.sql`select count(*)::int as n from daily_reports where case_id = ${caseId}`)[0]!.n

describe('one report', () => {
  test('is stored, shows on the watch, moves the deadline and is audited in one go', async () => {
    at('2022-07-20T10:26:00')
    const family = await makeFamily(db.sql, { now })
    const { caseId } = family.people[0]!
    expect(await report(family, { temperature: '37.2', spo2: '98', cough: 'yes' })).toBe('stored')
    expect(await watchOf(caseId)).toMatchObject({
      level: 'stable',
      lastTemperature: 37.2,
      lastSpo2: 98,
      lastChannel: 'web',
      lastReportAt: now.toISOString(),
    })
    expect(await itemsOf(caseId, 'no-report')).toMatchObject([{ dueAt: '2022-07-21T09:00:00.000Z', closedAt: null }])
    expect(await itemsOf(caseId, 'red-flag')).toEqual([])
    const audits = await db.sql`select action, actor_kind, actor_id, outcome from audits where ${caseId} = any(case_ids)`
    expect(audits).toMatchObject([{ action: 'daily-report.submit', actorKind: 'patient', actorId: family.accountId, outcome: 'ok' }])
    const [stored] = await db.sql`select * from daily_reports where case_id = ${caseId}`
    expect(stored).toMatchObject({
      reportedOn: '2022-07-20',
      formVersion: 'covid-19.daily/1',
      authorKind: 'patient',
      authorId: family.accountId,
      channel: 'web',
    })
    expect(stored!.documentHash).toMatch(/^[0-9a-f]{64}$/)
    expect(stored!.answers.diarrhoea).toBeNull()
  })

  test('a double tap is one report; other answers from the same page are another', async () => {
    at('2022-07-20T11:00:00')
    const family = await makeFamily(db.sql, { now })
    const taps = await Promise.all([1, 2, 3].map(() => report(family, { temperature: '36.5' }, { key: 'same' })))
    expect(taps.toSorted()).toEqual(['duplicate', 'duplicate', 'stored'])
    expect(await report(family, { temperature: '36.5' }, { key: 'same' })).toBe('duplicate')
    expect(await report(family, { temperature: '38.9' }, { key: 'same' })).toBe('stored')
    expect(await count(family.people[0]!.caseId)).toBe(2)
  })

  test('a red sign alone is enough, and stands in the owner’s queue as urgent', async () => {
    at('2022-07-20T12:00:00')
    const family = await makeFamily(db.sql, { now, centre: 'minato' })
    const { caseId } = family.people[0]!
    expect(await report(family, { urgentSigns: 'chestPain' })).toBe('stored')
    const [item] = await itemsOf(caseId, 'red-flag')
    expect(item).toMatchObject({
      urgent: true,
      centreId: organisationOf('minato').id,
      occurrences: 1,
      raisedAt: now.toISOString(),
      dueAt: now.toISOString(),
    })
    expect(item!.detail).toMatchObject({ reasons: ['urgent-sign'] })
    expect((await watchOf(caseId)).level).toBe('urgent')
    const nurse = (await db.sql`select id from staff_accounts where login_id = 'nurse@minato'`)[0]!.id
    await db.sql`update attention_items set acknowledged_at = ${now}, acknowledged_by = ${nurse} where id = ${item!.id}`
    at('2022-07-20T12:30:00')
    expect(await report(family, { spo2: '93' })).toBe('stored')
    expect(await itemsOf(caseId, 'red-flag')).toMatchObject([{ occurrences: 2, acknowledgedAt: null, raisedAt: now.toISOString() }])
    at('2022-07-20T12:40:00')
    expect(await report(family, { spo2: '98', urgentSigns: 'none' })).toBe('stored')
    expect(await itemsOf(caseId, 'red-flag')).toMatchObject([{ closedAt: null, answeredAt: null }])
  })

  test('after observation has ended it is still judged, and red goes to the last owner', async () => {
    at('2022-07-20T13:00:00')
    const family = await makeFamily(db.sql, { now })
    const { caseId } = family.people[0]!
    const nurse = (await db.sql`select id from staff_accounts where login_id = 'nurse@aoba'`)[0]!.id
    await db.sql`update watches set state = 'ended', ended_at = ${now}, ended_by = ${nurse}, end_kind = 'release' where case_id = ${caseId}`
    await db.sql`update attention_items set closed_at = ${now}, closed_by = ${nurse}, outcome = 'release' where case_id = ${caseId}`
    expect(await report(family, { breathless: 'yes' })).toBe('stored')
    expect(await itemsOf(caseId, 'red-flag')).toMatchObject([{ centreId: organisationOf('aoba').id, closedAt: null, urgent: true }])
    expect((await itemsOf(caseId, 'no-report')).filter((item) => item.closedAt === null)).toEqual([])
  })

  test('of a case nobody watches is kept and raises its own item', async () => {
    at('2022-07-20T13:10:00')
    const family = await makeFamily(db.sql, { now, watched: false })
    const { caseId } = family.people[0]!
    expect(await report(family, { temperature: '36.6' })).toBe('stored')
    expect(await count(caseId)).toBe(1)
    expect(await itemsOf(caseId, 'report-without-watch')).toMatchObject([
      { urgent: true, centreId: organisationOf('aoba').id, closedAt: null },
    ])
    expect(await report(family, { urgentSigns: 'purpleLips' })).toBe('stored')
    expect(await itemsOf(caseId, 'red-flag')).toMatchObject([{ urgent: true, closedAt: null }])
  })

  test('a fall of SpO2 is seen against the last measured one', async () => {
    at('2022-07-20T14:00:00')
    const family = await makeFamily(db.sql, { now })
    await report(family, { spo2: '98' })
    at('2022-07-20T15:00:00')
    await report(family, { temperature: '37.0' })
    at('2022-07-20T16:00:00')
    await report(family, { spo2: '95' })
    expect((await watchOf(family.people[0]!.caseId)).level).toBe('urgent')
  })
})

describe('silence', () => {
  test.each([
    [
      'just before the deadline it moves on',
      '2022-07-21T17:59:59.999',
      { dueAt: '2022-07-22T09:00:00.000Z', answeredAt: null, againAt: null },
    ],
    [
      'at the deadline it has come due: answered, and again tomorrow',
      '2022-07-21T18:00:00.000',
      { dueAt: '2022-07-21T09:00:00.000Z', answeredAt: '2022-07-21T09:00:00.000Z', againAt: '2022-07-22T09:00:00.000Z' },
    ],
  ])('%s', async (_why, moment, expected) => {
    at('2022-07-20T10:00:00')
    const family = await makeFamily(db.sql, { now })
    at(moment)
    expect(await report(family, { temperature: '36.5' })).toBe('stored')
    expect(await itemsOf(family.people[0]!.caseId, 'no-report')).toMatchObject([{ ...expected, closedAt: null }])
  })

  test('a lost no-report item comes back with the next report', async () => {
    at('2022-07-20T10:00:00')
    const family = await makeFamily(db.sql, { now })
    const { caseId } = family.people[0]!
    await db.sql`update attention_items set closed_at = ${now}, outcome = 'met-in-time' where case_id = ${caseId} and kind = 'no-report'`
    await report(family, { temperature: '36.5' })
    expect((await itemsOf(caseId, 'no-report')).filter((item) => item.closedAt === null)).toMatchObject([
      { dueAt: '2022-07-21T09:00:00.000Z' },
    ])
  })
})

test('C22 a report tells of today in Japan, on both sides of midnight', async () => {
  at('2022-07-20T23:59:59.999')
  const family = await makeFamily(db.sql, { now })
  await report(family, { temperature: '36.5' })
  at('2022-07-21T00:00:00.000')
  await report(family, { temperature: '36.6' })
  const days = await db.sql`select reported_on from daily_reports where case_id = ${family.people[0]!.caseId} order by reported_at`
  expect(days.map((row) => row.reportedOn)).toEqual(['2022-07-20', '2022-07-21'])
})

test('who is expired, revoked, half signed in, staff or somebody else’s reports nothing', async () => {
  at('2022-07-20T10:00:00')
  const mine = await makeFamily(db.sql, { now })
  const other = await makeFamily(db.sql, { now })
  expect(await report(other, { temperature: '36' }, { sessionHash: mine.sessionHash })).toBe('not-found')
  expect(await report(mine, { temperature: '36' }, { sessionHash: 'f'.repeat(64) })).toBe('not-signed-in')
  for (const change of [{ revokedAt: now }, { stage: 'password' }, { kind: 'staff' }, { expiresAt: now }, { endsAt: now }]) {
    const family = await makeFamily(db.sql, { now })
    await db.sql`update sessions set ${db.sql(change)} where token_hash = ${family.sessionHash}`
    expect(await report(family, { temperature: '36' })).toBe('not-signed-in')
    expect(await count(family.people[0]!.caseId)).toBe(0)
  }
  const ended = await makeFamily(db.sql, { now })
  await db.sql`update registrations set ended_at = ${now} where id = ${ended.people[0]!.registrationId}`
  expect(await report(ended, { temperature: '36' })).toBe('not-found')
})

test('the web role writes reports by these functions alone', async () => {
  const family = await makeFamily(db.sql, { now: begun })
  await expect(db.web`insert into daily_reports (id) values (gen_random_uuid())`).rejects.toThrow(/permission denied/)
  await expect(db.web`update daily_reports set superseded_at = now()`).rejects.toThrow(/permission denied/)
  await expect(db.web`select * from store_reports('{}', now())`).rejects.toThrow(/permission denied/)
  expect(await count(family.people[0]!.caseId)).toBe(0)
})
