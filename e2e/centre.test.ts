import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { organisationOf } from '../db/seed/organisations.ts'
import { seedPlaces } from '../db/seed/places.server.ts'
import { renewKeys } from '../src/features/same-person/keys.server.ts'
import { type Session, type TestApp, testApp, testNow } from '../tools/test-app.ts'
import { type TestDatabase, testDatabase, untilListening } from '../tools/test-database.ts'
import { makeFamily } from '../tools/test-patients.ts'
import { storeReport } from '../tools/test-reports.ts'
import { barriersOf, closeWindows, openBrowser, openPage, overflows } from './browser.ts'

let db: TestDatabase
let app: TestApp
let browser: Browser
let nurse: Session
let long: string
let calm: string
const shots = process.env.SHOTS
const ago = (minutes: number) => new Date(testNow.getTime() - minutes * 60_000)

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
  browser = await openBrowser()
  await arrange()
  nurse = await app.signedInAs('nurse@aoba')
})
afterAll(async () => {
  await closeWindows(browser)
  await app.close()
  await db.drop()
})

/** Three days of a small wave: red, silent, late, calm, and a name as long as names get. */
async function arrange() {
  const began = ago(3 * 1440)
  const make = async (family: string, given: string) =>
    (await makeFamily(db.sql, { now: began, names: [[family, given]] })).people[0]!.caseId
  long = await make('架空長曽我部之上小路', 'クリスティーナ・マリア・イサベラ')
  await renewKeys(db.sql, long)
  calm = await make('架空', '穏やか')
  const [red, silent, late] = [await make('架空', '赤子'), await make('架空', '無言'), await make('架空', '遅れ')]
  for (const id of [long, calm, red]) {
    for (let day = 3; day >= 1; day--)
      await storeReport(db.sql, id, {
        now: ago(day * 1440 - 60),
        temperature: 37 + day / 2,
        spo2: 99 - day,
        reportedAt: ago(day * 1440 - 60),
      })
  }
  await storeReport(db.sql, late, { now: ago(30), temperature: 36.8, spo2: 97 })
  await storeReport(db.sql, red, {
    now: ago(95),
    level: 'urgent',
    reasons: ['urgent-sign', 'spo2-93-or-lower'],
    temperature: 39.4,
    spo2: 91,
  })
  await storeReport(db.sql, red, { now: ago(12), level: 'urgent', reasons: ['spo2-93-or-lower'], temperature: 39.2, spo2: 90 })
  await storeReport(db.sql, long, { now: ago(5), level: 'urgent', reasons: ['breathless'], temperature: 38.6, spo2: 95 })
  await db.sql`select raise_item(gen_random_uuid(), null, ${silent}, '', 'sms-undeliverable', false, ${ago(600)}, '{}', ${ago(600)})`
  await db.sql`insert into heartbeats (name, at) values ('worker', ${testNow})`
}

/** axe, and the measuring of widths, run as scripts: a page without is photographed only. */
async function look(page: Page, name: string, hasScript = true) {
  if (shots) await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true })
  if (!hasScript) return
  expect(await barriersOf(page), name).toEqual([])
  expect(await overflows(page), name).toBe(false)
}

test.each([1280, 360])('the queue at %i px: red apart, acts without script, a conflict that says who', async (width) => {
  const page = await openPage(browser, app.url, { width, script: false, session: nurse })
  await page.goto('/centre')
  await look(page, `queue-${width}`, false)
  const urgent = page.locator('.queue-urgent .item')
  expect(await urgent.first().textContent()).toContain('架空 赤子')
  await urgent.first().getByText('対応完了…').click()
  await look(page, `queue-closing-${width}`, false)
  const clerk = await openPage(browser, app.url, { width, session: await app.signedInAs('clerk@aoba') })
  await clerk.goto('/centre')
  await look(clerk, `queue-of-clerk-${width}`)
  // The second width finds the item in the nurse's hands.
  const [own, other] = width > 600 ? ['引き受ける', '引き受ける'] : ['担当を戻す', '担当を引き継ぐ']
  await urgent.first().getByRole('button', { name: own }).click()
  await clerk.locator('.queue-urgent .item').first().getByRole('button', { name: other }).click()
  expect(await clerk.textContent('main')).toContain('ほかの操作が先に行われました')
  await look(clerk, `conflict-${width}`)
  await page.context().close()
  await clerk.context().close()
})

