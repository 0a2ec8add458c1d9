import { copyFileSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { build } from 'esbuild'
import { type Browser, chromium, type Page } from 'playwright-core'
import type { Session } from '../tools/test-app.ts'

const source = resolve(import.meta.dirname, '../src')

/** Scripts and style sheets of these sources in a folder of their own: give it to `testApp` as `assetsDir`. */
export async function buildAssets(): Promise<string> {
  const outdir = mkdtempSync(join(tmpdir(), 'her-sys-assets-'))
  const names = readdirSync(source, { recursive: true }) as string[]
  const entries = names.filter((name) => name.endsWith('.web.ts') || /^ui\/[^/]+\.css$/.test(name))
  await build({
    entryPoints: entries.map((name) => ({ in: join(source, name), out: basename(name).replace(/\.web\.ts$|\.css$/, '') })),
    outdir,
    bundle: true,
    format: 'esm',
    logLevel: 'error',
    target: ['es2018', 'chrome64', 'safari12'],
    supported: { destructuring: true },
    external: ['/assets/*'],
  })
  for (const name of names.filter((path) => /pictures\/[^/]+\.png$/.test(path)))
    copyFileSync(join(source, name), join(outdir, basename(name)))
  return outdir
}

const quiet = ['--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run']

export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--headless=new', ...quiet] })
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
  const context = await browser.newContext({ viewport, javaScriptEnabled: script, deviceScaleFactor: scale, baseURL: url })
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
  const { violations } = page.frames().length > 1 ? await new AxeBuilder({ page }).analyze() : await askInPlace(page)
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
  return page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)
}
