import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { organisationOf } from '../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { checkSilence } from '../../../tools/check-silence.mjs'
import { type Session, type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { claims } from '../../../tools/test-claims.ts'
import { contactAnswers, dayParts, nameContact } from '../../../tools/test-contacts.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { reportOver, wholeAnswers } from '../../../tools/test-notification.ts'
import { storeReport } from '../../../tools/test-reports.ts'

let db: TestDatabase
let app: TestApp
let nurse: Session
let doctor: Session
let patients: ReturnType<typeof claims>
let indexId: string

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
  patients = claims(db, app)
  doctor = await app.signedInAs('doctor@aoba-clinic')
  indexId = await file({})
})
afterAll(async () => {
  await app.close()
  await db.drop()
})
beforeEach(async () => {
  app.setNow(testNow)
  nurse = await app.signedInAs('nurse@aoba')
  doctor = await app.signedInAs('doctor@aoba-clinic')
})

/** Files a 発生届 and says which case it became. */
async function file(more: Record<string, string>): Promise<string> {
  const path = await reportOver(app, doctor, { ...wholeAnswers, municipality: 'あおば市', ...more })
  const [draft] = await db.sql<{ caseId: string }[]>`select case_id from notification_drafts where id = ${path.split('/').at(-1)!}`
  return draft!.caseId
}
const caseOf = async (id: string) => (await db.sql`select * from cases where id = ${id}`)[0]!
const watchOf = async (id: string) => (await db.sql`select * from watches where case_id = ${id}`)[0]!
const open = async (id: string) =>
  (await db.sql`select kind from attention_items where case_id = ${id} and closed_at is null order by kind`).map(({ kind }) => kind)
const smsOf = (id: string) => db.sql<{ recipient: string; body: string }[]>`
  select recipient, body from messages where case_id = ${id} and channel = 'sms' order by created_at, id`
const silence = async () => (await checkSilence(db.worker, app.clock())).filter(({ count }) => count > 0)
/** The report of the brother, as a doctor types it. */
const ofContact = {
  'name.given': '次郎',
  'name.familyKana': 'カクウ',
  'name.givenKana': 'ジロウ',
  sex: 'male',
  ...(dayParts('birthOn', '1993-03-03') as Record<string, string>),
  phone: '090-9000-0007',
}

test('濃厚接触者 is observed like a patient: HER-SYS ID, SMS, owner, deadlines, an own list, no 発生届; the last day follows the dated rule', async () => {
  const id = await nameContact(app, nurse, indexId, { 'name.given': '三郎', phone: '090-9000-0008' })
  expect(await caseOf(id)).toMatchObject({ kind: 'close-contact', state: 'contact', familyName: '架空', reportingInstitutionId: null })
  expect(await watchOf(id)).toMatchObject({ ownerCentreId: organisationOf('aoba').id, kind: 'close-contact', periodTo: '2022-07-27' })
  expect(await open(id)).toEqual(['no-report', 'not-registered', 'release-due'])
  expect((await smsOf(id))[0]!.body).toContain(`HER-SYS ID:${(await caseOf(id)).hersysId}`)
  const page = await app.get(`/centre/cases/${id}`, nurse)
  for (const words of ['濃厚接触者です', '待機期間の目安', '7/28', '待機解除']) expect(page.text).toContain(words)
  expect((await app.get('/centre/contacts', nurse)).text).toContain('架空 三郎')
  expect((await app.get('/centre/watch-list', nurse)).text).toContain('架空 三郎')
  expect((await app.get('/centre/notifications', nurse)).text).not.toContain('架空 三郎')
  expect((await app.get(`/centre/cases/${id}/notification`, nurse)).text).toContain('濃厚接触者のため、発生届はありません')
  expect((await app.get(`/centre/cases/${indexId}/contacts`, nurse)).text).toContain('架空 三郎')
  expect(await silence()).toEqual([])
})

