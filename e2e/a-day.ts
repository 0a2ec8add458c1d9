import type { Browser, Page } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, expect } from 'vitest'
import { organisationOf } from '../db/seed/organisations.ts'
import { seedPlaces } from '../db/seed/places.server.ts'
import { type Session, type TestApp, testApp, testNow } from '../tools/test-app.ts'
import { work } from '../tools/test-bulk.ts'
import { type TestDatabase, testDatabase } from '../tools/test-database.ts'
import { makeFamily } from '../tools/test-patients.ts'
import { storeReport } from '../tools/test-reports.ts'
import { barriersOf, closeWindows, openBrowser, openPage, overflows } from './browser.ts'

// What the day of e2e/a-day.test.ts begins with, and the hands by which it is walked.

export let db: TestDatabase
export let app: TestApp
let browser: Browser
export let nurse: Session
export let clerk: Session
const shots = process.env.SHOTS
const at = (text: string) => new Date(`${text}+09:00`)
export const day = (time: string) => at(`2022-07-30T${time}`)
export const aoba = organisationOf('aoba').id
export const minato = organisationOf('minato').id

/** Call once, at the top of the file: the world is made before its tests and taken down after them. */
export function start(): void {
  beforeAll(async () => {
    db = await testDatabase()
    await seedPlaces(db.sql, testNow)
    app = await testApp(db)
    browser = await openBrowser()
    await arrange()
  })
  afterAll(async () => {
    await closeWindows(browser)
    await app.close()
    await db.drop()
  })
}

type People = Record<string, string>
export let people: People

/** People whose notification came at `now`, confirmed and registered where that is behind them. Name → case. */
async function make(now: Date, givenNames: string[], { centre = 'aoba', settled = true } = {}): Promise<People> {
  const family = await makeFamily(db.sql, { now, centre, names: givenNames.map((given) => ['架空', given]) })
  const ids = family.people.map(({ caseId }) => caseId)
  if (settled) {
    await db.sql`update cases set confirmed_at = ${now}, confirmed_by = (select id from staff_accounts where login_id = 'nurse@aoba') where id = any(${ids}::uuid[])`
    await db.sql`
      update attention_items set closed_at = raised_at, outcome = 'met-in-time'
       where case_id = any(${ids}::uuid[]) and kind in ('unconfirmed', 'not-registered') and closed_at is null`
  }
  return Object.fromEntries(family.people.map(({ caseId }, n) => [givenNames[n]!, caseId]))
}

/** A small wave: ten days old, three days old, of this night; and cases that the neighbour wants to give away. */
async function arrange() {
  const old = await make(at('2022-07-19T14:00'), ['快子', '咳子', '黙子'])
  const recent = await make(at('2022-07-27T11:00'), ['赤子', '息子', '遅子', '静子', '平子'])
  const fresh = await make(day('07:10'), ['新一', '新二', '新三'], { settled: false })
  const neighbours = await make(at('2022-07-28T10:00'), ['移一', '移二', '移三'], { centre: 'minato' })
  people = { ...old, ...recent, ...fresh, ...neighbours }
  await db.sql`update cases set diagnosed_on = '2022-07-18', onset_on = '2022-07-17' where id = any(${Object.values(old)}::uuid[])`
  const report = (name: string, time: string, more = {}) =>
    storeReport(db.sql, people[name]!, { now: at(time), temperature: 36.6, spo2: 97, ...more })
  for (let date = 19; date <= 29; date++) {
    await report('快子', `2022-07-${date}T15:10`)
    await report('咳子', `2022-07-${date}T15:20`, { level: 'watch', temperature: 37.9 })
    for (const name of date < 27 ? [] : ['息子', '静子', '平子', '遅子', '赤子']) await report(name, `2022-07-${date}T16:30`)
  }
  await report('赤子', '2022-07-30T06:42', { level: 'urgent', reasons: ['spo2-93-or-lower', 'breathless'], temperature: 39.1, spo2: 92 })
  await db.sql`select raise_item(gen_random_uuid(), null, ${people.平子!}, '', 'sms-undeliverable', false, ${day('07:00')}, '{}', ${day('07:00')})`
  await db.sql`select raise_item(gen_random_uuid(), null, ${people.静子!}, '', 'correction-asked', false, ${day('07:30')}, '{}', ${day('07:30')})`
  app.setNow(day('08:00'))
  const giver = await app.signedInAs('nurse@minato')
  const given = ['移一', '移二', '移三'].map((name) => neighbours[name]!)
  const chosen = await app.post('/centre/selection', { action: 'hand-over-ask', case: given }, giver)
  await app.post(`${chosen.location}/start`, { to: aoba, reason: 'あおば市の実家で療養するため' }, giver)
  await work(app, db.worker)
  await db.sql`
    insert into duty_roster (id, centre_id, position, name, phone, from_at, created_at)
    values (gen_random_uuid(), ${aoba}, 'duty', '架空 当番', '09000000001', ${day('00:00')}, ${day('00:00')})`
}

