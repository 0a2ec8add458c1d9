import { afterAll, beforeAll, expect, test } from 'vitest'
import { organisationOf } from '../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type FormFields, type Session, type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { addRecord, filedCase, recordsAt, registeredCase } from '../../../tools/test-records.ts'

let db: TestDatabase
let app: TestApp
let doctor: Session
let owner: Session

beforeAll(async () => {
  db = await testDatabase()
  app = await testApp(db)
  await seedPlaces(db.sql, testNow)
  doctor = await app.signedInAs('doctor@aoba-hospital')
  owner = await app.signedInAs('nurse@minato')
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const grave = { on: '2022-07-20', spo2: '93' }
const record = (caseId: string, tab: string, fields: FormFields, session = doctor, portal: 'institution' | 'centre' = 'institution') =>
  addRecord(app, db, session, recordsAt(portal, caseId, tab), fields)
const redFlags = (caseId: string) =>
  db.sql`select i.urgent, i.detail, i.occurrences, i.acknowledged_at, o.name as centre from attention_items i join organisations o on o.id = i.centre_id
          where i.case_id = ${caseId} and i.kind = 'red-flag' and i.closed_at is null`

test.each<[string, FormFields, boolean]>([
  ['SpO2 93', { spo2: '93' }, true],
  ['SpO2 94', { spo2: '94' }, false],
  ['中等症II', { severity: 'moderateTwo' }, true],
  ['中等症I', { severity: 'moderateOne' }, false],
  ['重症', { severity: 'severe' }, true],
])('a course that says %s at home rings the owning centre: %s', async (_name, fields, isAlarming) => {
  const { caseId, name } = await filedCase(app, db, doctor)
  await record(caseId, 'course', { on: '2022-07-20', ...fields })
  const items = await redFlags(caseId)
  expect(items.map(({ urgent, centre }) => [urgent, centre])).toEqual(isAlarming ? [[true, '架空みなと保健所']] : [])
  const queue = await app.get('/centre', owner)
  // A new 発生届 stands there by name before it is late; among the red ones only who is gravely ill.
  expect(queue.text).toContain(name)
  const red = queue.text.split('id="routine-title"')[0]!.split('id="urgent-title"')[1] ?? ''
  expect(red.includes(name)).toBe(isAlarming)
  if (isAlarming) expect(queue.text).toContain('入院していない方が中等症II以上、またはSpO2 93%以下')
})

test('in hospital the same entry rings nobody; leaving it as ill as that does', async () => {
  const { caseId } = await filedCase(app, db, doctor)
  const stay = { care: 'inpatient', hospital: organisationOf('minato-hospital').id, fromOn: '2022-07-19' }
  const entryId = await record(caseId, 'medical', stay)
  await record(caseId, 'course', grave)
  expect(await redFlags(caseId)).toEqual([])
  const at = recordsAt('institution', caseId, 'medical')
  await app.post(`${at}/${entryId}`, { ...stay, untilOn: '2022-07-20', outcome: 'home', revision: '1' }, doctor)
  expect(await redFlags(caseId)).toMatchObject([{ detail: { reasons: ['left-grave'] } }])
})

test('a stay that is struck as a mistake leaves somebody at home who is gravely ill: the centre is told', async () => {
  const { caseId } = await filedCase(app, db, doctor)
  const entryId = await record(caseId, 'medical', { care: 'inpatient', fromOn: '2022-07-19', hospitalOther: '架空病院' })
  await record(caseId, 'course', grave)
  const at = recordsAt('institution', caseId, 'medical')
  expect((await app.post(`${at}/${entryId}/strike`, { revision: '1', reason: '架空の別人' }, doctor)).status).toBe(303)
  expect(await redFlags(caseId)).toHaveLength(1)
})

test('moved to another hospital, nobody is rung', async () => {
  const { caseId } = await filedCase(app, db, doctor)
  const stay = { care: 'inpatient', fromOn: '2022-07-19', hospitalOther: '架空病院' }
  const entryId = await record(caseId, 'medical', stay)
  await record(caseId, 'course', grave)
  const at = recordsAt('institution', caseId, 'medical')
  await app.post(`${at}/${entryId}`, { ...stay, untilOn: '2022-07-20', outcome: 'transfer', revision: '1' }, doctor)
  expect(await redFlags(caseId)).toEqual([])
})

test('the 届出保健所 that does not own the case records, and the owner is rung', async () => {
  const { caseId } = await filedCase(app, db, doctor)
  await record(caseId, 'course', grave, await app.signedInAs('nurse@aoba'), 'centre')
  expect(await redFlags(caseId)).toMatchObject([{ centre: '架空みなと保健所' }])
})

test('a second grave entry cancels the acknowledgement of the first', async () => {
  const { caseId } = await filedCase(app, db, doctor)
  await record(caseId, 'course', grave)
  const [item] = await db.sql`select id from attention_items where case_id = ${caseId} and kind = 'red-flag'`
  await app.post(`/centre/items/${item!.id}/acknowledge`, { seen: '1...' }, owner)
  expect((await redFlags(caseId))[0]!.acknowledgedAt).not.toBeNull()
  await record(caseId, 'course', { ...grave, spo2: '90' })
  expect(await redFlags(caseId)).toMatchObject([{ occurrences: 2, acknowledgedAt: null }])
})

test('after 療養解除 a grave entry still rings the centre that released', async () => {
  const { caseId } = await filedCase(app, db, doctor)
  await db.sql`update watches set state = 'ended', end_kind = 'release', ended_at = ${testNow}, ended_by = (select id from staff_accounts where login_id = 'nurse@minato')
    where case_id = ${caseId}`
  await record(caseId, 'course', grave)
  expect(await redFlags(caseId)).toHaveLength(1)
})

test('a death in 医療 asks the centre to decide; the observation goes on until it does', async () => {
  const { caseId } = await filedCase(app, db, doctor)
  await record(caseId, 'medical', { care: 'inpatient', fromOn: '2022-07-19', untilOn: '2022-07-20', outcome: 'died', diedOn: '2022-07-20' })
  const items =
    await db.sql`select kind, detail from attention_items where case_id = ${caseId} and kind = 'correction-asked' and closed_at is null`
  expect(items).toMatchObject([{ detail: { reasons: ['course-died'] } }])
  expect((await db.sql`select state from watches where case_id = ${caseId}`)[0]).toEqual({ state: 'observing' })
})

test('without 発生届 there is no queue to ring, and the page says that nobody watches', async () => {
  const { caseId } = await registeredCase(app, doctor)
  await record(caseId, 'course', grave)
  expect(await redFlags(caseId)).toEqual([])
  expect((await app.get(`/institution/cases/${caseId}/tabs/medical`, doctor)).text).toContain('保健所は見守っていません')
})
