import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type Session, type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { wholeAnswers } from '../../../tools/test-notification.ts'
import { addRecord, filedCase, recordsAt, registeredCase } from '../../../tools/test-records.ts'

let db: TestDatabase
let app: TestApp
let doctor: Session
let nurse: Session

beforeAll(async () => {
  db = await testDatabase()
  app = await testApp(db)
  await seedPlaces(db.sql, testNow)
  doctor = await app.signedInAs('doctor@aoba-clinic')
  nurse = await app.signedInAs('nurse@minato')
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const tab = async (caseId: string, name: string, session = doctor) =>
  (await app.get(`/institution/cases/${caseId}/tabs/${name}`, session)).text
/** 他のタブの同一項目, as text. */
const sharedIn = (text: string) => (/<section aria-labelledby="shared">.*/s.exec(text)?.[0] ?? '').replaceAll(/<[^>]+>/g, ' ')

test('before the 発生届 ID管理 and 基礎情報 own who and since when; from its filing on the 発生届 does, and they ask no more', async () => {
  const { caseId } = await registeredCase(app, doctor, { phone: '09090005001', municipality: 'みなと市', prefecture: '架空県' })
  const basicsAt = recordsAt('institution', caseId, 'basics')
  await addRecord(app, db, doctor, basicsAt, { onsetOn: '2022-07-17', riskPresence: 'yes', riskFactors: ['diabetes'] })
  expect((await app.get(`${recordsAt('institution', caseId, 'identity')}/new`, doctor)).text).toContain('name="phone"')
  expect(sharedIn(await tab(caseId, 'tests'))).toMatch(/発病年月日\s+2022年7月17日/)
  expect(sharedIn(await tab(caseId, 'places'))).toContain('みなと市')

  const begun = await app.post(`/institution/cases/${caseId}/notification`, {}, doctor)
  const { 'name.family': _family, 'name.given': _given, phone: _phone, ...rest } = wholeAnswers
  const form = { ...rest, 'name.family': '架空改', 'name.given': '改子', phone: '09090005002', 'onsetOn.date': '18', go: 'confirm' }
  await app.post(begun.location, form, doctor)
  expect((await app.post(`${begun.location}/file`, {}, doctor)).status).toBe(303)

  const identity = await tab(caseId, 'identity')
  expect(sharedIn(identity)).toContain('架空改 改子')
  for (const gone of ['name="name.family"', 'name="phone"', 'name="birthOn.year"'])
    expect((await app.get(`${recordsAt('institution', caseId, 'identity')}/new`, doctor)).text).not.toContain(gone)
  for (const name of ['tests', 'movements', 'observation', 'medical'])
    expect([name, sharedIn(await tab(caseId, name)).includes('2022年7月17日')]).toEqual([name, false])
  expect(sharedIn(await tab(caseId, 'medical'))).toMatch(/発病年月日\S*\s+2022年7月18日/)
  // What ID管理 said before is its history, not a second truth.
  expect((await db.sql`select family_name, phone from cases where id = ${caseId}`)[0]).toEqual({
    familyName: '架空改',
    phone: '09090005002',
  })
})

test('国籍, 入国日 and パスポート番号 are written in 基礎情報 alone, and shown in ID管理', async () => {
  const { caseId } = await filedCase(app, db, doctor)
  for (const name of ['identity', 'tests', 'places', 'observation', 'medical'])
    expect((await app.get(`${recordsAt('institution', caseId, name)}/new`, doctor)).text).not.toContain('name="nationality"')
  const at = recordsAt('institution', caseId, 'basics')
  const entryId = await addRecord(app, db, doctor, at, { nationality: '架空国', enteredOn: '2022-07-10', passportNumber: 'KK1234567' })
  expect(
    (await db.sql`select nationality, entered_japan_on, passport_number, passport_entered_by from cases where id = ${caseId}`)[0],
  ).toEqual({
    nationality: '架空国',
    enteredJapanOn: '2022-07-10',
    passportNumber: 'KK1234567',
    passportEnteredBy: 'staff',
  })
  expect(sharedIn(await tab(caseId, 'identity'))).toContain('KK1234567')
  await app.post(
    `${at}/${entryId}`,
    { nationality: '架空国', enteredOn: '2022-07-10', passportNumber: '', revision: '1', reason: '架空の誤り' },
    doctor,
  )
  expect((await db.sql`select passport_number, passport_entered_by from cases where id = ${caseId}`)[0]).toEqual({
    passportNumber: null,
    passportEnteredBy: null,
  })
  expect((await app.post(`${at}/${entryId}`, { passportNumber: 'TK12345678', revision: '2' }, doctor)).status).toBe(422)
})

test('the passport number that a patient adds is a revision of 基礎情報, by the patient', async () => {
  const { caseId } = await filedCase(app, db, doctor)
  await addRecord(app, db, doctor, recordsAt('institution', caseId, 'basics'), { nationality: '架空国', enteredOn: '2022-07-10' })
  const accountId = crypto.randomUUID()
  await db.sql`insert into patient_accounts (id, email, password_hash, language, created_at) values (${accountId}, ${`${accountId}@example.jp`}, '-', 'ja', ${testNow})`
  await db.sql`insert into registrations (id, account_id, case_id, family_name, given_name, created_at)
    values (${crypto.randomUUID()}, ${accountId}, ${caseId}, '架空', '人', ${testNow})`
  const [registration] = await db.sql<{ id: string }[]>`select id from registrations where account_id = ${accountId}`
  const session = await app.patientSession(accountId)
  const at = `/passport/${registration!.id}`
  expect((await app.post(at, { number: 'AB1234567', sure: 'AB1234567' }, session)).status).toBe(303)
  const text = await tab(caseId, 'basics')
  for (const words of ['ご本人（My HER-SYS）', 'AB1234567', '以前の版 1件', '架空国']) expect(text).toContain(words)
})

test('医療 owns the severity of now: lists, header and 記録 follow its newest entry, the 発生届 keeps its own', async () => {
  const { caseId, hersysId } = await filedCase(app, db, doctor)
  const at = recordsAt('centre', caseId, 'course')
  const listed = async (severity: string) =>
    (await app.post('/institution/notifications/search', { severity }, doctor)).text.includes(hersysId)
  expect([await listed('mild'), await listed('severe')]).toEqual([true, false])
  const worse = await addRecord(app, db, nurse, at, { on: '2022-07-20', severity: 'severe' })
  await addRecord(app, db, nurse, at, { on: '2022-07-19', severity: 'moderateOne' })
  expect([await listed('mild'), await listed('moderateOne'), await listed('severe')]).toEqual([false, false, true])
  expect((await tab(caseId, 'measures')).replaceAll(/<[^>]+>/g, ' ')).toMatch(/重症度\s+重症/)
  expect((await app.get(`/institution/notifications/${caseId}`, doctor)).text).toContain('軽症')
  await app.post(`${at}/${worse}/strike`, { revision: '1', reason: '架空の取り違え' }, nurse)
  expect([await listed('moderateOne'), await listed('severe')]).toEqual([true, false])
})

test('a stay in hospital is written once, in 医療: 居所, the header and the list follow; 退院 ends it everywhere', async () => {
  const { caseId } = await filedCase(app, db, doctor)
  const at = recordsAt('centre', caseId, 'medical')
  await addRecord(app, db, nurse, recordsAt('centre', caseId, 'places'), { place: 'home', fromOn: '2022-07-18' })
  const [hospital] = await db.sql<{ id: string }[]>`select id from organisations where name = '架空みなと中央病院'`
  const stay = { care: 'inpatient', hospital: hospital!.id, fromOn: '2022-07-19' }
  const entryId = await addRecord(app, db, nurse, at, stay)
  const where = async () => (await db.sql`select whereabouts, place_name from cases where id = ${caseId}`)[0]
  expect(await where()).toEqual({ whereabouts: 'hospital', placeName: '架空みなと中央病院' })
  expect(await tab(caseId, 'places')).toMatch(/7\/19[^<]*～入院中[^<]*架空みなと中央病院/)
  const left = await app.post(`${at}/${entryId}`, { ...stay, untilOn: '2022-07-20', outcome: 'home', revision: '1' }, nurse)
  expect(left.status).toBe(303)
  expect(await where()).toEqual({ whereabouts: null, placeName: null })
  expect(await tab(caseId, 'places')).not.toContain('入院中')
})
