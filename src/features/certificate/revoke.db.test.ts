import { afterAll, beforeAll, expect, test } from 'vitest'
import { organisationOf } from '../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type Session, type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type CertifiedPatient, certifiedPatient, correctByInstitution } from '../../../tools/test-certificates.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { type SealedKey, signText } from '../../platform/signing/signing.server.ts'
import { certify } from './issue.server.ts'
import { settleDoubts } from './jobs.server.ts'
import { distrustKey, resealKeys, rotateKey } from './keys.server.ts'
import { findCertifiable } from './queries.server.ts'
import { verifyText } from './verify-text.ts'

let db: TestDatabase
let app: TestApp
let nurse: Session
beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
  nurse = await app.signedInAs('nurse@minato')
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const standing = async (caseId: string) =>
  (await db.sql<{ publicId: string }[]>`select public_id from certificates where case_id = ${caseId} and revoked_at is null`)[0]
    ?.publicId ?? null
const why = async (publicId: string) => (await db.sql`select revoked_why from certificates where public_id = ${publicId}`)[0]?.revokedWhy
const show = (patient: CertifiedPatient) => app.get(`/certificate/${patient.registrationId}`, patient.session)
const publishedIds = async () => {
  app.advance(60_000)
  return JSON.parse((await app.get('/verify/revoked.json')).text).ids as string[]
}
const centre = (caseId: string, verb: string, form: Record<string, string>) => app.post(`/centre/cases/${caseId}/${verb}`, form, nurse)
const identity = {
  baseRevision: '1',
  'name.family': '架空',
  'name.given': '花子',
  'birthOn.era': 'western',
  'birthOn.year': '1990',
  'birthOn.month': '9',
  'birthOn.date': '9',
  phone: '090-9000-0001',
  reason: '本人からの電話',
}
const expectDone = async (answer: Promise<{ status: number }>) => expect((await answer).status).toBe(303)

type Change = [what: string, why: string | null, change: (caseId: string) => Promise<unknown>]
const changes: Change[] = [
  ['the centre corrects the name', 'fields', (id) => expectDone(centre(id, 'correct', { ...identity, 'name.given': '華子' }))],
  ['the centre corrects the birth date', 'fields', (id) => expectDone(centre(id, 'correct', { ...identity, 'birthOn.year': '1991' }))],
  ['the centre corrects the telephone alone', null, (id) => expectDone(centre(id, 'correct', { ...identity, phone: '090-9000-7777' }))],
  ['the institution corrects the diagnosis date', 'fields', (id) => correctByInstitution(app, id, { 'diagnosedOn.date': '19' })],
  ['the institution corrects the name', 'fields', (id) => correctByInstitution(app, id, { 'name.family': '架空田' })],
  ['the institution corrects the onset alone', null, (id) => correctByInstitution(app, id, { 'onsetOn.date': '17' })],
  ['the institution says it was never confirmed', 'eligibility', (id) => correctByInstitution(app, id, { category: 'suspected' })],
  ['the person dies', 'death', (id) => expectDone(centre(id, 'end', { kind: 'death', note: '架空の経緯' }))],
  ['the observation ends by release', null, (id) => expectDone(centre(id, 'end', { kind: 'release', note: '' }))],
  ['the case is handed over', 'fields', handOver],
  ['the HER-SYS ID is issued anew', 'fields', reissue],
  ['the notification is withdrawn', 'withdrawal', withdraw],
]

async function handOver(caseId: string) {
  const to = organisationOf('yamate').id
  await expectDone(centre(caseId, 'hand-over', { to, centre: to, reason: '転居' }))
  const [asked] = await db.sql<{ id: string }[]>`select id from hand_overs where case_id = ${caseId}`
  await expectDone(app.post(`/centre/hand-overs/${asked!.id}/accept`, {}, await app.signedInAs('nurse@yamate')))
}

/** The registration ends with it: whoever it belongs to registers the new ID and gets a new certificate. */
async function reissue(caseId: string) {
  const [row] = await db.sql<{ hersysId: string }[]>`select hersys_id from cases where id = ${caseId}`
  await expectDone(centre(caseId, 'reissue', { seen: row!.hersysId, reason: '再発行' }))
  await db.sql`update registrations set ended_at = null, ended_by = null where case_id = ${caseId}`
}

async function withdraw(caseId: string) {
  await app.post(`/institution/notifications/${caseId}/withdraw`, { reason: '架空の重複' }, await app.signedInAs('doctor@aoba-clinic'))
  await expectDone(centre(caseId, 'withdrawal', { answer: 'agree', note: '' }))
}

test.each(changes)('C28 when %s, the certificate is revoked for: %s', async (_, reason, change) => {
  const patient = await certifiedPatient(db, app)
  await show(patient)
  const before = (await standing(patient.caseId))!
  expect(await publishedIds()).not.toContain(before)
  await change(patient.caseId)
  await settleDoubts(db.worker, app.clock())
  expect(await standing(patient.caseId)).toBe(reason === null ? before : null)
  expect(await why(before)).toBe(reason)
  expect((await publishedIds()).includes(before)).toBe(reason !== null)
  await show(patient)
  const after = await standing(patient.caseId)
  if (reason === null) expect(after).toBe(before)
  else if (reason === 'fields') expect(after).not.toBe(before)
  else expect(after).toBeNull()
})

test('a name corrected and corrected back does not bring the first certificate back', async () => {
  const patient = await certifiedPatient(db, app)
  await show(patient)
  const first = (await standing(patient.caseId))!
  await correctByInstitution(app, patient.caseId, { 'name.given': '華子' })
  await correctByInstitution(app, patient.caseId, { 'name.given': '花子' })
  await show(patient)
  expect(await standing(patient.caseId)).not.toBe(first)
  expect(await publishedIds()).toContain(first)
})

