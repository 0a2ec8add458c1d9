import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { organisationOf } from '../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { checkSilence } from '../../../tools/check-silence.mjs'
import { type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { asNurse, pairUp } from '../../../tools/test-merge.ts'
import { reportOver, wholeAnswers } from '../../../tools/test-notification.ts'
import { makeFamily } from '../../../tools/test-patients.ts'
import { mergeCases, undoMerge } from './merges.server.ts'

let db: TestDatabase
let app: TestApp
let nurse: string

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
  nurse = (await db.sql`select id from staff_accounts where login_id = 'nurse@aoba'`)[0]!.id
})
beforeEach(() => app.advance(60_000))
afterAll(async () => {
  await app.close()
  await db.drop()
})

/** `survivor` and `absorbed` as one nurse merges them; the merge's id. */
async function merge(survivor: string, absorbed: string): Promise<string> {
  await pairUp(db.sql, survivor, absorbed, app.clock())
  const said = await asNurse(db, 'nurse@aoba', app.clock(), (sql) =>
    mergeCases(sql, { survivor, absorbed, reason: '架空の統合理由', now: app.clock() }),
  )
  if (said.said !== 'ok') throw new Error(said.said)
  return said.id
}
const undo = (id: string) => {
  app.advance(60_000)
  return asNurse(db, 'nurse@aoba', app.clock(), (sql) => undoMerge(sql, id, '架空の取り消し理由', app.clock()))
}

type Calls = { times: string[]; days?: number[] }
/** How one side was observed. `channels` null: without a plan. */
type Side = { channels: string[] | null; calls?: Calls; ended?: true }

let serial = 0
async function sideOf({ channels, calls, ended }: Side): Promise<string> {
  const now = app.clock()
  const caseId = (await makeFamily(db.sql, { now })).people[0]!.caseId
  const phone = `0909100${1000 + ++serial}`
  if (channels)
    await db.sql`insert into observation_plans (id, case_id, set_at, set_by, channels, call_phone, call_times, call_language)
      values (${randomUUID()}, ${caseId}, ${now}, ${nurse}, ${channels}, ${calls ? phone : null}, ${calls?.times ?? []}, ${calls ? 'ja' : null})`
  if (calls)
    await db.sql`insert into call_plans (id, case_id, phone, language, times, days, set_at, next_at)
      values (${randomUUID()}, ${caseId}, ${phone}, 'ja', ${calls.times}, ${calls.days ?? null}, ${now}, ${new Date(now.getTime() + 3_600_000)})`
  if (ended)
    await db.sql`update watches set state = 'ended', ended_at = ${now}, ended_by = ${nurse}, end_kind = 'release', updated_at = ${now} where case_id = ${caseId}`
  return caseId
}
const planOf = async (caseId: string) =>
  (await db.sql`select channels, call_times from observation_plans where case_id = ${caseId} and superseded_at is null`)[0] ?? null
const callsOf = async (caseId: string) =>
  (await db.sql`select phone, times, days from call_plans where case_id = ${caseId} and ended_at is null`)[0] ?? null
const stateOf = async (cases: string[]) =>
  db.sql`select case_id, id, channels, call_times, superseded_at, null::text as ended_why from observation_plans where case_id = any(${cases}::uuid[])
    union all select case_id, id, times, null, ended_at, ended_why from call_plans where case_id = any(${cases}::uuid[]) order by 1, 2`

