import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { organisationOf } from '../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { checkSilence } from '../../../tools/check-silence.mjs'
import { type Session, type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { newDraftPath, wholeAnswers } from '../../../tools/test-notification.ts'

let db: TestDatabase
let app: TestApp
let nurse: Session
let doctor: Session

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
  nurse = await app.signedInAs('nurse@aoba')
  doctor = await app.signedInAs('doctor@aoba-clinic')
})
afterAll(async () => {
  await app.close()
  await db.drop()
})
const silence = async () => (await checkSilence(db.worker, app.clock())).filter(({ count }) => count > 0)

const intake = {
  institution: organisationOf('aoba-clinic').id,
  institutionName: '',
  receivedOn: '2022-07-20',
  receivedTime: '09:15',
  centreNumber: 'A001',
}
const scan = () =>
  sharp({ create: { width: 620, height: 877, channels: 3, background: '#fff' } })
    .png()
    .toBuffer()

/** The form with a file, as a browser sends it. */
async function takeIn(fields: Record<string, string>, bytes: Buffer | null, session = nurse, name = 'fax.png') {
  const { csrf } = await app.get('/centre/faxes', session)
  const body = new FormData()
  for (const [key, value] of Object.entries({ _csrf: csrf, ...fields })) body.append(key, value)
  if (bytes) body.append('file', new Blob([new Uint8Array(bytes)]), name)
  const answer = await fetch(`${app.url}/centre/faxes`, {
    method: 'POST',
    body,
    redirect: 'manual',
    headers: { cookie: app.cookieHeader(session) },
  })
  return { status: answer.status, location: answer.headers.get('location') ?? '', text: await answer.text() }
}

test('FAX代行入力: taken in, typed beside its picture, filed as the institution’s by the function of the form, confirmed by who typed; marked as fax', async () => {
  const taken = await takeIn(intake, await scan())
  const faxId = /\/centre\/drafts\/([0-9a-f-]{36})/.exec(taken.location)![1]!
  expect(await silence()).toEqual([])
  const [item] = await db.sql`select due_at, closed_at from attention_items where kind = 'fax-waiting' and subject = ${faxId}`
  expect(item).toMatchObject({ dueAt: new Date('2022-07-20T13:15:00+09:00').toISOString(), closedAt: null })
  expect((await app.get('/centre/faxes', nurse)).text).toContain('架空あおば内科クリニック')
  const form = await app.get(taken.location, nurse)
  for (const words of [`src="/centre/faxes/${faxId}/pages/1"`, '保健所独自ID A001', '架空あおば内科クリニック'])
    expect(form.text).toContain(words)
  const page = await app.get(`/centre/faxes/${faxId}/pages/1`, nurse)
  expect(page.headers.get('content-type')).toBe('image/webp')
  expect(page.headers.get('content-security-policy')).toContain('sandbox')
  expect(page.headers.get('x-content-type-options')).toBe('nosniff')
  expect(page.headers.get('content-disposition')).toBe('inline; filename="fax-1.webp"')
  expect(await db.sql`select from audits where action = 'fax.view' and detail ->> 'fax' = ${faxId}`).toHaveLength(1)
  for (const who of ['nurse@yamate', 'doctor@aoba-clinic', 'officer@prefecture'])
    expect([403, 404]).toContain((await app.get(`/centre/faxes/${faxId}/pages/1`, await app.signedInAs(who))).status)

  const answers = { ...wholeAnswers, 'name.given': '沙羅', phone: '090-9000-0031', municipality: 'あおば市' }
  expect((await app.post(taken.location, { ...answers, sex: '', go: 'confirm' }, nurse)).status).toBe(422)
  expect((await app.post(taken.location, { ...answers, go: 'confirm' }, nurse)).location).toBe(`${taken.location}/period`)
  expect((await app.get(`${taken.location}/period`, nurse)).text).toContain('架空あおば保健所')
  const filed = await app.post(`${taken.location}/file`, {}, nurse)
  const caseId = /\/centre\/cases\/([0-9a-f-]{36})\?done=fax/.exec(filed.location)![1]!
  expect((await app.post(`${taken.location}/file`, {}, nurse)).location).toBe(`/centre/cases/${caseId}`)
  const [row] =
    await db.sql`select c.reporting_institution_id, c.notified_centre_id, c.centre_number, c.confirmed_by = s.id as mine, f.channel, f.delay_days, f.org_id,
      w.owner_centre_id, x.entered_by = s.id as typed, x.received_at, x.entered_at from cases c join case_forms f on f.case_id = c.id
      join watches w on w.case_id = c.id join faxes x on x.case_id = c.id join staff_accounts s on s.login_id = 'nurse@aoba' where c.id = ${caseId}`
  const aoba = organisationOf('aoba').id
  expect(row).toMatchObject({
    reportingInstitutionId: intake.institution,
    orgId: intake.institution,
    notifiedCentreId: aoba,
    ownerCentreId: aoba,
  })
  expect(row).toMatchObject({
    centreNumber: 'A001',
    channel: 'fax',
    delayDays: 0,
    mine: true,
    typed: true,
    enteredAt: testNow.toISOString(),
  })
  expect((await app.get(`/centre/cases/${caseId}`, nurse)).text).toContain('FAX')
  expect((await app.get(`/institution/notifications/${caseId}`, doctor)).status).toBe(200)
  expect(await db.sql`select outcome from attention_items where kind = 'fax-waiting' and subject = ${faxId}`).toEqual([
    { outcome: 'fax-entered' },
  ])
  expect(await db.sql`select from messages where case_id = ${caseId} and kind = 'my-hersys-invitation'`).toHaveLength(1)
  expect(await silence()).toEqual([])
})

