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
async function look(page: Page, name: string) {
  if (shots) {
    await page.screenshot({ path: `${shots}/${name}-${page.viewportSize()!.width}.png`, fullPage: true })
    await page.screenshot({ path: `${shots}/${name}-${page.viewportSize()!.width}-window.png` })
  }
  expect.soft(await barriersOf(page), name).toEqual([])
  expect.soft(await overflows(page), `${name} is too wide`).toBe(false)
}
const typedIn = (page: Page, name: string) => page.inputValue(`[name="${name}"]`)
const dayOf = async (page: Page, name: string) =>
  [await typedIn(page, `${name}.year`), await typedIn(page, `${name}.month`), await typedIn(page, `${name}.date`)].join('/')

test.each([
  ['desktop', 1280],
  ['a telephone', 360],
])('D16 D20 D21 D42 D43 the form helps while it is filled in, on %s', async (_screen, width) => {
  const session = await app.signedInAs('doctor@aoba-clinic')
  const page = await openPage(browser, app.url, { width, session })
  await page.goto('/institution/notifications/new')
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('category')
  await page.selectOption('[name="category"]', 'confirmed')

  await page.fill('[name="birthOn.year"]', 'h020909')
  expect(await dayOf(page, 'birthOn')).toBe('1990/9/9')
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('birthOn.date')
  expect(await page.textContent('#q-birthOn .live')).toBe('1990/9/9 平成2年9月9日 31歳')
  await page.fill('[name="diagnosedOn.year"]', '0720')
  expect(await dayOf(page, 'diagnosedOn')).toBe('2022/7/20')
  await page.fill('[name="onsetOn.year"]', '2022')
  expect(await dayOf(page, 'onsetOn')).toBe('2022//')
  const calendar = page.locator('#q-onsetOn .date-tools input')
  await calendar.evaluate((input: HTMLInputElement) => {
    input.value = '2022-07-18'
    input.dispatchEvent(new Event('change'))
  })
  expect(await dayOf(page, 'onsetOn')).toBe('2022/7/18')
  expect(await page.textContent('#q-onsetOn .date-tools button')).toBe('日付選択')

  await page.fill('[name="postalCode"]', '000-2001')
  await expect.poll(() => typedIn(page, 'municipality')).toBe('みなと市')
  expect(await typedIn(page, 'prefecture')).toBe('架空県')
  expect(await page.textContent('#q-postalCode .live')).toContain('架空県みなと市見本町')
  await page.fill('[name="postalCode"]', '999-9999')
  await expect.poll(() => page.textContent('#q-postalCode .live')).toContain('この郵便番号の住所が見つかりません')
  expect(await typedIn(page, 'municipality')).toBe('みなと市')

  await page.fill('[name="phone"]', '0481100021')
  expect(await page.textContent('#q-phone .live')).toContain('固定電話の番号です')
  await page.fill('[name="phone"]', '0909000000')
  await page.locator('[name="phone"]').blur()
  await expect.poll(() => page.textContent('#q-phone .live')).toContain('桁数か番号が正しくない')
  await look(page, 'form-slips')
  await page.fill('[name="phone"]', '09090000001')
  expect(await page.textContent('#q-phone .live')).toBe('090-9000-0001')

  expect(await page.isVisible('#q-riskFactors')).toBe(true)
  await page.check('[name="riskPresence"][value="no"]')
  expect(await page.isVisible('#q-riskFactors')).toBe(false)

  // FAX様式: the same inputs, laid out as the paper; nothing is lost, and it is remembered.
  await page.click('.switch')
  expect(await page.getAttribute('.switch', 'aria-checked')).toBe('true')
  expect(await page.getAttribute('.questions', 'class')).toContain('paper')
  expect(await typedIn(page, 'phone')).toBe('09090000001')
  await expect.poll(() => page.textContent('.kept-state')).toContain('自動保存 10:00')
  expect(new URL(page.url()).pathname).toMatch(/^\/institution\/drafts\//)
  await look(page, 'form-paper')
  await page.reload()
  expect(await page.getAttribute('.questions', 'class')).toContain('paper')
  expect(await typedIn(page, 'phone')).toBe('09090000001')
  expect(await dayOf(page, 'birthOn')).toBe('1990/9/9')
  await page.click('button:text-is("確認")')
  await look(page, 'form-paper-faults')
  await page.click('.switch')
  expect(await page.getAttribute('.questions', 'class')).not.toContain('paper')
  await page.context().close()
})

test('D16 without script FAX様式 is a button of the form: everything typed comes back, in the other layout', async () => {
  const session = await app.signedInAs('clerk@aoba-clinic')
  const page = await openPage(browser, app.url, { session, script: false })
  await page.goto('/institution/notifications/new')
  await page.fill('[name="name.family"]', '架空紙')
  await page.fill('[name="birthOn.year"]', 'なんねん')
  await page.click('.switch')
  expect(await page.getAttribute('.questions', 'class')).toContain('paper')
  expect(await typedIn(page, 'name.family')).toBe('架空紙')
  expect(await typedIn(page, 'birthOn.year')).toBe('なんねん')
  await page.goto('/institution/notifications/new')
  expect(await page.getAttribute('.switch', 'aria-checked')).toBe('true')
  const other = await openPage(browser, app.url, { session: await app.signedInAs('manager@aoba-clinic'), script: false })
  await other.goto('/institution/notifications/new')
  expect(await other.getAttribute('.switch', 'aria-checked')).toBe('false')
  await page.click('.switch')
  expect(await page.getAttribute('.switch', 'aria-checked')).toBe('false')
  await page.context().close()
  await other.context().close()
})

test('フリガナ follows what is typed before the conversion to kanji, until somebody types it by hand', async () => {
  const page = await openPage(browser, app.url, { session: await app.signedInAs('doctor@minato-clinic') })
  await page.goto('/institution/notifications/new')
  const keys = await page.context().newCDPSession(page)
  const compose = async (name: string, steps: string[], kanji: string) => {
    await page.focus(`[name="${name}"]`)
    for (const text of steps) await keys.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length })
    await keys.send('Input.insertText', { text: kanji })
  }
  await compose('name.family', ['ｋ', 'か', 'かｋ', 'かく', 'かくう', '架空'], '架空')
  await compose('name.given', ['は', 'はｎ', 'はな', 'はなこ', '花子'], '花子')
  expect([await typedIn(page, 'name.familyKana'), await typedIn(page, 'name.givenKana')]).toEqual(['カクウ', 'ハナコ'])
  await page.fill('[name="name.familyKana"]', 'カクー')
  await compose('name.family', ['の', '野'], '野')
  expect(await typedIn(page, 'name.family')).toBe('架空野')
  expect(await typedIn(page, 'name.familyKana')).toBe('カクー')
  await page.context().close()
})