test('a contact registers in My HER-SYS and reports; the same page sent twice names nobody twice; faults come back with everything typed', async () => {
  const id = await nameContact(app, nurse, indexId, { 'name.given': '四郎', phone: '090-9000-0009' })
  const again = await app.post(`/centre/cases/${indexId}/contacts/new`, { ...contactAnswers('2022-07-20'), newId: id }, nurse)
  expect(again.status).toBe(303)
  expect(await db.sql`select from contacts where case_id = ${id}`).toHaveLength(1)
  const holder = await patients.newPatient()
  const { hersysId } = await caseOf(id)
  expect((await patients.claim(holder, hersysId, dayParts('birthOn', '1993-03-03') as Record<string, string>)).location).toBe('/home')
  await storeReport(db.sql, id, { now: testNow, temperature: 36.5 })
  expect((await app.get('/centre/contacts', nurse)).text).toContain('架空 四郎')
  const bad = await app.post(`/centre/cases/${indexId}/contacts/new`, contactAnswers('2022-07-21', { relation: '', note: '席が隣' }), nurse)
  expect(bad.status).toBe(422)
  for (const words of ['席が隣', 'value="次郎"']) expect(bad.text).toContain(words)
  expect((await app.get(`/centre/cases/${id}/contacts/new`, nurse)).status).toBe(403)
  expect((await app.get(`/centre/cases/${indexId}/contacts/new`, await app.signedInAs('nurse@yamate'))).status).toBe(404)
})

test('a 発生届 for a contact: the same case and HER-SYS ID, the same owner without a gap, registration and reports stay, the centre confirms it', async () => {
  const id = await nameContact(app, nurse, indexId)
  const before = await watchOf(id)
  const { hersysId, personId } = await caseOf(id)
  const holder = await patients.newPatient()
  await patients.claim(holder, hersysId, dayParts('birthOn', '1993-03-03') as Record<string, string>)
  await storeReport(db.sql, id, { now: testNow, temperature: 38.1, level: 'watch' })
  app.setNow(new Date('2022-07-21T10:00:00+09:00'))
  doctor = await app.signedInAs('doctor@minato-clinic')
  nurse = await app.signedInAs('nurse@aoba')
  const made = await file({ ...ofContact, municipality: 'みなと市', postalCode: '000-2001', institutionName: '架空みなと内科' })
  expect(made).toBe(id)
  expect(await caseOf(id)).toMatchObject({ hersysId, personId, kind: 'patient', state: 'filed', confirmedAt: null })
  const watch = await watchOf(id)
  expect(watch).toMatchObject({ ownerCentreId: before.ownerCentreId, beganAt: before.beganAt, state: 'observing', kind: 'patient' })
  expect(watch).toMatchObject({ periodFrom: '2022-07-19', periodTo: '2022-07-28', lastTemperature: 38.1 })
  expect(await open(id)).toEqual(['no-report', 'owner-to-settle', 'release-due', 'unconfirmed'])
  expect(await patients.registrationsOf(id)).toHaveLength(1)
  expect(await smsOf(id)).toHaveLength(1)
  expect((await app.get(`/centre/cases/${indexId}/contacts`, nurse)).text).toContain('発生届が提出された（感染者）')
  expect((await app.get('/centre/notifications', nurse)).text).toContain('架空 次郎')
  expect((await app.get('/centre/contacts', nurse)).text).not.toContain('架空 次郎')
  expect((await app.post(`/centre/cases/${id}/confirm`, {}, nurse)).status).toBe(303)
  expect(await silence()).toEqual([])
})

test.each([
  ['another birth date', { 'birthOn.date': '4' }],
  ['another telephone', { phone: '090-9000-0070' }],
  ['another name', { 'name.given': '五郎', 'name.givenKana': 'ゴロウ' }],
])('a 発生届 with %s is nobody’s contact: a case of its own', async (_, differs) => {
  const id = await nameContact(app, nurse, indexId, { 'name.given': '五月', 'name.givenKana': 'サツキ', phone: '090-9000-0011' })
  const made = await file({ ...ofContact, 'name.given': '五月', 'name.givenKana': 'サツキ', phone: '090-9000-0011', ...differs })
  expect(made).not.toBe(id)
  expect(await caseOf(id)).toMatchObject({ kind: 'close-contact', state: 'contact' })
  expect(await silence()).toEqual([])
  await app.post(`/centre/cases/${id}/end`, { kind: 'release', note: '' }, nurse)
})

