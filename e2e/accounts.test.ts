import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedPlaces } from '../db/seed/places.server.ts'
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
  await db.sql`insert into heartbeats values ('worker', ${testNow})`
  await db.sql`update staff_accounts set last_sign_in_at = ${testNow}`
  const old = new Date(testNow.getTime() - 100 * 86_400_000)
  await db.sql`update staff_accounts set created_at = ${old}, last_sign_in_at = null where login_id = 'clerk@ekimae-clinic'`
  await db.sql`update staff_accounts set last_sign_in_at = ${old} where login_id = 'clerk@midori-clinic'`
  await db.sql`update organisations set name = '架空会医療法人社団あおば総合病院附属健康管理センター駅前発熱外来' where name = '架空駅前発熱外来'`
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
  if (shots) await page.screenshot({ path: `${shots}/keep-${String(++shotNumber).padStart(2, '0')}-${name}-${width}.png`, fullPage: true })
  expect.soft(await barriersOf(page), name).toEqual([])
  expect.soft(await overflows(page), `${name} is too wide`).toBe(false)
}

test.each([
  [1280, 'doctor@aoba-clinic'],
  [360, 'clerk@aoba-clinic'],
])(
  'D2 the manager’s hour with accounts: unused ones, a letter, a lost telephone, a lock, another role: at %i px',
  async (width, loginId) => {
    const page = await openPage(browser, app.url, { width, session: await app.signedInAs('manager@aoba') })
    await page.goto('/centre')
    await page.click('summary:has-text("メニュー")')
    await page.click('nav a:text-is("アカウント")')
    await look(page, 'list')
    await page.getByRole('link', { name: /発行から30日を過ぎてもサインインがない/ }).click()
    expect(await page.getByText('clerk@ekimae-clinic').count()).toBe(1)
    await page.getByLabel('状態').selectOption('ended')
    await page.getByRole('button', { name: '絞り込む' }).click()
    await page.getByText('この条件に当てはまるアカウントはありません').waitFor()
    await look(page, 'nothing')

    await page.getByRole('textbox', { name: 'ログインID' }).fill('nobody')
    await page.getByRole('button', { name: '探す' }).click()
    await page.getByText('このログインIDのアカウントはありません').waitFor()
    await page.getByRole('textbox', { name: 'ログインID' }).fill(loginId)
    await page.getByRole('button', { name: '探す' }).click()
    await look(page, 'account')

    await page.getByRole('button', { name: '初期パスワードを再発行する' }).click()
    await look(page, 'issued')
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: '通知書（PDF）を作る' }).click()
    expect((await download).suggestedFilename()).toBe('account-letter.pdf')
    await page.getByRole('button', { name: '通知書（PDF）を作る' }).click()
    await page.getByText('この初期パスワードの通知書は、もう作れません').waitFor()
    await look(page, 'letter-gone')

    await page.getByRole('link', { name: 'アカウントの画面へ' }).click()
    await page.getByRole('link', { name: '二段階認証を再設定する' }).click()
    await page.getByRole('button', { name: '再設定する' }).click()
    await look(page, 'factor-unchecked')
    await page.getByLabel('所属の代表電話に折り返して').check()
    await page.getByRole('button', { name: '再設定する' }).click()
    await page.getByRole('button', { name: 'ロックする' }).click()
    await page.getByRole('button', { name: 'ロックを解除する' }).waitFor()
    await page.getByLabel('役割').selectOption('manager')
    await page.getByRole('button', { name: '役割を変更する' }).click()
    await page.getByRole('cell', { name: /役割の変更：.*から管理者へ/ }).waitFor()
    await look(page, 'history')
  },
  90_000,
)

test.each([1280, 360])(
  'D5 D44 G24 the helpdesk asks who calls before it unlocks; a prefecture keeps its own: at %i px',
  async (width) => {
    const target = width === 360 ? 'doctor@minato-clinic' : 'doctor@minato-hospital'
    await db.sql`update staff_accounts set locked_at = ${testNow}, failed_count = 10 where login_id = ${target}`
    const page = await openPage(browser, app.url, { width, session: await app.signedInAs('helpdesk@helpdesk') })
    await page.goto('/helpdesk')
    await page.getByLabel('ログインID').fill(target)
    await page.getByRole('button', { name: '検索' }).click()
    expect(page.url()).not.toContain(target)
    await page.getByRole('button', { name: 'ロックを解除する' }).click()
    await look(page, 'helpdesk-unsure')
    await page.getByLabel('所属（医療機関名等）を').check()
    await page.getByLabel('管轄の保健所を').check()
    await page.getByRole('button', { name: 'ロックを解除する' }).click()
    await page.getByText('ロックを解除しました').waitFor()
    await look(page, 'helpdesk-unlocked')

    const prefecture = await openPage(browser, app.url, { width, session: await app.signedInAs('manager@prefecture') })
    await prefecture.goto('/prefecture/accounts')
    await look(prefecture, 'prefecture')
  },
  60_000,
)
