import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedPlaces } from '../db/seed/places.server.ts'
import { type Session, type TestApp, testApp, testNow } from '../tools/test-app.ts'
import { makeCall } from '../tools/test-calls.ts'
import { type TestDatabase, testDatabase } from '../tools/test-database.ts'
import { makeFamily, type TestPerson } from '../tools/test-patients.ts'
import { barriersOf, closeWindows, openBrowser, openPage, overflows } from './browser.ts'

let db: TestDatabase
let app: TestApp
let browser: Browser
let nurse: Session
let people: TestPerson[]
const shots = process.env.SHOTS
const widths = [1366, 360]

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
  browser = await openBrowser()
  const names: [string, string][] = [
    ['架空', '母'],
    ['架空', '長男'],
    ['架空', 'とても長い名前の花子マリアクリスティーナ'],
  ]
  people = (await makeFamily(db.sql, { now: testNow, names })).people
  nurse = await app.signedInAs('nurse@aoba')
  await db.sql`insert into heartbeats (name, at) values ('worker', ${testNow})`
})
afterAll(async () => {
  await closeWindows(browser)
  await app.close()
  await db.drop()
})

async function look(page: Page, name: string, width: number) {
  if (shots) await page.screenshot({ path: `${shots}/calls-${name}-${width}.png`, fullPage: true })
  expect.soft(await barriersOf(page), name).toEqual([])
  expect.soft(await overflows(page), `${name} is too wide`).toBe(false)
}

test.each(widths)(
  'C34 C35 C37 自動架電 is agreed upon at %i px: every fault at once, one number for one patient, on the days wanted',
  async (width) => {
    await db.sql`update call_plans set ended_at = ${testNow}, ended_why = 'by-centre' where ended_at is null`
    const page = await openPage(browser, app.url, { width, session: nurse })
    const agree = async (person: TestPerson, { phone, time, reason }: { phone: string; time: string; reason: string }) => {
      await page.goto(`/centre/cases/${person.caseId}/plan`)
      await page.getByRole('checkbox', { name: '自動架電' }).check()
      await page.locator('#phone').fill(phone)
      await page.getByLabel('1回目の時刻').selectOption(time)
      await page.locator('#reason').fill(reason)
      await page.getByRole('button', { name: 'この方法にする' }).click()
    }
    await agree(people[0]!, { phone: '12', time: '', reason: '' })
    for (const fault of ['かけられる電話番号', '時刻を1つ以上', '理由を入力']) await page.locator('.fault', { hasText: fault }).waitFor()
    await look(page, 'faults', width)
    await agree(people[0]!, { phone: '０９０－１２３４－５６７８', time: '09:00', reason: `電話を希望（${width}）` })
    await page.getByText('健康観察の方法を決めました').waitFor()
    await agree(people[1]!, { phone: '090-1234-5678', time: '12:00', reason: '電話を希望' })
    expect(await page.locator('#phone-fault').textContent()).toMatch(/ほかの療養者.*1人につき/)
    expect(await page.locator('#phone').inputValue()).toBe('090-1234-5678')

    await page.goto(`/centre/cases/${people[0]!.caseId}/call-plan`)
    const days = page.getByRole('group', { name: 'かける曜日' }).getByRole('checkbox')
    for (const day of await days.all()) await day.uncheck()
    await page.getByRole('button', { name: '曜日を保存する' }).click()
    await page.getByText('かける曜日を1つ以上選んでください').waitFor()
    await look(page, 'no-day', width)
    for (const day of (await days.all()).slice(0, 6)) await day.check()
    await page.getByRole('button', { name: '曜日を保存する' }).click()
    await page.getByText('月・火・水・木・金・土').first().waitFor()
    await look(page, 'plan', width)
    await page.context().close()
  },
)

test.each(widths)(
  'C35 the day’s calls at %i px: none yet, then live as they go, by state, each with its record, and in figures',
  async (width) => {
    await db.sql`delete from calls`
    const page = await openPage(browser, app.url, { width, session: nurse })
    await page.goto('/centre/calls')
    await page.getByText('この日の自動架電はありません').waitFor()
    expect(await page.locator('#watch-rows').isVisible()).toBe(false)
    await look(page, 'empty', width)
    const live = await makeCall(db.sql, { caseId: people[2]!.caseId, now: testNow, phone: '09011110002' })
    await db.sql`select move_call(${live}, 'answered', '{}', ${testNow})`
    const rows = page.locator('#watch-rows tbody tr')
    await rows.filter({ hasText: '応答' }).waitFor()
    expect(await page.getByText('この日の自動架電はありません').isVisible()).toBe(false)
    for (const [n, state] of ['no-answer', 'machine', 'completed', 'aborted'].entries()) {
      const id = await makeCall(db.sql, {
        caseId: people[n % 2]!.caseId,
        now: new Date(testNow.getTime() - (n + 1) * 3_600_000),
        phone: `0901111000${n + 4}`,
      })
      if (n > 1) await db.sql`select move_call(${id}, 'answered', '{}', ${testNow})`
      await db.sql`select move_call(${id}, ${state}, '{}', ${testNow})`
    }
    await rows.filter({ hasText: '途中で終了' }).waitFor()
    await page.reload()
    await look(page, 'today', width)
    await page.getByLabel('状態').selectOption('unreached')
    await page.getByRole('button', { name: '表示する' }).click()
    await page.waitForURL(/state=unreached/)
    expect(await rows.count()).toBe(2)
    await page
      .getByRole('link', { name: /の経過$/ })
      .first()
      .click()
    await page.getByText('通話はありませんでした。').waitFor()
    await look(page, 'call', width)
    await page.goto('/centre/call-figures')
    await look(page, 'figures', width)
    await page.context().close()
  },
)

test('the day’s calls are there without script', async () => {
  const page = await openPage(browser, app.url, { script: false, session: nurse })
  await page.goto('/centre/calls')
  expect(await page.locator('#watch-rows tbody tr').count()).toBe(5)
  expect(await page.getByRole('img', { name: /発信5件/ }).count()).toBe(1)
})
