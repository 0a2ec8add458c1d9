import type { Browser } from 'playwright-core'
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

test.each<[width: number, script: boolean]>([
  [360, false],
  [1280, true],
])('the operator switches the notice on and off, and everybody sees it in their language: %d px, script %s', async (width, script) => {
  const operator = await openPage(browser, app.url, { width, script, session: await app.signedInAs('operator@operator') })
  const reader = await openPage(browser, app.url, { width, script, session: { cookies: new Map([['lang', 'pt']]) } })
  const look = async (page: typeof operator, name: string) => {
    if (script) expect.soft(await barriersOf(page), name).toEqual([])
    expect.soft(await overflows(page).catch(() => false), `${name} is too wide`).toBe(false)
  }
  await operator.goto('/operator')
  await operator.click('summary')
  await operator.click('text=障害のお知らせ')
  await look(operator, 'form')
  await operator.getByLabel('表示する', { exact: true }).check()
  await operator.getByLabel('English').fill('')
  await operator.click('text=保存する')
  expect(await operator.textContent('.notice.danger')).toContain('English：入力してください')
  await look(operator, 'faults')
  await operator.getByLabel('English').fill('An invented outage')
  await operator.click('text=保存する')
  expect(await operator.textContent('main')).toContain('表示中')
  await reader.goto('/')
  expect(await reader.textContent('.outage')).toContain('parte do sistema não funciona')
  await look(reader, 'patient')
  await reader.goto('/staff/sign-in')
  expect(await reader.textContent('.outage')).toContain('現在、システムの一部が使えません')
  await look(reader, 'staff sign-in')
  await operator.getByLabel('表示しない', { exact: true }).check()
  await operator.click('text=保存する')
  await reader.goto('/')
  expect(await reader.locator('.outage').count()).toBe(0)
  await operator.context().close()
  await reader.context().close()
})
