import type { Browser, Page } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedPlaces } from '../db/seed/places.server.ts'
import { type Session, type TestApp, testApp, testNow } from '../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../tools/test-database.ts'
import { reportOver, wholeAnswers } from '../tools/test-notification.ts'
import { barriersOf, closeWindows, openBrowser, openPage, overflows } from './browser.ts'

let db: TestDatabase
let app: TestApp
let browser: Browser
let nurse: Session
let doctor: Session
let caseId: string
const shots = process.env.SHOTS

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
  browser = await openBrowser()
  nurse = await app.signedInAs('nurse@aoba')
  doctor = await app.signedInAs('doctor@aoba-clinic')
  await reportOver(app, doctor, { ...wholeAnswers, municipality: 'あおば市' })
  caseId = (await db.sql<{ id: string }[]>`select id from cases`)[0]!.id
  await db.sql`insert into heartbeats (name, at) values ('worker', ${testNow})`
})
afterAll(async () => {
  await closeWindows(browser)
  await app.close()
  await db.drop()
})

async function look(page: Page, name: string) {
  if (shots) await page.screenshot({ path: `${shots}/${name}.png`, fullPage: !name.startsWith('fax-form') })
  expect(await barriersOf(page), name).toEqual([])
  expect(await overflows(page), name).toBe(false)
}

test('問合せ: the nurse asks, the institution sees it on its home and answers, the nurse reads and closes', async () => {
  const page = await openPage(browser, app.url, { session: nurse })
  await page.goto(`/centre/cases/${caseId}`)
  await page.getByText('届出医療機関へ問い合わせる…').click()
  await page.locator('textarea[name=question]').fill('検体採取日は7/19でよいですか')
  await page.getByRole('button', { name: '問合せを送る' }).click()
  expect(await page.textContent('main')).toContain('回答待ち')
  const clinic = await openPage(browser, app.url, { width: 360, session: doctor })
  await clinic.goto('/institution')
  await look(clinic, 'inquiry-home-360')
  await clinic.getByRole('link', { name: '問合せに回答する' }).click()
  await look(clinic, 'inquiry-answer-360')
  await clinic.getByRole('textbox', { name: '回答' }).fill('はい、7/19に採取しました')
  await clinic.getByRole('button', { name: '回答する' }).click()
  expect(await clinic.textContent('main')).toContain('回答を送りました')
  await page.goto('/centre/notifications')
  expect(await page.textContent('main')).toContain('回答あり')
  await look(page, 'notifications-1280')
  await page.locator('section[aria-labelledby=inquiries]').getByRole('link').first().click()
  await look(page, 'inquiry-answered-1280')
  await page.getByRole('button', { name: '回答を確認した（問合せを終了）' }).click()
  expect(await page.textContent('main')).toContain('問合せを終了しました')
  await page.context().close()
  await clinic.context().close()
})

test('FAX代行入力: taken in, the picture stays beside the form while it is typed, and the 発生届 is filed', async () => {
  const lines = Array.from(
    { length: 18 },
    (_, n) => `<rect x="60" y="${80 + n * 42}" width="${300 + ((n * 37) % 180)}" height="14" fill="#333"/>`,
  )
  const svg = Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="620" height="877"><rect width="620" height="877" fill="#fff"/>${lines.join('')}</svg>`,
  )
  const buffer = await sharp(svg).png().toBuffer()
  const page = await openPage(browser, app.url, { width: 1366, session: nurse })
  await page.goto('/centre/faxes')
  await look(page, 'faxes-empty-1366')
  await page.getByRole('button', { name: '取り込んで入力する' }).click()
  expect(await page.textContent('main')).toContain('ファイルを選んでください')
  await page.locator('select[name=institution]').selectOption({ label: '架空あおば内科クリニック' })
  await page.locator('input[name=receivedTime]').fill('09:15')
  await page.locator('input[name=centreNumber]').fill('A001')
  await page.locator('input[type=file]').setInputFiles({ name: '見本.png', mimeType: 'image/png', buffer })
  await page.getByRole('button', { name: '取り込んで入力する' }).click()
  const picture = page.locator('.fax img')
  await picture.waitFor()
  expect(await picture.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(620)
  await look(page, 'fax-form-1366')
  await page.getByRole('button', { name: '確認', exact: true }).scrollIntoViewIfNeeded()
  expect(await picture.evaluate((img) => img.getBoundingClientRect().top)).toBeLessThan(900)
  const draft = new URL(page.url()).pathname
  const narrow = await openPage(browser, app.url, { width: 360, session: nurse })
  await narrow.goto(draft)
  await look(narrow, 'fax-form-360')
  await narrow.goto('/centre/faxes')
  await look(narrow, 'faxes-360')
  await narrow.context().close()
  await app.post(draft, { ...wholeAnswers, 'name.given': '筆子', phone: '090-9000-0077', municipality: 'あおば市', go: 'confirm' }, nurse)
  await page.goto(`${draft}/period`)
  await page.getByRole('button', { name: '報告' }).click()
  expect(await page.textContent('main')).toContain('FAXの発生届を代行入力しました')
  expect(await page.textContent('main')).toContain('FAX（受信 ')
  await page.getByRole('link', { name: 'FAXを見る' }).click()
  await look(page, 'fax-entered-1366')
  await page.goto('/centre/institutions')
  expect(await page.textContent('main')).toContain('架空あおば内科クリニック')
  await look(page, 'institutions-1366')
  await page.context().close()
})
