import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type Session, type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { claims } from '../../../tools/test-claims.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { storeReport } from '../../../tools/test-reports.ts'

let db: TestDatabase
let app: TestApp
let patients: ReturnType<typeof claims>
let nurse: Session
const day = 86_400_000

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
  patients = claims(db, app)
})
afterAll(async () => {
  await app.close()
  await db.drop()
})
beforeEach(async () => {
  app.setNow(testNow)
  nurse = await app.signedInAs('nurse@aoba')
})

/** A case that a patient has registered, and its registration. */
async function registered(language = 'ja', form: Record<string, string> = {}) {
  const { caseId, hersysId } = await patients.makeCase({ phone: '09090000001' })
  const holder = await patients.newPatient(language)
  expect((await patients.claim(holder, hersysId, form)).location).toBe('/home')
  const [row] = await db.sql<{ id: string }[]>`select id from registrations where case_id = ${caseId} and ended_at is null`
  return { caseId, hersysId, holder, registrationId: row!.id }
}
const unlink = (caseId: string, form: Record<string, string>, as = nurse) => app.post(`/centre/cases/${caseId}/unlink`, form, as)
const reissue = (caseId: string, form: Record<string, string>, as = nurse) => app.post(`/centre/cases/${caseId}/reissue`, form, as)
const idOf = async (caseId: string) => (await db.sql<{ hersysId: string }[]>`select hersys_id from cases where id = ${caseId}`)[0]!.hersysId
const mailsTo = (accountId: string) => db.sql<{ kind: string; subject: string; body: string; language: string }[]>`
  select kind, subject, body, language from messages where account_id = ${accountId} order by created_at, id`
const smsOf = (caseId: string) => db.sql<{ body: string; recipient: string }[]>`
  select body, recipient from messages where case_id = ${caseId} and channel = 'sms' order by created_at, id`

test('unlinking a wrong registration: its session loses the case at once, reports stay, the account is told in its language, "not registered" is due again', async () => {
  const { caseId, holder, registrationId } = await registered('en', { 'name.family': 'Kakuu', 'name.given': 'Mihon' })
  await storeReport(db.sql, caseId, { now: testNow, level: 'stable' })
  expect((await app.get(`/history/${registrationId}`, holder)).status).toBe(200)
  const page = await app.get(`/centre/cases/${caseId}`, nurse)
  for (const words of ['My HER-SYS 登録', '「Kakuu Mihon」', '登録を解除…', 'HER-SYS IDを再発行…']) expect(page.text).toContain(words)
  app.advance(60_000)
  const done = await unlink(caseId, { kind: 'wrong', registration: registrationId, reason: '隣の方のIDだった' })
  expect(done.location).toBe(`/centre/cases/${caseId}?done=unlinked`)
  expect((await app.get(`/history/${registrationId}`, holder)).status).toBe(404)
  expect((await app.get('/home', holder)).text).not.toContain('Kakuu')
  expect(await db.sql`select from daily_reports where case_id = ${caseId}`).toHaveLength(1)
  const [mail] = await mailsTo(holder.accountId)
  expect(mail).toMatchObject({ kind: 'account-notice', subject: 'My HER-SYS: about your registration', language: 'en' })
  for (const words of ['Kakuu Mihon', 'belongs to somebody else', 'あおば保健所']) expect(mail!.body).toContain(words)
  expect(mail!.body).not.toContain('隣の方')
  const due = new Date(testNow.getTime() + 60_000 + day).toISOString()
  expect((await patients.itemsOf(caseId, 'not-registered')).at(-1)).toMatchObject({ closedAt: null, dueAt: due })
  const after = await app.get(`/centre/cases/${caseId}?done=unlinked`, nurse)
  for (const words of ['未登録', '誤った登録のため解除', '「隣の方のIDだった」']) expect(after.text).toContain(words)
  const [audit] = await db.sql`select case_ids, detail, outcome from audits where action = 'case.unlink' order by at desc, id desc limit 1`
  expect(audit).toEqual({ caseIds: [caseId], detail: { kind: 'wrong' }, outcome: 'ok' })
})

