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
  browser = await openBrowser()
})
afterAll(async () => {
  await closeWindows(browser)
  await app.close()
  await db.drop()
})

const shots = process.env.SHOTS
let shotNumber = 0
/** Every page of the journey is looked at: no barrier, nothing wider than the screen. */
async function look(page: Page, name: string) {
  if (shots)
    await page.screenshot({
      path: `${shots}/${String(++shotNumber).padStart(2, '0')}-${name}-${page.viewportSize()!.width}.png`,
      fullPage: true,
    })
  expect.soft(await barriersOf(page), name).toEqual([])
  expect.soft(await overflows(page), `${name} is too wide`).toBe(false)
}

const fillDate = async (page: Page, name: string, year: string, month: string, date: string) => {
  await page.fill(`[name="${name}.year"]`, year)
  await page.fill(`[name="${name}.month"]`, month)
  await page.fill(`[name="${name}.date"]`, date)
}

test.each([
  ['desktop', 1280],
  ['a telephone', 360],
])('D12 D14 D15 D20 D25 D26 D27 D28 D29 D38 from the tile to 登録完了 on %s', async (_screen, width) => {
  const session = await app.signedInAs('doctor@aoba-clinic')
  // Another person each time: nobody is asked whether it is the same.
  const { given, corrected, year, digit } =
    width === 360 ? { given: '月子', corrected: '月美', year: '3', digit: 8 } : { given: '花子', corrected: '華子', year: '2', digit: 1 }
  const page = await openPage(browser, app.url, { width, session })
  await page.goto('/institution')
  await look(page, 'home')
  expect(await page.locator('main h2').allTextContents()).toEqual([
    '新たに発生届を提出する場合、発生届の提出前に使用する場合',
    '入力済の情報を閲覧・編集する場合',
    '操作方法',
    '入力時の注意点',
  ])
  await page.click('summary:has-text("メニュー")')
  expect(await page.locator('nav[aria-label="メニュー"] a').allTextContents()).toEqual([
    '新規登録',
    '登録情報一覧',
    '旧登録情報一覧',
    '下書き一覧',
    '未完了一覧',
    '検査結果一覧',
    '発生届一覧',
    '健康観察一覧',
    '日次報告',
    '一覧の書き出し',
    '紙の帳票',
    '医師マスタ',
    '操作マニュアル',
    'FAQ',
  ])
  await look(page, 'menu')
  await page.click('summary:has-text("メニュー")')

  await page.click('a.tile:has-text("新たに発生届を提出")')
  expect(await page.textContent('h1')).toBe('発生届(ver.2)')
  await look(page, 'form-empty')
  await page.click('button:text-is("確認")')
  expect(await page.textContent('.error-summary h2')).toBe('入力内容を確認してください')
  await look(page, 'form-faults')

  await page.selectOption('[name="category"]', 'confirmed')
  await page.fill('[name="name.family"]', '架空')
  await page.fill('[name="name.given"]', given)
  await page.check('[name="sex"][value="female"]')
  await page.selectOption('[name="birthOn.era"]', 'heisei')
  await fillDate(page, 'birthOn', year, '9', '9')
  await page.fill('[name="postalCode"]', '000-2001')
  await page.click('#q-postalCode button:has-text("住所検索")')
  expect(await page.inputValue('[name="municipality"]')).toBe('みなと市')
  expect(await page.inputValue('[name="name.given"]')).toBe(given)
  await page.fill('[name="phone"]', '0481100099')
  await page.check('[name="residenceSame"]')
  await fillDate(page, 'diagnosedOn', '2022', '7', '19')
  await fillDate(page, 'sampledOn', '2022', '7', '20')
  await page.click('button:text-is("確認")')

  expect(await page.textContent('h1')).toBe('任意入力の確認')
  await look(page, 'gaps')
  await page.click('a:text-is("修正する")')
  await look(page, 'form-yellow')
  await page.click('button:text-is("確認")')
  await page.click('a:text-is("続ける")')
  expect(await page.textContent('h1')).toBe('日付の整合性確認')
  await look(page, 'dates')
  await page.click('a:text-is("続ける")')
  expect(await page.textContent('h1')).toBe('健康観察')
  expect(await page.textContent('main')).toContain('10日間 (2022/07/21 ~ 2022/07/30)')
  expect(await page.textContent('.read-back')).toContain('固定電話の番号です')
  await look(page, 'period')
  await page.click('a:text-is("再編集")')
  await page.fill('[name="phone"]', `0909000000${digit}`)
  await page.click('button:text-is("確認")')
  await page.click('a:text-is("続ける")')
  await page.click('a:text-is("続ける")')
  expect(await page.textContent('.read-back')).toContain(`090-9000-000${digit}`)
  await page.click('button:text-is("報告")')

  expect(await page.textContent('h1')).toBe('完了しました')
  expect(await page.textContent('main')).toContain('更新日 2022年7月20日')
  expect(await page.textContent('main')).toContain('架空あおば保健所、架空みなと保健所、架空県に発生届の報告メールを送信しました。')
  await look(page, 'done')
  await page.click('a:text-is("完了")')
  const id = (await page.textContent('.facts dd'))!
  expect(id).toMatch(/^\d{8}$/)
  await look(page, 'registered')
  await page.click('a:text-is("登録完了")')
  expect(await page.textContent('h1')).toBe('発生届')
  expect(await page.textContent('.patient-strip')).toContain(id)
  await look(page, 'case')

  await page.click('form:has(button:text-is("編集")) >> nth=0 >> button')
  await page.fill('[name="name.given"]', corrected)
  await page.click('button:text-is("確認")')
  await page.click('a:text-is("続ける")')
  await page.click('a:text-is("続ける")')
  await page.fill('[name="reason"]', '架空の字の誤り')
  await look(page, 'correction')
  await page.click('button:text-is("報告")')
  await page.click('a:text-is("完了")')
  await look(page, 'case-corrected')
  await page.click('a:text-is("第1版")')
  await look(page, 'revision')
  await page.click('a:text-is("発生届に戻る")')
  await page.click('a:text-is("削除") >> nth=0')
  await look(page, 'withdraw')
  await page.fill('[name="reason"]', '架空の重複')
  await page.click('button:text-is("削除")')
  await look(page, 'case-withdrawal')

  await page.goto('/institution/notifications')
  await look(page, 'list')
  await page.fill('[name="name"]', 'いない')
  await page.click('button:text-is("検索")')
  await look(page, 'list-nothing')
  await page.goto('/institution/notifications/new')
  await page.fill('[name="name.family"]', '架空途中')
  await page.click('.actions button:text-is("一時保存")')
  await page.goto('/institution/drafts')
  await look(page, 'drafts')
  await page.click('button:text-is("破棄")')
  await look(page, 'discard')
  await page.click('button:text-is("破棄")')
  await look(page, 'drafts-empty')
  await page.context().close()
})

