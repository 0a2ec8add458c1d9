import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import { seedPlaces } from '../db/seed/places.server.ts'
import { inLanguage, type PatientPage, type PatientWorld, pathOf, patientPages, patientWorld } from '../tools/patient-pages.ts'
import { type TestApp, testApp, testNow } from '../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../tools/test-database.ts'
import { closeWindows, openBrowser, openPage } from './browser.ts'

type At = (page: Page, name: string) => Promise<void>

/**
 * For every page that a patient can meet (tools/patient-pages.ts), opened one after the other. Call once per test file, at its top: the world
 * is made before its tests and taken down after them.
 */
export function patientWalk() {
  let db: TestDatabase
  let app: TestApp
  let world: PatientWorld
  let browser: Browser
  beforeAll(async () => {
    db = await testDatabase()
    await seedPlaces(db.sql, testNow)
    app = await testApp(db, {
      settings: { helpPhone: '0120-000-000', healthCall: { phone: '050-0000-0000', hours: { from: '00:00', to: '24:00' } } },
    })
    world = await patientWorld(db, app)
    browser = await openBrowser()
  })
  afterAll(async () => {
    await closeWindows(browser)
    await app.close()
    await db.drop()
  })

  /** Walks the pages in one language, in one browser window that each visitor enters with cookies of their own. Pages behind a form are sent through it. */
  return async (lang: string, look: { width?: number; scale?: number }, at: At, pages = patientPages) => {
    const page = await openPage(browser, app.url, { width: 360, ...look, mayMiss: true })
    const context = page.context()
    for (const visitor of [...new Set(pages.map(({ as }) => as))]) {
      const { cookies } = inLanguage(world.visitors[visitor], lang)
      await context.clearCookies()
      await context.addCookies([...cookies].map(([name, value]) => ({ name, value, url: app.url })))
      for (const each of pages.filter(({ as }) => as === visitor)) {
        await open(page, each, world)
        await at(page, each.name)
      }
    }
    await context.close()
  }
}

async function open(page: Page, { post, ...each }: PatientPage, world: PatientWorld) {
  await page.goto(pathOf(each, world))
  if (!post) return
  const sent = page.waitForNavigation()
  await page.evaluate((fields) => {
    const form = [...document.forms].find((each) => each.method === 'post' && !each.closest('.patient-menu'))!
    for (const input of form.querySelectorAll('input:not([type=hidden])')) input.removeAttribute('required')
    for (const [name, value] of Object.entries(fields)) {
      const input = form.elements.namedItem(name)
      if (input instanceof HTMLInputElement || input instanceof HTMLSelectElement) input.value = value
    }
    setTimeout(() => form.submit())
  }, post)
  await sent
}
