import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type Session, type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { makeFamily } from '../../../tools/test-patients.ts'
import { cookieNames } from '../../platform/http/session.server.ts'

let db: TestDatabase
let app: TestApp
let nurse: Session

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
  nurse = await app.signedInAs('nurse@aoba')
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const at = (text: string) => new Date(`${text}+09:00`)

/** A case observed since 20 July, looked at on the 22nd at 12:00. */
async function makeCase() {
  app.setNow(at('2022-07-22T12:00:00'))
  const family = await makeFamily(db.sql, { now: testNow })
  await db.sql`update sessions set expires_at = ${at('2022-08-20T00:00:00')}, ends_at = ${at('2022-08-20T00:00:00')} where token_hash = ${family.sessionHash}`
  const session: Session = { cookies: new Map([[cookieNames.patient, family.token]]) }
  const { caseId, registrationId } = family.people[0]!
  nurse = await app.signedInAs('nurse@aoba')
  return {
    caseId,
    session,
    base: `/centre/cases/${caseId}/reports`,
    url: `/report/${registrationId}`,
    history: `/history/${registrationId}`,
  }
}
const reportsOf = (caseId: string) => db.sql`select * from daily_reports where case_id = ${caseId} order by reported_at, id`
const watchOf = async (caseId: string) => (await db.sql`select * from watches where case_id = ${caseId}`)[0]!
const itemOf = async (caseId: string, kind: string) =>
  (await db.sql`select * from attention_items where case_id = ${caseId} and kind = ${kind} and closed_at is null`)[0]

test('C22 C36 a report taken by telephone tells of a past day of the observation; a newer one stays on the list', async () => {
  const { caseId, session, base, url, history } = await makeCase()
  await app.post(url, { temperature: '36.6', spo2: '98' }, session)
  const page = await app.get(`${base}/new`, nurse)
  expect(page.text).toContain('健康状態の代行入力')
  const saved = await app.post(`${base}/new`, { day: '2022-07-21', time: '９：３０', temperature: '38.2' }, nurse)
  expect(saved.location).toBe(`/centre/cases/${caseId}?done=reported`)
  expect(await reportsOf(caseId)).toMatchObject([
    {
      reportedOn: '2022-07-21',
      reportedAt: at('2022-07-21T09:30:00').toISOString(),
      receivedAt: app.clock().toISOString(),
      channel: 'staff',
      authorKind: 'staff',
    },
    { reportedOn: '2022-07-22', channel: 'web' },
  ])
  expect(await watchOf(caseId)).toMatchObject({ lastTemperature: 36.6, lastChannel: 'web', level: 'stable' })
  expect((await app.get(history, session)).text).toContain('保健所')
})

test('a red flag taken by telephone stands in the queue, also of a past day', async () => {
  const { caseId, base } = await makeCase()
  await app.post(`${base}/new`, { day: '2022-07-21', time: '9:30', spo2: '92' }, nurse)
  expect(await itemOf(caseId, 'red-flag')).toMatchObject({ urgent: true, raisedAt: app.clock().toISOString() })
})

test.each([
  ['the first day', '2022-07-20', '0:00', 303],
  ['the day before it', '2022-07-19', '23:59', 422],
  ['now', '2022-07-22', '12:00', 303],
  ['a minute from now', '2022-07-22', '12:01', 422],
  ['tomorrow', '2022-07-23', '0:00', 422],
  ['no time', '2022-07-21', '', 422],
  ['25 o’clock', '2022-07-21', '25:00', 422],
])('staff may tell of %s: %s %s → %i', async (_why, reportedOn, time, status) => {
  const { caseId, base } = await makeCase()
  const answer = await app.post(`${base}/new`, { day: reportedOn, time, temperature: '37.1', note: '架空のメモ' }, nurse)
  expect(answer.status).toBe(status)
  expect(await reportsOf(caseId)).toHaveLength(status === 303 ? 1 : 0)
  if (status === 422) expect(answer.text).toContain('架空のメモ')
})

test.each([
  [
    'of today ends the silence until tomorrow',
    '2022-07-22',
    { answeredAt: at('2022-07-22T12:00:00').toISOString(), againAt: at('2022-07-23T18:00:00').toISOString() },
  ],
  [
    'of yesterday ends it until today’s deadline',
    '2022-07-21',
    { answeredAt: at('2022-07-22T12:00:00').toISOString(), againAt: at('2022-07-22T18:00:00').toISOString() },
  ],
  ['of the day before leaves yesterday silent', '2022-07-20', { answeredAt: null, againAt: null }],
])('a report %s', async (_why, reportedOn, expected) => {
  const { caseId, base } = await makeCase()
  await app.post(`${base}/new`, { day: reportedOn, time: '9:00', temperature: '37.1' }, nurse)
  expect(await itemOf(caseId, 'no-report')).toMatchObject({ dueAt: at('2022-07-21T18:00:00').toISOString(), ...expected })
})

