import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dictionaryOf, type Lang } from '../src/i18n/t.ts'
import { testNow } from '../tools/test-app.ts'
import { makeFamily } from '../tools/test-patients.ts'
import { sessionOf, type TestReportApp, testReportApp } from '../tools/test-report-app.ts'
import { barriersOf, closeWindows, openBrowser, openPage, overflows } from './browser.ts'

let world: TestReportApp
let browser: Browser
beforeAll(async () => {
  world = await testReportApp()
  browser = await openBrowser()
})
afterAll(async () => {
  await closeWindows(browser)
  await world.close()
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
const walks: [lang: Lang, width: number, script: boolean][] = [
  ['ja', 360, true],
  ['ja', 1280, false],
  ['en', 360, false],
  ['en', 1280, true],
  ['zh-Hant', 360, true],
]

test.each(walks)(
  'B11 B12 C19 C20 C32 C37 the survey, the family’s page and the stop of notices in %s at %i px, script: %s',
  async (lang, width, script) => {
    const t = (key: string) => dictionaryOf(lang)[key]!
    const family = await makeFamily(world.db.sql, { now: testNow, language: lang, names: [['架空', '母'], longName] })
    const [mother, child] = family.people.map(({ registrationId }) => registrationId)
    const page = await openPage(browser, world.app.url, { width, script, session: sessionOf(family) })
    await page.goto('/home')
    await look(page, `home-${lang}`, script)

    await page.getByRole('link', { name: t('home.survey'), exact: true }).click()
    await look(page, `survey-${lang}`, script)
    await page.locator('[name=height]').fill('abc')
    await page.locator('[name=medicines]').fill('架空の薬')
    await page.getByRole('button', { name: t('survey.send'), exact: true }).click()
    await page.locator('#error-summary').waitFor()
    await look(page, `survey-fault-${lang}`, script)
    await page.locator('[name=height]').fill('160')
    await page.getByRole('button', { name: t('survey.send'), exact: true }).click()
    await page.getByText(t('home.survey.done'), { exact: true }).waitFor()
    expect(await page.getByRole('link', { name: t('home.survey'), exact: true }).count()).toBe(0)
    await look(page, `home-survey-done-${lang}`, script)

    await page.getByRole('link', { name: t('home.family'), exact: true }).click()
    await look(page, `family-${lang}`, script)
    await page.locator(`[name="${mother}_temperature"]`).fill('367')
    await page.getByText(longName.join(' ')).last().click()
    await page.locator(`input[name="${child}_urgentSigns"][value=chestPain]`).check()
    await page.locator(`input[name="${child}_rest"]`).check()
    await page.getByRole('button', { name: t('report.confirm'), exact: true }).click()
    await page.getByText(t('report.sent.urgent.call'), { exact: true }).waitFor()
    expect(await page.locator(`[name="${mother}_temperature"]`).inputValue()).toBe('367')
    await look(page, `family-fault-${lang}`, script)
    await page.locator(`[name="${mother}_temperature"]`).fill('36.7')
    await page.getByRole('button', { name: t('report.confirm'), exact: true }).click()
    await page.waitForURL(/\/family\/sent\//)
    await look(page, `family-sent-${lang}`, script)

    await page.goto(`/report/${mother}`)
    await page.getByRole('button', { name: t('report.same.button'), exact: true }).click()
    await page.getByText(t('report.same'), { exact: true }).waitFor()
    await look(page, `same-${lang}`, script)

    await page.goto('/home')
    await page.getByText(t('menu.title'), { exact: true }).click()
    await look(page, `menu-${lang}`, script)
    // At the upper right, and whole on the screen.
    const menu = (await page.locator('.patient-menu ul').boundingBox())!
    expect(menu.x).toBeGreaterThanOrEqual(0)
    expect(menu.x + menu.width).toBeLessThanOrEqual(width)
    expect((await page.locator('.patient-menu summary').boundingBox())!.x).toBeGreaterThan(width / 2)
    await page.getByRole('link', { name: t('notices.title'), exact: true }).click()
    await look(page, `notices-${lang}`, script)
    await page.getByRole('button', { name: t('notices.ask'), exact: true }).click()
    await page.getByText(t('notices.blank'), { exact: true }).waitFor()
    await page.locator('input[value=all]').check()
    await page.getByRole('button', { name: t('notices.ask'), exact: true }).click()
    await page.getByText(t('notices.asked.title'), { exact: true }).waitFor()
    expect(await page.locator('input[name=person]:disabled').count()).toBe(2)
    await look(page, `notices-asked-${lang}`, script)

    const nurse = await openPage(browser, world.app.url, { width, script, session: await world.app.signedInAs('nurse@aoba') })
    const caseId = family.people[0]!.caseId
    await nurse.goto(`/centre/cases/${caseId}`)
    await nurse.getByRole('button', { name: 'お知らせを停止する' }).click()
    await nurse.getByText('今後の健康観察の方法を選んでください').waitFor()
    await nurse.getByLabel('保健所から電話する').check()
    await look(nurse, `case-stop-${lang}`, script)
    await nurse.getByRole('button', { name: 'お知らせを停止する' }).click()
    await nurse.getByText('お知らせの停止の依頼への回答を記録しました。').waitFor()
    await look(nurse, `case-stopped-${lang}`, script)
    await nurse.context().close()
    await page.goto('/notices')
    expect(await page.locator('.notice-state').first().textContent()).toBe(
      t('notices.state.accepted').replace('{at}', lang === 'en' ? '20 July, 10:00' : '7月20日 10時00分'),
    )
    await page.context().close()
  },
)

test('what is typed for the family stays on the device until it is sent, and is gone after it', async () => {
  const { session, family } = await world.patient({
    names: [
      ['架空', '母'],
      ['架空', '長女'],
    ],
  })
  const [mother, daughter] = family.people.map(({ registrationId }) => registrationId)
  const page = await openPage(browser, world.app.url, { width: 360, session })
  await page.goto('/family')
  await page.locator(`[name="${mother}_temperature"]`).fill('38.7')
  await page.context().setOffline(true)
  await page.getByRole('button', { name: '確認', exact: true }).click()
  await page.getByText('電波が届いていません').waitFor()
  await page.context().setOffline(false)
  await page.goto('/home')
  await page.goto('/family')
  expect(await page.locator(`[name="${mother}_temperature"]`).inputValue()).toBe('38.7')
  expect(await page.locator(`[name="${daughter}_temperature"]`).inputValue()).toBe('')
  await page.getByText('前に入力した内容を戻しました').waitFor()
  await page.getByRole('button', { name: '確認', exact: true }).click()
  await page.waitForURL(/\/family\/sent\//)
  expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([])
  await page.context().close()
})
