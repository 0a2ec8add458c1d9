import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { organisationOf } from '../db/seed/organisations.ts'
import { seedPlaces } from '../db/seed/places.server.ts'
import { type TestApp, testApp, testNow } from '../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../tools/test-database.ts'
import { pairUp } from '../tools/test-merge.ts'
import { makeFamily } from '../tools/test-patients.ts'
import { storeReport } from '../tools/test-reports.ts'
import { barriersOf, closeWindows, openBrowser, openPage, overflows } from './browser.ts'

let db: TestDatabase
let app: TestApp
let browser: Browser
const shots = process.env.SHOTS

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
  browser = await openBrowser()
  await db.sql`insert into heartbeats (name, at) values ('worker', ${testNow})`
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

/** A case of あおば and one of みなと, one of them with a name as long as names get. */
async function arrange(given: string) {
  const one = (await makeFamily(db.sql, { now: testNow, names: [['架空長曽我部之上小路', given]] })).people[0]!
  const two = (await makeFamily(db.sql, { now: testNow, centre: 'minato', names: [['架空長曽我部之上小路', `${given}リア`]] })).people[0]!
  await db.sql`update cases set family_kana = 'カクウチョウソカベノカミショウジ', given_kana = ${given}, sex = 'female', phone = '09090000001', address = '架空県みなと市見本町1-2-3', diagnosed_on = '2022-07-19'
    where id in (${one.caseId}, ${two.caseId})`
  await db.sql`update cases set phone = '09090000002', onset_on = '2022-07-17' where id = ${two.caseId}`
  await storeReport(db.sql, two.caseId, { now: new Date(testNow.getTime() - 3_600_000), temperature: 38.4, spo2: 95 })
  await pairUp(db.sql, one.caseId, two.caseId, testNow)
  await db.sql`insert into treatments (id, case_id, institution_id, from_on, until_on, named_at, named_by, named_org)
    select gen_random_uuid(), ${two.caseId}, ${organisationOf('minato-clinic').id}, '2022-07-18', '2022-07-19', ${testNow}, id, org_id
      from staff_accounts where login_id = 'nurse@minato'`
  return { one, two }
}

test.each([
  [1366, 'マリア'],
  [360, 'クリスティーナ'],
])('at %i px: a pair, the question across centres, the comparison, the merge, and its undoing', async (width, given) => {
  const { one, two } = await arrange(given)
  const page = await openPage(browser, app.url, { width, session: await app.signedInAs('nurse@aoba') })
  await page.goto('/centre/same-person')
  await look(page, `pairs-${width}`)
  await page.getByRole('link', { name: new RegExp(`照会する.*${one.hersysId}`) }).click()
  await look(page, `masked-${width}`)
  expect(await page.content()).not.toContain(two.hersysId)
  await page.getByRole('button', { name: '照会して表示する' }).click()
  await page.getByText('照会の理由を入力してください。').waitFor()
  await page.getByLabel('照会の理由').fill('同じ氏名・生年月日の届出が2件あるため')
  await page.getByRole('button', { name: '照会して表示する' }).click()
  await page.getByText('照会の記録').first().waitFor()
  expect(await page.getByText('相違').count()).toBeGreaterThan(1)
  await page.getByRole('button', { name: '判断を記録する' }).click()
  await page.getByText('判断を選んでください。').waitFor()
  await look(page, `compared-${width}`)
  await page.locator('input[name=decision][value=same-case]').check()
  await page.locator(`input[name=survivor][value="${one.caseId}"]`).check()
  await page.getByLabel('理由', { exact: true }).fill('医療機関2か所から同じ感染の届出')
  await page.getByRole('button', { name: '判断を記録する' }).click()
  await page.getByText('2件を1つの症例に統合しました。').waitFor()
  await look(page, `merged-${width}`)
  const address = page.url()
  await page.goto(`/centre/cases/${two.caseId}`)
  expect(page.url()).toContain(one.caseId)
  await page.getByText('この症例には、別の症例が統合されています').waitFor()
  await look(page, `case-after-merge-${width}`)
  // Who treated the absorbed one until yesterday follows an old link.
  const treated = await openPage(browser, app.url, { width, session: await app.signedInAs('doctor@minato-clinic'), mayMiss: true })
  await treated.goto(`/institution/notifications/${two.caseId}`)
  await treated.getByText('担当の保健所へお問い合わせください').waitFor()
  await look(treated, `merged-away-${width}`)
  await treated.context().close()
  await page.goto(address)
  await page.getByLabel('取り消しの理由').fill('別の感染だったため')
  await page.getByRole('button', { name: '取り消す' }).click()
  await page.getByText('取り消しました。元の症例に戻りました。').waitFor()
  await look(page, `undone-${width}`)
  const [back] = await db.sql`select owner_centre_id, state from watches where case_id = ${two.caseId}`
  expect(back!.state).toBe('observing')
  await page.context().close()
})

