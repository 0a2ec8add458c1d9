import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedPlaces } from '../db/seed/places.server.ts'
import { type TestApp, testApp, testNow } from '../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../tools/test-database.ts'
import { reportOver, wholeAnswers } from '../tools/test-notification.ts'
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
  if (shots)
    await page.screenshot({
      path: `${shots}/registry-${String(++shotNumber).padStart(2, '0')}-${name}-${page.viewportSize()!.width}.png`,
      fullPage: true,
    })
  expect.soft(await barriersOf(page), name).toEqual([])
  expect.soft(await overflows(page), `${name} is too wide`).toBe(false)
}

/** A clinic's day: some of its patients, one with a name in old kanji, one with a very long one. */
async function fill(who: string) {
  const session = await app.signedInAs(who)
  const named = (family: string, given: string, familyKana: string, givenKana: string, more = {}) => ({
    ...wholeAnswers,
    'name.family': family,
    'name.given': given,
    'name.familyKana': familyKana,
    'name.givenKana': givenKana,
    ...more,
  })
  const people = [
    named('髙﨑', '渡', 'タカサキ', 'ワタル', { phone: '09090000021', 'birthOn.year': '3' }),
    named('渡邊', 'ヴァネッサ', 'ワタナベ', 'ヴァネッサ', { phone: '09090000022', 'birthOn.year': '4', severity: 'moderateOne' }),
    named(
      'カクウノトテモナガイナマエ',
      'ジュゲムジュゲムゴコウノスリキレ',
      'カクウノトテモナガイナマエ',
      'ジュゲムジュゲムゴコウノスリキレ',
      {
        phone: '09090000023',
        'birthOn.year': '5',
      },
    ),
    ...Array.from({ length: 9 }, (_, n) =>
      named('架空', `${n + 1}郎`, 'カクウ', 'ロウ', { phone: `0909000003${n}`, 'birthOn.year': String(6 + n) }),
    ),
  ]
  for (const answers of people) {
    app.advance(60_000)
    await reportOver(app, session, answers)
  }
  await db.sql`update cases set current_status = 'home', whereabouts = 'home', centre_number = 'A001' where family_name = '渡邊'`
  return app.signedInAs(who)
}

test.each([
  ['desktop', 1280, 'clerk@aoba-clinic'],
  ['a telephone', 360, 'clerk@mori-clinic'],
])('D34 D35 D36 D37 D38 D39 閲覧・編集, the conditions, the case, 追加登録 and 削除 on %s', async (_screen, width, who) => {
  const session = await fill(who)
  const page = await openPage(browser, app.url, { width, session })
  await page.goto('/institution')
  await page.click('a.tile:has-text("閲覧・編集")')
  expect(await page.textContent('h1')).toBe('登録情報一覧')
  expect(await page.locator('tbody tr').count()).toBe(10)
  await look(page, 'list')
  await page.click('a:text-is("次の10件")')
  expect(await page.locator('tbody tr').count()).toBe(2)

  await page.goto('/institution/notifications')
  await page.click('summary:text-is("発生届")')
  await page.click('summary:text-is("措置判定記録")')
  await look(page, 'conditions')
  await page.fill('[name="diagnosedFrom"]', '2022/7/32')
  await page.fill('[name="hersysId"]', '12')
  await page.click('button:text-is("検索")')
  await look(page, 'faults')
  expect(await page.inputValue('[name="diagnosedFrom"]')).toBe('2022/7/32')
  await page.fill('[name="diagnosedFrom"]', 'R4.7.1')
  await page.fill('[name="hersysId"]', '')
  await page.fill('[name="name"]', '高崎')
  await page.keyboard.press('Enter')
  await page.waitForSelector('.counters')
  expect(await page.locator('tbody tr').count()).toBe(1)
  expect(new URL(page.url()).search).toBe('')
  expect(await page.textContent('.counters')).toContain('検索結果全件1件')
  await look(page, 'found')
  await page.fill('[name="name"]', 'いない')
  await page.click('button:text-is("検索")')
  await look(page, 'nobody')
  await page.click('a:text-is("条件を消す")')
  await page.fill('[name="kana"]', 'バネツサ')
  await page.selectOption('[name="sort"]', 'kana-asc')
  await page.selectOption('[name="size"]', '100')
  await page.click('button:text-is("検索")')
  await page.click('tbody a:has-text("渡邊")')
  expect(await page.textContent('h1')).toBe('発生届')
  const menu = await page.locator('.operations button, .operations a').allTextContents()
  for (const words of ['編集', 'コピーして追加登録', '追加登録', '削除']) expect(menu).toContain(words)
  await look(page, 'case')

  await page.click('.operations button:text-is("コピーして追加登録")')
  expect(await page.inputValue('[name="name.family"]')).toBe('渡邊')
  await look(page, 'copied')
  await page.goto('/institution/notifications/new')
  for (const [name, text] of Object.entries(wholeAnswers)) {
    if (!/^(name|birthOn|phone|prefecture|municipality|diagnosedOn|doctor)\b/.test(name) || /era/.test(name)) continue
    await page.fill(`[name="${name}"]`, String(text))
  }
  await page.selectOption('[name="category"]', 'confirmed')
  await page.check('[name="sex"][value="female"]')
  await page.selectOption('[name="birthOn.era"]', 'heisei')
  await page.fill('[name="birthOn.year"]', '4')
  await page.fill('[name="name.family"]', '渡辺')
  await page.fill('[name="name.given"]', 'バネッサ')
  await page.fill('[name="name.familyKana"]', 'ワタナベ')
  await page.fill('[name="name.givenKana"]', 'バネッサ')
  await page.click('button:text-is("確認")')
  expect(await page.textContent('h1')).toBe('登録済みの方の確認')
  await look(page, 'same-person')
  await page.check('input[value="same-case"]')
  await page.click('button:text-is("続ける")')
  expect(await page.textContent('main')).toContain('同じ症例として記録しました')

  await page.click('.operations a:text-is("削除")')
  expect(await page.textContent('main')).toContain('以下の内容を削除します')
  expect(await page.textContent('main')).toContain('報告日')
  await look(page, 'delete')
  await page.click('a:text-is("キャンセル")')
  await page.click('.operations a:text-is("削除")')
  await page.fill('[name="reason"]', '架空の重複')
  await page.click('button:text-is("削除")')
  expect(await page.textContent('main')).toContain('保健所が承認するまで健康観察は続きます')
  await page.goto('/institution/notifications')
  await page.fill('[name="name"]', '渡辺')
  await page.click('button:text-is("検索")')
  expect(await page.textContent('tbody')).toContain('取り下げ依頼中')
  await look(page, 'list-with-request')
  await page.context().close()
})

test('without script: conditions, pages and the question about the same person work', async () => {
  const session = await fill('clerk@minato-clinic')
  const page = await openPage(browser, app.url, { session, script: false })
  await page.goto('/institution/notifications')
  await page.fill('[name="kana"]', 'かくう')
  await page.click('button:text-is("検索")')
  expect(await page.locator('tbody tr').count()).toBe(10)
  await page.goto('/institution/notifications')
  await page.fill('[name="name"]', '渡辺')
  await page.click('button:text-is("検索")')
  await page.click('tbody a:has-text("渡邊")')
  await page.click('.operations button:text-is("追加登録")')
  expect(await page.inputValue('[name="name.family"]')).toBe('渡邊')
  await page.context().close()
})