test('looking is enough: what a changed rule or name of a centre leaves behind is revoked when it is shown next', async () => {
  const patient = await certifiedPatient(db, app)
  await show(patient)
  const first = (await standing(patient.caseId))!
  await db.sql`update certificates set fields_hash = 'of another time' where public_id = ${first}`
  await show(patient)
  expect(await why(first)).toBe('fields')
})

test('the published list holds opaque ids and nothing else, and asks the database once a minute', async () => {
  const list = JSON.parse((await app.get('/verify/revoked.json')).text)
  expect(Object.keys(list)).toEqual(['asOf', 'ids'])
  expect(list.ids.length).toBeGreaterThan(5)
  for (const id of list.ids) expect(id).toMatch(/^[\w-]{16}$/)
  const patient = await certifiedPatient(db, app)
  await show(patient)
  const id = (await standing(patient.caseId))!
  await correctByInstitution(app, patient.caseId, { 'name.given': '華子' })
  expect(JSON.parse((await app.get('/verify/revoked.json')).text).asOf).toBe(list.asOf)
  expect(await publishedIds()).toContain(id)
})

test('after a rotation the new key signs, what the old one signed still verifies, and a distrusted key proves nothing', async () => {
  const patient = await certifiedPatient(db, app)
  const { secret, publicUrl } = app.settings
  const signed = () =>
    db.web.begin(async (sql) => {
      await sql`select set_config('app.session', ${patient.sessionHash}, true), set_config('app.now', ${app.clock().toISOString()}, true)`
      const subject = await findCertifiable(sql as never, patient.registrationId)
      return (await certify(sql as never, subject!, { secret, publicUrl }, app.clock()))!.jws
    })
  const published = async () => JSON.parse((await app.get('/verify/keys.json')).text).keys
  const kidOf = (jws: string) => JSON.parse(Buffer.from(jws.split('.')[0]!, 'base64url').toString()).kid as string
  const before = await signed()
  const kid = await rotateKey(db.sql, secret, app.clock())
  const after = await signed()
  expect([kidOf(before) !== kid, kidOf(after)]).toEqual([true, kid])
  expect([before, after].map((jws) => jws.split('.')[1])).toEqual([after.split('.')[1], after.split('.')[1]])
  for (const jws of [before, after]) expect(verifyText(jws, await published(), []).outcome).toBe('valid')
  await expect(distrustKey(db.sql, kid, app.clock())).rejects.toThrow('rotate first')
  await distrustKey(db.sql, kidOf(before), app.clock())
  const left = await published()
  expect([before, after].map((jws) => verifyText(jws, left, []).outcome)).toEqual(['unknown-key', 'valid'])
  for (const key of left) expect(Object.keys(key).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x'])
})

test('under a replaced secret the same keys go on signing; a former secret that is not theirs changes nothing', async () => {
  const { secret } = app.settings
  const other = '0ff1'.repeat(16)
  const stored = () => db.sql`select kid, sealed_key from certificate_keys order by kid`
  const before = await stored()
  await expect(resealKeys(db.sql, { former: other, secret })).rejects.toThrow('nothing is changed')
  expect(await stored()).toEqual(before)
  expect(await resealKeys(db.sql, { former: secret, secret: other })).toBe(before.length)
  const key = (await db.sql`select kid, public_key, sealed_key from certificate_keys where signs`)[0] as SealedKey
  await expect(signText({}, key, secret)).rejects.toThrow()
  expect(await signText({}, key, other)).toMatch(/^ey/)
  await resealKeys(db.sql, { former: other, secret })
  expect(
    await signText({}, (await db.sql`select kid, public_key, sealed_key from certificate_keys where signs`)[0] as SealedKey, secret),
  ).toMatch(/^ey/)
})

test('processes that need the first key at the same moment agree on one', async () => {
  await db.sql`delete from certificate_keys`
  const patients = [await certifiedPatient(db, app), await certifiedPatient(db, app), await certifiedPatient(db, app)]
  const answers = await Promise.all(patients.map(show))
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
  expect(await db.sql`select from certificate_keys`).toHaveLength(1)
})

test('the web role can neither add a key beside the first, nor certify or read for another', async () => {
  const mine = await certifiedPatient(db, app)
  const other = await certifiedPatient(db, app)
  await show(other)
  const as = (run: (sql: typeof db.web) => Promise<unknown>) =>
    db.web.begin(async (sql) => {
      await sql`select set_config('app.session', ${mine.sessionHash}, true), set_config('app.now', ${testNow.toISOString()}, true)`
      return run(sql as never)
    })
  expect(await as((sql) => sql`select add_first_certificate_key('x', 'x', 'x', ${testNow}) as made`)).toEqual([{ made: false }])
  await expect(
    as((sql) => sql`select * from issue_certificate(gen_random_uuid(), 'aaaaaaaaaaaaaaaa', ${other.caseId}, 'x', ${testNow})`),
  ).rejects.toThrow()
  expect(await as((sql) => sql`select from certificates where case_id = ${other.caseId}`)).toHaveLength(0)
  await expect(
    as((sql) => sql`insert into certificate_keys (kid, public_key, sealed_key, created_at) values ('x', 'x', 'x', ${testNow})`),
  ).rejects.toThrow()
  await expect(as((sql) => sql`update certificates set revoked_at = null`)).rejects.toThrow()
})
