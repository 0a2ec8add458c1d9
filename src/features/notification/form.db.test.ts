import { afterAll, beforeAll, expect, test } from 'vitest'
import { organisationOf } from '../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type FormFields, type Session, type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { leastAnswers, newDraftPath, wholeAnswers } from '../../../tools/test-notification.ts'

let db: TestDatabase
let app: TestApp
let doctor: Session
let stranger: Session

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
  doctor = await app.signedInAs('doctor@aoba-clinic')
  stranger = await app.signedInAs('doctor@minato-clinic')
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const idIn = (path: string) => path.split('/').at(-1)!
const draftRow = async (path: string) => (await db.sql`select * from notification_drafts where id = ${idIn(path)}`)[0]!
let people = 0
/** Somebody nobody has reported yet, so that nothing asks whether it is the same person. */
const somebody = (answers: FormFields): FormFields => {
  people++
  return { ...answers, 'name.given': `花子${people}`, 'birthOn.era': 'western', 'birthOn.year': String(1930 + people), phone: '' }
}

async function file(answers: FormFields): Promise<string> {
  const path = await newDraftPath(app, doctor)
  const confirmed = await app.post(path, { ...answers, go: 'confirm' }, doctor)
  expect(confirmed.status).toBe(303)
  const filed = await app.post(`${path}/file`, {}, doctor)
  expect(filed.location).toBe(`${path}/done`)
  return (await draftRow(path)).caseId
}

test('D24 what is typed is kept quietly, faults and all, and says when; a filed draft is not touched', async () => {
  const path = await newDraftPath(app, doctor)
  const kept = await app.post(path, { go: 'autosave', 'name.family': '架空途中', 'birthOn.year': 'なんねん' }, doctor)
  expect(JSON.parse(kept.text)).toEqual({ saved: '10:00', otherForm: false })
  expect((await draftRow(path)).answers).toMatchObject({ 'name.family': '架空途中', 'birthOn.year': 'なんねん' })
  expect((await app.post(path, { go: 'autosave', 'name.family': '他人' }, stranger)).status).toBe(404)
  const whole = somebody(wholeAnswers)
  await app.post(path, { ...whole, go: 'confirm' }, doctor)
  await app.post(`${path}/file`, {}, doctor)
  expect(JSON.parse((await app.post(path, { go: 'autosave', 'name.family': '遅刻' }, doctor)).text)).toEqual({ filed: true })
  expect((await draftRow(path)).answers).toEqual({})
})

test('D16 FAX様式 keeps everything typed and is remembered for this person alone', async () => {
  const path = await newDraftPath(app, doctor)
  const turned = await app.post(path, { go: 'layout-paper', 'name.family': '架空紙', phone: 'あとで' }, doctor)
  const { text } = await app.get(turned.location, doctor)
  expect(text).toContain('class="questions paper"')
  expect(text).toMatch(/role="switch" aria-checked="true"[^>]*value="layout-screen"/)
  expect(text).toContain('value="架空紙"')
  expect(text).toContain('value="あとで"')
  expect((await app.get('/institution/notifications/new', doctor)).text).toContain('class="questions paper"')
  const clerk = await app.signedInAs('clerk@aoba-clinic')
  expect((await app.get('/institution/notifications/new', clerk)).text).not.toContain('class="questions paper"')
  const inputs = (html: string) => [...html.matchAll(/<(?:input|select|textarea)[^>]* name="([^"]+)"/g)].map(([, name]) => name)
  const asScreen = await app.post(path, { go: 'layout-screen', 'name.family': '架空紙', phone: 'あとで' }, doctor)
  expect(inputs((await app.get(asScreen.location, doctor)).text)).toEqual(inputs(text))
})

test.each([
  ['20', '6', '1', '発生届(旧様式)', 'name="pcrResult"'],
  ['29', '6', '1', '発生届(旧様式)', 'name="occupation"'],
  ['30', '6', '2', '発生届(ver.2)', 'name="vaccineDoses"'],
])('a report of 2022-6-%s is asked for in the form of that day, and keeps what was typed', async (date, month, version, title, only) => {
  const path = await newDraftPath(app, doctor)
  const typed = {
    ...somebody(leastAnswers),
    'reportedOn.month': month,
    'reportedOn.date': date,
    riskPresence: 'yes',
    riskFactors: ['heart', 'cancer'],
  }
  const saved = await app.post(path, { ...typed, go: 'confirm' }, doctor)
  const isOther = version === '1'
  expect(saved.location).toBe(isOther ? `${path}?version=1` : `${path}/gaps`)
  const { text } = await app.get(isOther ? saved.location : path, doctor)
  expect(text).toContain(title)
  expect(text).toContain(only)
  expect(text.includes('その日に使われていた様式に切り替えました')).toBe(isOther)
  const draft = await draftRow(path)
  expect(draft.formVersion).toBe(`covid-19.notification/${version}`)
  expect(draft.answers['name.family']).toBe('架空')
  expect(draft.answers.riskFactors).toEqual(isOther ? ['cancer'] : ['heart', 'cancer'])
})

