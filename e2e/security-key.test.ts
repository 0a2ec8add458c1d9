import type { Browser, CDPSession, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedPlaces, testPassword } from '../db/seed/places.server.ts'
import { type TestApp, testApp, testNow } from '../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../tools/test-database.ts'
import { barriersOf, closeWindows, openBrowser, openPage, overflows } from './browser.ts'

// Chromium's own authenticator (WebDriver virtual authenticators, over CDP) in the place of a key of metal.

let db: TestDatabase
let app: TestApp
let browser: Browser
let site: string

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
  await db.sql`insert into heartbeats values ('worker', ${testNow})`
  // Security keys know hosts by name, and want https or localhost.
  site = app.url.replace('127.0.0.1', 'localhost')
  app.settings.publicUrl = site
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
  const { width } = page.viewportSize()!
  if (shots) await page.screenshot({ path: `${shots}/key-${String(++shotNumber).padStart(2, '0')}-${name}-${width}.png`, fullPage: true })
  expect.soft(await barriersOf(page), name).toEqual([])
  expect.soft(await overflows(page), `${name} is too wide`).toBe(false)
}

type Plugged = { cdp: CDPSession; authenticatorId: string }

/** A key without a PIN in the page's USB port. */
async function plug(page: Page): Promise<Plugged> {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('WebAuthn.enable', { enableUI: false })
  const options = { protocol: 'ctap2', transport: 'usb', hasResidentKey: false, hasUserVerification: false } as const
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: { ...options, automaticPresenceSimulation: true },
  })
  return { cdp, authenticatorId }
}

async function enter(page: Page, loginId: string) {
  await page.goto('/staff/sign-in')
  await page.getByLabel('ログインID').fill(loginId)
  await page.getByRole('button', { name: '次へ' }).click()
  await page.getByLabel('パスワード').fill(testPassword)
  await page.getByRole('button', { name: 'サインイン' }).click()
  await page.waitForURL('**/staff/security-key')
}

async function register(page: Page, name: string) {
  await page.goto('/staff/security-keys/new')
  await page.getByLabel('キーの名前').fill(name)
  await page.getByLabel('現在のパスワード').fill(testPassword)
  await page.getByRole('button', { name: '次へ' }).click()
  await page.getByRole('button', { name: 'キーを登録する' }).click()
}
const title = (page: Page) => page.locator('h1').textContent()
/** A browser waits for the right key as long as the page says, and tells nobody that another one is there. */
async function tryInVain(page: Page) {
  await page.evaluate(() => {
    const place = document.querySelector<HTMLElement>('[data-key-place]')!
    place.dataset.ask = JSON.stringify({ ...JSON.parse(place.dataset.ask!), timeout: 300 })
  })
  await tryKey(page)
  await page.locator('[data-said]:not([hidden])').waitFor()
  expect(await page.locator('[data-said]').textContent()).toContain('キーを確認できませんでした。')
}
const tryKey = (page: Page) => page.getByRole('button', { name: 'キーで認証する' }).click()