/** The time of day; both people sign in anew, as after a pause. */
export async function itIs(time: string) {
  app.setNow(day(time))
  await db.sql`insert into heartbeats (name, at) values ('worker', ${day(time)}) on conflict (name) do update set at = excluded.at`
  nurse = await app.signedInAs('nurse@aoba')
  clerk = await app.signedInAs('clerk@aoba')
}

/** A desk of the centre: 1366 × 768. */
/** A desk of 1366 × 768; `telephone`: 360 px wide, with or without script. */
export async function desk(session: Session, telephone?: { script: boolean }): Promise<Page> {
  const page = await openPage(browser, app.url, { width: telephone ? 360 : 1366, session, ...telephone })
  if (!telephone) await page.setViewportSize({ width: 1366, height: 768 })
  return page
}

export async function look(page: Page, name: string) {
  await page.evaluate(() => scrollTo(0, 0))
  if (shots) await page.screenshot({ path: `${shots}/${name}.png` })
  expect(await barriersOf(page), name).toEqual([])
  expect(await overflows(page), name).toBe(false)
}

export const text = (page: Page) => page.textContent('main')
export const itemsOf = async (name: string) =>
  (
    await db.sql<{ kind: string }[]>`select kind from attention_items where case_id = ${people[name]!} and closed_at is null order by kind`
  ).map(({ kind }) => kind)
export const ownerOf = async (name: string) =>
  (await db.sql`select owner_centre_id from watches where case_id = ${people[name]!}`)[0]!.ownerCentreId

/** A sheet as it comes off the machine; what stands on it is invented. */
export const scan = () =>
  sharp({ create: { width: 620, height: 877, channels: 3, background: '#fff' } })
    .composite([
      {
        input: Buffer.from(
          `<svg width="620" height="877" font-family="Noto Sans CJK JP" font-size="22"><text x="190" y="70">発生届（架空の見本）</text>
           <text x="60" y="150">氏名　架空 沙羅</text><text x="60" y="200">性別　女　生年月日　平成2年9月9日</text>
           <text x="60" y="250">所在地　あおば市見本町1-2-3</text><text x="60" y="300">電話　090-9000-0031</text></svg>`,
        ),
      },
    ])
    .png()
    .toBuffer()

/** Types what a browser would post: each field by its name, as its kind of input wants it. */
export async function type(page: Page, answers: Record<string, unknown>) {
  for (const [name, value] of Object.entries(answers)) {
    const field = page.locator(`[name="${name}"]`).first()
    const kind = await field.evaluate((element) => (element instanceof HTMLInputElement ? element.type : element.tagName))
    if (kind === 'radio' || kind === 'checkbox') await page.locator(`[name="${name}"][value="${value}"]`).check()
    else if (kind === 'SELECT') await field.selectOption(String(value))
    else await field.fill(String(value))
  }
}
