import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import jsQR from 'jsqr'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { makeFamily } from '../../../tools/test-patients.ts'
import { rasterise, rgbaOf } from '../../../tools/test-raster.ts'
import { storeReport } from '../../../tools/test-reports.ts'
import { readWorkbook } from '../../platform/excel/workbook.server.ts'

let db: TestDatabase
let app: TestApp
let caseId = ''
let hersysId = ''
const shots = process.env.SHOTS

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
  const names: [string, string][] = [
    ['架空長曽我部之上小路', 'クリスティーナ・マリア'],
    ['架空', '赤子'],
    ['=架空', '式'],
  ]
  const family = await makeFamily(db.sql, { now: testNow, names })
  await makeFamily(db.sql, { now: testNow, centre: 'minato', names: [['架空', '港子']] })
  ;({ caseId, hersysId } = family.people[1]!)
  await db.sql`update cases set phone = '09000000001' where id = ${caseId}`
  await storeReport(db.sql, caseId, { now: testNow, level: 'urgent', reasons: ['spo2'], temperature: 39.1, spo2: 91 })
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

async function taken(path: string, who = 'nurse@aoba') {
  const answer = await fetch(app.url + path, { headers: { cookie: app.cookieHeader(await app.signedInAs(who)) }, redirect: 'manual' })
  const bytes = Buffer.from(await answer.arrayBuffer())
  if (shots && bytes.subarray(0, 4).toString() === '%PDF') writeFileSync(`${shots}/${path.replace(/\W+/g, '-').slice(0, 40)}.pdf`, bytes)
  return { status: answer.status, bytes, disposition: answer.headers.get('content-disposition') ?? '' }
}
const textOf = (pdf: Buffer) => execFileSync('pdftotext', ['-layout', '-', '-'], { input: pdf }).toString()
const darkest = (pdf: Buffer) => {
  const { grey } = rasterise(pdf, 50)
  return grey.filter((value) => value < 100).length / grey.length
}

test('today’s list for a power cut: the urgent first, with telephone and room to write; the audit names everybody on it', async () => {
  const { bytes } = await taken('/centre/paper/today')
  const text = textOf(bytes)
  expect(text.indexOf('赤子')).toBeGreaterThan(0)
  expect(text.indexOf('赤子')).toBeLessThan(text.indexOf('クリスティーナ'))
  expect(text).toContain('09000000001')
  expect(text).not.toContain('港子')
  expect(darkest(bytes)).toBeGreaterThan(0.005)
  const [audited] = await db.sql<{ caseIds: string[] }[]>`select case_ids from audits where action = 'paper.today' order by at desc limit 1`
  expect(audited!.caseIds).toHaveLength(3)
})

test('the same as Excel, every cell text', async () => {
  const { rows } = await readWorkbook((await taken('/centre/paper/today?as=xlsx')).bytes, '本日の健康観察一覧')
  expect(rows).toHaveLength(4)
  expect(rows[0]).toContain('電話番号')
  expect(rows.flat()).toContain("'=架空 式")
})

test('the leaflet of a patient: the QR code leads to the sign-up, the HER-SYS ID stands big, nobody’s name (A3)', async () => {
  const { bytes, disposition } = await taken(`/centre/cases/${caseId}/leaflet`)
  const picture = rasterise(bytes, 150)
  expect(jsQR(rgbaOf(picture), picture.width, picture.height)?.data).toBe('http://her-sys.example/sign-up')
  const text = textOf(bytes)
  expect(text.replaceAll(/\s/g, '')).toContain(hersysId)
  expect(text).not.toContain('赤子')
  expect(disposition).not.toMatch(/\d{6}/)
  await db.sql`update cases set language = 'ko' where id = ${caseId}`
  expect(textOf((await taken(`/centre/cases/${caseId}/leaflet`)).bytes)).not.toContain('〓')
  expect((await taken(`/centre/cases/${caseId}/leaflet`, 'nurse@minato')).status).toBe(404)
})

test('blank forms: the 発生届 of the day for a fax, and ten days of observation by hand', async () => {
  const form = (await taken('/institution/paper/notification', 'doctor@aoba-clinic')).bytes
  expect(textOf(form)).toContain('発生届')
  expect(darkest(form)).toBeGreaterThan(0.003)
  const sheet = (await taken('/centre/paper/observation')).bytes
  expect(textOf(sheet)).toContain('酸素飽和度')
  expect(textOf(sheet)).toContain('空欄は「なし」ではありません')
  expect(darkest(sheet)).toBeGreaterThan(0.003)
})
