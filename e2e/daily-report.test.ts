import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedPlaces } from '../db/seed/places.server.ts'
import { cookieNames } from '../src/platform/http/session.server.ts'
import { type Session, type TestApp, testApp, testNow } from '../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../tools/test-database.ts'
import { makeFamily, type TestFamily } from '../tools/test-patients.ts'
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
async function look(page: Page, name: string, script = true) {
  if (shots) {
    const place = `${shots}/${String(++shotNumber).padStart(2, '0')}-${name}-${page.viewportSize()!.width}${script ? '' : '-plain'}.png`
    await page.screenshot({ path: place, fullPage: true })
  }
  if (!script) return // axe is a script itself
  expect.soft(await barriersOf(page), name).toEqual([])
  expect.soft(await overflows(page), `${name} is too wide`).toBe(false)
}

const longName: [string, string] = ['架空寿限無寿限無五劫', 'アレクサンドリーナ・マリア・テレジア・フォン・ミホン']
const sessionOf = (family: TestFamily): Session => ({ cookies: new Map([[cookieNames.patient, family.token]]) })

const words = {
  ja: {
    report: '現在の健康状態を入力する',
    confirm: '確認',
    faults: '入力内容を確認してください',
    sure: 'この値で正しいですか',
    yes: 'はい、このまま送信する',
    recorded: '記録しました',
    urgent: 'すぐに電話してください',
    history: '履歴を確認する',
    empty: 'まだ報告がありません。',
    show: '表示する',
    sign: '胸の痛みがある',
    home: 'ホーム画面へ戻る',
  },
  en: {
    report: 'enter a status report',
    confirm: 'confirm',
    faults: 'Please check what you entered',
    sure: 'Is this right?',
    yes: 'Yes, send it as it is',
    recorded: 'Recorded',
    urgent: 'Telephone now',
    history: 'confirm history',
    empty: 'No report yet.',
    show: 'show',
    sign: 'Chest pain',
    home: 'Back to the home screen',
  },
}

const walks: [lang: 'ja' | 'en', width: number, script: boolean][] = [
  ['ja', 360, true],
  ['ja', 1280, false],
  ['en', 360, false],
  ['en', 1280, true],
]

