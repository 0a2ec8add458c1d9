import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { enqueue } from '../src/features/message/enqueue.server.ts'
import { invitationBody } from '../src/features/message/invitation.ts'
import { type TestApp, testApp, testNow } from '../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../tools/test-database.ts'
import { barriersOf, closeWindows, openBrowser, openPage, overflows } from './browser.ts'

let db: TestDatabase
let app: TestApp
let browser: Browser

beforeAll(async () => {
  db = await testDatabase()
  app = await testApp(db)
  browser = await openBrowser()
  const accounts = ['doctor', 'clerk', 'manager'].map((role) => ({
    loginId: `${role}@aoba-clinic`,
    password: 'q7-Kakuu-Mihon',
    role,
    organisation: '架空あおば内科クリニック',
  }))
  writeFileSync(join(app.settings.stateDir, 'demo-accounts.json'), JSON.stringify(accounts))
})
afterAll(async () => {
  await closeWindows(browser)
  await app.close()
  await db.drop()
})

const shots = process.env.SHOTS
const at = (seconds: number) => new Date(testNow.getTime() + seconds * 1000)

test.each([360, 1280])(
  'the tour and the inbox at %s px: readable, filtered, new texts appear by themselves, addresses open',
  async (width) => {
    await db.sql`delete from messages`
    const page = await openPage(browser, app.url, { width })
    const look = async (name: string) => {
      if (shots) await page.screenshot({ path: `${shots}/dev-${name}-${width}.png`, fullPage: true })
      expect.soft(await barriersOf(page), name).toEqual([])
      expect.soft(await overflows(page), `${name} is too wide`).toBe(false)
    }
    await page.goto('/dev')
    await look('tour')
    await page.click('nav >> text=受信箱')
    await look('empty')

    const body = invitationBody({
      language: 'ja',
      centreName: '架空あおば保健所',
      hersysId: '20000001',
      publicUrl: app.url,
      note: 'お困りのときはお電話ください。',
    })
    await enqueue(db.sql, { kind: 'my-hersys-invitation', channel: 'sms', recipient: '09012345678', body, now: at(1) })
    await page.waitForSelector('.letter.sms')
    await enqueue(db.sql, {
      kind: 'sign-up-code',
      channel: 'mail',
      recipient: 'kakuu@example.invalid',
      subject: 'My HER-SYSの確認コード',
      body: '確認コードは 123456 です。10分以内に入力してください。',
      now: at(2),
    })
    await enqueue(db.sql, { kind: 'staff-code', channel: 'voice', recipient: '0312345678', body: '確認コードは 654321 です。', now: at(3) })
    await enqueue(db.sql, {
      kind: 'duty-alert',
      channel: 'sms',
      recipient: '0312345678',
      body: '要対応が10分確認されていません。',
      now: at(4),
    })
    await db.sql`update messages set state = 'delivered' where created_at < ${at(4)}`
    await db.sql`update messages set state = 'failed', state_reason = 'not-a-mobile' where created_at = ${at(4)}`
    await page.waitForSelector('.letter:nth-of-type(1) >> text=送信失敗')
    expect(await page.locator('.letter .code').allTextContents()).toEqual(['654321', '123456'])
    await look('inbox')

    await page.click('.inbox-filter >> text=電話の音声')
    await page.waitForURL('**channel=voice')
    expect(await page.locator('.letter').count()).toBe(1)
    await page.goto('/dev/inbox')
    expect(await page.locator('.letter.sms a').first().getAttribute('href')).toBe(app.url)
  },
)

test('without script the inbox is the same list, refreshed by hand', async () => {
  const page = await openPage(browser, app.url, { width: 360, script: false })
  await page.goto('/dev/inbox')
  expect(await page.locator('.letter').count()).toBe(4)
  expect(await page.locator('#live').isVisible()).toBe(false)
})
