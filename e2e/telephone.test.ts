import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { organisationOf } from '../db/seed/organisations.ts'
import { seedPlaces } from '../db/seed/places.server.ts'
import { type Session, type TestApp, testApp, testNow } from '../tools/test-app.ts'
import { makeCall } from '../tools/test-calls.ts'
import { type TestDatabase, testDatabase } from '../tools/test-database.ts'
import { makeFamily, type TestPerson } from '../tools/test-patients.ts'
import { barriersOf, closeWindows, openBrowser, openPage, overflows } from './browser.ts'

let db: TestDatabase
let app: TestApp
let browser: Browser
let nurse: Session
let people: TestPerson[]
const shots = process.env.SHOTS

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db, { settings: { healthCallDesks: { '*': organisationOf('aoba').code } } })
  browser = await openBrowser()
  people = (await makeFamily(db.sql, { now: testNow, names: Array.from({ length: 9 }, (_, n) => ['架空', `電話${n + 1}`]) })).people
  nurse = await app.signedInAs('nurse@aoba')
})
afterAll(async () => {
  await closeWindows(browser)
  await app.close()
  await db.drop()
})

const birth = '19900728'
const well = '2 2 2 365 1 98# 1 2 2 2 2 2 2'

async function look(page: Page, name: string, width: number) {
  if (shots) await page.screenshot({ path: `${shots}/telephone-${name}-${width}.png`, fullPage: true })
  expect.soft(await barriersOf(page), name).toEqual([])
  expect.soft(await overflows(page), `${name} is too wide`).toBe(false)
}

async function openPhone(width: number): Promise<Page> {
  const page = await openPage(browser, app.url, { width })
  await page.goto('/dev/phone')
  await page.evaluate(() => {
    const mute = document.querySelector<HTMLInputElement>('#mute')
    if (mute) mute.checked = true
  })
  return page
}

/** What the line waits for now, as one word; '' when the call is over. */
const stepOf = (page: Page) => page.evaluate(() => document.querySelector<HTMLElement>('#line')?.dataset.step ?? '')
async function after(page: Page, act: () => Promise<void>) {
  const before = await stepOf(page)
  await act()
  await page.waitForFunction((known) => (document.querySelector<HTMLElement>('#line')?.dataset.step ?? '') !== known, before)
}
/** Groups of keys, each until the line has answered. */
async function press(page: Page, text: string) {
  for (const keys of text.split(' '))
    await after(page, async () => {
      for (const key of keys) await page.click(`[data-key="${key}"]`)
    })
}
const dial = (page: Page) => after(page, () => page.click('#dial'))
const heard = (page: Page) => page.locator('#heard').innerText()
const over = (page: Page) => page.waitForFunction(() => document.querySelector('#line')?.getAttribute('data-step') === null)
const reportsOf = (person: TestPerson) => db.sql`select level, channel, temperature from daily_reports where case_id = ${person.caseId}`

test.each([360, 1280])('C34 a report by 健康コール at %i px, and what the nurse sees of it', async (width) => {
  const person = people[width === 360 ? 0 : 1]!
  const page = await openPhone(width)
  await look(page, 'idle', width)
  await dial(page)
  await press(page, `1 ${person.hersysId} ${birth}`)
  expect(await heard(page)).toContain('確認できました')
  expect(await heard(page)).not.toContain('電話1')
  await look(page, 'asked', width)
  await press(page, '2 2 2 375')
  expect(await heard(page)).toContain('37.5℃ですね')
  await press(page, '1 098 1 2 2 2 2 2 2')
  expect(await heard(page)).toContain('報告を受け付けました')
  await page.click('#hang-up')
  await over(page)
  expect(await reportsOf(person)).toEqual([{ level: 'stable', channel: 'inbound', temperature: 37.5 }])

  const staff = await openPage(browser, app.url, { width, session: nurse })
  await staff.goto(`/centre/cases/${person.caseId}`)
  await staff.click('text=連絡の経過')
  expect(await staff.locator('#timeline').innerText()).toContain('本人確認は電話の番号入力のみ')
  await look(staff, 'timeline', width)
  await staff.click('#timeline >> text=回答完了')
  const story = await staff.locator('main').innerText()
  expect(story).toContain('8桁（記録しません）')
  expect(story).toContain('3 7 5')
  expect(story).not.toContain(birth)
  await look(staff, 'call', width)
  await staff.goto('/centre/call-figures')
  expect(await staff.locator('main').innerText()).toContain('最後まで回答')
  await look(staff, 'figures', width)
})

