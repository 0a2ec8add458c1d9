import type { Browser, Locator } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestReportApp, testReportApp } from '../tools/test-report-app.ts'
import { closeWindows, openBrowser, openPage } from './browser.ts'

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

/** A thumb: every tap counts one, every digit and dot on the keypad counts one. */
function thumb() {
  let touches = 0
  return {
    tap: async (what: Locator) => {
      touches++
      await what.click()
    },
    type: async (where: Locator, text: string) => {
      touches += 1 + text.length
      await where.click()
      await where.pressSequentially(text)
    },
    touches: () => touches,
  }
}

test.each([
  ['all is well', [], true, 'ja'],
  ['all is well, without script', [], false, 'ja'],
  ['cough and fatigue', ['cough', 'fatigue'], true, 'ja'],
  ['cough and fatigue, in English, without script', ['cough', 'fatigue'], false, 'en'],
] as const)(
  'from home to "sent" with temperature, SpO2 and every symptom answered, at most 20 touches: %s',
  async (_what, ill, script, language) => {
    const { session, person } = await world.patient({ language })
    const page = await openPage(browser, world.app.url, { width: 360, script, session })
    await page.goto('/home')
    const { tap, type, touches } = thumb()
    await tap(page.locator('a.report-now'))
    await page.waitForURL(/\/report\//)
    for (const field of ['temperature', 'spo2']) expect(await page.locator(`[name=${field}]`).getAttribute('inputmode')).toBe('decimal')
    await tap(page.locator('label.box', { has: page.locator('input[name=urgentSigns][value=none]') }))
    await type(page.locator('[name=temperature]'), '37.4')
    await type(page.locator('[name=spo2]'), '98')
    for (const name of ill) await tap(page.locator('label.box', { has: page.locator(`input[name=${name}][value=yes]`) }))
    await tap(page.locator('label.box.rest'))
    if (script) {
      // Filled in before one's eyes, what was said stays said.
      expect(await page.locator('input[value=no]:checked').count()).toBe(9 - ill.length)
      for (const name of ill) expect(await page.locator(`input[name=${name}][value=yes]`).isChecked()).toBe(true)
    }
    await tap(page.locator('button.primary'))
    await page.waitForURL(/\/sent\//)
    console.log(`${_what}: ${touches()} touches`)
    expect(touches()).toBeLessThanOrEqual(20)
    const [report] = await world.reportsOf(person.caseId)
    const { answers } = report as unknown as { answers: Record<string, unknown> }
    expect(report).toMatchObject({ temperature: 37.4, spo2: 98 })
    expect(answers.urgentSigns).toEqual(['none'])
    const symptoms = ['face', 'cough', 'breathless', 'fatigue', 'nausea', 'diarrhoea', 'consciousness', 'cannotEat', 'noUrine']
    expect(symptoms.map((name) => answers[name])).toEqual(
      symptoms.map((name) => ((ill as readonly string[]).includes(name) ? 'yes' : 'no')),
    )
    await page.context().close()
  },
)

test('the box takes its answers back when it is unticked, and only its own', async () => {
  const { session, url } = await world.patient()
  const page = await openPage(browser, world.app.url, { width: 360, session })
  await page.goto(url)
  await page.locator('input[name=cough][value=yes]').check()
  await page.locator('input[name=rest]').check()
  expect(await page.locator('input[value=no]:checked').count()).toBe(8)
  await page.locator('input[name=rest]').uncheck()
  expect(await page.locator('input[value=no]:checked').count()).toBe(0)
  expect(await page.locator('input[name=cough][value=yes]').isChecked()).toBe(true)
  await page.context().close()
})
