import { readFileSync, rmSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedPlaces } from '../db/seed/places.server.ts'
import { workExports } from '../src/features/export/jobs.server.ts'
import { type TestApp, testApp, testNow } from '../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../tools/test-database.ts'
import { makeFamily } from '../tools/test-patients.ts'
import { barriersOf, buildAssets, openBrowser, openPage, overflows } from './browser.ts'

let db: TestDatabase
let app: TestApp
let browser: Browser
let assetsDir: string
const shots = process.env.SHOTS

beforeAll(async () => {
  assetsDir = await buildAssets()
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db, { settings: { assetsDir } })
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
  await browser.close()
  await app.close()
  await db.drop()
  rmSync(assetsDir, { recursive: true, force: true })
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
    await page.getByRole('link', { name: '健康観察一覧' }).click()
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
    await workExports(db.worker, { clock: app.clock, signal: new AbortController().signal, log: { error: () => {}, warn: () => {} } })
    const link = page.getByRole('link', { name: /受け取る/ }).first()
    await link.waitFor()
    await look('exports-done')
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()])
    expect(download.suggestedFilename()).toMatch(/^watch-2022-07-20\.csv$/)
    expect(readFileSync((await download.path())!, 'utf8')).toContain('花子')
    await page.context().close()
  },
)
