import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedPlaces } from '../db/seed/places.server.ts'
import { type Session, type TestApp, testApp, testNow } from '../tools/test-app.ts'
import { dayParts } from '../tools/test-contacts.ts'
import { type TestDatabase, testDatabase } from '../tools/test-database.ts'
import { reportOver, wholeAnswers } from '../tools/test-notification.ts'
import { barriersOf, closeWindows, openBrowser, openPage, overflows } from './browser.ts'

let db: TestDatabase
let app: TestApp
let browser: Browser
let nurse: Session
let indexId: string
const shots = process.env.SHOTS

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
  browser = await openBrowser()
  nurse = await app.signedInAs('nurse@aoba')
  await reportOver(app, await app.signedInAs('doctor@aoba-clinic'), { ...wholeAnswers, municipality: 'あおば市' })
  indexId = (await db.sql<{ id: string }[]>`select id from cases`)[0]!.id
  await db.sql`insert into heartbeats (name, at) values ('worker', ${testNow})`
})
afterAll(async () => {
  await closeWindows(browser)
  await app.close()
  await db.drop()
})

async function look(page: Page, name: string) {
  if (shots) await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true })
  expect(await barriersOf(page), name).toEqual([])
  expect(await overflows(page), name).toBe(false)
}

async function fillDay(page: Page, label: string, [year, month, date]: [string, string, string]) {
  const group = page.getByRole('group', { name: label })
  await group.locator('input').nth(0).fill(year)
  await group.locator('input').nth(1).fill(month)
  await group.locator('input').nth(2).fill(date)
}

test.each([1366, 360])('濃厚接触者 at %i px: named from 行動歴, observed, and in a list of their own', async (width) => {
  const page = await openPage(browser, app.url, { width, session: nurse })
  await page.goto(`/centre/cases/${indexId}/tabs/movements`)
  await page.getByRole('link', { name: '濃厚接触者を見る・登録する' }).click()
  await page.getByRole('link', { name: '濃厚接触者を登録' }).click()
  await page.getByRole('button', { name: '登録して健康観察を始める' }).click()
  await look(page, `contact-faults-${width}`)
  await fillDay(page, '最終接触日', ['2022', '7', '20'])
  await page.getByLabel('続柄・関係').selectOption('household')
  const name = page.getByRole('group', { name: /氏名/ }).locator('input')
  for (const [n, text] of ['架空', width > 600 ? '次郎' : '三郎長右衛門之介', 'カクウ', width > 600 ? 'ジロウ' : 'サブロウ'].entries())
    await name.nth(n).fill(text)
  await fillDay(page, '生年月日', ['1993', '3', '3'])
  await page.getByLabel('電話番号').fill(width > 600 ? '090-9000-0007' : '090-9000-0008')
  await page.getByRole('button', { name: '登録して健康観察を始める' }).click()
  expect(await page.textContent('main')).toContain('濃厚接触者です（発生届はありません）')
  await look(page, `contact-case-${width}`)
  await page.goto('/centre/contacts')
  await look(page, `contacts-${width}`)
  await page.context().close()
})

test('a contact falls ill: the doctor’s 発生届 makes the same case a patient’s, and the nurse finds it to confirm', async () => {
  const minato = await app.signedInAs('doctor@minato-clinic')
  const birth = dayParts('birthOn', '1993-03-03')
  await reportOver(app, minato, { ...wholeAnswers, ...birth, 'name.given': '次郎', phone: '090-9000-0007', municipality: 'あおば市' })
  const page = await openPage(browser, app.url, { session: nurse })
  await page.goto(`/centre/cases/${indexId}/contacts`)
  expect(await page.textContent('main')).toContain('発生届が提出された（感染者）')
  await look(page, 'contacts-of-case-1280')
  await page.goto('/centre/notifications')
  await page.getByRole('link', { name: '架空 次郎' }).first().click()
  expect(await page.textContent('main')).not.toContain('濃厚接触者です')
  expect(await page.textContent('main')).toContain('療養解除の目安')
  await look(page, 'contact-became-case-1280')
  await page.context().close()
})

test('場所: a hotel with one bed is full with one guest, over with two, and says so without refusing', async () => {
  const page = await openPage(browser, app.url, { width: 1366, session: nurse })
  await page.goto('/centre/places')
  await look(page, 'places-empty-1366')
  await page.getByRole('link', { name: '場所を登録' }).click()
  await page.getByLabel('宿泊療養施設').check()
  await page.getByLabel('名称').fill('架空第一ホテル')
  await page.getByLabel(/定員/).fill('1')
  await page.getByRole('button', { name: '登録', exact: true }).click()
  await look(page, 'place-1366')
  const [place] = await db.sql<{ id: string }[]>`select id from places`
  const cases = await db.sql<{ id: string }[]>`select id from cases order by created_at, id`
  for (const { id } of cases.slice(0, 2)) {
    const stay = { place: 'hotel', facility: place!.id, ...dayParts('fromOn', '2022-07-20') }
    expect((await app.post(`/centre/cases/${id}/records/places/new`, stay, nurse)).status).toBe(303)
  }
  await page.goto(`/centre/cases/${cases[1]!.id}/tabs/places`)
  expect(await page.textContent('main')).toContain('架空第一ホテルは定員を超えています')
  await look(page, 'places-tab-over-1366')
  await page.goto('/centre/places')
  expect(await page.textContent('main')).toContain('2 / 1')
  await look(page, 'places-over-1366')
  const narrow = await openPage(browser, app.url, { width: 360, session: nurse })
  await narrow.goto('/centre/places')
  await look(narrow, 'places-360')
  await narrow.context().close()
  await page.context().close()
})
