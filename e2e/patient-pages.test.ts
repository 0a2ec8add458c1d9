import { mkdirSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { isLang, languages } from '../src/i18n/t.ts'
import { patientPages } from '../tools/patient-pages.ts'
import { barriersOf, overflows } from './browser.ts'
import { patientWalk } from './patient-walk.ts'

// Every page that a patient can meet, looked at. SHOTS=folder also takes their pictures at 360 px.

const walkPatientPages = patientWalk()
const shots = process.env.SHOTS
const langs = Object.keys(languages).filter(isLang)
const read = ['ja', 'en', 'zh-Hant']

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
  await walkPatientPages(lang, {}, async (page, name) => {
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
    await walkPatientPages(
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
