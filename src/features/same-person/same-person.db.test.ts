import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type FormFields, type Session, type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { newDraftPath, wholeAnswers } from '../../../tools/test-notification.ts'
import { catchUp } from './catch-up.server.ts'

let db: TestDatabase
let app: TestApp
let doctor: Session
let nurse: Session

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
})
beforeEach(async () => {
  app.advance(3_600_000)
  doctor = await app.signedInAs('doctor@aoba-clinic')
  nurse = await app.signedInAs('nurse@minato')
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

let serial = 0
/** Somebody nobody has typed before. */
const somebody = (): FormFields => {
  const letters = 'アカサタナハマヤラワ'
  const kana = [...String(++serial + 100)].map((digit) => letters[Number(digit)]).join('')
  const birth = {
    'birthOn.era': 'western',
    'birthOn.year': String(1950 + serial),
    'birthOn.month': '3',
    'birthOn.date': String(1 + (serial % 28)),
  }
  return {
    ...wholeAnswers,
    'name.given': kana,
    'name.givenKana': kana,
    phone: `0909010${1000 + serial}`,
    street: `見本町${serial}`,
    ...birth,
  }
}
const confirm = async (answers: FormFields, session = doctor) => {
  const path = await newDraftPath(app, session)
  return { path, ...(await app.post(path, { ...answers, go: 'confirm' }, session)) }
}
const report = async (path: string, session = doctor) => {
  const filed = await app.post(`${path}/file`, {}, session)
  expect(filed.location).toBe(`${path}/done`)
  const [row] = await db.sql<{ id: string; personId: string }[]>`
    select c.id, c.person_id from notification_drafts d join cases c on c.id = d.case_id where d.id = ${path.split('/').at(-1)!}`
  return row!
}
const file = async (answers: FormFields, session = doctor) => report((await confirm(answers, session)).path, session)
const candidates = async (id: string) =>
  db.sql<{ caseId: string; otherCaseId: string; likely: boolean; state: string; reasons: string[] }[]>`
    select case_id, other_case_id, likely, state, reasons from likeness_candidates where ${id} in (case_id, other_case_id)`

test('somebody alike among the own cases is asked about after 確認, and the question can be left open', async () => {
  const answers = somebody()
  const first = await file(answers)
  const second = await confirm({ ...answers, phone: '08090109999' })
  expect(second.location).toBe(`${second.path}/same-person`)
  const page = await app.get(second.location, doctor)
  for (const words of ['登録済みの方の確認', '氏名が一致', '生年月日が一致', '同じ症例', '新たな感染', '別人'])
    expect(page.text).toContain(words)
  expect(page.text).not.toContain('電話番号が一致')
  const [audit] = await db.sql`select case_ids from audits where action = 'notification.same-person' order by at desc, id desc limit 1`
  expect(audit!.caseIds).toContain(first.id)
  const left = await app.post(second.location, {}, doctor)
  expect(left.location).toBe(`${second.path}/period`)
  const filed = await report(second.path)
  expect(filed.personId).not.toBe(first.personId)
  await catchUp(db.worker, app.clock())
  expect(await candidates(first.id)).toMatchObject([
    { caseId: filed.id, otherCaseId: first.id, likely: true, state: 'open', reasons: ['name', 'birth', 'address'] },
  ])
})

test('nobody alike: no question', async () => {
  expect((await confirm(somebody())).location).toMatch(/\/period$/)
})

test.each([
  ['new-infection', true],
  ['other-person', false],
])('what is said is remembered (%s): not asked again, and the case is the same person’s or not', async (answer, isSame) => {
  const answers = somebody()
  const first = await file(answers)
  const second = await confirm(answers)
  const said = await app.post(second.location, { [`answer.${first.id}`]: answer }, doctor)
  expect(said.location).toBe(`${second.path}/period`)
  expect((await app.post(second.path, { ...answers, go: 'confirm' }, doctor)).location).toBe(`${second.path}/period`)
  expect((await app.get(`${second.path}/same-person`, doctor)).text).toMatch(new RegExp(`value="${answer}" checked`))
  const filed = await report(second.path)
  expect(filed.personId === first.personId).toBe(isSame)
  const [kept] = await db.sql`select answer, case_id, answered_by from likeness_answers where other_case_id = ${first.id}`
  expect(kept).toMatchObject({ answer, caseId: filed.id })
  // A correction of either is not asked about the other again.
  const begun = await app.post(`/institution/notifications/${first.id}/edit`, {}, doctor)
  expect((await app.post(begun.location, { ...answers, corrects: first.id, go: 'confirm' }, doctor)).location).toMatch(/\/period$/)
  await catchUp(db.worker, app.clock())
  expect(await candidates(first.id)).toHaveLength(isSame ? 0 : 1)
})

test('同じ症例 leads to the case that is there, the draft stays, and the report can be filed all the same', async () => {
  const answers = somebody()
  const first = await file(answers)
  const second = await confirm(answers)
  const said = await app.post(second.location, { [`answer.${first.id}`]: 'same-case' }, doctor)
  expect(said.location).toBe(`/institution/notifications/${first.id}?done=same-case`)
  expect((await app.get(said.location, doctor)).text).toContain('同じ症例として記録しました')
  expect((await app.get('/institution/drafts', doctor)).text).toContain(second.path)
  expect((await app.post(second.path, { ...answers, go: 'confirm' }, doctor)).location).toBe(`${second.path}/period`)
  expect((await report(second.path)).personId).toBe(first.personId)
})

test('an answer about a case of others, or one that is no answer, is not kept', async () => {
  const other = await app.signedInAs('doctor@minato-clinic')
  const answers = somebody()
  const foreign = await file(somebody(), other)
  const first = await file(answers)
  const second = await confirm(answers)
  await app.post(second.location, { [`answer.${first.id}`]: 'nonsense', [`answer.${foreign.id}`]: 'new-infection' }, doctor)
  expect(await db.sql`select from likeness_answers where other_case_id in (${first.id}, ${foreign.id})`).toHaveLength(0)
})

test('a pair over two institutions goes to the responsible centres, and to no institution; a correction that makes them unlike keeps the row', async () => {
  const answers = somebody()
  const other = await app.signedInAs('doctor@minato-clinic')
  const first = await file(answers, other)
  const second = await confirm(answers)
  expect(second.location).toBe(`${second.path}/period`)
  const filed = await report(second.path)
  await catchUp(db.worker, app.clock())
  expect(await candidates(filed.id)).toMatchObject([{ otherCaseId: first.id, likely: true, state: 'open' }])
  const seenBy = async (session: Session) => {
    const { hashToken, cookieNames } = await import('../../platform/http/session.server.ts')
    return db.web.begin(async (tx) => {
      await tx`select set_config('app.session', ${hashToken(session.cookies.get(cookieNames.staff)!)}, true), set_config('app.now', ${app.clock().toISOString()}, true)`
      return (await tx`select 1 from likeness_candidates where ${filed.id} in (case_id, other_case_id)`).length
    })
  }
  expect([await seenBy(nurse), await seenBy(doctor), await seenBy(other)]).toEqual([1, 0, 0])
  expect(await seenBy(await app.signedInAs('nurse@yamate'))).toBe(0)
  const begun = await app.post(`/institution/notifications/${filed.id}/edit`, {}, doctor)
  await app.post(
    begun.location,
    { ...answers, ...{ 'name.given': '次郎', 'name.givenKana': 'ジロウ', phone: '08090108888' }, corrects: filed.id, go: 'confirm' },
    doctor,
  )
  await app.post(`${begun.location}/file`, { reason: '架空の理由' }, doctor)
  await catchUp(db.worker, app.clock())
  expect(await candidates(filed.id)).toMatchObject([{ likely: false, state: 'open' }])
})

test('what nobody announced is caught up: a case written by SQL, a name changed by SQL, a run that was killed', async () => {
  const answers = somebody()
  const first = await file(answers)
  await catchUp(db.worker, app.clock())
  await db.sql`insert into persons (id, created_at) values ('00000000-0000-7000-8000-00000000aaaa', ${testNow})`
  const [raw] = await db.sql<{ id: string }[]>`
    insert into cases (id, hersys_id, person_id, disease, reporting_institution_id, family_name, given_name, family_kana, given_kana, birth_on, created_at, updated_at)
    select gen_random_uuid(), '99999901', '00000000-0000-7000-8000-00000000aaaa', disease, reporting_institution_id, family_name, given_name, family_kana, given_kana,
           birth_on, created_at, created_at from cases where id = ${first.id} returning id`
  await db.worker
    .begin(async (tx) => {
      await tx`delete from key_queue`
      throw new Error('killed')
    })
    .catch(() => {})
  await catchUp(db.worker, app.clock())
  expect(await candidates(raw!.id)).toHaveLength(1)
  expect(await db.sql`select from key_queue`).toHaveLength(0)
  await db.sql`update cases set family_name = '濵﨑' where id = ${raw!.id}`
  await catchUp(db.worker, app.clock())
  const found = await app.post('/institution/notifications/search', { name: '浜崎' }, doctor)
  expect(found.text).toContain('>99999901</td>')
})

test('追加登録 and コピーして追加登録 begin another case of the same person, without asking; under another name it is another person', async () => {
  const answers = somebody()
  const first = await file(answers)
  const page = await app.get(`/institution/notifications/${first.id}`, doctor)
  for (const words of ['コピーして追加登録', '追加登録'])
    expect(page.text.match(new RegExp(`<button>${words}</button>`, 'g'))).toHaveLength(2)
  const added = await app.post(`/institution/notifications/${first.id}/add`, {}, doctor)
  const form = (await app.get(added.location, doctor)).text
  expect(form).toContain('登録済みの方の内容を引き継ぎました')
  expect(form).toContain(`value="${answers['name.given']}"`)
  expect(form).toMatch(/name="reportedOn.date"[^>]*value="20"/)
  expect(form).not.toMatch(/name="diagnosedOn.date"[^>]*value="20"/)
  const copied = await app.post(`/institution/notifications/${first.id}/copy`, {}, doctor)
  expect((await app.get(copied.location, doctor)).text).toMatch(/name="diagnosedOn.date"[^>]*value="20"/)
  const path = copied.location.split('?')[0]!
  expect((await app.post(path, { ...answers, go: 'confirm' }, doctor)).location).toBe(`${path}/period`)
  const second = await report(path)
  expect(second.id).not.toBe(first.id)
  expect(second.personId).toBe(first.personId)
  const other = added.location.split('?')[0]!
  const renamed = { ...answers, 'name.given': '三郎', 'name.givenKana': 'サブロウ', 'birthOn.year': '2001' }
  expect((await app.post(other, { ...renamed, go: 'confirm' }, doctor)).location).toBe(`${other}/period`)
  expect((await report(other)).personId).not.toBe(first.personId)
  const stranger = await app.signedInAs('doctor@minato-clinic')
  for (const kind of ['add', 'copy'])
    expect((await app.post(`/institution/notifications/${first.id}/${kind}`, {}, stranger)).status).toBe(404)
})
