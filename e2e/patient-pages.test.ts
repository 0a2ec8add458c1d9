import { mkdirSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedPlaces } from '../db/seed/places.server.ts'
import { isLang, languages } from '../src/i18n/t.ts'
import { buildIfChanged } from '../tools/build.mjs'
import { inLanguage, type PatientPage, type PatientWorld, pathOf, patientPages, patientWorld } from '../tools/patient-pages.ts'
import { type TestApp, testApp, testNow } from '../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../tools/test-database.ts'
import { barriersOf, openBrowser, openPage, overflows } from './browser.ts'

// Every page that a patient can meet (tools/patient-pages.ts), looked at. SHOTS=folder also takes their pictures at 360 px.

let db: TestDatabase
let app: TestApp
let world: PatientWorld
let browser: Browser
beforeAll(async () => {
  await buildIfChanged()
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db, {
    settings: { helpPhone: '0120-000-000', healthCall: { phone: '050-0000-0000', hours: { from: '00:00', to: '24:00' } } },
  })
  world = await patientWorld(db, app)
  browser = await openBrowser()
})
afterAll(async () => {
  await browser.close()
  await app.close()
  await db.drop()
})

const shots = process.env.SHOTS
const langs = Object.keys(languages).filter(isLang)
const read = ['ja', 'en', 'zh-Hant']

/** Walks all pages in one language, by one browser window for each visitor. Pages behind a form are sent through it. */
async function walk(
  lang: string,
  look: { width?: number; scale?: number },
  at: (page: Page, name: string) => Promise<void>,
  pages = patientPages,
) {
  for (const visitor of [...new Set(pages.map(({ as }) => as))]) {
    const page = await openPage(browser, app.url, {
      width: 360,
      ...look,
      session: inLanguage(world.visitors[visitor], lang),
      mayMiss: true,
    })
    for (const each of pages.filter(({ as }) => as === visitor)) {
      await open(page, each)
      await at(page, each.name)
    }
    await page.context().close()
  }
}

async function open(page: Page, { post, ...each }: PatientPage) {
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

/** What a thumb must hit and is less than 44 px high; links within a line of text may be lower (WCAG 2.5.8). */
const smallTargets = (page: Page) =>
  page.evaluate(() => {
    const shown = [
      ...document.querySelectorAll<HTMLElement>(
        'button, a.button, select, textarea, input:not([type=hidden]), summary, .languages a, label.box',
      ),
    ]
    return shown
      .filter((each) => each.getClientRects().length > 0 && !each.matches('.default-send, label input'))
      .filter((each) => each.getBoundingClientRect().height < 43.5)
      .map(
        (each) =>
          `${each.tagName} ${each.className} ${each.textContent?.trim().slice(0, 20)} ${Math.round(each.getBoundingClientRect().height)}`,
      )
  })

test.each(read)('B15 C16 every page in %s at 360 px: axe finds nothing, nothing is cut off, every target is big enough', async (lang) => {
  if (shots) mkdirSync(shots, { recursive: true })
  await walk(lang, {}, async (page, name) => {
    if (shots) await page.screenshot({ path: `${shots}/${name}-${lang}.png`, fullPage: true })
    expect.soft(await barriersOf(page), name).toEqual([])
    expect.soft(await overflows(page), `${name} is too wide`).toBe(false)
    expect.soft(await smallTargets(page), name).toEqual([])
  })
})

const layouts = [
  'top',
  'help',
  'help-registration',
  'home',
  'report-faults',
  'sent-urgent',
  'history',
  'registration-faults',
  'notices',
  'certificate',
  'not-found',
]

test.each(langs.filter((lang) => !read.includes(lang)))(
  'every layout in %s at 360 px: axe finds nothing, every target is big enough',
  async (lang) => {
    const pages = patientPages.filter(({ name }) => layouts.includes(name))
    expect(pages).toHaveLength(layouts.length)
    await walk(
      lang,
      {},
      async (page, name) => {
        expect.soft(await barriersOf(page), name).toEqual([])
        expect.soft(await smallTargets(page), name).toEqual([])
      },
      pages,
    )
  },
)

test.each(langs)('every page in %s at 320 px, and with text twice as big: nobody scrolls sideways', async (lang) => {
  await walk(lang, { width: 320 }, async (page, name) => {
    expect.soft(await overflows(page), `${name} is too wide`).toBe(false)
    await page.evaluate(() => document.documentElement.style.setProperty('font-size', '200%'))
    expect.soft(await overflows(page), `${name} is too wide at 200 %`).toBe(false)
  })
})

test('every page by keyboard: the first Tab leads to the main text, and whatever has the focus shows it', async () => {
  await walk('ja', {}, async (page, name) => {
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
    await page.evaluate(() => window.scrollTo(0, 0))
    const dim: string[] = []
    for (let n = 0; n < 12; n++) {
      await page.keyboard.press('Tab')
      const seen = await page.evaluate(() => {
        const focused = document.activeElement
        if (!focused || focused === document.body) return null
        const { outlineStyle, outlineWidth } = getComputedStyle(focused)
        return {
          what: `${focused.tagName} ${focused.textContent?.trim().slice(0, 20)}`,
          ring: outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2,
        }
      })
      if (seen && !seen.ring) dim.push(seen.what)
    }
    expect.soft(dim, name).toEqual([])
  })
})

test('nothing on any page moves by itself', async () => {
  await walk('ja', {}, async (page, name) => {
    const moving = await page.evaluate(
      () =>
        [...document.querySelectorAll('*')].filter((each) => {
          const { animationName, transitionDuration } = getComputedStyle(each)
          return animationName !== 'none' || /[1-9]/.test(transitionDuration)
        }).length,
    )
    expect.soft(moving, name).toBe(0)
  })
})