test('released as a contact, then ill: another case of the same person', async () => {
  const more = { 'name.given': '六郎', 'name.givenKana': 'ロクロウ', phone: '090-9000-0012' }
  const id = await nameContact(app, nurse, indexId, more)
  expect((await app.post(`/centre/cases/${id}/end`, { kind: 'release', note: '' }, nurse)).status).toBe(303)
  expect((await app.get(`/centre/cases/${id}`, nurse)).text).toContain('待機解除')
  expect((await app.get('/centre/contacts?show=ended', nurse)).text).toContain('架空 六郎')
  const made = await file({ ...ofContact, ...more })
  expect(made).not.toBe(id)
  expect((await caseOf(made)).personId).toBe((await caseOf(id)).personId)
})

test('D43 locked by a wrong birth date in the 発生届: corrected, the lock is gone at once and the ID goes out again to the right number', async () => {
  const { caseId, hersysId } = await patients.makeCase({ birthOn: '1991-07-26', phone: '09090000001' })
  await db.sql`insert into notifications (id, case_id, revision, form_version, answers, document_hash, author_id, org_id, filed_at)
    select gen_random_uuid(), ${caseId}, 1, form_version, answers, document_hash, author_id, org_id, filed_at from notifications where case_id = ${indexId} and revision = 1`
  const holder = await patients.newPatient()
  await patients.guess(hersysId, 10)
  expect((await patients.claim(holder, hersysId)).location).not.toBe('/home')
  expect((await app.get(`/centre/cases/${caseId}`, nurse)).text).toContain('HER-SYS IDの登録がロックされています')
  const identity = { 'name.family': '架空', 'name.given': '太郎', ...dayParts('birthOn', '1991-07-28'), phone: '090-9000-0002' }
  const saved = await app.post(`/centre/cases/${caseId}/correct`, { ...identity, baseRevision: '1', reason: '本人に確認' }, nurse)
  expect(saved.location).toBe(`/centre/cases/${caseId}?done=corrected`)
  expect((await app.get(`/centre/cases/${caseId}`, nurse)).text).not.toContain('登録がロックされています')
  expect((await smsOf(caseId)).at(-1)).toMatchObject({ recipient: '09090000002', body: expect.stringContaining(`HER-SYS ID:${hersysId}`) })
  expect((await patients.claim(holder, hersysId)).location).toBe('/home')
  const number = (await smsOf(caseId)).length
  await app.post(`/centre/cases/${caseId}/correct`, { ...identity, 'name.given': '太朗', baseRevision: '2', reason: '字' }, nurse)
  expect(await smsOf(caseId)).toHaveLength(number)
})

test('a contact is corrected without 発生届: what stood before is kept, the ID goes out to the new number', async () => {
  const id = await nameContact(app, nurse, indexId, { 'name.given': '七郎', phone: '090-9000-0013' })
  const identity = { 'name.family': '架空', 'name.given': '七朗', ...dayParts('birthOn', '1993-03-04'), phone: '090-9000-0014' }
  const saved = await app.post(`/centre/cases/${id}/correct`, { ...identity, baseRevision: '0', reason: '聞き違い' }, nurse)
  expect(saved.location).toBe(`/centre/cases/${id}?done=corrected`)
  expect(await caseOf(id)).toMatchObject({ givenName: '七朗', birthOn: '1993-03-04' })
  expect((await smsOf(id)).at(-1)!.recipient).toBe('09090000014')
  const page = await app.get(`/centre/cases/${id}`, nurse)
  for (const words of ['「聞き違い」', '訂正前：架空 七郎']) expect(page.text).toContain(words)
})

