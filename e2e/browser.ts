import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, chromium, type Page } from 'playwright-core'
import type { Session } from '../tools/test-app.ts'

/** Without windows and tool bars of its own Chromium takes half the time. Where that is not to be had, the whole one does the same. */
const [executablePath, ...whole] = existsSync('/usr/bin/chromium-headless-shell')
  ? ['/usr/bin/chromium-headless-shell']
  : ['/usr/bin/chromium', '--headless=new']
const quiet = ['--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run']

/** The files that a process runs one after the other share its browser: none sees another's windows or cookies, and starting it takes a second. */
export async function openBrowser(): Promise<Browser> {
  if (!(await running?.catch(() => null))?.isConnected())
    running = chromium.launch({ executablePath: executablePath!, args: ['--no-sandbox', ...whole, ...quiet] })
  return running!
}
let running: Promise<Browser> | undefined

/** Every window that the file opened is gone; the browser stays for the next one and ends with the process. */
export async function closeWindows(browser: Browser): Promise<void> {
  await Promise.all(browser.contexts().map((context) => context.close()))
}

/** `mayMiss`: the journey looks at an address that is not there. */
type Look = { width?: number; script?: boolean; session?: Session; scale?: number; mayMiss?: boolean }

/** A page as wide as asked (1280 px by default), signed in as that session. 404s and script errors fail the journey. */
export async function openPage(
  browser: Browser,
  url: string,
  { width = 1280, script = true, session, scale = 1, mayMiss = false }: Look = {},
): Promise<Page> {
  const viewport = { width: Math.round(width / scale), height: Math.round((width < 600 ? 740 : 900) / scale) }
  const context = await browser.newContext({ viewport, javaScriptEnabled: script, deviceScaleFactor: scale, baseURL: url, locale: 'en-US' })
  context.setDefaultTimeout(120_000)
  const cookies = [...(session?.cookies ?? [])].map(([name, value]) => ({ name, value, url }))
  await context.addCookies(cookies)
  const page = await context.newPage()
  page.on('pageerror', (error) => {
    throw error
  })
  page.on('response', (response) => {
    if (response.status() === 404 && !mayMiss) throw new Error(`not there: ${new URL(response.url()).pathname}`)
  })
  return page
}

const { resolve: moduleOf } = createRequire(createRequire(import.meta.url).resolve('@axe-core/playwright'))
const axe = readFileSync(moduleOf('axe-core/axe.min.js'), 'utf8')
type Found = { violations: { id: string; impact?: string | null | undefined; nodes: { target: unknown[] }[] }[] }

/**
 * What axe finds beyond the harmless, as 'rule: element'. Empty is well. A page of one frame is asked in place: the builder opens a second page
 * for every answer, which takes four times as long.
 */
export async function barriersOf(page: Page): Promise<string[]> {
  const { violations } = page.frames().length > 1 ? await new AxeBuilder({ page }).analyze() : await standing(page, () => askInPlace(page))
  return violations
    .filter(({ impact }) => impact !== 'minor')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')}`))
}

/** Every rule that the builder runs. Style sheets are not fetched again: only an experimental rule, which neither runs, reads them. */
async function askInPlace(page: Page): Promise<Found> {
  await page.evaluate(axe)
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(context: Document, options: object): Promise<Found> } }
    const { violations } = await axe.run(document, { resultTypes: ['violations'], preload: { assets: ['media'] } })
    return { violations: violations.map(({ id, impact, nodes }) => ({ id, impact, nodes: nodes.map(({ target }) => ({ target })) })) }
  })
}

/** True when the page is wider than its window: nobody scrolls sideways. */
export function overflows(page: Page): Promise<boolean> {
  return standing(page, () => page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth))
}

/** Asks again when the page has renewed itself meanwhile, as one that waits for a job does every three seconds. */
async function standing<T>(page: Page, ask: () => Promise<T>, tries = 5): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (tries === 1 || !String(error).includes('Execution context was destroyed')) throw error
    await page.waitForLoadState()
    return standing(page, ask, tries - 1)
  }
}
