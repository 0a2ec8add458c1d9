import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { municipalities } from '../db/seed/organisations.ts'
import { seedPlaces } from '../db/seed/places.server.ts'
import { settleAnswers, settleFigures } from '../src/features/statistics/jobs.server.ts'
import { type TestApp, testApp, testNow } from '../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../tools/test-database.ts'
import { makeFamily } from '../tools/test-patients.ts'
import { storeReport } from '../tools/test-reports.ts'
import { barriersOf, closeWindows, openBrowser, openPage, overflows } from './browser.ts'

let db: TestDatabase
let app: TestApp
let browser: Browser
const shots = process.env.SHOTS
const later = new Date('2022-09-27T15:00:00+09:00')

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db, { now: later })
  browser = await openBrowser()
  await db.sql`insert into heartbeats (name, at) values ('worker', ${later})`
  for (let day = 20; day >= 0; day--) {
    const names = Array.from({ length: 2 + ((day * 7) % 5) }, (_, n): [string, string] => ['架空', `第${day}の${n}`])
    const { people } = await makeFamily(db.sql, {
      now: new Date(later.getTime() - day * 86_400_000),
      names,
      centre: day % 3 ? 'aoba' : 'minato',
    })
    if (day === 0) await storeReport(db.sql, people[0]!.caseId, { now: later, level: 'urgent', reasons: ['spo2'] })
  }
  await db.sql`update cases c set sex = case n % 3 when 0 then 'male' when 1 then 'female' end, severity = case n % 4 when 0 then 'mild' when 1 then 'moderate1' end,
    birth_on = '1930-01-01'::date + (n * 977) % 33000, diagnosed_on = (created_at at time zone 'Asia/Tokyo')::date, onset_on = (created_at at time zone 'Asia/Tokyo')::date - n % 6,
    municipality_code = case n % 4 when 0 then ${municipalities[0].code} when 1 then ${municipalities[1].code} when 2 then ${municipalities[3].code} end
    from (select id, row_number() over (order by id)::int as n from cases) x where x.id = c.id`
  await settleFigures(db.worker)
  await settleAnswers(db.worker, later, 3)
})
afterAll(async () => {
  await closeWindows(browser)
  await app.close()
  await db.drop()
})

async function look(page: Page, name: string) {
  if (shots) await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true })
  expect(await barriersOf(page), name).toEqual([])
  expect(await overflows(page), name).toBe(false)
}
const open = async (who: string, width = 1366) => openPage(browser, app.url, { width, session: await app.signedInAs(who) })

test('日次報告: a clinic counts its day, its centre adds a fax, both are seen to be double, the prefecture reads the sum', async () => {
  const clinic = await open('clerk@aoba-clinic', 360)
  await clinic.goto('/institution/daily-counts')
  await look(clinic, 'count-360')
  await clinic.getByLabel('20代').fill('３')
  await clinic.getByLabel('年齢不明').fill('x')
  await clinic.getByRole('button', { name: '報告する' }).click()
  expect(await clinic.textContent('main')).toContain('年齢不明：0から9,999までの数字')
  await look(clinic, 'count-fault-360')
  await clinic.getByLabel('年齢不明').fill('1')
  await clinic.getByRole('button', { name: '報告する' }).click()
  expect(await clinic.textContent('main')).toContain('受け付けました')
  const centre = await open('nurse@aoba')
  await centre.goto('/centre/daily-counts')
  await centre.getByRole('link', { name: '架空あおば内科クリニック' }).first().click()
  const fax = centre.getByRole('form', { name: '保健所による人数' })
  await fax.getByLabel('20代').fill('3')
  await fax.getByRole('button', { name: '報告する' }).click()
  expect(await centre.textContent('main')).toContain('二重')
  await look(centre, 'count-entry')
  await centre.goto('/centre/daily-counts')
  await look(centre, 'counts-centre')
  const prefecture = await open('officer@prefecture')
  await prefecture.goto('/prefecture/daily-counts')
  expect(await prefecture.textContent('#sum-title')).toContain('4人')
  await look(prefecture, 'counts-prefecture')
  for (const page of [clinic, centre, prefecture]) await page.context().close()
})

test.each([1366, 360])('the figures of a centre at %i px: every chart has its table', async (width) => {
  const page = await open('nurse@aoba', width)
  await page.goto('/centre/statistics')
  expect(await page.locator('.figure svg').count()).toBe(16)
  await page.locator('#age-sex').getByText('表で見る').click()
  expect(await page.locator('#age-sex tbody').textContent()).toContain('未記入')
  await look(page, `statistics-${width}`)
  await page.context().close()
})

test('a prefecture: its centres, a list to read, beds, and the figures of one centre', async () => {
  const page = await open('officer@prefecture')
  await page.goto('/prefecture/centres')
  await look(page, 'oversight')
  await page.getByRole('textbox', { name: 'HER-SYS ID' }).fill('99999999')
  await page.getByRole('button', { name: '症例を開く' }).click()
  expect(await page.textContent('main')).toContain('管内にありません')
  await look(page, 'oversight-missed')
  const [one] = await db.sql<{ hersysId: string; givenName: string }[]>`select hersys_id, given_name from cases order by id limit 1`
  await page.getByRole('textbox', { name: 'HER-SYS ID' }).fill(one!.hersysId)
  await page.getByRole('button', { name: '症例を開く' }).click()
  expect(await page.textContent('h1')).toContain(one!.givenName)
  await page.goto('/prefecture/centres')
  await page.getByRole('link', { name: '架空みなと保健所' }).click()
  await look(page, 'oversight-list')
  await page.goto('/prefecture/places')
  await look(page, 'oversight-places')
  await page.goto('/prefecture/statistics')
  await page.getByRole('combobox', { name: '範囲' }).selectOption({ label: '架空みなと保健所' })
  await page.getByRole('button', { name: '表示' }).click()
  expect(await page.textContent('main')).toContain('架空みなと保健所・')
  await look(page, 'statistics-prefecture')
  await page.context().close()
})

test('the ministry: the country by prefecture and week, without a name and without a number under ten', async () => {
  const page = await open('analyst@ministry')
  await page.goto('/ministry')
  await page.locator('#cells').getByText('表で見る').click()
  const cells = await page.locator('#cells tbody tr td:last-child').allTextContents()
  expect(cells.length).toBeGreaterThan(0)
  expect(cells.map(Number).filter((n) => n < 10)).toEqual([])
  await look(page, 'ministry')
  await page.context().close()
})

test.each([1366, 360])(
  'the operator divides the ages anew at %i px: every fault at once, and the next division stands beside the present one',
  async (width) => {
    const page = await open('operator@operator', width)
    await page.goto('/operator/daily-count-bands')
    const form = page.getByRole('form', { name: '新しい年代区分' })
    await form.getByLabel('はじめの年齢').fill('5, 3')
    await form.getByRole('button', { name: '保存する' }).click()
    expect(await page.textContent('main')).toContain('以降の日付を入力してください')
    expect(await form.getByLabel('はじめの年齢').inputValue()).toBe('5, 3')
    await look(page, `bands-fault-${width}`)
    await form.getByLabel('適用日').fill('2022-10-10')
    await form.getByLabel('はじめの年齢').fill('0, 18, 65')
    await form.getByRole('button', { name: '保存する' }).click()
    expect(await page.textContent('main')).toContain('18～64歳')
    await look(page, `bands-${width}`)
    await page.getByRole('form', { name: '2022-10-10からの区分を取り消す' }).getByRole('button').click()
    expect(await page.textContent('main')).not.toContain('18～64歳')
    await page.context().close()
  },
)