test('旧登録情報一覧: cases of an earlier version, each read and corrected in its own; nobody else’s', async () => {
  expect((await app.get('/institution/old-notifications', doctor)).text).toContain('以前の様式の発生届はありません')
  const path = await newDraftPath(app, doctor)
  const old = {
    ...somebody(leastAnswers),
    'reportedOn.month': '6',
    'reportedOn.date': '20',
    'diagnosedOn.month': '6',
    'diagnosedOn.date': '20',
    pcrResult: 'positive',
    pcrSpecimen: 'saliva',
  }
  await app.post(path, { ...old, go: 'save' }, doctor)
  await app.post(path, { ...old, go: 'confirm' }, doctor)
  await app.post(`${path}/file`, {}, doctor)
  const { caseId } = await draftRow(path)
  const newer = await file(somebody(wholeAnswers))
  const { text } = await app.get('/institution/old-notifications', doctor)
  expect(text).toContain('発生届(旧様式)（報告年月日 2022/06/29 まで）')
  expect(text).toContain(`/institution/notifications/${caseId}`)
  expect(text).not.toContain(newer)
  expect((await app.get('/institution/old-notifications', stranger)).text).not.toContain(caseId)
  const read = await app.get(`/institution/notifications/${caseId}/revisions/1`, doctor)
  for (const words of ['核酸増幅法', '陽性', '唾液']) expect(read.text).toContain(words)
  const begun = await app.post(`/institution/notifications/${caseId}/edit`, {}, doctor)
  expect((await app.get(begun.location, doctor)).text).toContain('発生届(旧様式) 編集')
  await db.sql`update case_forms set form_version = 'covid-19.notification/2' where case_id = ${caseId}`
  app.setNow(new Date('2022-09-26T10:00:00+09:00'))
  const later = await app.signedInAs('doctor@aoba-clinic')
  const versions = await app.get('/institution/old-notifications', later)
  expect(versions.text).toContain('発生届(ver.2)（報告年月日 2022/09/25 まで）')
  expect(versions.text).toContain(caseId)
  expect((await app.get('/institution/notifications/new', later)).text).toContain('発生届(ver.3)')
  app.setNow(testNow)
  doctor = await app.signedInAs('doctor@aoba-clinic')
})

test('未完了: a report with gaps stays listed until it is complete, or until a named person says that no more is known', async () => {
  const caseId = await file(somebody(leastAnswers))
  const other = await file(somebody(leastAnswers))
  const listed = async () => (await app.get('/institution/incomplete', doctor)).text
  expect(await listed()).toContain(caseId)
  expect((await app.get('/institution', doctor)).text).toMatch(/未完了一覧 \(\d件\)/)
  expect((await app.get('/institution/incomplete', stranger)).text).not.toContain(caseId)

  const [row] = await db.sql`select gaps from case_forms where case_id = ${caseId}`
  expect(row!.gaps).toBeGreaterThan(5)
  const begun = await app.post(`/institution/notifications/${caseId}/edit`, {}, doctor)
  const whole = { ...somebody(wholeAnswers), phone: '09090000005', corrects: caseId, go: 'confirm' }
  await app.post(begun.location, whole, doctor)
  expect((await app.post(`${begun.location}/file`, { reason: '追記' }, doctor)).location).toBe(`${begun.location}/done`)
  expect(await listed()).not.toContain(caseId)

  expect((await app.post(`/institution/incomplete/${other}/settle`, {}, stranger)).status).toBe(404)
  expect(await listed()).toContain(other)
  const settled = await app.post(`/institution/incomplete/${other}/settle`, {}, doctor)
  expect((await app.get(settled.location, doctor)).text).toContain('未完了一覧から外しました')
  expect(await listed()).not.toContain(other)
  const [named] = await db.sql`select a.login_id from case_forms f join staff_accounts a on a.id = f.settled_by where f.case_id = ${other}`
  expect(named!.loginId).toBe('doctor@aoba-clinic')
})

