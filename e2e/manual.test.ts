import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedPlaces } from '../db/seed/places.server.ts'
import { type PictureName, pictures } from '../src/features/manual/pictures.ts'
import { type TestApp, testApp, testNow } from '../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../tools/test-database.ts'
import { importXlsx, wholeRow, work } from '../tools/test-import.ts'
import { leastAnswers, newDraftPath, reportOver, wholeAnswers } from '../tools/test-notification.ts'
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
async function look(page: Page, name: string) {
  if (shots) await page.screenshot({ path: `${shots}/${name}-${page.viewportSize()!.width}.png`, fullPage: true })
  expect.soft(await barriersOf(page), name).toEqual([])
  expect.soft(await overflows(page), `${name} is too wide`).toBe(false)
}

/** `PICTURES=1`: the pictures of the manual are taken anew, what is to be pressed in a red frame. */
const folder = process.env.PICTURES && join(import.meta.dirname, '../src/features/manual/pictures')
async function picture(page: Page, name: PictureName, ...pressed: string[]) {
  if (!folder) return
  const { file, width, height } = pictures[name]
  await page.setViewportSize({ width, height })
  await page.evaluate((selectors) => {
    for (const away of document.querySelectorAll<HTMLElement>('.red-bar')) away.style.display = 'none'
    for (const selector of selectors)
      for (const element of document.querySelectorAll<HTMLElement>(selector)) {
        element.style.outline = '4px solid #d00'
        element.style.outlineOffset = '2px'
      }
  }, pressed)
  if (pressed[0]) await page.locator(pressed[0]).first().scrollIntoViewIfNeeded()
  await page.screenshot({ path: join(folder, file) })
}

test('the manual shows the product as it is', async () => {
  const doctor = await app.signedInAs('doctor@aoba-clinic')
  await reportOver(app, doctor, wholeAnswers)
  const page = await openPage(browser, app.url)
  await page.goto('/staff/sign-in')
  await picture(page, 'signIn', '[name="loginId"]', 'button.primary')
  await page.context().close()
  const desk = await openPage(browser, app.url, { session: doctor, width: 900 })
  await desk.goto('/institution')
  await picture(desk, 'home', '.menu summary', 'a.tile[href$="/new"]')
  await desk.goto('/institution/notifications/new')
  await picture(desk, 'form', '.switch', '#category')
  await desk.setViewportSize({ width: 1280, height: 900 })
  await Promise.all([desk.waitForResponse((response) => response.request().method() === 'POST'), desk.click('.switch')])
  await desk.fill('[name="name.family"]', '架空')
  await picture(desk, 'paper', '.switch')
  // Saved before the draft is sent from elsewhere: a late save would undo it.
  await Promise.all([desk.waitForResponse((response) => response.request().method() === 'POST'), desk.click('.switch')])
  await expect.poll(() => new URL(desk.url()).pathname).toMatch(/drafts/)
  const path = new URL(desk.url()).pathname
  await app.post(path, { ...leastAnswers, 'name.given': '次郎', 'birthOn.date': '8', phone: '09090000001', go: 'confirm' }, doctor)
  await desk.goto(`${path}/gaps`)
  await picture(desk, 'gaps', '.actions .button')
  await desk.goto(`${path}/period`)
  await picture(desk, 'period', '.read-back .big', 'button.primary')
  await app.post(`${path}/file`, {}, doctor)
  await desk.goto(`${path}/registered`)
  await picture(desk, 'registered', '.actions .button')
  await desk.goto('/institution/notifications')
  await picture(desk, 'list', 'td.name a', 'form.search button')
  await desk.locator('td.name a').first().click()
  await picture(desk, 'caseMenu', 'form[action$="/edit"] button', 'a[href$="/withdraw"]')
  expect(await desk.textContent('main')).toContain('編集')
  await desk.reload()
  await picture(desk, 'print', 'form.print button', 'form.print label')
  await desk.goto('/institution/notifications')
  await desk.setViewportSize({ width: 1280, height: 720 })
  await desk.locator('td input[name="case"]').first().check()
  await picture(desk, 'printMany', 'button[value="chosen"]', 'td .tick')
  expect(await desk.locator('button[value="chosen"]').textContent()).toBe('選んだ方をPDF（印刷用）')

  const again = await newDraftPath(app, doctor)
  const confirmed = await app.post(again, { ...wholeAnswers, 'name.given': 'はなこ', go: 'confirm' }, doctor)
  await desk.goto(confirmed.location)
  expect(await desk.textContent('h1')).toBe('登録済みの方の確認')
  await picture(desk, 'samePerson', '.boxes', 'button.primary')
  await desk.goto('/institution/early')
  await desk.fill('[name="name.family"]', '架空')
  await desk.fill('[name="name.given"]', '六花')
  await picture(desk, 'early', '[name="name.family"]', '[name="name.given"]')
  await desk.click('button:text-is("確認")')
  await desk.click('button:text-is("登録")')
  await picture(desk, 'earlyTabs', '.actions .button')
  expect(await desk.textContent('h1')).toBe('完了しました')
  await desk.goto('/institution/imports')
  const rows = [wholeRow(1), wholeRow(2), { ...wholeRow(3), birthOn: '昭和64年1月8日', sex: '' }]
  await desk.setInputFiles('#file', { name: '発生届.xlsx', mimeType: 'application/octet-stream', buffer: await importXlsx(rows) })
  await desk.click('text=アップロードして確認する')
  await work(app, db.worker)
  await desk.waitForSelector('text=誤りのない2行を報告')
  await picture(desk, 'importPage', 'button.primary', 'a.button[href$="/file"]')
  await desk.context().close()
})