test.each([1280, 360])(
  'D45 G33 a key is registered, opens the door, and is removed again: at %i px',
  async (width) => {
    const loginId = width === 360 ? 'clerk@aoba' : 'nurse@aoba'
    const page = await openPage(browser, site, { width, session: await app.signedInAs(loginId) })
    const { cdp, authenticatorId } = await plug(page)
    await page.goto('/staff/account')
    await page.getByRole('link', { name: 'セキュリティーキーの登録' }).click()
    await page.getByRole('button', { name: '次へ' }).click()
    await look(page, 'name-faults')
    await page.getByLabel('キーの名前').fill('外来の受付に置いてある鍵 1本目')
    await page.getByLabel('現在のパスワード').fill(testPassword)
    await page.getByRole('button', { name: '次へ' }).click()
    expect(await title(page)).toBe('キーに触れてください')
    await look(page, 'touch')
    await page.getByRole('button', { name: 'キーを登録する' }).click()
    await page.getByText('を登録しました。次回から').waitFor()
    await look(page, 'registered')
    const { credentials } = await cdp.send('WebAuthn.getCredentials', { authenticatorId })
    expect(credentials).toMatchObject([{ rpId: 'localhost', isResidentCredential: false }])
    await page.getByRole('link', { name: '次へ' }).click()
    await look(page, 'account')

    // The same key again: the browser itself knows it.
    await register(page, '同じ鍵')
    await page.getByText('このキーは、すでに登録されています').waitFor()
    await look(page, 'known')

    await page.getByRole('button', { name: 'サインアウト', exact: true }).click()
    await enter(page, loginId)
    await look(page, 'key')
    const sent = page.waitForRequest((request) => request.method() === 'POST' && request.url().endsWith('/staff/security-key'))
    await tryKey(page)
    await page.waitForURL('**/centre')
    const body = new URLSearchParams((await sent).postData()!)

    // The very answer that has just been good, sent again by somebody who only has the password.
    await page.getByRole('button', { name: 'サインアウト', exact: true }).click()
    await enter(page, loginId)
    const csrf = await page.locator('main form input[name=_csrf]').first().inputValue()
    const replayed = await page.request.post('/staff/security-key', {
      form: { _csrf: csrf, credential: body.get('credential')! },
      headers: { 'sec-fetch-site': 'same-origin' },
      maxRedirects: 0,
    })
    expect(replayed.status()).toBe(422)
    expect((await page.request.get('/centre', { maxRedirects: 0 })).headers().location).toBe('/staff/sign-in')

    await page.goto('/staff/security-key')
    await tryKey(page)
    await page.waitForURL('**/centre')
    await page.goto('/staff/account')
    await page.getByRole('link', { name: /^削除/ }).click()
    await page.getByRole('button', { name: '削除する' }).click()
    await look(page, 'remove-faults')
    await page.getByLabel('現在のパスワード').fill(testPassword)
    await page.getByRole('button', { name: '削除する' }).click()
    await page.getByText('登録したキーはありません').waitFor()
  },
  90_000,
)

test('another key, a removed key, the key of another account, a browser without any: refused in clear words', async () => {
  const mine = await openPage(browser, site, { session: await app.signedInAs('nurse@minato') })
  const first = await plug(mine)
  await register(mine, '架空の鍵 1')
  await mine.getByText('を登録しました。次回から').waitFor()
  const { credentials } = await first.cdp.send('WebAuthn.getCredentials', { authenticatorId: first.authenticatorId })

  // A page whose key is not among those asked for: the browser finds nothing to sign with.
  const wrong = await openPage(browser, site)
  await plug(wrong)
  await enter(wrong, 'nurse@minato')
  await tryInVain(wrong)
  await look(wrong, 'wrong-key')

  // The key of an account does not open another one that has a key too.
  const theirs = await openPage(browser, site, { session: await app.signedInAs('clerk@minato') })
  await plug(theirs)
  await register(theirs, '別の人の鍵')
  await theirs.getByText('を登録しました。次回から').waitFor()
  const crossing = await openPage(browser, site)
  const held = await plug(crossing)
  await held.cdp.send('WebAuthn.addCredential', { authenticatorId: held.authenticatorId, credential: credentials[0]! })
  await enter(crossing, 'clerk@minato')
  await tryInVain(crossing)
  expect((await crossing.request.get('/centre', { maxRedirects: 0 })).headers().location).toBe('/staff/sign-in')

  // Removed: the old key opens nothing.
  await db.sql`update security_keys set removed_at = ${testNow} where name = '架空の鍵 1'`
  await mine.getByRole('button', { name: 'サインアウト', exact: true }).click()
  await mine.goto('/staff/sign-in')
  await mine.getByLabel('ログインID').fill('nurse@minato')
  await mine.getByRole('button', { name: '次へ' }).click()
  await mine.getByLabel('パスワード').fill(testPassword)
  await mine.getByRole('button', { name: 'サインイン' }).click()
  await mine.waitForURL('**/staff/code')

  // A browser that knows no keys says so, and the telephone stays.
  const bare = await openPage(browser, site, { width: 360 })
  await bare.addInitScript(() => Reflect.deleteProperty(window, 'PublicKeyCredential'))
  await enter(bare, 'clerk@minato')
  await bare.getByText('このブラウザーではセキュリティーキーを使えません').waitFor()
  await look(bare, 'no-keys-here')
  await bare.getByRole('button', { name: '電話でコードを受け取る' }).click()
  expect(await title(bare)).toBe('コードの入力')
  const plain = await openPage(browser, site, { width: 360, script: false })
  await enter(plain, 'clerk@minato')
  expect(await plain.locator('noscript').textContent()).toContain('JavaScriptを有効にしてください')
}, 90_000)