const morning = { times: ['09:00'] }
test.each<[string, Side, Side, { channels: string[] | null; times: string[] | null }]>([
  ['neither has a plan', { channels: null }, { channels: null }, { channels: null, times: null }],
  [
    'other channels on each side: all of them',
    { channels: ['web'] },
    { channels: ['automatic-call', 'staff-call'], calls: morning },
    { channels: ['automatic-call', 'staff-call', 'web'], times: ['09:00'] },
  ],
  [
    'without a plan a case was observed by My HER-SYS',
    { channels: null },
    { channels: ['staff-call'] },
    { channels: ['staff-call', 'web'], times: null },
  ],
  ['the same from the other side', { channels: ['staff-call'] }, { channels: null }, { channels: ['staff-call', 'web'], times: null }],
  [
    'what the survivor’s plan says already',
    { channels: ['staff-call', 'web'] },
    { channels: ['web'] },
    { channels: ['staff-call', 'web'], times: null },
  ],
  [
    'calls on both sides ring at the times of both',
    { channels: ['automatic-call'], calls: { times: ['09:00'] } },
    { channels: ['automatic-call'], calls: { times: ['08:00', '20:00'] } },
    { channels: ['automatic-call'], times: ['08:00', '09:00', '20:00'] },
  ],
  [
    'four times a day at most, the survivor’s first',
    { channels: ['automatic-call'], calls: { times: ['09:00', '13:00', '17:00'] } },
    { channels: ['automatic-call'], calls: { times: ['08:00', '13:00', '20:00'] } },
    { channels: ['automatic-call'], times: ['08:00', '09:00', '13:00', '17:00'] },
  ],
  [
    'calls agreed upon without a plan go on',
    { channels: null, calls: morning },
    { channels: ['staff-call'] },
    { channels: ['automatic-call', 'staff-call', 'web'], times: ['09:00'] },
  ],
  [
    'a plan of an observation that was over counts no more',
    { channels: ['web'] },
    { channels: ['staff-call'], ended: true },
    { channels: ['web'], times: null },
  ],
  [
    'nor does it come alive where the survivor has none',
    { channels: null },
    { channels: ['staff-call'], ended: true },
    { channels: null, times: null },
  ],
  [
    'an observation that goes on by the merge: what it had comes back beside what the other has',
    { channels: ['automatic-call'], calls: { times: ['09:00'] }, ended: true },
    { channels: ['automatic-call', 'web'], calls: { times: ['20:00'] } },
    { channels: ['automatic-call', 'web'], times: ['09:00', '20:00'] },
  ],
])('both plans in one, %s; undone each is as it was', async (_what, one, two, expected) => {
  const [survivor, absorbed] = [await sideOf(one), await sideOf(two)]
  const before = await stateOf([survivor, absorbed])
  const id = await merge(survivor, absorbed)
  const plan = await planOf(survivor)
  expect(plan?.channels ?? null).toEqual(expected.channels)
  expect((await callsOf(survivor))?.times ?? null).toEqual(expected.times)
  if (plan && expected.times) expect(plan.callTimes).toEqual(expected.times)
  expect(await planOf(absorbed)).toBeNull()
  expect(await callsOf(absorbed)).toBeNull()
  expect((await checkSilence(db.worker, app.clock())).filter(({ count }) => count > 0).map(({ rule }) => rule)).toEqual([])
  expect(await undo(id)).toBe('ok')
  expect(await stateOf([survivor, absorbed])).toEqual(before)
})

test('days of the week: every day where either said so, else the days of both; the number stays the survivor’s', async () => {
  const sides = await Promise.all([
    sideOf({ channels: ['automatic-call'], calls: { times: ['09:00'], days: [1, 3] } }),
    sideOf({ channels: ['automatic-call'], calls: { times: ['09:00'], days: [3, 6] } }),
    sideOf({ channels: ['automatic-call'], calls: { times: ['09:00'] } }),
  ])
  const { phone } = (await callsOf(sides[0]))!
  await merge(sides[0], sides[1])
  expect(await callsOf(sides[0])).toEqual({ phone, times: ['09:00'], days: [1, 3, 6] })
  app.advance(60_000)
  await merge(sides[0], sides[2])
  expect(await callsOf(sides[0])).toEqual({ phone, times: ['09:00'], days: null })
})

test('a plan that somebody has set since stands, also after the undo', async () => {
  const [survivor, absorbed] = [await sideOf({ channels: ['web'] }), await sideOf({ channels: ['staff-call'] })]
  const id = await merge(survivor, absorbed)
  await db.sql`update observation_plans set superseded_at = ${app.clock()} where case_id = ${survivor} and superseded_at is null`
  await db.sql`insert into observation_plans (id, case_id, set_at, set_by, channels) values (${randomUUID()}, ${survivor}, ${app.clock()}, ${nurse}, '{inbound-call}')`
  expect(await undo(id)).toBe('ok')
  expect(await planOf(survivor)).toMatchObject({ channels: ['inbound-call'] })
  expect(await planOf(absorbed)).toMatchObject({ channels: ['staff-call'] })
})

