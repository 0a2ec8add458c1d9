import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { organisationOf } from '../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { checkSilence } from '../../../tools/check-silence.mjs'
import { type Session, type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { makeFamily } from '../../../tools/test-patients.ts'
import { storeReport } from '../../../tools/test-reports.ts'

let db: TestDatabase
let app: TestApp
let nurse: Session
let caseId: string
const at = (text: string) => new Date(`${text}+09:00`)
const aoba = organisationOf('aoba').id

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
})
afterAll(async () => {
  await app.close()
  await db.drop()
})
beforeEach(async () => {
  await later('2022-07-20T10:00')
  caseId = (await makeFamily(db.sql, { now: testNow })).people[0]!.caseId
})

async function later(text: string) {
  app.setNow(at(text))
  nurse = await app.signedInAs('nurse@aoba')
}
const post = (verb: string, form: Record<string, string>, session = nurse) => app.post(`/centre/cases/${caseId}/${verb}`, form, session)
const end = (kind: 'release' | 'death') => post('end', { kind, note: '架空の経緯' })
const watch = async () => (await db.sql`select state, owner_centre_id, ended_at, end_kind from watches where case_id = ${caseId}`)[0]
const open = async () =>
  (await db.sql`select kind, due_at from attention_items where case_id = ${caseId} and closed_at is null order by kind`).map((i) => [
    i.kind,
    i.dueAt,
  ])
const instant = (text: string) => at(text).toISOString()
const broken = async () => (await checkSilence(db.sql as never, app.clock())).filter(({ count }) => count > 0).map(({ rule }) => rule)

test.each(['death', 'release'] as const)(
  'a %s recorded by mistake is taken back: the same owner observes, new deadlines, nothing is erased',
  async (kind) => {
    await end(kind)
    await later('2022-07-22T11:00')
    expect((await app.get(`/centre/cases/${caseId}`, nurse)).text).toContain('健康観察を再開する')
    expect((await post('reopen', { note: '別の方の記録と取り違えた' })).location).toContain('done=reopened')
    expect(await watch()).toEqual({ state: 'observing', ownerCentreId: aoba, endedAt: null, endKind: null })
    expect(await open()).toEqual([
      ['no-report', instant('2022-07-22T18:00')],
      ['release-due', instant('2022-07-30T00:00')],
      ['unconfirmed', instant('2022-07-20T14:00')],
    ])
    expect(await broken()).toEqual([])
    const { text } = await app.get(`/centre/cases/${caseId}`, nurse)
    for (const word of ['終了の取り消し（再開）の記録', '別の方の記録と取り違えた', '架空の経緯', '健康観察中'])
      expect(text).toContain(word)
    const audits = await db.sql`select from audits where action = 'case.reopen' and outcome = 'ok' and case_ids @> ${[caseId]}::uuid[]`
    expect(audits).toHaveLength(1)
    const [taken] =
      await db.sql`select end_kind, end_note from watch_reopenings where case_id = ${caseId} order by reopened_at desc limit 1`
    expect(taken).toEqual({ endKind: kind, endNote: '架空の経緯' })
  },
)

test('silence after the re-opening shows at the first deadline; a report of today moves it on; a second end and re-opening hold too', async () => {
  await end('death')
  await later('2022-07-22T19:00')
  await storeReport(db.sql, caseId, { now: app.clock() })
  await post('reopen', { note: '誤記録' })
  expect(await open()).toContainEqual(['no-report', instant('2022-07-23T18:00')])
  await later('2022-07-23T18:00')
  expect((await app.get('/centre', nurse)).text).toContain('報告なし')
  expect(await broken()).toEqual([])
  await end('release')
  await later('2022-07-24T09:00')
  await post('reopen', { note: '解除は別の症例' })
  expect(await open()).toContainEqual(['no-report', instant('2022-07-24T18:00')])
  expect(await db.sql`select from watch_reopenings where case_id = ${caseId}`).toHaveLength(2)
  expect(await broken()).toEqual([])
})

test('where the period is over the decision is due at once; who had not registered, or could not be reached, is looked after again', async () => {
  await db.sql`delete from registrations where case_id = ${caseId}`
  await end('release')
  await db.sql`insert into messages (id, created_at, kind, channel, recipient, body, case_id, state, send_after, updated_at)
    values (gen_random_uuid(), ${testNow}, 'my-hersys-invitation', 'sms', '09012340001', '', ${caseId}, 'failed', ${testNow}, ${at('2022-07-21T09:00')})`
  await later('2022-08-02T09:00')
  await post('reopen', { note: '誤記録' })
  expect(await open()).toEqual([
    ['no-report', instant('2022-08-02T18:00')],
    ['not-registered', instant('2022-08-02T09:00')],
    ['release-due', instant('2022-08-02T09:00')],
    ['sms-undeliverable', instant('2022-08-02T09:00')],
    ['unconfirmed', instant('2022-07-20T14:00')],
  ])
  expect(await broken()).toEqual([])
})

test('a reason is needed; a clerk and the neighbour may not; what is observed or withdrawn cannot be re-opened', async () => {
  expect((await post('reopen', { note: '誤記録' })).status).toBe(409)
  await end('death')
  const refused = await post('reopen', { note: ' ' })
  expect(refused.status).toBe(422)
  expect(refused.text).toContain('再開の理由を入力してください。')
  expect((await post('reopen', { note: '誤記録' }, await app.signedInAs('clerk@aoba'))).status).toBe(403)
  expect((await post('reopen', { note: '誤記録' }, await app.signedInAs('nurse@minato'))).status).toBe(404)
  await db.sql`update cases set state = 'withdrawn' where id = ${caseId}`
  expect((await post('reopen', { note: '誤記録' })).status).toBe(403)
  expect(await watch()).toMatchObject({ state: 'ended' })
})

test('two who re-open at once re-open once', async () => {
  await end('death')
  const answers = await Promise.all([1, 2].map(() => post('reopen', { note: '誤記録' })))
  expect(answers.map(({ status }) => status).sort()).toEqual([303, 409])
  expect((await open()).filter(([kind]) => kind === 'no-report')).toHaveLength(1)
})