test('a correction is a revision: the old report stays, triage runs again, an open item stays open', async () => {
  const { caseId, session, base, url, history } = await makeCase()
  await app.post(url, { spo2: '91', temperature: '37.0' }, session)
  const [wrong] = await reportsOf(caseId)
  const item = await itemOf(caseId, 'red-flag')
  const path = `${base}/${wrong!.id}/correct`
  const page = await app.get(path, nurse)
  expect(page.text).toMatch(/name="spo2"[^>]*value="91"/)
  expect((await app.post(path, { spo2: '97', temperature: '37.0' }, nurse)).status).toBe(422)
  app.advance(60_000)
  const form = { spo2: '97', temperature: '37.0', reason: '聞き間違い', key: 'correction-1' }
  const taps = await Promise.all([app.post(path, form, nurse), app.post(path, form, nurse)])
  expect(taps.map((tap) => tap.status)).toEqual([303, 303])
  const [old, revision, ...more] = await reportsOf(caseId)
  expect(more).toEqual([])
  expect(old).toMatchObject({ id: wrong!.id, spo2: 91, supersededAt: app.clock().toISOString() })
  expect(revision).toMatchObject({
    revisesId: wrong!.id,
    spo2: 97,
    reason: '聞き間違い',
    authorKind: 'staff',
    reportedAt: wrong!.reportedAt,
    supersededAt: null,
  })
  expect(await watchOf(caseId)).toMatchObject({ level: 'stable', lastSpo2: 97, lastReportId: revision!.id })
  expect(await itemOf(caseId, 'red-flag')).toMatchObject({ id: item!.id, occurrences: 1 })
  const shown = (await app.get(history, session)).text
  expect(shown).toContain('保健所が訂正')
  expect(shown).not.toContain('91%')
  expect((await app.get(path, nurse)).status).toBe(409)
  expect((await app.post(path, { ...form, key: 'correction-2' }, nurse)).status).toBe(409)
})

test('a correction that turns red raises the item; one of an older report leaves the newest on the list', async () => {
  const { caseId, session, base, url } = await makeCase()
  await app.post(url, { spo2: '98' }, session)
  app.advance(60_000)
  await app.post(url, { spo2: '97', temperature: '36.5' }, session)
  const [first, second] = await reportsOf(caseId)
  app.advance(60_000)
  await app.post(`${base}/${first!.id}/correct`, { spo2: '90', reason: '訂正' }, nurse)
  expect(await itemOf(caseId, 'red-flag')).toMatchObject({ urgent: true })
  expect(await watchOf(caseId)).toMatchObject({ level: 'stable', lastReportId: second!.id })
})

test('only the owner’s staff enter and correct', async () => {
  const { caseId, session, base, url } = await makeCase()
  await app.post(url, { temperature: '36.6' }, session)
  const [report] = await reportsOf(caseId)
  for (const who of ['nurse@minato', 'doctor@aoba-clinic', 'officer@prefecture', 'helpdesk@helpdesk']) {
    const stranger = await app.signedInAs(who)
    for (const path of [`${base}/new`, `${base}/${report!.id}/correct`]) {
      expect([403, 404]).toContain((await app.get(path, stranger)).status)
      const form = { day: '2022-07-22', time: '9:00', temperature: '40', reason: '－' }
      expect([403, 404]).toContain((await app.post(path, form, stranger)).status)
    }
  }
  expect(await reportsOf(caseId)).toHaveLength(1)
})

test('after a hand-over the receiver enters, the giver no more', async () => {
  const { caseId, base } = await makeCase()
  const minato = (await db.sql`select id, parent_id from organisations where code = '48-HC-12'`)[0]!
  await db.sql`update watches set owner_centre_id = ${minato.id} where case_id = ${caseId}`
  const form = { day: '2022-07-22', time: '9:00', temperature: '37' }
  expect((await app.post(`${base}/new`, form, nurse)).status).toBe(404)
  expect((await app.post(`${base}/new`, form, await app.signedInAs('nurse@minato'))).status).toBe(303)
})
