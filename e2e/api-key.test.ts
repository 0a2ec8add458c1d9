import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedPlaces } from '../db/seed/places.server.ts'
import { ask, issueKey, report } from '../tools/test-api.ts'
import { type TestApp, testApp, testNow } from '../tools/test-app.ts'
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
async function look(page: Page, name: string) {
  const number = String(++shotNumber).padStart(2, '0')
  if (shots) await page.screenshot({ path: `${shots}/api-${number}-${name}-${page.viewportSize()!.width}.png`, fullPage: true })
  expect.soft(await barriersOf(page), name).toEqual([])
  expect.soft(await overflows(page), `${name} is too wide`).toBe(false)
}

test.each([
  ['desktop', 1280],
  ['a telephone', 360],
])('the centre gives a clinic’s record system a key, the system files, the centre revokes: on %s', async (screen, width) => {
  const name = `外来の電子カルテ ${screen}`
  if (width === 360) await issueKey(db, app, { name: `${'長い名前の電子カルテシステム'.repeat(3)}第2病棟` })
  const page = await openPage(browser, app.url, { width, session: await app.signedInAs('manager@aoba') })
  await page.goto('/centre')
  await page.click('summary:has-text("メニュー")')
  await page.click('nav a:has-text("電子カルテ連携")')
  await look(page, 'keys-before')
  await page.click('a:has-text("APIキーの発行")')
  await page.click('button:has-text("発行する")')
  expect(await page.locator('.fault').allTextContents()).toEqual(['選択してください', '入力してください'])
  await look(page, 'issue-faults')
  await page.selectOption('#institutionId', { label: '架空あおば内科クリニック' })
  await page.fill('#name', name)
  await page.click('button:has-text("発行する")')
  expect(await page.textContent('h1')).toBe('APIキーを発行しました')
  const key = (await page.textContent('.api-key-text'))!
  await look(page, 'issued')

  const filed = await report(app, key)
  expect(filed.status).toBe(201)
  const { id, hersysId } = (await filed.json()) as { id: string; hersysId: string }
  // What the record system filed is the clinic's own case, as if it had been typed.
  const clinic = await openPage(browser, app.url, { width, session: await app.signedInAs('doctor@aoba-clinic') })
  await clinic.goto(`/institution/notifications/${id}`)
  expect(await clinic.textContent('main')).toContain(hersysId)
  await clinic.goto(`/institution/notifications/${id}/revisions/1`)
  expect(await clinic.textContent('main')).toContain(name)

  await page.click('a:has-text("APIキーの一覧へ戻る")')
  expect(await page.textContent('main')).not.toContain(key)
  const card = page.locator('article', { hasText: name })
  expect(await card.textContent()).toContain('有効')
  await card.locator('a:has-text("失効する")').click()
  await page.click('button:has-text("失効する")')
  expect(await page.textContent('main [role=alert]')).toContain('「失効してよい」にチェックを入れてください')
  await look(page, 'revoke-unsure')
  await page.check('input[name=sure]')
  await page.click('button:has-text("失効する")')
  expect(await page.textContent('.notice')).toContain('APIキーを失効しました')
  await look(page, 'keys-after')
  expect((await ask(app, `/api/v1/notifications/${id}`, key)).status).toBe(401)
})

test.each([1280, 360])('the description of the API for everybody, at %i px', async (width) => {
  const page = await openPage(browser, app.url, { width })
  await page.goto('/api/docs')
  expect(await page.textContent('h1')).toBe('発生届API 仕様')
  expect(await page.context().cookies()).toEqual([])
  await look(page, 'docs')
  await page.click('a:has-text("発生届(旧様式)")')
  expect(await page.textContent('#questions ~ section')).toContain('i1_11-1')
  await page.goto('/api/v1/fhir/Questionnaire/covid-19.notification-3')
  expect(await page.textContent('body')).toContain('"resourceType":"Questionnaire"')
})
