import { compactVerify, importJWK } from 'jose'
import jsQR from 'jsqr'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type CertifiedPatient, certifiedPatient } from '../../../tools/test-certificates.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { rasterise, rgbaOf } from '../../../tools/test-raster.ts'
import type { Claims } from './verify-text.ts'

let db: TestDatabase
let app: TestApp
beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const pageOf = async ({ registrationId, session }: CertifiedPatient) => (await app.get(`/certificate/${registrationId}`, session)).text
const wordsOf = (html: string) =>
  html
    .replace(/^[\s\S]*<article/, '<article')
    .replace(/<\/article>[\s\S]*$/, '')
    .replace(/<[^>]+>/g, '\n')
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
const pdfOf = async ({ registrationId, session }: CertifiedPatient) => {
  const cookie = app.cookieHeader(session)
  const response = await fetch(`${app.url}/certificate/${registrationId}/pdf`, { headers: { cookie }, redirect: 'manual' })
  return { response, pdf: Buffer.from(await response.arrayBuffer()) }
}
/** As a telephone would read it from the printed page. */
const printedCode = (pdf: Buffer) => {
  const picture = rasterise(pdf, 150)
  return jsQR(rgbaOf(picture), picture.width, picture.height)?.data ?? null
}

test('C25 C26 the certificate shows the display time and its six fields in order, under green, with the way home', async () => {
  const patient = await certifiedPatient(db, app)
  const page = await pageOf(patient)
  expect(wordsOf(page)).toEqual([
    'My HER-SYS',
    '療養中の健康状態を記録します',
    '(表示日時: 2022/7/20 10:00)',
    '療養証明書',
    'Certificate of recovery',
    ...['氏名', 'Name', '架空 花子'],
    ...['生年月日', 'Date of birth', '1990年09月09日'],
    ...['HER-SYS ID', patient.hersysId],
    ...['傷病名', 'Disease', '新型コロナウイルス (COVID-19) 感染症'],
    ...['診断年月日', 'Date of diagnosis', '2022年07月20日'],
    ...['担当保健所', 'Public health center in charge', '架空みなと保健所'],
    '(注) 現行の療養期間は、下記URL先の「陽性だった場合の療養解除について」をご参照ください。',
    'https://www.mhlw.go.jp/stf/covid-19/kenkou-iryousoudan.html',
    '(注) 療養期間は、当該感染症の感染性を有すると考えられる期間であって、症状を有した期間とは必ずしも一致しません。',
    '療養中の健康状態を記録します',
    'My HER-SYS',
  ])
  expect(page).toContain('ホーム画面へ戻る')
})

test('C27 the notes on the period are word for word, and the address is a link', async () => {
  const page = await pageOf(await certifiedPatient(db, app))
  expect(page).toContain('href="https://www.mhlw.go.jp/stf/covid-19/kenkou-iryousoudan.html"')
  expect(page).toContain('症状を有した期間とは必ずしも一致しません。')
})

test('C15 C28 the name is the official one, never the registered; who finds an error is sent to the centre', async () => {
  const page = await pageOf(await certifiedPatient(db, app))
  expect(page).not.toContain('テスト 太郎')
  expect(page).toContain('登録されている内容の修正が必要です。管轄の保健所にお問い合わせください。')
  expect(page).toContain('療養期間の記載はありません。')
})

test('C29 a second infection has its own certificate, with its own ID and day', async () => {
  const first = await certifiedPatient(db, app)
  const second = await certifiedPatient(db, app, { 'diagnosedOn.date': '19', 'sampledOn.date': '19', 'reportedOn.date': '20' })
  await db.sql`update registrations set account_id = ${first.accountId}, given_name = '太郎2' where id = ${second.registrationId}`
  const both = [await pageOf(first), await pageOf({ ...second, session: first.session })]
  expect(both.map((page) => [page.includes(first.hersysId), page.includes(second.hersysId)])).toEqual([
    [true, false],
    [false, true],
  ])
  expect(both.map((page) => page.includes('2022年07月19日'))).toEqual([false, true])
})

