import { afterAll, beforeAll, expect, test } from 'vitest'
import { organisationOf } from '../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type FormFields, type Session, type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { makeFamily } from '../../../tools/test-patients.ts'
import { centreSettings } from '../organisation/centre-settings.ts'
import { derive } from './derive.server.ts'

let db: TestDatabase
let app: TestApp
let manager: Session
let nurse: Session
const aoba = organisationOf('aoba').id
const telephone = {
  phoneFrom: '09:00',
  phoneTo: '23:59',
  incompleteMinutes: '45',
  callsFrom: '09:30',
  callsTo: '20:00',
  spreadMinutes: '0',
  windowMinutes: '90',
  tries: '２',
  pauseMinutes: '20',
  callUnlessReported: 'yes',
}

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
  manager = await app.signedInAs('manager@aoba')
  nurse = await app.signedInAs('nurse@aoba')
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

/** A second later each time, so that the newest audit row is the last one. */
const save = (form: FormFields, as = manager) => {
  app.advance(1000)
  return app.post('/centre/settings', form, as)
}
const stored = async () => (await db.sql<{ settings: object }[]>`select settings from organisations where id = ${aoba}`)[0]!.settings
const audited = async () =>
  (
    await db.sql<{ outcome: string; detail: object }[]>`
    select outcome, detail from audits where action = 'organisation.save-settings' order by at desc, id desc limit 1`
  )[0]!

test('the page shows the hours and the rules in force; every fault comes back at once with what was typed, and nothing is saved', async () => {
  const page = await app.get('/centre/settings', manager)
  expect(page.text).toMatch(/id="phoneTo"[\s\S]*?<option value="17:15" selected/)
  expect(page.text).toMatch(/id="tries"[^>]*value="3"/)
  const wrong = {
    messageNote: 'https://example.invalid',
    phoneFrom: '17:00',
    phoneTo: '09:00',
    incompleteMinutes: '4',
    callsFrom: '20:30',
    callsTo: '20:30',
    spreadMinutes: '60',
    windowMinutes: '60',
    tries: '11',
    pauseMinutes: '多め',
    callUnlessReported: 'maybe',
  }
  const refused = await save(wrong)
  expect(refused.status).toBe(422)
  const faulty = [...refused.text.matchAll(/id="(\w+)-fault"/g)].map(([, name]) => name)
  const expected = [
    'messageNote',
    'phoneTo',
    'incompleteMinutes',
    'callsTo',
    'spreadMinutes',
    'tries',
    'pauseMinutes',
    'callUnlessReported',
  ]
  expect(faulty).toEqual(expected)
  for (const [name, value] of Object.entries(wrong).filter(([name]) => name !== 'messageNote'))
    expect(refused.text).toMatch(new RegExp(`id="${name}"[\\s\\S]*?value="${value}"`))
  expect(refused.text).toContain('直すところが8つあります')
  expect(await stored()).toEqual({})
  expect((await audited()).outcome).toBe('failed')
})

test('the borders of each number', async () => {
  const borders = { incompleteMinutes: [5, 240], spreadMinutes: [0, 60], windowMinutes: [10, 360], tries: [1, 10], pauseMinutes: [1, 120] }
  for (const [name, [least, most]] of Object.entries(borders) as [string, [number, number]][]) {
    const wide = { spreadMinutes: '0', windowMinutes: '360' }
    const answers = []
    for (const value of [least - 1, least, most, most + 1]) answers.push((await save({ ...wide, [name]: String(value) })).status)
    expect([name, ...answers]).toEqual([name, 422, 303, 303, 422])
  }
  await db.sql`update organisations set settings = '{}'`
})

test('the manager sets when the centre answers and how it calls, audited; others cannot, and other settings stay', async () => {
  expect((await save(telephone, nurse)).status).toBe(403)
  expect((await save(telephone)).location).toBe('/centre/settings?saved=1')
  const kept = {
    phoneHours: { from: '09:00', to: '23:59' },
    incompleteMinutes: 45,
    calls: { earliest: '09:30', latest: '20:00', spreadMinutes: 0, windowMinutes: 90, tries: 2, pauseMinutes: 20 },
    callUnlessReported: true,
  }
  expect(await stored()).toEqual(kept)
  expect(centreSettings(await stored())).toMatchObject(kept)
  expect(await audited()).toMatchObject({ outcome: 'ok', detail: kept })
  await save({ messageNote: '', reportDeadline: '17:00' })
  expect(await stored()).toEqual({ ...kept, reportDeadline: '17:00' })
})

test('C35 nobody is called before the first hour; a time outside is refused for one and in a rule; who has one is counted', async () => {
  const caseId = (await makeFamily(db.sql, { now: testNow })).people[0]!.caseId
  const plan = (time: string[]) => ({ channel: ['automatic-call'], phone: '09012340001', language: 'ja', reason: '希望', time })
  for (const time of [['09:00'], ['10:00', '20:00']]) {
    const refused = await app.post(`/centre/cases/${caseId}/plan`, plan(time), nurse)
    expect(refused.status).toBe(422)
    expect(refused.text).toContain('この保健所が自動架電をかける時間（09:30から20:00の前まで）')
    expect(refused.text).toMatch(new RegExp(`<option value="${time[0]}" selected`))
  }
  const rule = { name: '電話', channel: ['automatic-call'], time: ['09:00'] }
  expect((await app.post('/centre/plan-rules', rule, nurse)).status).toBe(422)
  expect((await app.post(`/centre/cases/${caseId}/plan`, plan(['09:30', '19:30']), nurse)).status).toBe(303)
  expect((await app.get('/centre/settings', manager)).text).not.toContain('時間の外に約束の時刻がある方が')

  await save({ callsFrom: '10:00' })
  expect((await app.get('/centre/settings', manager)).text).toMatch(/時間の外に約束の時刻がある方が1人います/)
  await derive(db.worker, new Date('2022-07-21T09:31:00+09:00'))
  const [morning] = await db.sql`select plan_time, planned_at, window_to from calls where case_id = ${caseId} and plan_day = '2022-07-21'`
  expect(morning).toMatchObject({
    planTime: '09:30',
    plannedAt: new Date('2022-07-21T10:00:00+09:00').toISOString(),
    windowTo: new Date('2022-07-21T11:00:00+09:00').toISOString(),
  })
})