test.each([
  ['desktop', 1280],
  ['a telephone', 360],
])(
  'D1 D3 D4 D44 D45 D46 the manual has its contents, pictures, cautions and glossary; FAQ says whom to ask, on %s',
  async (_screen, width) => {
    const page = await openPage(browser, app.url, { width, session: await app.signedInAs('clerk@yamate-hospital') })
    await page.goto('/institution')
    await page.click('a.tile:has-text("操作マニュアル")')
    const text = (await page.textContent('main'))!
    for (const words of [
      '赤く囲って',
      '青い枠',
      'Microsoft Edge',
      'Google Chrome',
      'InPrivateモード',
      'シークレットモード',
      '※テスト入力はできません',
    ])
      expect(text).toContain(words)
    const explained = await page.locator('.glossary dt').allTextContents()
    expect(explained).toEqual(
      expect.arrayContaining(['アカウント', 'ログインID', 'パスワード', '二段階認証', 'タブ', 'キャッシュクリア', 'Microsoft Teams']),
    )
    expect(await page.locator('.contents a').allTextContents()).toEqual(
      expect.arrayContaining([
        'サインインの手順',
        '発生届 新規入力の手順',
        '発生届の提出前に使用する場合の手順',
        '発生届のエクセルインポートの手順',
        '閲覧・編集の手順',
        '同じ方の発生届をもう一度登録するとき',
        '誤って入力した発生届の削除手順',
        '入力した発生届の印刷手順',
        'HER-SYS入力時の注意点',
        '操作方法が分からないときの問合せ先',
        'HER-SYSに関する用語解説集',
      ]),
    )
    await look(page, 'manual')
    for (const link of await page.locator('.contents a').all()) {
      const target = (await link.getAttribute('href'))!
      expect(await page.locator(`h2${target}`).textContent()).toBe(await link.textContent())
    }
    for (const picture of await page.locator('img.picture').all()) {
      await picture.scrollIntoViewIfNeeded()
      await expect.poll(() => picture.evaluate((img: HTMLImageElement) => img.complete && img.naturalWidth)).toBeGreaterThan(300)
    }
    await page.goto('/institution/faq')
    await page.click('summary:has-text("電話番号または生年月日を間違えて報告しました。")')
    expect(await page.textContent('main')).toContain('月～金（土日祝を除く）9:00-18:00')
    expect(await page.textContent('main')).toContain('※ ヘルプデスクは、自治体や医療機関等の皆様向けの専用相談窓口です。')
    await look(page, 'faq')
    await page.context().close()
  },
)