test('C23 C24 who has none is told why, and whom to ask; the PDF leads there', async () => {
  const suspected = await certifiedPatient(db, app, { category: 'suspected' })
  const page = await pageOf(suspected)
  expect(page).toContain('療養証明書は表示されません')
  expect(page).toContain('2022年9月26日以降に診断された方は')
  for (const who of ['65歳以上の方', '入院を要する方', '重症化リスクがあり', '妊婦']) expect(page).toContain(who)
  expect(page).toContain('架空みなと保健所')
  expect(page).not.toContain('class="notice warning"')
  expect((await pdfOf(suspected)).response.headers.get('location')).toBe(`/certificate/${suspected.registrationId}`)
  const unborn = await certifiedPatient(db, app)
  await db.sql`update cases set birth_on = null where id = ${unborn.caseId}`
  const told = await pageOf(unborn)
  expect(told).toContain('class="notice warning"')
  expect(told).toContain('生年月日が正しく登録されていない可能性があります')
})

test('C30 the PDF is one page of paper whose QR code holds the signed fields, verified by another library, without the HER-SYS ID', async () => {
  const patient = await certifiedPatient(db, app, { 'name.family': '架空寿限無寿限無五劫擦切', 'name.given': 'アレクサンドリーナ・マリア' })
  const { response, pdf } = await pdfOf(patient)
  expect(response.headers.get('content-type')).toBe('application/pdf')
  expect(response.headers.get('content-disposition')).toBe('attachment; filename="certificate.pdf"')
  expect(pdf.toString('latin1').match(/\/Type \/Page\b(?!s)/g)).toHaveLength(1)
  const jws = printedCode(pdf)!
  expect(jws).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/)
  const { keys } = JSON.parse((await app.get('/verify/keys.json')).text)
  const { payload, protectedHeader } = await compactVerify(jws, await importJWK(keys[0], 'EdDSA'))
  const claims = JSON.parse(new TextDecoder().decode(payload)) as Claims
  expect(protectedHeader).toEqual({ alg: 'EdDSA', kid: keys[0].kid })
  expect(claims).toEqual({
    iss: 'http://her-sys.example',
    jti: expect.stringMatching(/^[\w-]{16}$/),
    iat: testNow.getTime() / 1000,
    name: '架空寿限無寿限無五劫擦切 アレクサンドリーナ・マリア',
    birthdate: '1990-09-09',
    disease: '新型コロナウイルス (COVID-19) 感染症',
    diagnosed: '2022-07-20',
    centre: '架空みなと保健所',
  })
  expect(JSON.stringify(claims)).not.toContain(patient.hersysId)
})

test('the same fields keep their opaque id from day to day; nobody else opens the page', async () => {
  const patient = await certifiedPatient(db, app)
  const id = async () => {
    await pageOf(patient)
    return db.sql`select public_id from certificates where case_id = ${patient.caseId}`
  }
  const before = await id()
  app.advance(86_400_000)
  expect(await id()).toEqual(before)
  app.setNow(testNow)
  const other = await certifiedPatient(db, app)
  for (const page of ['', '/pdf']) {
    expect((await app.get(`/certificate/${patient.registrationId}${page}`, other.session)).status).toBe(404)
    expect((await app.get(`/certificate/nonsense${page}`, other.session)).status).toBe(404)
  }
})

test('what is printed on a certificate opens nothing: ID and birth date register an unclaimed case and no claimed one', async () => {
  const patient = await certifiedPatient(db, app)
  await pageOf(patient)
  const thief = await certifiedPatient(db, app)
  await db.sql`update registrations set ended_at = ${testNow} where account_id = ${thief.accountId}`
  const typed = { 'name.family': '架空', 'name.given': '他人', 'birthOn.year': '1990', 'birthOn.month': '9', 'birthOn.date': '9' }
  const claim = async (hersysId: string) => {
    await app.post('/registrations/new', { ...typed, hersysId }, thief.session)
    const shown = await app.get('/registrations/new/confirm', thief.session)
    const draft = /name="draft" value="([^"]+)"/.exec(shown.text)?.[1]
    return app.post('/registrations/new/confirm', { draft }, thief.session)
  }
  const refused = await claim(patient.hersysId)
  expect([refused.status, refused.text.includes('ご指定の内容はすでに登録されています')]).toEqual([422, true])
  for (const page of [
    '/home',
    `/certificate/${patient.registrationId}`,
    `/history/${patient.registrationId}`,
    `/passport/${patient.registrationId}`,
  ]) {
    const { text } = await app.get(page, thief.session)
    expect(text).not.toContain(patient.hersysId)
    expect(text).not.toContain('架空 花子')
  }
  expect((await claim(thief.hersysId)).location).toBe('/home')
})