test('D17 医師マスタ: added, renamed, ended and taken back, in this institution alone', async () => {
  const add = (family: string, given: string) => app.post('/institution/doctors', { family, given }, doctor)
  expect((await add(' ', '一郎')).status).toBe(422)
  expect((await add('架空', '一郎')).location).toBe('/institution/doctors?done=added')
  await add('架空', '二郎')
  const [first] = await db.sql`select id from doctors where name = '架空 一郎'`
  const at = `/institution/doctors/${first!.id}`
  expect((await app.post(at, { family: '架空', given: '二郎' }, doctor)).text).toContain('同じ氏名の医師がすでに登録されています')
  expect((await app.post(at, { family: '架空', given: '壱郎' }, doctor)).location).toBe('/institution/doctors?done=saved')
  const choices = async () =>
    [...((await app.get('/institution/notifications/new', doctor)).text.match(/<option value="架空 [^"]*"/g) ?? [])].sort()
  expect(await choices()).toEqual(['<option value="架空 二郎"', '<option value="架空 壱郎"'].sort())
  await app.post(`${at}/end`, {}, doctor)
  expect(await choices()).toEqual(['<option value="架空 二郎"'])
  expect((await app.get('/institution/doctors', doctor)).text).toContain('架空 壱郎')
  await app.post(`${at}/resume`, {}, doctor)
  expect(await choices()).toHaveLength(2)
  expect((await app.get(at, stranger)).status).toBe(404)
  expect((await app.post(`${at}/end`, {}, stranger)).status).toBe(404)
})

test('D18 外来機関名を検索 by name, reading or code fills name, address and telephone; the draft stays', async () => {
  const path = await newDraftPath(app, doctor)
  const asked = await app.post(path, { go: 'institutions', 'name.family': '架空検索' }, doctor)
  expect(asked.location).toBe(`${path}/institutions`)
  const { name, code, id, phone } = organisationOf('minato-clinic')
  for (const q of [name.slice(2, 6), code.slice(0, 8)]) expect((await app.post(asked.location, { q }, doctor)).text).toContain(id)
  expect((await app.post(asked.location, { q: 'どこにもない' }, doctor)).text).toContain('該当する医療機関がありません')
  expect((await app.post(asked.location, { q: '保健所' }, doctor)).text).toContain('該当する医療機関がありません')
  expect((await app.post(asked.location, { choose: id }, doctor)).location).toBe(`${path}#q-institutionName`)
  expect((await draftRow(path)).answers).toMatchObject({ institutionName: name, institutionPhone: phone, 'name.family': '架空検索' })
  expect((await app.post(asked.location, { choose: id }, stranger)).status).toBe(404)
})

test('D20 a postal code answers to a script as to the button, by POST', async () => {
  const ask = async (code: string) => JSON.parse((await app.post('/institution/postal-code', { code }, doctor)).text)
  expect(await ask('〒０００－２００１')).toEqual({ found: true, prefecture: '架空県', municipality: 'みなと市', towns: ['見本町'] })
  expect(await ask('9999999')).toEqual({ found: false })
  expect(await ask('12')).toEqual({ found: false })
})

test('D42 D43 slips are asked about at 確認 and before 報告, and the report goes on', async () => {
  const path = await newDraftPath(app, doctor)
  const odd = { ...somebody(leastAnswers), 'birthOn.era': 'western', 'birthOn.year': '2022', 'birthOn.month': '7', 'birthOn.date': '20' }
  await app.post(path, { ...odd, go: 'confirm' }, doctor)
  const asked = '生年月日が報告日または診断日と同じです。間違いありませんか。'
  expect((await app.get(`${path}?marked=1`, doctor)).text).toContain(asked)
  const { text } = await app.get(`${path}/period`, doctor)
  expect(text).toContain(asked)
  expect(text).toMatch(new RegExp(`href="${path}\\?marked=1#q-birthOn"`))
  expect(text).toContain('0歳0か月')
  expect((await app.post(`${path}/file`, {}, doctor)).location).toBe(`${path}/done`)
})

test('D23 無 closes the list of risk factors; what had been ticked is not reported', async () => {
  const caseId = await file({ ...somebody(wholeAnswers), riskPresence: 'no', riskFactors: ['smoking'] })
  const [row] = await db.sql`select risk_factors from cases where id = ${caseId}`
  expect(row!.riskFactors).toEqual([])
})
