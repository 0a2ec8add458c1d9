import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedPlaces, testPassword } from '../db/seed/places.server.ts'
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
  if (shots) await page.screenshot({ path: `${shots}/${String(++shotNumber).padStart(2, '0')}-${name}-${width}.png`, fullPage: true })
  expect.soft(await barriersOf(page), name).toEqual([])
  expect.soft(await overflows(page), `${name} is too wide`).toBe(false)
}

/** The last code queued for the account: what its owner reads on the telephone. */
async function codeFor(loginId: string): Promise<string> {
  const [row] = await db.sql<{ body: string }[]>`
    select m.body from messages m join staff_accounts s on s.id = m.account_id
     where s.login_id = ${loginId} and m.kind = 'staff-code' order by m.created_at desc, m.id desc limit 1`
  return /\d{6}/.exec(row!.body)![0]
}

async function enter(page: Page, loginId: string, password: string) {
  await page.goto('/staff/sign-in')
  await page.getByLabel('ログインID').fill(loginId)
  await page.getByRole('button', { name: '次へ' }).click()
  await page.getByLabel('パスワード').fill(password)
  await page.getByRole('button', { name: 'サインイン' }).click()
}

test('D2 an account issued by the centre; D5 D6 D7 D8 D10 D11 its first sign-in; the second one', async () => {
  const manager = await openPage(browser, app.url, { session: await app.signedInAs('manager@aoba') })
  await manager.goto('/centre/accounts')
  await look(manager, 'accounts')
  await manager.getByRole('link', { name: 'アカウントの発行' }).click()
  await manager.getByRole('button', { name: '発行する' }).click()
  await look(manager, 'issue-faults')
  await manager.getByLabel('所属').selectOption({ label: '架空あおば内科クリニック' })
  await manager.getByLabel('役割').selectOption({ label: '医師' })
  await manager.getByLabel('氏名').fill('架空 新人')
  await manager.getByRole('button', { name: '発行する' }).click()
  await look(manager, 'issued')
  const [loginId, initial] = (await manager.locator('code').allTextContents()) as [string, string]

  const page = await openPage(browser, app.url)
  await page.goto('/staff')
  await look(page, 'door')
  await enter(page, loginId, 'wrong')
  await look(page, 'refused')
  expect(await page.getByRole('alert').first().textContent()).toContain('ログインIDまたはパスワードが正しくありません')
  await page.getByLabel('パスワード').fill(initial)
  await page.getByRole('button', { name: 'サインイン' }).click()
  expect(await page.locator('h1').textContent()).toBe('詳細情報が必要')
  await page.getByText('詳細情報の表示').click()
  await look(page, 'more-information')
  await page.getByRole('link', { name: '次へ' }).click()
  expect(await page.locator('h1').textContent()).toBe('アカウントのセキュリティ保護')
  await page.getByLabel('電話番号').fill('0481-100-021')
  await page.getByLabel('コードをSMS送信する').check()
  await page.getByRole('button', { name: '次へ' }).click()
  await look(page, 'fixed-line')
  expect(await page.getByText('固定番号は「電話する」のみです').isVisible()).toBe(true)
  await page.getByLabel('電話番号').fill('090-9000-4321')
  await page.getByRole('button', { name: '次へ' }).click()
  await page.getByLabel('コード').fill('000000')
  await page.getByRole('button', { name: '確認' }).click()
  await look(page, 'code')
  await page.getByLabel('コード').fill(await codeFor(loginId))
  await page.getByRole('button', { name: '確認' }).click()
  expect(await page.locator('h1').textContent()).toBe('お使いの電話が正常に登録されました')
  await look(page, 'registered')
  await page.getByRole('link', { name: '次へ' }).click()
  await page.getByLabel('現在のパスワード').fill(initial)
  await page.getByLabel('新しいパスワード', { exact: true }).fill('password')
  await page.getByLabel('新しいパスワード（確認）').fill('password')
  await page.getByRole('button', { name: 'サインイン' }).click()
  await look(page, 'password-faults')
  await page.getByLabel('現在のパスワード').fill(initial)
  await page.getByLabel('新しいパスワード', { exact: true }).fill('Kumo-7Tsuki')
  await page.getByLabel('新しいパスワード（確認）').fill('Kumo-7Tsuki')
  await page.getByRole('button', { name: 'サインイン' }).click()
  await page.waitForURL('**/institution')

  await page.goto('/staff/account')
  await look(page, 'own-account')
  await page.getByRole('button', { name: 'サインアウト', exact: true }).click()
  await enter(page, loginId, 'Kumo-7Tsuki')
  expect(await page.locator('h1').textContent()).toBe('コードの入力')
  await page.getByLabel('コード').fill(await codeFor(loginId))
  await page.getByRole('button', { name: '確認' }).click()
  await page.waitForURL('**/institution')
})

test('D9 D10 the voice call, without script and on a narrow screen', async () => {
  await db.sql`update staff_accounts set phone = null, phone_channel = null, phone_verified_at = null where login_id = 'clerk@midori-clinic'`
  const page = await openPage(browser, app.url, { width: 360, script: false })
  await enter(page, 'clerk@midori-clinic', testPassword)
  await page.getByRole('link', { name: '次へ' }).click()
  await page.getByLabel('電話番号').fill('0481-100-023')
  await page.getByLabel('電話する').check()
  await page.getByRole('button', { name: '次へ' }).click()
  expect(await page.locator('h1').textContent()).toBe('電話中')
  await page.getByLabel('コード').fill(await codeFor('clerk@midori-clinic'))
  await page.getByRole('button', { name: '確認' }).click()
  expect(await page.getByText('電話に応答しました').isVisible()).toBe(true)
}, 60_000)

test('the pages around the door and the homes of helpdesk, operators and ministry stand well', async () => {
  const helpdesk = await app.signedInAs('helpdesk@helpdesk')
  await db.sql`update staff_accounts set locked_at = ${testNow} where login_id = 'doctor@minato-clinic'`
  await db.sql`insert into system_alerts (id, at, kind, detail) values (gen_random_uuid(), ${testNow}, 'claim-failures', '{"minutes": 10}')`
  for (const [path, session] of [
    ['/staff/help/sign-in', undefined],
    ['/staff/help/password', undefined],
    ['/ministry', await app.signedInAs('analyst@ministry')],
    ['/operator', await app.signedInAs('operator@operator')],
    ['/centre/settings', await app.signedInAs('manager@minato')],
    [`/centre/accounts`, await app.signedInAs('manager@minato')],
  ] as const)
    for (const width of [1280, 360]) {
      const page = await openPage(browser, app.url, { width, session })
      await page.goto(path)
      await look(page, path.replaceAll('/', '-').slice(1))
    }
  const page = await openPage(browser, app.url, { session: helpdesk })
  await page.goto('/helpdesk')
  await page.getByLabel('ログインID').fill('doctor@minato-clinic')
  await page.getByRole('button', { name: '検索' }).click()
  await look(page, 'helpdesk')
  const manager = await openPage(browser, app.url, { session: await app.signedInAs('manager@minato') })
  await manager.goto('/centre/accounts')
  await manager.locator('.notice a').first().click()
  await look(manager, 'locked-account')
})