test('死亡 with day and place; a death recorded by mistake is taken back with both', async () => {
  const id = await file({ 'name.given': '八郎', phone: '090-9000-0015' })
  const tomorrow = await app.post(
    `/centre/cases/${id}/end`,
    { kind: 'death', note: '架空', diedOn: '2022-07-21', deathPlace: 'home' },
    nurse,
  )
  expect([tomorrow.status, tomorrow.text.includes('今日までの日付')]).toEqual([422, true])
  await app.post(`/centre/cases/${id}/end`, { kind: 'death', note: '架空の経緯', diedOn: '2022-07-20', deathPlace: 'home' }, nurse)
  expect(await caseOf(id)).toMatchObject({ diedOn: '2022-07-20', deathPlace: 'home' })
  const page = await app.get(`/centre/cases/${id}`, nurse)
  for (const words of ['死亡場所', '自宅']) expect(page.text).toContain(words)
  await app.post(`/centre/cases/${id}/reopen`, { note: '別の方の記録' }, nurse)
  expect(await caseOf(id)).toMatchObject({ diedOn: null, deathPlace: null })
})

test('場所: people count from their 居所, leaving frees the bed, more people than beds are warned of and not refused; capacity has its log', async () => {
  const added = await app.post('/centre/places/new', { kind: 'hotel', name: '架空第一ホテル', beds: '1' }, nurse)
  const place = /\/centre\/places\/([0-9a-f-]{36})/.exec(added.location)![1]!
  const stay = (id: string, more: Record<string, string | undefined> = {}) =>
    app.post(
      `/centre/cases/${id}/records/places/new`,
      { place: 'hotel', facility: place, ...dayParts('fromOn', '2022-07-20'), ...more },
      nurse,
    )
  expect((await stay(indexId)).status).toBe(303)
  expect(await caseOf(indexId)).toMatchObject({ whereabouts: 'hotel', placeName: '架空第一ホテル' })
  const full = await app.get('/centre/places', nurse)
  for (const words of ['1 / 1', '満室']) expect(full.text).toContain(words)
  const second = await nameContact(app, nurse, indexId, { 'name.given': '九郎', phone: '090-9000-0016' })
  expect((await stay(second)).status).toBe(303)
  expect((await app.get(`/centre/cases/${second}/tabs/places`, nurse)).text).toContain('架空第一ホテルは定員を超えています')
  expect((await app.get('/centre/places', nurse)).text).toContain('定員超過')
  const residents = await app.get(`/centre/places/${place}`, nurse)
  for (const words of ['架空 花子', '架空 九郎', '（濃厚接触者）']) expect(residents.text).toContain(words)
  const capacity = (form: Record<string, string | undefined>, as = nurse) => app.post(`/centre/places/${place}/capacity`, form, as)
  expect((await capacity({ beds: '2', ...dayParts('fromOn', '2022-07-21') })).status).toBe(422)
  expect((await capacity({ beds: '2', ...dayParts('fromOn', '2022-07-21'), reason: '増室' })).status).toBe(303)
  expect(
    (await capacity({ beds: '9', ...dayParts('fromOn', '2022-07-21'), reason: '増室' }, await app.signedInAs('nurse@yamate'))).status,
  ).toBe(404)
  const days = () => db.sql`select day, beds, occupied from place_days('2022-07-20', 3) where place_id = ${place} order by day`
  const asNurse = async () => (await app.get(`/centre/places/${place}`, nurse)).text.match(/\d+ \/ \d+/g)!.slice(-7, -4)
  expect(await asNurse()).toEqual(['2 / 1', '2 / 2', '2 / 2'])
  expect(await days()).toEqual([])
  await app.post(`/centre/cases/${second}/end`, { kind: 'release', note: '' }, nurse)
  expect(await asNurse()).toEqual(['1 / 1', '1 / 2', '1 / 2'])
  expect((await app.get(`/centre/places/${place}`, nurse)).text).toContain('増室')
})
