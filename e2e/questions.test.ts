import { join, resolve } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { build } from 'esbuild'
import type { Browser, Page } from 'playwright-core'
import { h } from 'preact'
import { render } from 'preact-render-to-string'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { check } from '../src/fields/check.ts'
import { ErrorSummary } from '../src/fields/ErrorSummary.tsx'
import type { Form, Raw } from '../src/fields/fields.ts'
import { Questions } from '../src/fields/Questions.tsx'
import { wordsIn } from '../src/i18n/t.ts'
import { dailyForm } from '../src/programmes/covid-19/daily.ts'
import { notification2 } from '../src/programmes/covid-19/notification-2.ts'
import { closeWindows, openBrowser } from './browser.ts'

const source = resolve(import.meta.dirname, '../src')
const words = wordsIn('ja')
let browser: Browser
let style: string
let script: string

beforeAll(async () => {
  const bundle = async (path: string) => {
    const target = ['es2018', 'chrome64', 'safari12']
    const supported = { destructuring: true }
    const { outputFiles } = await build({ entryPoints: [join(source, path)], bundle: true, write: false, target, supported, format: 'esm' })
    return outputFiles[0]!.text
  }
  ;[style, script] = await Promise.all([bundle('ui/patient.css'), bundle('fields/questions.web.ts')])
  browser = await openBrowser()
})
afterAll(() => closeWindows(browser))

/** A page of the form alone, 360 px wide, served without any server. */
async function open(form: Form, options: { given?: Raw; scripted?: boolean } = {}): Promise<Page> {
  const { given = {}, scripted = false } = options
  const faults = options.given ? (check(form, given).faults ?? {}) : {}
  const body = render(
    h('form', { method: 'post' }, [
      h(ErrorSummary, { form, faults, words }),
      h(Questions, { form, faults, words, given }),
      h('button', null, '確認'),
    ]),
  )
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>架空</title><style>${style}</style>`
  const tail = scripted ? `<script type="module">${script}</script>` : ''
  const context = await browser.newContext({ viewport: { width: 360, height: 740 } })
  const page = await context.newPage()
  await page.setContent(
    `<!doctype html><html lang="ja"><head>${head}</head><body class="patient"><main><h1>${form.title}</h1>${body}</main>${tail}</body></html>`,
  )
  return page
}

test.each<[string, Form]>([
  ['daily', dailyForm],
  ['notification', notification2],
])('the %s form fits 360 px, has targets of 44 px and no fault that axe can see', async (_, form) => {
  const page = await open(form, { given: { birthOn: '昭和65年1月1日', temperature: '375', phone: '1' } })
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360)
  const heights = await page.$$eval('input, select, textarea, button', (all) =>
    all.map((each) => (each.closest('.box') ?? each).getBoundingClientRect().height),
  )
  expect(Math.min(...heights)).toBeGreaterThanOrEqual(44)
  const { violations } = await new AxeBuilder({ page: page as never }).analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
  await page.context().close()
})

test('the error summary has the focus, and its links lead into the inputs', async () => {
  const page = await open(notification2, { given: {} })
  expect(await page.evaluate('document.activeElement.id')).toBe('error-summary')
  await page.click('.error-summary a[href="#name.family"]')
  expect(await page.evaluate('document.activeElement.id')).toBe('name.family')
  await page.context().close()
})

test('D20 D21 without script everything is shown; with it, what does not apply is hidden', async () => {
  const visible = async (page: Page, ...names: string[]) => Promise.all(names.map((name) => page.isVisible(`#q-${name}`)))
  const plain = await open(notification2)
  expect(await visible(plain, 'guardian', 'deathOn', 'residenceStreet', 'vaccineOther')).toEqual([true, true, true, true])
  await plain.context().close()

  const page = await open(notification2, { scripted: true })
  expect(await visible(page, 'guardian', 'deathOn', 'residenceStreet')).toEqual([true, true, true])
  const fillDate = async (name: string, era: string, ...parts: string[]) => {
    await page.selectOption(`[name="${name}.era"]`, era)
    for (const [place, part] of ['year', 'month', 'date'].entries()) await page.fill(`[name="${name}.${part}"]`, parts[place]!)
  }
  await fillDate('reportedOn', 'western', '2022', '6', '27')
  await fillDate('birthOn', 'heisei', '16', '6', '27')
  expect(await visible(page, 'guardian')).toEqual([false])
  expect(await page.getAttribute('[name="age.years"]', 'placeholder')).toBe('18')
  await fillDate('birthOn', 'heisei', '16', '6', '28')
  expect(await visible(page, 'guardian')).toEqual([true])
  expect(await page.getAttribute('[name="age.years"]', 'placeholder')).toBe('17')
  await page.selectOption('#category', 'asymptomatic')
  expect(await visible(page, 'onsetOn', 'deathOn')).toEqual([false, false])
  await page.selectOption('#category', 'deceased')
  expect(await visible(page, 'onsetOn', 'deathOn')).toEqual([true, true])
  await page.check('#residenceSame')
  expect(await visible(page, 'residenceStreet', 'residencePhone')).toEqual([false, true])
  await page.context().close()
})