test('the fastest legal report: eleven inputs and four clicks from the tile to 報告, two more to the 発生届', async () => {
  const session = await app.signedInAs('doctor@minato-clinic')
  const page = await openPage(browser, app.url, { session })
  await page.goto('/institution')
  let inputs = 0
  let clicks = 0
  const click = (selector: string) => {
    clicks++
    return page.click(selector)
  }
  const fill = (name: string, text: string) => {
    inputs++
    return page.fill(`[name="${name}"]`, text)
  }
  await click('a.tile:has-text("新たに発生届を提出")')
  inputs++
  await page.selectOption('[name="category"]', 'confirmed')
  await fill('name.family', '架空')
  inputs++
  await page.check('[name="sex"][value="male"]')
  for (const [part, text] of Object.entries({ year: '1980', month: '1', date: '2' })) await fill(`birthOn.${part}`, text)
  await fill('prefecture', '架空県')
  await fill('municipality', 'みなと市')
  for (const [part, text] of Object.entries({ year: '2022', month: '7', date: '20' })) await fill(`diagnosedOn.${part}`, text)
  await click('button:text-is("確認")')
  await click('a:text-is("続ける")')
  await click('button:text-is("報告")')
  expect(await page.textContent('h1')).toBe('完了しました')
  expect([inputs, clicks]).toEqual([11, 4])
  await click('a:text-is("完了")')
  await click('a:text-is("登録完了")')
  expect(await page.textContent('h1')).toBe('発生届')
  expect(clicks).toBe(6)
  await page.context().close()
})

test('without script: everything is shown, and the same report can be filed', async () => {
  const session = await app.signedInAs('clerk@aoba-clinic')
  const page = await openPage(browser, app.url, { session, script: false })
  await page.goto('/institution/notifications/new')
  expect(await page.isVisible('#q-guardian')).toBe(true)
  await page.fill('[name="doctor.family"]', '架空')
  await page.check('[name="rememberDoctor"]')
  await page.selectOption('[name="category"]', 'asymptomatic')
  await page.fill('[name="name.family"]', '架空')
  await page.check('[name="sex"][value="other"]')
  await fillDate(page, 'birthOn', '1950', '1', '1')
  await page.fill('[name="prefecture"]', '架空県')
  await page.fill('[name="municipality"]', 'あおば市')
  await fillDate(page, 'diagnosedOn', '2022', '7', '20')
  await page.click('button:text-is("確認")')
  await page.click('a:text-is("続ける")')
  await page.click('button:text-is("報告")')
  expect(await page.textContent('h1')).toBe('完了しました')
  await page.context().close()
})

test('a very long name, a narrow window at 200 % and 400 %: nothing runs off the page', async () => {
  const session = await app.signedInAs('doctor@yamate-hospital')
  const long = 'カクウノトテモナガイオナマエノヒトデスヨロシクオネガイシマス'.repeat(3)
  await app.post(
    `/institution/drafts/${'0'.repeat(8)}-0000-7000-8000-0000000000ff`,
    { go: 'save', 'name.family': long, 'name.given': 'Kakuu-no-totemo-nagai-namae-'.repeat(3) },
    session,
  )
  for (const scale of [2, 4]) {
    const page = await openPage(browser, app.url, { session, scale })
    for (const at of [
      '/institution',
      '/institution/drafts',
      '/institution/drafts/00000000-0000-7000-8000-0000000000ff',
      '/institution/notifications',
    ]) {
      await page.goto(at)
      await look(page, `zoom-${scale}-${at.split('/').at(-1)!.slice(0, 8)}`)
    }
    await page.context().close()
  }
})