test.each([1366, 360])('at %i px: the audit searched, access out of the ordinary, the periods', async (width) => {
  const [nurse] = await db.sql`select id, org_id from staff_accounts where login_id = 'nurse@aoba'`
  await db.sql`insert into unusual_accesses (id, kind, actor_id, org_id, heard_by, hour, n, found_at)
    values (gen_random_uuid(), ${width > 600 ? 'night' : 'many'}, ${nurse!.id}, ${nurse!.orgId}, ${nurse!.orgId}, ${new Date('2022-07-20T02:00:00+09:00')}, 640, ${testNow})`
  const page = await openPage(browser, app.url, { width, session: await app.signedInAs('manager@aoba') })
  await page.goto('/centre/audit')
  await page.getByLabel('操作した人のログインID').fill('nurse@aoba')
  await page.getByRole('button', { name: '検索' }).click()
  await page.getByText('nurse@aoba').first().waitFor()
  await look(page, `audit-${width}`)
  await page.getByLabel('確認した内容').first().fill('夜間当番の引き継ぎ')
  await page.getByRole('button', { name: '確認済みにする' }).first().click()
  await page.getByText('確認済みにしました。').waitFor()
  const [officer] = await db.sql`select id, org_id from staff_accounts where login_id = 'officer@prefecture'`
  await db.sql`
    with found as (
      insert into unusual_accesses (id, kind, actor_id, org_id, heard_by, hour, n, found_at)
      values (gen_random_uuid(), ${width > 600 ? 'night' : 'many'}, ${officer!.id}, ${officer!.orgId}, ${officer!.orgId}, ${new Date('2022-07-20T02:00:00+09:00')}, 640, ${testNow})
      returning id)
    select raise_item(gen_random_uuid(), ${officer!.orgId}, null, id::text, 'unusual-access', false, ${testNow}, '{}', ${testNow}) from found`
  const prefecture = await openPage(browser, app.url, { width, session: await app.signedInAs('manager@prefecture') })
  await prefecture.goto('/prefecture')
  await prefecture.getByText('通常と異なる閲覧').waitFor()
  await look(prefecture, `prefecture-own-${width}`)
  await prefecture.locator('main').getByRole('link', { name: '監査記録' }).click()
  await prefecture.getByLabel('確認した内容').fill('緊急の確認作業')
  await look(prefecture, `prefecture-audit-${width}`)
  await prefecture.getByRole('button', { name: '確認済みにする' }).click()
  await prefecture.getByText('確認済みにしました。').waitFor()
  await prefecture.goto('/prefecture')
  expect(await prefecture.getByText('通常と異なる閲覧').count()).toBe(0)
  const operator = await openPage(browser, app.url, { width, session: await app.signedInAs('operator@operator') })
  await operator.goto('/operator/retention')
  await look(operator, `retention-${width}`)
  await operator.goto('/operator/audit')
  await look(operator, `operator-audit-${width}`)
})