test('one member leaves a family’s account: the others stay, and the member registers alone with the same ID', async () => {
  const mother = await registered()
  const child = await patients.makeCase()
  await patients.claim(mother.holder, child.hersysId, { 'name.given': '長女' })
  const [row] = await db.sql<{ id: string }[]>`select id from registrations where case_id = ${child.caseId} and ended_at is null`
  await unlink(child.caseId, { kind: 'freed', registration: row!.id, reason: '本人が自分で登録する' })
  expect(await patients.registrationsOf(mother.caseId)).toHaveLength(1)
  expect((await mailsTo(mother.holder.accountId)).at(-1)!.body).toContain('ご自身のメールアドレスで登録できます')
  const alone = await patients.newPatient()
  expect((await patients.claim(alone, child.hersysId)).location).toBe('/home')
  expect(await patients.registrationsOf(child.caseId)).toMatchObject([{ accountId: alone.accountId }])
})

test('a re-issued ID: the old one opens nothing, the holder loses the case, the new one goes out to the telephone of the 発生届', async () => {
  const { caseId, hersysId, holder, registrationId } = await registered()
  await storeReport(db.sql, caseId, { now: testNow, level: 'stable' })
  app.advance(60_000)
  expect((await reissue(caseId, { seen: hersysId, reason: 'SMSが別の番号に届いた' })).location).toBe(
    `/centre/cases/${caseId}?done=reissued`,
  )
  const fresh = await idOf(caseId)
  expect(fresh).toMatch(/^\d{8}$/)
  expect(fresh).not.toBe(hersysId)
  expect((await app.get(`/report/${registrationId}`, holder)).status).toBe(404)
  expect((await mailsTo(holder.accountId)).at(-1)!.body).toContain('これまでの HER-SYS ID は使えません')
  for (const id of [hersysId, fresh]) expect((await mailsTo(holder.accountId)).at(-1)!.body).not.toContain(id)
  expect((await smsOf(caseId)).at(-1)).toMatchObject({ recipient: '09090000001', body: expect.stringContaining(`HER-SYS ID:${fresh}`) })
  expect((await patients.claim(holder, hersysId)).text).toContain('誤りがあります')
  const rightful = await patients.newPatient()
  expect((await patients.claim(rightful, fresh)).location).toBe('/home')
  const home = await app.get('/home', rightful)
  expect(home.text).not.toContain('まだ報告がありません')
  expect((await app.get(`/centre/cases/${caseId}`, nurse)).text).toContain(`以前のHER-SYS ID ${hersysId}：使用不可`)
})

test('pressing 再発行 twice issues one ID; unlinking twice ends one registration and writes one mail', async () => {
  const { caseId, hersysId } = await registered()
  const twice = await Promise.all([1, 2].map(() => reissue(caseId, { seen: hersysId, reason: '再発行' })))
  expect(twice.map(({ status }) => status).sort()).toEqual([303, 409])
  expect(await db.sql`select from retired_hersys_ids where case_id = ${caseId}`).toHaveLength(1)
  const other = await registered()
  const form = { kind: 'freed', registration: other.registrationId, reason: '独立' }
  const both = await Promise.all([1, 2].map(() => unlink(other.caseId, form)))
  expect(both.map(({ status }) => status).sort()).toEqual([303, 409])
  expect(await mailsTo(other.holder.accountId)).toHaveLength(1)
  expect(both.find(({ status }) => status === 409)!.text).toContain('ほかの操作で登録が変わりました')
})

