import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedPlaces } from '../db/seed/places.server.ts'
import { type TestApp, testApp, testNow } from '../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../tools/test-database.ts'
import { importXlsx, wholeRow, work } from '../tools/test-import.ts'
import { barriersOf, closeWindows, openBrowser, openPage, overflows } from './browser.ts'

let db: TestDatabase
let app: TestApp
let browser: Browser
let person = 9_000

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
  if (shots)
    await page.screenshot({
      path: `${shots}/import-${String(++shotNumber).padStart(2, '0')}-${name}-${page.viewportSize()!.width}.png`,
      fullPage: true,
    })
  expect.soft(await barriersOf(page), name).toEqual([])
  expect.soft(await overflows(page), `${name} is too wide`).toBe(false)
}

/** Two who can be reported, one of them a landline, one already reported twice over, one full of faults. */
async function workbook(): Promise<Buffer> {
  const good = wholeRow(++person)
  const rows = [
    good,
    { ...wholeRow(++person), phone: '0481-100-021', street: '' },
    { ...good, phone: `0909000${person}` },
    good,
    { ...wholeRow(++person), birthOn: '昭和64年1月8日', sex: 'おんな', 'name.familyKana': '架空', prefecture: '' },
  ]
  return importXlsx(rows)
}

async function choose(page: Page, name: string, bytes: Buffer) {
  const mimeType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
  await page.setInputFiles('#file', { name, mimeType, buffer: bytes })
  await page.click('text=アップロードして確認する')
}

test.each([
  ['desktop', 1280, 'doctor@aoba-clinic'],
  ['a telephone', 360, 'clerk@mori-clinic'],
])('D14 G31 many 発生届 from one Excel file, by the tile on the home: %s', async (_where, width, who) => {
  await db.sql`insert into heartbeats (name, at) values ('worker', ${app.clock()}) on conflict (name) do update set at = excluded.at`
  const page = await openPage(browser, app.url, { width, session: await app.signedInAs(who) })
  await page.goto('/institution')
  await page.click('a.tile:has-text("発生届のエクセルインポート")')
  await look(page, 'choose')
  const [template] = await Promise.all([page.waitForEvent('download'), page.click('text=ひな形をダウンロード')])
  expect(template.suggestedFilename()).toBe('hasseitodoke-template.xlsx')

  await page.click('text=アップロードして確認する')
  await page.waitForSelector('text=ファイルを選択してください')
  await look(page, 'no-file')

  await choose(page, '架空のとても長い名前のファイル_2022年7月第3週の発生届_最終版_修正済み(2).xlsx', await workbook())
  await page.waitForSelector('text=ファイルを読み取っています')
  await look(page, 'reading')
  await work(app, db.worker)
  // The page comes anew by itself.
  await page.waitForSelector('text=誤りのない行を報告')
  await look(page, 'judged')
  const [file] = await Promise.all([page.waitForEvent('download'), page.click('text=エラー列を付けたファイルを受け取る')])
  expect(file.suggestedFilename()).toBe('hasseitodoke-checked.xlsx')
  expect(await page.isChecked('[name="leaveAlike"]')).toBe(true)
  await page.click('text=誤りのない行を報告')
  await page.waitForSelector('text=3行のうち0行を報告しました')
  await look(page, 'filing')
  await work(app, db.worker)
  await page.waitForSelector('text=2件の発生届を報告しました')
  await look(page, 'done')
  await page.click('text=発生届のエクセルインポートへ戻る')
  await page.waitForSelector('table >> text=報告済み')
  await look(page, 'list')

  await choose(page, 'a.xlsx', Buffer.from('%PDF-1.7'))
  await page.waitForSelector('text=Excelブック(.xlsx)として読み取れません')
  await look(page, 'refused')
  await page.context().close()
})

test('D14 without script the page that is under way comes anew by itself too', async () => {
  const page = await openPage(browser, app.url, { width: 360, script: false, session: await app.signedInAs('doctor@sakura-clinic') })
  await page.goto('/institution/imports')
  await choose(page, 'a.xlsx', await importXlsx([wholeRow(++person)]))
  await page.waitForSelector('text=ファイルを読み取っています')
  await work(app, db.worker)
  await page.waitForSelector('text=1行を報告')
  expect(await page.locator('meta[http-equiv="refresh"]').count()).toBe(0)
  await page.click('button:has-text("1行を報告")')
  await work(app, db.worker)
  await page.waitForSelector('text=1件の発生届を報告しました')
  await page.context().close()
})
