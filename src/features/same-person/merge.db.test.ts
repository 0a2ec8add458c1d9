import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { organisationOf } from '../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { checkSilence } from '../../../tools/check-silence.mjs'
import { type Session, type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { asNurse, asPatient, pairUp } from '../../../tools/test-merge.ts'
import { makeFamily, type TestFamily } from '../../../tools/test-patients.ts'
import { storeReport } from '../../../tools/test-reports.ts'
import { catchUp } from './catch-up.server.ts'

let db: TestDatabase
let app: TestApp
let nurse: Session
let other: Session

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
})
beforeEach(async () => {
  app.advance(3_600_000)
  nurse = await app.signedInAs('nurse@aoba')
  other = await app.signedInAs('nurse@minato')
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

type Two = { pair: string; here: TestFamily; there: TestFamily; one: string; two: string }
/** A case of the centre aoba and one of `centre`, each registered by a telephone of its own. */
async function two(centre = 'minato'): Promise<Two> {
  const now = app.clock()
  const here = await makeFamily(db.sql, { now, names: [['架空', '花子']] })
  const there = await makeFamily(db.sql, { now, centre, names: [['架空', '華子']] })
  const [one, two] = [here.people[0]!.caseId, there.people[0]!.caseId]
  await db.sql`update cases set family_kana = 'カクウ', given_kana = 'ハナコ', sex = 'female', phone = '09090007654', address = '架空県みなと市見本町1-2-3', diagnosed_on = '2022-07-19' where id in (${one}, ${two})`
  return { pair: await pairUp(db.sql, one, two, now), here, there, one, two }
}
const path = ({ pair }: Two, verb = '') => `/centre/same-person/${pair}${verb && `/${verb}`}`
const ask = (t: Two) => app.post(path(t, 'ask'), { reason: '架空の照会理由' }, nurse)
const merge = (t: Two, survivor: string, by = nurse) =>
  app.post(path(t, 'decide'), { decision: 'same-case', survivor, reason: '架空の統合理由' }, by)
const undoing = (location: string, by = nurse) => app.post(`${location.split('?')[0]}/undo`, { reason: '架空の取り消し理由' }, by)
const calm = async () =>
  expect((await checkSilence(db.worker, app.clock())).filter(({ count }) => count > 0).map(({ rule }) => rule)).toEqual([])
const watchOf = async (id: string) => (await db.sql`select * from watches where case_id = ${id}`)[0]

test('C28 a pair over two centres is masked until one asks; the asking is on record at both and stands in the other’s queue', async () => {
  const t = await two()
  const masked = (await app.get(path(t), nurse)).text
  for (const words of ['30代', '女', 'カ', 'みなと市', '2022年07月', '架空みなと保健所', '照会して表示する'])
    expect(masked, words).toContain(words)
  for (const secret of ['華子', t.there.people[0]!.hersysId, '09090007654', '1990/07/28', t.two])
    expect(masked, secret).not.toContain(secret)
  expect((await app.get('/centre/same-person', nurse)).text).not.toContain('華子')
  expect((await merge(t, t.one)).status).toBe(409)
  expect((await app.post(path(t, 'ask'), { reason: ' ' }, nurse)).status).toBe(422)
  expect((await ask(t)).location).toBe(path(t))
  for (const [who, secret] of [
    [nurse, '華子'],
    [other, '花子'],
  ] as const)
    expect((await app.get(path(t), who)).text).toContain(secret)
  expect((await app.get(path(t), other)).text).toContain('架空の照会理由')
  const [item] = await db.sql`select centre_id, detail from attention_items where case_id = ${t.two} and kind = 'likely-same'`
  expect(item).toMatchObject({ centreId: organisationOf('minato').id, detail: { pair: t.pair } })
  const [row] = await db.sql`select case_ids from audits where action = 'same-person.ask' order by at desc, id desc limit 1`
  expect(new Set(row!.caseIds)).toEqual(new Set([t.one, t.two]))
  expect((await app.get(path(t), await app.signedInAs('nurse@yamate'))).status).toBe(404)
  const clerk = await app.post(path(t, 'decide'), { decision: 'other-person', reason: 'x' }, await app.signedInAs('clerk@aoba'))
  expect([clerk.status, clerk.text.includes('保健師または管理者が行います')]).toEqual([409, true])
  expect((await db.sql`select state from likeness_candidates where id = ${t.pair}`)[0]!.state).toBe('open')
})

test('every fault of a decision at once, everything typed still there', async () => {
  const t = await two('aoba')
  const answer = await app.post(path(t, 'decide'), { decision: 'same-case', reason: '' }, nurse)
  expect(answer.status).toBe(422)
  for (const words of ['残す症例を選んでください。', '理由を入力してください。', 'value="same-case" checked'])
    expect(answer.text).toContain(words)
})

test('the stricter watch, every open item, the survivor’s owner; both telephones and both HER-SYS IDs go on', async () => {
  const t = await two()
  const now = app.clock()
  await db.sql`update watches set period_to = '2022-08-05', began_at = began_at - interval '1 day' where case_id = ${t.two}`
  await storeReport(db.sql, t.two, { now, level: 'urgent', reasons: ['spo2-93-or-lower'], spo2: 92 })
  await storeReport(db.sql, t.one, { now: new Date(now.getTime() + 60_000), level: 'stable', spo2: 98 })
  await app.post(`/centre/cases/${t.two}/hand-over`, { to: organisationOf('yamate').id, reason: '転居' }, other)
  await ask(t)
  const done = await merge(t, t.one)
  expect(done.location).toMatch(/^\/centre\/same-person\/merges\/.*done=merged$/)
  await calm()
  expect(await watchOf(t.one)).toMatchObject({
    ownerCentreId: organisationOf('aoba').id,
    state: 'observing',
    periodTo: '2022-08-05',
    level: 'urgent',
    lastSpo2: 98,
  })
  const items =
    await db.sql`select kind, centre_id, due_at from attention_items where case_id = ${t.one} and closed_at is null order by kind`
  expect(items.map(({ kind }) => kind)).toEqual(
    ['likely-same', 'no-report', 'not-registered', 'red-flag', 'release-due', 'unconfirmed'].filter((kind) => kind !== 'not-registered'),
  )
  for (const item of items) expect(item.centreId).toBe(organisationOf('aoba').id)
  expect(new Date(items.find(({ kind }) => kind === 'release-due')!.dueAt).toISOString()).toBe('2022-08-05T15:00:00.000Z')
  const [handed] = await db.sql`select state from hand_overs where case_id = ${t.one} and to_centre_id = ${organisationOf('yamate').id}`
  expect(handed!.state).toBe('withdrawn')
  // Both registered patients still see their home; the absorbed one's report is heard at the survivor.
  for (const family of [t.here, t.there]) {
    const page = await app.get('/home', await app.patientSession(family.accountId))
    expect(page.status).toBe(200)
    const [held] = await db.sql`select case_id from registrations where account_id = ${family.accountId} and ended_at is null`
    expect(held!.caseId).toBe(t.one)
  }
  // Somebody in the family with the leaflet of the absorbed case, and its birth date.
  await db.sql`update registrations set ended_at = ${app.clock()}, end_kind = 'freed' where account_id = ${t.there.accountId}`
  const claimed = await asPatient(
    db,
    t.there.token,
    app.clock(),
    (sql) => sql`
    select outcome, claimed from claim_case(${randomUUID()}, ${t.there.people[0]!.hersysId}, '1990-07-28', '架空', '娘', null, 'x', ${randomUUID()}, ${randomUUID()}, ${app.clock()})`,
  )
  expect(claimed).toMatchObject([{ outcome: 'registered', claimed: t.one }])
  // The centre finds the remaining case by the absorbed ID; the absorbed one is nobody's, its institution's and centre's eyes are on the survivor.
  const found = await asNurse(
    db,
    'nurse@aoba',
    app.clock(),
    (sql) => sql`select search_cases as id from search_cases(${t.there.people[0]!.hersysId}, '', '', 10)`,
  )
  expect(found.map(({ id }) => id)).toEqual([t.one])
  expect((await app.get(`/centre/cases/${t.two}`, nurse)).status).not.toBe(200)
  expect((await app.get(`/centre/cases/${t.one}`, other)).status).toBe(200)
  expect((await db.sql`select from listings where case_id = ${t.two}`).length).toBe(0)
})

test('a report that is under way while two cases become one reaches the survivor', async () => {
  const t = await two('aoba')
  const done = await merge(t, t.one)
  expect(done.status).toBe(303)
  const report = await storeReport(db.sql, t.two, { now: app.clock(), level: 'urgent', reasons: ['spo2-93-or-lower'], spo2: 91 })
  const [stored] = await db.sql`select case_id from daily_reports where id = ${report}`
  expect(stored!.caseId).toBe(t.one)
  const [flag] = await db.sql`select case_id from attention_items where kind = 'red-flag' and detail ->> 'reportId' = ${report}`
  expect(flag!.caseId).toBe(t.one)
  await db.sql`select raise_item(${randomUUID()}, null, ${t.two}, '', 'claim-locked', false, ${app.clock()}, '{}', ${app.clock()})`
  expect(await db.sql`select from attention_items where case_id = ${t.two}`).toHaveLength(0)
  await calm()
})

test('undone: what was there before goes back, what came later stays with the survivor and is listed before and after', async () => {
  const t = await two()
  await ask(t)
  const before = await watchOf(t.two)
  const done = await merge(t, t.one)
  const later = await storeReport(db.sql, t.one, { now: app.clock(), spo2: 97 })
  await db.sql`update daily_reports set received_at = received_at + interval '1 minute' where id = ${later}`
  app.advance(60_000)
  nurse = await app.signedInAs('nurse@aoba')
  expect((await app.get(done.location, nurse)).text).toMatch(/健康観察の報告<\/dt><dd>1件/)
  expect((await app.post(`${done.location.split('?')[0]}/undo`, { reason: '' }, nurse)).status).toBe(422)
  const undone = await undoing(done.location)
  expect(undone.location).toMatch(/done=undone$/)
  await calm()
  const page = (await app.get(undone.location, nurse)).text
  for (const words of ['取り消しました', '取り消しのあとも残った症例にあるもの', '健康観察の報告', '架空の取り消し理由'])
    expect(page, words).toContain(words)
  expect(await watchOf(t.two)).toMatchObject({ ownerCentreId: before!.ownerCentreId, state: 'observing', periodTo: before!.periodTo })
  const [held] = await db.sql`select case_id, merged_from from registrations where account_id = ${t.there.accountId}`
  expect(held).toMatchObject({ caseId: t.two, mergedFrom: null })
  expect((await db.sql`select case_id from daily_reports where id = ${later}`)[0]!.caseId).toBe(t.one)
  expect((await undoing(done.location)).status).toBe(409)
  expect((await app.get(`/centre/cases/${t.two}`, other)).status).toBe(200)
})

test.each([
  [30 * 86_400_000, 303],
  [30 * 86_400_000 + 1, 409],
])('an undo %i ms after the merge answers %i', async (ms, status) => {
  const t = await two('aoba')
  const done = await merge(t, t.one)
  app.advance(ms)
  expect((await undoing(done.location, await app.signedInAs('nurse@aoba'))).status).toBe(status)
})

test('one account that held both has one registration afterwards, and both again after the undo', async () => {
  const t = await two('aoba')
  await db.sql`update registrations set account_id = ${t.here.accountId} where case_id = ${t.two}`
  const living = async () =>
    (await db.sql`select case_id, end_kind from registrations where account_id = ${t.here.accountId} and ended_at is null`)
      .map(({ caseId }) => caseId)
      .sort()
  const done = await merge(t, t.one)
  expect(await living()).toEqual([t.one])
  await undoing(done.location)
  expect(await living()).toEqual([t.one, t.two].sort())
  await calm()
})

test('a released case that becomes part of an observed one is observed; one that died is not merged with one that lives', async () => {
  const t = await two('aoba')
  await app.post(`/centre/cases/${t.one}/end`, { kind: 'release', note: '' }, nurse)
  await merge(t, t.one)
  expect(await watchOf(t.one)).toMatchObject({ state: 'observing', endedAt: null })
  await calm()
  const dead = await two('aoba')
  await app.post(`/centre/cases/${dead.two}/end`, { kind: 'death', note: '架空' }, nurse)
  const refused = await merge(dead, dead.one)
  expect(refused.status).toBe(409)
  expect(refused.text).toContain('死亡として健康観察を終えています')
})

test('two that both were asked to be taken back, or are not filed, are not merged', async () => {
  const t = await two('aoba')
  await db.sql`update cases set state = 'withdrawal-asked' where id = ${t.two}`
  expect((await merge(t, t.one)).text).toContain('取り下げの依頼がない2件だけを統合できます')
  await db.sql`update cases set state = 'filed' where id = ${t.two}`
})

test('同一人物: two cases of one person, each observed; undone they are two persons again', async () => {
  const t = await two('aoba')
  const persons = async () => (await db.sql`select person_id from cases where id in (${t.one}, ${t.two})`).map(({ personId }) => personId)
  const done = await app.post(path(t, 'decide'), { decision: 'new-infection', reason: '架空の別の感染' }, nurse)
  expect(done.location).toMatch(/done=new-infection$/)
  expect(new Set(await persons()).size).toBe(1)
  expect([await watchOf(t.one), await watchOf(t.two)]).toMatchObject([{ state: 'observing' }, { state: 'observing' }])
  await undoing(done.location)
  expect(new Set(await persons()).size).toBe(2)
})

test('別人 is remembered with who and why, and asked again only when a correction makes the two alike in another way', async () => {
  const t = await two('aoba')
  await db.sql`update cases set birth_on = '1991-07-28', phone = '09090001' || substr(hersys_id, 5), address = null where id = ${t.two}`
  await db.sql`delete from key_queue`
  await db.sql`insert into key_queue (case_id) values (${t.one}), (${t.two})`
  await catchUp(db.worker, app.clock())
  const decided = await app.post(path(t, 'decide'), { decision: 'other-person', reason: '架空の別人' }, nurse)
  expect(decided.location).toBe('/centre/same-person?done=other-person')
  const state = async () => (await db.sql`select state, decided_by, decision_note from likeness_candidates where id = ${t.pair}`)[0]
  expect(await state()).toMatchObject({ state: 'other-person', decisionNote: '架空の別人' })
  const again = async () => {
    await db.sql`insert into key_queue (case_id) values (${t.two})`
    await catchUp(db.worker, app.clock())
    return (await state())!.state
  }
  expect(await again()).toBe('other-person')
  await db.sql`update cases set birth_on = '1990-07-28', phone = '09090007654', address = '架空県みなと市見本町1-2-3' where id = ${t.two}`
  expect(await again()).toBe('open')
  expect((await app.get(path(t), nurse)).text).toContain('架空の別人')
  const [kept] =
    await db.sql`select count(*)::int as n from likeness_decisions where decision = 'other-person' and ${t.one} in (case_id, other_case_id)`
  expect(kept!.n).toBe(1)
})

test('a case that has absorbed another and is absorbed itself: undone one after the other, the newest first', async () => {
  const t = await two('aoba')
  const first = await merge(t, t.one)
  const third = (await makeFamily(db.sql, { now: app.clock(), names: [['架空', '三']] })).people[0]!.caseId
  const next = { ...t, pair: await pairUp(db.sql, t.one, third, app.clock()) }
  const second = await merge(next, third)
  await calm()
  expect((await db.sql`select merged_into from cases where id = ${t.two}`)[0]!.mergedInto).toBe(third)
  expect((await undoing(first.location)).status).not.toBe(303)
  expect((await undoing(second.location)).status).toBe(303)
  expect((await undoing(first.location)).status).toBe(303)
  await calm()
  expect((await db.sql`select state from cases where id in (${t.one}, ${t.two}, ${third})`).map(({ state }) => state)).toEqual([
    'filed',
    'filed',
    'filed',
  ])
})

test('two people who merge the same two at the same moment: one does, the other is told', async () => {
  const t = await two('aoba')
  const answers = await Promise.all([merge(t, t.one), merge(t, t.two, await app.signedInAs('manager@aoba'))])
  expect(answers.map(({ status }) => status).sort()).toEqual([303, 409])
  await calm()
})
