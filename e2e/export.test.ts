import { readFileSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedPlaces } from '../db/seed/places.server.ts'
import { workExports } from '../src/features/export/jobs.server.ts'
import { type TestApp, testApp, testNow } from '../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../tools/test-database.ts'
import { makeFamily } from '../tools/test-patients.ts'
import { barriersOf, closeWindows, openBrowser, openPage, overflows } from './browser.ts'

let db: TestDatabase
let app: TestApp
let browser: Browser
const shots = process.env.SHOTS

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
  browser = await openBrowser()
  await db.sql`insert into heartbeats (name, at) values ('worker', ${testNow})`
  await makeFamily(db.sql, {
    now: testNow,
    names: [
      ['架空', '花子'],
      ['架空', '太郎'],
    ],
  })
})
afterAll(async () => {
  await closeWindows(browser)
  await app.close()
  await db.drop()
})

test.each([1366, 360])(
  'at %i px: a list, its columns, a purpose, and the file when it is ready, without reloading by hand',
  async (width) => {
    const page = await openPage(browser, app.url, { width, session: await app.signedInAs('nurse@aoba') })
    const look = async (name: string) => {
      if (shots) await page.screenshot({ path: `${shots}/${name}-${width}.png`, fullPage: true })
      expect(await barriersOf(page), name).toEqual([])
      expect(await overflows(page), name).toBe(false)
    }
    await page.goto('/centre/exports')
    await look('exports')
    await page.goto('/centre/watch-list')
    await page.getByRole('link', { name: 'この一覧を出力' }).click()
    await page.getByRole('checkbox', { name: '名', exact: true }).check()
    await page.getByRole('radio', { name: 'CSV（UTF-8）' }).check()
    await page.getByRole('button', { name: '書き出す' }).click()
    expect(await page.textContent('main')).toContain('目的を入力してください')
    expect(await page.getByRole('checkbox', { name: '名', exact: true }).isChecked()).toBe(true)
    await look('export-form')
    await page.getByLabel('目的').fill('停電訓練')
    await page.getByRole('button', { name: '書き出す' }).click()
    await page.getByText('待っています').first().waitFor()
    await look('exports-waiting')
    await workExports(db.worker, { clock: app.clock, signal: new AbortController().signal })
    const link = page.getByRole('link', { name: /受け取る/ }).first()
    await link.waitFor()
    await look('exports-done')
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()])
    expect(download.suggestedFilename()).toMatch(/^watch-2022-07-20\.csv$/)
    expect(readFileSync((await download.path())!, 'utf8')).toContain('花子')
    await page.context().close()
  },
)

test.each([1366, 360])(
  'at %i px: accounts out of a pasted list: its faults, mended, looked through, issued; one PDF of letters',
  async (width) => {
    const page = await openPage(browser, app.url, { width, session: await app.signedInAs('manager@aoba') })
    const look = async (name: string) => {
      if (shots) await page.screenshot({ path: `${shots}/${name}-${width}.png`, fullPage: true })
      expect(await barriersOf(page), name).toEqual([])
      expect(await overflows(page), name).toBe(false)
    }
    await page.goto('/centre/accounts')
    await page.getByRole('link', { name: '一括発行（ファイル）' }).click()
    await look('accounts-file')
    const line = `架空あおば内科クリニック,架空 新人,医師,kakuu-${width}`
    await page.getByLabel('アカウントの一覧').fill(`${line}\n架空あおば総合病院,架空 勤務,院長,`)
    await page.getByRole('button', { name: '確かめる' }).click()
    await page.getByText('2行目：役割「院長」はありません').waitFor()
    expect(await page.getByLabel('アカウントの一覧').inputValue()).toContain(line)
    await look('accounts-file-fault')
    await page.getByLabel('アカウントの一覧').fill(`${line}\n架空あおば総合病院,架空 勤務,事務,`)
    await page.getByRole('button', { name: '確かめる' }).click()
    await page.getByRole('button', { name: '2件を発行する' }).waitFor()
    await look('accounts-file-looked')
    await page.getByRole('button', { name: '2件を発行する' }).click()
    const button = page.getByRole('button', { name: '通知書2枚（PDF）を作る' })
    await button.waitFor()
    await look('accounts-file-issued')
    const [download] = await Promise.all([page.waitForEvent('download'), button.click()])
    expect(download.suggestedFilename()).toBe('account-letters.pdf')
    await page.context().close()
  },
)

test.each([1366, 360])('at %i px: the prefecture reads the contacts of a centre; an operator finds the lists', async (width) => {
  const [contact] = await db.sql<{ id: string }[]>`select case_id as id from registrations where given_name = '太郎'`
  await db.sql`update cases set kind = 'close-contact', state = 'contact' where id = ${contact!.id}`
  await db.sql`update watches set kind = 'close-contact' where case_id = ${contact!.id}`
  await db.sql`insert into contacts (id, case_id, last_contact_on, relation, household, entered_at, entered_by, centre_id)
    select case_id, case_id, '2022-07-19', 'household', true, ${testNow}, (select id from staff_accounts where login_id = 'nurse@aoba'), owner_centre_id
      from watches where case_id = ${contact!.id} on conflict do nothing`
  for (const [who, path, words] of [
    ['officer@prefecture', '/prefecture/contacts', '太郎'],
    ['operator@operator', '/operator/exports', 'システム警報'],
  ] as const) {
    const page = await openPage(browser, app.url, { width, session: await app.signedInAs(who) })
    await page.goto(path)
    await page.locator('main').getByText(words).first().waitFor()
    if (shots) await page.screenshot({ path: `${shots}/${path.slice(1).replace('/', '-')}-${width}.png`, fullPage: true })
    expect(await barriersOf(page), path).toEqual([])
    expect(await overflows(page), path).toBe(false)
    await page.context().close()
  }
})