test.each(walks)(
  'A17 A18 A20 C18 C19 E10 E11 home, report, advice and history in %s at %i px, script: %s',
  async (language, width, script) => {
    const w = words[language]
    const family = await makeFamily(db.sql, { now: testNow, language, names: [['架空', '母'], longName] })
    const page = await openPage(browser, app.url, { width, script, session: sessionOf(family) })
    await page.goto('/home')
    await look(page, `home-${language}`, script)
    await page.getByRole('link', { name: w.history, exact: true }).click()
    await page.getByText(w.empty).waitFor()
    await look(page, `history-empty-${language}`, script)
    await page.goto('/home')
    await page.locator('#person').selectOption({ label: longName.join(' ') })
    await page.getByRole('button', { name: w.show, exact: true }).click()
    await expect.poll(() => page.locator('.person').textContent()).toContain(longName[1])
    await page.getByRole('link', { name: w.report, exact: true }).click()
    expect(await page.locator('.person').textContent()).toContain(longName.join(' '))
    await look(page, `form-${language}`, script)

    await page.locator('[name=temperature]').fill('367')
    await page.locator('[name=note]').fill('架空のメモ')
    await page.getByRole('button', { name: w.confirm, exact: true }).click()
    await page.getByText(w.faults).waitFor()
    expect(await page.locator('[name=note]').inputValue()).toBe('架空のメモ')
    await look(page, `faults-${language}`, script)
    await page.locator('[name=temperature]').fill('42')
    await page.getByRole('button', { name: w.confirm, exact: true }).click()
    await page.getByText(w.sure).waitFor()
    await look(page, `sure-${language}`, script)
    await page.getByRole('button', { name: w.yes }).click()
    await page.waitForURL(/\/sent\//)
    await look(page, `sent-watch-${language}`, script)

    await page.goto('/home')
    await page.getByRole('link', { name: w.report, exact: true }).click()
    await page.locator('[name=temperature]').fill('36.6')
    await page.locator('[name=spo2]').fill('98')
    await page.getByRole('button', { name: w.confirm, exact: true }).click()
    await page.getByText(w.recorded, { exact: true }).waitFor()
    await look(page, `sent-stable-${language}`, script)

    await page.goto('/home')
    await page.getByRole('link', { name: w.report, exact: true }).click()
    await page.getByLabel(w.sign, { exact: false }).check()
    await page.getByRole('button', { name: w.confirm, exact: true }).click()
    await page.getByText(w.urgent).waitFor()
    await look(page, `sent-urgent-${language}`, script)
    const [red] =
      await db.sql`select * from attention_items where case_id = ${family.people[0]!.caseId} and kind = 'red-flag' and closed_at is null`
    expect(red).toMatchObject({ urgent: true })
    await page.goto('/home')
    await page.getByRole('link', { name: w.history, exact: true }).click()
    await page.locator('svg').first().waitFor()
    await look(page, `history-${language}`, script)
    await page.context().close()
  },
)

test('at 200 % zoom on a telephone nothing is cut off', async () => {
  const family = await makeFamily(db.sql, { now: testNow, names: [longName, ['架空', '長女']] })
  const page = await openPage(browser, app.url, { width: 640, scale: 2, session: sessionOf(family) })
  for (const path of ['/home', '/report', '/history']) {
    await page.goto(path)
    await look(page, `zoom${path.replace('/', '-')}`)
  }
  await page.context().close()
})

test('what is typed stays on the device until it is sent, each person their own, and goes at sign-out', async () => {
  const family = await makeFamily(db.sql, {
    now: testNow,
    names: [
      ['架空', '母'],
      ['架空', '長女'],
    ],
  })
  const [mother, daughter] = family.people.map((person) => `/report/${person.registrationId}`)
  const page = await openPage(browser, app.url, { width: 360, session: sessionOf(family) })
  await page.goto(mother!)
  await page.locator('[name=temperature]').fill('38.7')
  await page.locator('input[name=cough][value=yes]').check()
  await page.context().setOffline(true)
  await page.getByRole('button', { name: '確認', exact: true }).click()
  await page.getByText('電波が届いていません').waitFor()
  await page.context().setOffline(false)
  await page.goto(daughter!)
  expect(await page.locator('[name=temperature]').inputValue()).toBe('')
  await page.goto(mother!)
  expect(await page.locator('[name=temperature]').inputValue()).toBe('38.7')
  expect(await page.locator('input[name=cough][value=yes]').isChecked()).toBe(true)
  await page.getByText('前に入力した内容を戻しました').waitFor()
  await page.getByRole('button', { name: '確認', exact: true }).click()
  await page.waitForURL(/\/sent\//)
  await page.goto(mother!)
  expect(await page.locator('[name=temperature]').inputValue()).toBe('')
  await page.locator('[name=temperature]').fill('39.0')
  await page.getByText('メニュー').click()
  await page.getByRole('button', { name: 'ログアウト' }).click()
  await page.waitForURL(`${app.url}/`)
  expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([])
  await page.context().close()
})

test('staff enter and correct a report', async () => {
  const family = await makeFamily(db.sql, { now: testNow })
  const page = await openPage(browser, app.url, { session: await app.signedInAs('nurse@aoba') })
  await page.goto(`/centre/cases/${family.people[0]!.caseId}`)
  await page.locator('a[href$="/reports/new"]').click()
  await look(page, 'staff-new')
  await page.locator('[name=temperature]').fill('36.9')
  await page.getByRole('button', { name: '記録する' }).click()
  await page.getByText('健康状態を記録しました。').waitFor()
  await page.locator('a[href$="/correct"]', { hasText: 'の報告を訂正' }).click()
  await page.getByRole('button', { name: '訂正を記録する' }).click()
  await page.getByText('訂正の理由を入力してください。').waitFor()
  await look(page, 'staff-correct')
  await page.context().close()
})