test.each([1280, 360])('the watch list at %i px shows a report without reloading', async (width) => {
  const page = await openPage(browser, app.url, { width, session: nurse })
  await page.goto('/centre/watch-list')
  await untilListening(db, 'centre')
  await page.evaluate(() => document.body.setAttribute('data-not-reloaded', ''))
  await look(page, `list-${width}`)
  const spo2 = width > 600 ? 94 : 95
  await storeReport(db.sql, calm, { now: new Date(testNow.getTime() + spo2 * 1000), level: 'watch', temperature: 38.3, spo2 })
  await page.locator(`body[data-not-reloaded] tr[data-case="${calm}"]`, { hasText: `${spo2}％` }).waitFor()
  await page.context().close()
})

test('search, case page with its curves, and a hand-over accepted by the neighbour', async () => {
  const page = await openPage(browser, app.url, { session: nurse })
  await page.goto('/centre/watch-list')
  await page.getByLabel('氏名・カナ・HER-SYS ID').fill('架空長')
  await page.getByRole('button', { name: '探す' }).click()
  expect(page.url()).not.toContain('架空')
  await page.getByRole('link', { name: /クリスティーナ/ }).click()
  expect(await page.locator('.chart svg').count()).toBe(2)
  await look(page, 'case-1280')
  await page.getByText('ほかの保健所へ移管…').click()
  await page.getByLabel('移管先').selectOption(organisationOf('minato').id)
  await page.getByLabel('理由').last().fill('転居のため')
  await page.getByRole('button', { name: '移管を依頼する' }).click()
  expect(await page.textContent('main')).toContain('受け入れられるまで、担当は当保健所です')

  const neighbour = await openPage(browser, app.url, { session: await app.signedInAs('nurse@minato') })
  await neighbour.goto('/centre')
  await look(neighbour, 'queue-of-receiver')
  await neighbour.goto('/centre/hand-overs')
  await look(neighbour, 'hand-overs')
  await neighbour.getByRole('button', { name: '受け入れる' }).click()
  expect(await neighbour.textContent('.items')).toContain('緊急症状')
  await page.goto('/centre/hand-overs')
  expect(await page.textContent('main')).toContain('受け入れ')
  await page.context().close()
  await neighbour.context().close()
})

test('the other pages: empty queue, case on a phone, notifications, roster, corrections, prefecture', async () => {
  const yamate = await openPage(browser, app.url, { session: await app.signedInAs('nurse@yamate') })
  await yamate.goto('/centre')
  await look(yamate, 'queue-empty')
  await yamate.goto('/centre/watch-list')
  await look(yamate, 'list-empty')
  for (const width of [1280, 360]) {
    const page = await openPage(browser, app.url, { width, session: nurse })
    for (const [name, path] of [
      ['case', `/centre/cases/${calm}`],
      ['notifications', '/centre/notifications'],
      ['roster', '/centre/roster'],
      ['hand-overs-empty', '/centre/hand-overs'],
      ['urgent', '/centre/urgent'],
    ] as const) {
      await page.goto(path)
      await look(page, `${name}-${width}`)
    }
    await page.context().close()
    const officer = await openPage(browser, app.url, { width, session: await app.signedInAs('officer@prefecture') })
    for (const [name, path] of [
      ['prefecture', '/prefecture'],
      ['prefecture-urgent', '/prefecture/urgent'],
      ['prefecture-to-settle', '/prefecture/to-settle'],
    ] as const) {
      await officer.goto(path)
      if (name !== 'prefecture-to-settle') expect(await officer.textContent('main')).toContain('架空 赤子')
      await look(officer, `${name}-${width}`)
    }
    await officer.context().close()
  }
})
