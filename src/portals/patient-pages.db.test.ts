import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedPlaces } from '../../db/seed/places.server.ts'
import { foreignLetters } from '../../tools/language-faults.ts'
import { noPages, type PatientWorld, patientPages, patientWorld, visit } from '../../tools/patient-pages.ts'
import { type TestApp, testApp, testNow } from '../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../tools/test-database.ts'
import { htmlLang, isLang, languages } from '../i18n/t.ts'
import { allRoutes } from './routes.server.ts'

let db: TestDatabase
let app: TestApp
let world: PatientWorld
beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db, {
    settings: { helpPhone: '0120-000-000', healthCall: { phone: '050-0000-0000', hours: { from: '00:00', to: '24:00' } } },
  })
  world = await patientWorld(db, app)
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const langs = Object.keys(languages).filter(isLang)

test('every address that answers a patient stands in the table of pages, or in the list of those without one', () => {
  const routes = allRoutes({ settings: app.settings, sql: db.web, clock: app.clock, outage: app.outage })
  const forPatients = routes.filter(
    ({ method, who, url }) => method === 'GET' && (who === 'patient' || (who === 'anyone' && !/^\/(staff|api|centre\/)/.test(url))),
  )
  const known = new Set([...patientPages.map(({ url }) => url), ...Object.keys(noPages)])
  expect(forPatients.map(({ url }) => url).filter((url) => !known.has(url))).toEqual([])
  const there = new Set(forPatients.map(({ url }) => url))
  expect([...known].filter((url) => !there.has(url) && url !== '/no-such-page')).toEqual([])
})

const bytesOf = (text: string | Buffer) => brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }).length
const asset = (name: string) => bytesOf(readFileSync(join(app.settings.assetsDir, name)))

test.each(langs)(
  'C16 every page in %s: at most 25 KB over the wire, in its language, with the eight languages at its foot',
  async (lang) => {
    const heaviest: [string, number] = ['', 0]
    for (const page of patientPages) {
      const { status, text } = await visit(app, world, page, lang)
      expect(status, page.name).toBe(page.status ?? 200)
      const parts = [...text.matchAll(/(?:src|href)="\/assets\/([\w-]+\.(?:css|js))\?/g)].map(([, name]) => asset(name!))
      const bytes = parts.reduce((sum, each) => sum + each, bytesOf(text))
      expect(bytes, page.name).toBeLessThanOrEqual(25 * 1024)
      if (bytes > heaviest[1]) heaviest.splice(0, 2, page.name, bytes)
      expect(text, page.name).toContain(`<html lang="${htmlLang(lang)}">`)
      for (const name of Object.values(languages)) expect(text, page.name).toContain(name)
    }
    console.log(`${lang}: the heaviest page is ${heaviest[0]}, ${heaviest[1]} bytes with style sheet and script`)
  },
)

/** What a reader of that language is shown: without names, and without what says of itself that it is in another language. */
function wordsOf(html: string): string {
  return html
    .replace(/<head>.*?<\/head>/s, '')
    .replace(/<aside class="demo-banner".*?<\/aside>/s, '')
    .replace(/<ul class="languages">.*?<\/ul>/s, '')
    .replace(/<(\w+)\b[^>]*\slang="ja"[^>]*>.*?<\/\1>/gs, '')
    .replace(/<[^>]*>/g, ' ')
}

test.each(langs.filter((lang) => lang !== 'ja' && lang !== 'ja-easy'))('nothing is left in Japanese on any page in %s', async (lang) => {
  const left: string[] = []
  for (const page of patientPages) {
    const words = wordsOf((await visit(app, world, page, lang)).text).replaceAll(
      /架空[^\s（(]*(\s[^\s（(]*フォン・ミホン|\s長男|\s花子)?|テスト\s?太郎/g,
      '',
    )
    const foreign = foreignLetters(lang, words)
    if (foreign) left.push(`${page.name}: ${foreign}`)
  }
  expect(left).toEqual([])
})