test('a PDF by fax: its pages are pictures, the original opens as a PDF of its own in a sandbox, for this centre alone and audited', async () => {
  const pdf = Buffer.from(
    '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF',
  )
  const faxId = (await takeIn(intake, pdf, nurse, 'fax.png')).location.split('/').at(-1)!
  expect((await app.get(`/centre/faxes/${faxId}/pages/1`, nurse)).headers.get('content-type')).toBe('image/webp')
  const original = await app.get(`/centre/faxes/${faxId}/original`, nurse)
  expect(original.text).toBe(pdf.toString())
  expect(original.headers.get('content-type')).toBe('application/pdf')
  expect(original.headers.get('content-security-policy')).toMatch(/^sandbox;/)
  expect(original.headers.get('x-content-type-options')).toBe('nosniff')
  expect(await db.sql`select from audits where action = 'fax.original' and detail ->> 'fax' = ${faxId}`).toHaveLength(1)
  for (const who of ['nurse@yamate', 'doctor@aoba-clinic', 'officer@prefecture'])
    expect([403, 404]).toContain((await app.get(`/centre/faxes/${faxId}/original`, await app.signedInAs(who))).status)
})

test('a fax of somebody who lives elsewhere: the other centre observes and confirms; an institution outside the system has a name only', async () => {
  const taken = await takeIn({ ...intake, institution: '', institutionName: '架空町医院' }, await scan())
  await app.post(taken.location, { ...wholeAnswers, 'name.given': '紗枝', phone: '090-9000-0032', go: 'confirm' }, nurse)
  const filed = await app.post(`${taken.location}/file`, {}, nurse)
  const caseId = /\/centre\/cases\/([0-9a-f-]{36})/.exec(filed.location)![1]!
  const [row] =
    await db.sql`select c.reporting_institution_id, c.confirmed_at, w.owner_centre_id from cases c join watches w on w.case_id = c.id where c.id = ${caseId}`
  expect(row).toEqual({ reportingInstitutionId: null, confirmedAt: null, ownerCentreId: organisationOf('minato').id })
  const minato = await app.signedInAs('nurse@minato')
  expect((await app.get('/centre/notifications', minato)).text).toContain('紗枝')
  expect((await app.get(`/centre/cases/${caseId}`, minato)).text).not.toContain('届出医療機関へ問い合わせる')
  expect(await silence()).toEqual([])
})

test('what is no fax is refused in words with everything typed; a fax not to be typed is closed with its reason and stays', async () => {
  for (const [bytes, words] of [
    [null, 'ファイルを選んでください'],
    [Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'), 'いずれでもありません'],
    [Buffer.from('%PDF-1.4 broken'), '読み取れません'],
    [Buffer.alloc(10 * 1024 * 1024 + 1), '大きすぎます'],
  ] as const) {
    const refused = await takeIn({ ...intake, institution: '', institutionName: '架空医院', receivedTime: '23:00' }, bytes)
    expect(refused.status).toBe(422)
    for (const each of [words, '未来になっています', 'value="架空医院"']) expect(refused.text).toContain(each)
  }
  const taken = await takeIn(intake, await scan())
  const faxId = taken.location.split('/').at(-1)!
  expect((await app.post(`/centre/faxes/${faxId}/discard`, { reason: '' }, nurse)).status).toBe(422)
  expect((await app.post(`/centre/faxes/${faxId}/discard`, { reason: '重複' }, nurse)).status).toBe(303)
  expect((await app.post(`/centre/faxes/${faxId}/discard`, { reason: '重複' }, nurse)).status).toBe(409)
  expect((await app.get('/centre/faxes', nurse)).text).toContain('入力しない：重複')
  expect(await silence()).toEqual([])
})

test('a centre cannot file without a fax before it, nor for another’s', async () => {
  const path = await newDraftPath(app, doctor)
  expect((await app.get(path.replace('/institution/', '/centre/'), nurse)).status).toBe(404)
  expect((await app.post(`/centre/drafts/${crypto.randomUUID()}`, { go: 'save' }, nurse)).status).toBe(404)
})