test('what was answered beside a draft that is put aside comes back with it', async () => {
  const [survivor, absorbed, third] = [await sideOf({ channels: null }), await sideOf({ channels: null }), await sideOf({ channels: null })]
  const { id: org } = organisationOf('aoba-clinic')
  const [author] = await db.sql`select id from staff_accounts where login_id = 'doctor@aoba-clinic'`
  const drafts = [randomUUID(), randomUUID()] as const
  for (const [n, caseId] of [survivor, absorbed].entries())
    await db.sql`insert into notification_drafts (id, org_id, author_id, form_version, answers, files_case_id, created_at, updated_at)
      values (${drafts[n]!}, ${org}, ${author!.id}, 'covid-19/notification/2', '{}', ${caseId}, ${testNow}, ${testNow})`
  await db.sql`insert into likeness_answers (draft_id, other_case_id, org_id, answer, answered_at, answered_by)
    values (${drafts[1]}, ${third}, ${org}, 'other-person', ${testNow}, ${author!.id})`
  const answers = () => db.sql`select * from likeness_answers where draft_id = ${drafts[1]}`
  const before = await answers()
  expect(await undo(await merge(survivor, absorbed))).toBe('ok')
  expect(await answers()).toEqual(before)
})

/** Filed by a clinic, for a patient in Aoba. */
async function filedBy(loginId: string, given: string): Promise<string> {
  const answers = {
    ...wholeAnswers,
    municipality: 'あおば市',
    postalCode: '000-1001',
    'name.given': given,
    phone: `090-9200-${1000 + ++serial}`,
  }
  await reportOver(app, await app.signedInAs(loginId), answers)
  return (await db.sql`select id from cases where given_name = ${given}`)[0]!.id
}

test('an old link leads whoever reported or treats a case to the one it became part of, with a word about it', async () => {
  const survivor = await filedBy('doctor@sakura-clinic', '残子')
  const absorbed = await filedBy('doctor@aoba-clinic', '移子')
  const reporter = await app.signedInAs('doctor@aoba-clinic')
  const treat = (key: string, until: string) =>
    db.sql`insert into treatments (id, case_id, institution_id, from_on, until_on, named_at, named_by, named_org)
      values (${randomUUID()}, ${absorbed}, ${organisationOf(key).id}, '2022-07-18', ${until}, ${testNow}, ${nurse}, ${organisationOf('aoba').id})`
  await treat('aoba-hospital', '2022-07-25')
  await treat('minato-clinic', '2022-07-19')
  const [treats, treated, stranger] = await Promise.all(
    ['aoba-hospital', 'minato-clinic', 'mori-clinic'].map((key) => app.signedInAs(`doctor@${key}`)),
  )
  const id = await merge(survivor, absorbed)
  const led = { status: 303, location: `/institution/notifications/${survivor}?done=led` }
  for (const path of [
    `notifications/${absorbed}`,
    `notifications/${absorbed}/withdraw`,
    `cases/${absorbed}/tabs/observation`,
    `cases/${absorbed}/reports/new`,
  ])
    for (const session of [reporter, treats!]) expect(await app.get(`/institution/${path}`, session), path).toMatchObject(led)
  for (const session of [reporter, treats!]) {
    const page = await app.get(led.location, session)
    expect([page.status, page.text.includes('1つにまとめました（統合）')]).toEqual([200, true])
  }
  // A form that was open meanwhile: nothing of it is kept, and it says so.
  const late = await app.post(`/institution/cases/${absorbed}/reports/new`, { temperature: '37.0' }, reporter)
  expect(late.status).toBe(409)
  for (const words of ['この登録は統合されています', '保存していません', `href="/institution/notifications/${survivor}?done=led"`])
    expect(late.text).toContain(words)
  // Who treated it and does so no more may not see the remaining one: the fact and no more.
  const told = await app.get(`/institution/notifications/${absorbed}`, treated)
  expect([told.status, told.text.includes('この登録は統合されています'), told.text.includes(survivor)]).toEqual([404, true, false])
  for (const secret of ['残子', '移子']) expect(told.text).not.toContain(secret)
  const none = await app.get(`/institution/notifications/${absorbed}`, stranger)
  expect([none.status, none.text.includes('統合')]).toEqual([404, false])
  await undo(id)
  expect((await app.get(`/institution/notifications/${absorbed}`, reporter)).status).toBe(200)
})

test('a centre is led from any page of a case that became part of another', async () => {
  const [survivor, absorbed] = [await sideOf({ channels: null }), await sideOf({ channels: null })]
  await merge(survivor, absorbed)
  const [own, other] = [await app.signedInAs('nurse@aoba'), await app.signedInAs('nurse@minato')]
  for (const path of ['', '/plan', '/correct', '/tabs/course'])
    expect(await app.get(`/centre/cases/${absorbed}${path}`, own), path).toMatchObject({
      status: 303,
      location: `/centre/cases/${survivor}`,
    })
  expect((await app.post(`/centre/cases/${absorbed}/confirm`, {}, own)).status).toBe(409)
  expect((await app.get(`/centre/cases/${absorbed}/plan`, other)).status).toBe(404)
})
