import { execFileSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedPlaces } from '../db/seed/places.server.ts'
import { type TestApp, testApp, testNow } from '../tools/test-app.ts'
import { type CertifiedPatient, certifiedPatient, correctByInstitution } from '../tools/test-certificates.ts'
import { type TestDatabase, testDatabase } from '../tools/test-database.ts'
import { barriersOf, closeWindows, openBrowser, openPage, overflows } from './browser.ts'

let db: TestDatabase
let app: TestApp
let browser: Browser
beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
  browser = await openBrowser()
})
afterAll(async () => {
  await closeWindows(browser)
  await app.close()
  await db.drop()
})

const shots = process.env.SHOTS
let shotNumber = 0
async function look(page: Page, name: string, script = true) {
  if (shots) {
    const place = `${shots}/${String(++shotNumber).padStart(2, '0')}-${name}-${page.viewportSize()!.width}${script ? '' : '-plain'}.png`
    await page.screenshot({ path: place, fullPage: true })
  }
  expect.soft(await overflows(page), `${name} is too wide`).toBe(false)
  if (script) expect.soft(await barriersOf(page), name).toEqual([])
}

const longName = { 'name.family': '架空寿限無寿限無五劫擦切', 'name.given': 'アレクサンドリーナ・マリア・フォン・ミホン' }
const visitor = async () => {
  const patient = await certifiedPatient(db, app, longName)
  const answers = { nationality: 'ブラジル', 'enteredOn.year': '2022', 'enteredOn.month': '7', 'enteredOn.date': '1' }
  const saved = await app.post(
    `/institution/cases/${patient.caseId}/records/basics/new`,
    answers,
    await app.signedInAs('doctor@aoba-clinic'),
  )
  expect(saved.status).toBe(303)
  return patient
}

const words = {
  ja: {
    certificate: '療養証明書を表示する',
    passport: 'パスポート(旅券)番号を入力する',
    number: 'パスポート(旅券)番号',
    confirm: '確認',
    save: 'この番号を保存する',
  },
  en: {
    certificate: 'show the certificate',
    passport: 'enter your passport number',
    number: 'Enter your passport number.',
    confirm: 'confirm',
    save: 'save this number',
  },
  'zh-Hant': { certificate: '顯示療養證明書', passport: '輸入護照號碼', number: '護照號碼', confirm: '確認', save: '儲存這個號碼' },
}

test.each([
  ['ja', 360, true],
  ['ja', 1280, false],
  ['en', 360, false],
  ['en', 1280, true],
  ['zh-Hant', 360, true],
] as const)('A21 A23 C21 C26 E13 passport, certificate and my data in %s at %i px, script: %s', async (lang, width, script) => {
  const patient = await visitor()
  const page = await openPage(browser, app.url, { width, script, session: patient.session })
  await page.context().addCookies([{ name: 'lang', value: lang, url: app.url }])
  const say = words[lang]
  await page.goto('/home')
  await look(page, `${lang}-home`, script)
  await page.getByRole('link', { name: say.passport }).click()
  await look(page, `${lang}-passport`, script)
  await page.getByLabel(say.number, { exact: true }).fill('旅券')
  await page.getByRole('button', { name: say.confirm }).click()
  await look(page, `${lang}-passport-wrong`, script)
  await page.getByLabel(say.number, { exact: true }).fill('ｔｋ１２３４５６７')
  await page.getByRole('button', { name: say.confirm }).click()
  await look(page, `${lang}-passport-confirm`, script)
  await page.getByRole('button', { name: say.save }).click()
  await page.getByRole('link', { name: say.certificate }).waitFor()
  expect(await page.getByRole('link', { name: say.passport }).count()).toBe(0)
  await page.getByRole('link', { name: say.certificate }).click()
  await page.getByText('(表示日時: 2022/7/20 10:00)').waitFor()
  await look(page, `${lang}-certificate`, script)
  await page.goto('/my-data')
  await look(page, `${lang}-my-data`, script)
})

/** A picture of the QR code as the telephone shows it. */
async function photographed(patient: CertifiedPatient): Promise<string> {
  const phone = await openPage(browser, app.url, { width: 360, session: patient.session, scale: 2 })
  await phone.goto(`/certificate/${patient.registrationId}`)
  const path = join(tmpdir(), `her-sys-qr-${patient.registrationId}.png`)
  await phone.locator('svg.qr').screenshot({ path })
  await phone.context().close()
  return path
}

/** Whoever receives a certificate: no sign-in, Japanese. */
async function receiver(wish: { width: number; script?: boolean }): Promise<Page> {
  const page = await openPage(browser, app.url, wish)
  await page.context().addCookies([{ name: 'lang', value: 'ja', url: app.url }])
  return page
}

test.each([360, 1280])('C30 the checker reads a picture of the code at %i px, says what it says, and sends nothing', async (width) => {
  const patient = await certifiedPatient(db, app, longName)
  const picture = await photographed(patient)
  const page = await receiver({ width })
  await page.goto('/verify')
  await page.getByText('失効一覧を取得した日時').waitFor()
  await look(page, 'verify')
  const asked: string[] = []
  page.on('request', (request) => {
    if (!request.url().startsWith('data:')) asked.push(`${request.method()} ${new URL(request.url()).pathname} ${request.postData() ?? ''}`)
  })
  await page.getByLabel('QRコードの写真や画像を選ぶ').setInputFiles(picture)
  await page.getByText('署名は有効です').first().waitFor()
  await page.getByText('架空寿限無寿限無五劫擦切 アレクサンドリーナ・マリア・フォン・ミホン').waitFor()
  for (const text of ['1990年09月09日', '2022年07月20日', '架空みなと保健所']) expect(await page.getByText(text).count()).toBeGreaterThan(0)
  expect(await page.getByText(patient.hersysId).count()).toBe(0)
  await look(page, 'verify-valid')
  expect(asked.filter((line) => line !== 'GET /assets/qr-reader.js ')).toEqual([])
  await correctByInstitution(app, patient.caseId, { 'name.given': '華子' })
  app.advance(120_000)
  await page.goto('/verify')
  await page.getByLabel('QRコードの写真や画像を選ぶ').setInputFiles(picture)
  await page.getByText('この証明書は取り消されています').waitFor()
  await look(page, 'verify-revoked')
  await page.getByLabel('貼り付ける').fill('架空の文字')
  await page.getByRole('button', { name: '確かめる' }).click()
  await page.getByText('療養証明書のQRコードではありません').waitFor()
  app.setNow(testNow)
})

test('the camera is asked for on that page alone; refused, the page says what else there is', async () => {
  const page = await receiver({ width: 360 })
  const answer = await page.goto('/verify')
  expect(answer!.headers()['permissions-policy']).toBe('camera=(self)')
  expect(answer!.headers()['content-security-policy']).not.toContain('unsafe')
  await page.getByRole('button', { name: 'カメラで読み取る' }).click()
  await page.getByText('カメラを使えません').waitFor()
})

test('the PDF is downloaded from the certificate and is the page that was shown', async () => {
  const patient = await certifiedPatient(db, app)
  const page = await openPage(browser, app.url, { width: 360, session: patient.session })
  await page.goto(`/certificate/${patient.registrationId}`)
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'PDFで保存・印刷する' }).click()])
  expect(download.suggestedFilename()).toBe('certificate.pdf')
  const text = execFileSync('pdftotext', [await download.path(), '-']).toString()
  expect(text).toContain(patient.hersysId)
})