test('without a reason or a kind nothing happens, and what was typed stays', async () => {
  const { caseId, hersysId, registrationId } = await registered()
  const blank = await unlink(caseId, { registration: registrationId, reason: '理由だけ' })
  expect([blank.status, blank.text.includes('>理由だけ</textarea>')]).toEqual([422, true])
  expect((await unlink(caseId, { registration: registrationId, kind: 'wrong', reason: ' ' })).status).toBe(422)
  expect((await reissue(caseId, { seen: hersysId, reason: '' })).status).toBe(422)
  expect([await idOf(caseId), (await patients.registrationsOf(caseId)).length]).toEqual([hersysId, 1])
})

test('neighbours, the institution and patients undo no registration and issue no ID', async () => {
  const { caseId, hersysId, registrationId, holder } = await registered()
  const form = { kind: 'wrong', registration: registrationId, seen: hersysId, reason: '不正' }
  for (const stranger of ['nurse@minato', 'doctor@aoba-clinic', 'officer@prefecture']) {
    const as = await app.signedInAs(stranger)
    for (const act of [unlink, reissue]) expect([403, 404]).toContain((await act(caseId, form, as)).status)
  }
  for (const act of [unlink, reissue]) expect((await act(caseId, form, holder)).status).toBe(401)
  expect([await idOf(caseId), (await patients.registrationsOf(caseId)).length]).toEqual([hersysId, 1])
})

test('a registration of another case is not undone through a case of one’s own', async () => {
  const [mine, theirs] = [await registered(), await registered()]
  expect((await unlink(mine.caseId, { kind: 'wrong', registration: theirs.registrationId, reason: '取り違え' })).status).toBe(409)
  expect(await patients.registrationsOf(theirs.caseId)).toHaveLength(1)
})

test('a retired ID is given to nobody again, and a lock on it is over with it', async () => {
  const { caseId, hersysId } = await patients.makeCase()
  await patients.guess(hersysId, 10)
  expect(await patients.itemsOf(caseId, 'claim-locked')).toMatchObject([{ closedAt: null }])
  await reissue(caseId, { seen: hersysId, reason: 'IDを当てようとした人がいる' })
  expect(await patients.itemsOf(caseId, 'claim-locked')).toMatchObject([{ outcome: 'reissued' }])
  expect((await patients.claim(await patients.newPatient(), await idOf(caseId))).location).toBe('/home')
  const taken = await db.sql`insert into cases (id, hersys_id, person_id, disease, family_name, given_name, created_at, updated_at)
    select gen_random_uuid(), ${hersysId}, person_id, disease, '架空', '', created_at, updated_at from cases where id = ${caseId}`
  expect(taken.count).toBe(0)
})

test('a case without a mobile: the new ID goes out by a person, who hears of it at once', async () => {
  const { caseId, hersysId } = await patients.makeCase({ phone: '0481100021' })
  await reissue(caseId, { seen: hersysId, reason: '再発行' })
  expect(await smsOf(caseId)).toEqual([])
  expect(await patients.itemsOf(caseId, 'sms-undeliverable')).toMatchObject([{ closedAt: null, dueAt: testNow.toISOString() }])
})

test('after the observation has ended an ID is re-issued without an SMS, and nobody is "not registered"', async () => {
  const { caseId, hersysId } = await registered()
  await app.post(`/centre/cases/${caseId}/end`, { kind: 'release', note: '' }, nurse)
  expect((await reissue(caseId, { seen: hersysId, reason: '再発行' })).status).toBe(303)
  expect(await smsOf(caseId)).toEqual([])
  expect((await patients.itemsOf(caseId, 'not-registered')).every(({ closedAt }) => closedAt !== null)).toBe(true)
})

test('claiming and re-issuing at once: whoever comes first, the old ID opens nothing afterwards and nobody waits for ever', async () => {
  for (let round = 0; round < 6; round++) {
    const { caseId, hersysId } = await patients.makeCase()
    const claimant = await patients.newPatient()
    const [, issued] = await Promise.all([patients.claim(claimant, hersysId), reissue(caseId, { seen: hersysId, reason: '再発行' })])
    expect(issued.status).toBe(303)
    expect(await patients.registrationsOf(caseId)).toEqual([])
  }
})
