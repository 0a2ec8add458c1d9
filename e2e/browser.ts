import { copyFileSync, mkdtempSync, readdirSync } from 'node:fs'
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

/** What axe finds beyond the harmless, as 'rule: element'. Empty is well. */
export async function barriersOf(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations
    .filter(({ impact }) => impact !== 'minor')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')}`))
}

/** True when the page is wider than its window: nobody scrolls sideways. */
export function overflows(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)
}