test('the keyboard alone makes a call: digits are keys', async () => {
  const page = await openPhone(1280)
  await page.focus('#dial')
  await after(page, () => page.keyboard.press('Enter'))
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
  await after(page, () => page.keyboard.press('2'))
  expect(await heard(page)).toContain('You pay for this call')
  await after(page, () => page.click('#hang-up'))
})

test('C36 a call cut half-way, and one in which nothing is pressed: no report, and each stands in the queue after half an hour', async () => {
  const page = await openPhone(1280)
  await dial(page)
  await press(page, `1 ${people[2]!.hersysId} ${birth} 2 2 2 381 1`)
  await page.click('#hang-up')
  await over(page)
  await dial(page)
  await press(page, `1 ${people[3]!.hersysId} ${birth}`)
  for (let n = 0; n < 3; n++) await after(page, () => page.click('#wait'))
  expect(await heard(page)).toContain('電話を切ります')
  for (const person of [people[2]!, people[3]!]) expect(await reportsOf(person)).toEqual([])
  app.setNow(new Date(testNow.getTime() + 31 * 60_000))
  const staff = await openPage(browser, app.url, { session: await app.signedInAs('nurse@aoba') })
  await staff.goto('/centre')
  expect(await staff.locator('.badge', { hasText: '電話の回答が途中' }).count()).toBe(2)
  await look(staff, 'queue', 1280)
  await staff.locator('text=通話の記録').first().click()
  expect(await staff.locator('main').innerText()).toContain('途中で終了')
  await look(staff, 'aborted', 1280)
  app.setNow(testNow)
})

test('a breathless caller of 自動架電: four answers, and the centre sees red while the call goes on', async () => {
  const callId = await makeCall(db.sql, { caseId: people[4]!.caseId, now: testNow })
  const page = await openPhone(360)
  await page.waitForSelector('text=自動架電から着信')
  await look(page, 'ringing', 360)
  await after(page, () => page.click('text=出る >> nth=0'))
  expect(await heard(page)).not.toMatch(/健康|保健所/)
  await press(page, `1 ${birth} 1`)
  expect(await heard(page)).toContain('119番')
  await look(page, 'urgent', 360)
  const staff = await openPage(browser, app.url, { session: nurse })
  await staff.goto('/centre')
  expect(await staff.locator('.item.urgent', { hasText: '電話5' }).innerText()).toContain('息苦しさがある')
  expect(await db.sql`select state from calls where id = ${callId}`).toEqual([{ state: 'identified' }])
  await page.click('#hang-up')
  await over(page)
  expect(await db.sql`select state from calls where id = ${callId}`).toEqual([{ state: 'aborted' }])
})

test('C37 C38 two of a family in one call', async () => {
  const page = await openPhone(1280)
  await dial(page)
  await press(page, `1 ${people[5]!.hersysId} ${birth} ${well} 1`)
  await press(page, `${people[6]!.hersysId} ${birth} ${well}`)
  await page.click('#hang-up')
  await over(page)
  for (const person of [people[5]!, people[6]!]) expect(await reportsOf(person)).toHaveLength(1)
})

test('C13 a wrong birth date says nothing of anybody; 9 rings the centre, then nobody, and the wish stands in the queue', async () => {
  const page = await openPhone(1280)
  await dial(page)
  await press(page, `1 ${people[7]!.hersysId} 19900729`)
  expect(await heard(page)).toContain('入力内容に誤りがあります')
  expect(await heard(page)).not.toMatch(/電話8|息苦し/)
  await press(page, '9#')
  expect(await page.locator('#rings').innerText()).toContain('+81481')
  await look(page, 'staff', 1280)
  await after(page, () => page.click('text=相手が出ない'))
  expect(await heard(page)).toContain('保健所に知らせました')
  await page.click('#hang-up')
  await over(page)
  const staff = await openPage(browser, app.url, { session: nurse })
  await staff.goto('/centre')
  expect(await staff.locator('.badge', { hasText: '電話で相談の希望' }).count()).toBe(1)
})