test('D17 D18 医師マスタ and another institution, with and without script', async () => {
  for (const script of [true, false]) {
    const page = await openPage(browser, app.url, {
      session: await app.signedInAs('manager@sakura-clinic'),
      script,
      width: script ? 1280 : 360,
    })
    await page.goto('/institution/doctors')
    if (script) {
      await look(page, 'doctors-empty')
      await page.click('button:text-is("追加")')
      expect(await page.textContent('.fault')).toContain('姓を入力してください')
      await page.fill('[name="family"]', '架空')
      await page.fill('[name="given"]', '一郎')
      await page.click('button:text-is("追加")')
    }
    expect(await page.textContent('tbody')).toContain('架空 一郎')
    if (script) await look(page, 'doctors')
    await page.goto('/institution/notifications/new')
    await page.selectOption('[name="doctorChoice"]', '架空 一郎')
    await page.fill('[name="name.family"]', '架空検索')
    await page.click('button:text-is("外来機関名を検索")')
    expect(await page.textContent('h1')).toBe('外来機関名を検索')
    await page.fill('[name="q"]', 'みなと')
    await page.click('button:text-is("検索")')
    if (script) await look(page, 'institutions')
    await page.click('button:text-is("選択") >> nth=0')
    expect(await typedIn(page, 'institutionName')).toContain('みなと')
    expect(await typedIn(page, 'institutionPhone')).not.toBe('')
    expect(await typedIn(page, 'doctor.given')).toBe('一郎')
    expect(await typedIn(page, 'name.family')).toBe('架空検索')
    await page.context().close()
  }
})
