import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { organisationOf } from '../db/seed/organisations.ts'
import { seedPlaces } from '../db/seed/places.server.ts'
import { type Session, type TestApp, testApp, testNow } from '../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../tools/test-database.ts'
import { addRecord, filedCase, recordsAt, registeredCase } from '../tools/test-records.ts'
import { storeReport } from '../tools/test-reports.ts'
import { barriersOf, closeWindows, openBrowser, openPage, overflows } from './browser.ts'

let db: TestDatabase
let app: TestApp
let browser: Browser
let doctor: Session

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
  await db.sql`insert into heartbeats (name, at) values ('worker', ${testNow}) on conflict (name) do update set at = excluded.at`
  browser = await openBrowser()
  doctor = await app.signedInAs('doctor@aoba-hospital')
})
afterAll(async () => {
  await closeWindows(browser)
  await app.close()
  await db.drop()
})

const shots = process.env.SHOTS
let shotNumber = 0
/** Every page is looked at: nothing wider than the screen, and on one screen of each kind no barrier. */
async function look(page: Page, name: string, { axe = true } = {}) {
  const path = `${shots}/tabs-${String(++shotNumber).padStart(2, '0')}-${name}-${page.viewportSize()!.width}.png`
  if (shots) await page.screenshot({ path, fullPage: true })
  if (axe) expect.soft(await barriersOf(page), name).toEqual([])
  expect.soft(await overflows(page), `${name} is too wide`).toBe(false)
}
const heading = (page: Page) => page.textContent('h1')
const openTab = (page: Page, label: string) => page.click(`nav[aria-label="タブ"] a:text-is("${label}")`)
async function fillDate(page: Page, name: string, [year, month, date]: [string, string, string]) {
  await page.fill(`[name="${name}.year"]`, year)
  await page.fill(`[name="${name}.month"]`, month)
  await page.fill(`[name="${name}.date"]`, date)
}
const save = (page: Page) => page.click('.actions button:text-is("登録")')

test.each([
  ['desktop', 1280],
  ['a telephone', 360],
])('D14 D30 D31 D32 D33 発生届の提出前に使用, every tab, and then the 発生届, on %s', async (_screen, width) => {
  const page = await openPage(browser, app.url, { width, session: doctor })
  const seen = (name: string) => look(page, name, { axe: width === 360 })
  // Another person each time: nobody is asked whether it is the same.
  const who =
    width === 360
      ? { family: '架空', given: '月太郎', kana: 'カクウ', year: '8' }
      : { family: '仮名', given: '太郎', kana: 'カメイ', year: '11' }
  await page.goto('/institution')
  await page.click('a.tile:has-text("発生届の提出前に使用")')
  expect(await heading(page)).toBe('ID管理')
  await seen('early-empty')
  await page.click('button:text-is("確認")')
  expect(await page.textContent('.error-summary')).toContain('氏名')
  await seen('early-faults')
  await page.fill('[name="name.family"]', who.family)
  await page.fill('[name="name.given"]', who.given)
  await page.fill('[name="name.familyKana"]', who.kana)
  await page.selectOption('[name="birthOn.era"]', 'heisei')
  await fillDate(page, 'birthOn', [who.year, '01', '01'])
  await page.check('[name="sexUndisclosed"]')
  await page.fill('[name="nationality"]', '架空国')
  await page.fill('[name="postalCode"]', '0002001')
  await page.fill('[name="prefecture"]', '架空県')
  await page.click('button:text-is("確認")')
  await seen('early-confirm')
  await page.click('button:text-is("再編集")')
  expect(await page.inputValue('[name="nationality"]')).toBe('架空国')
  await page.click('button:text-is("確認")')
  await page.click('button:text-is("登録")')
  expect(await heading(page)).toBe('完了しました')
  const id = (await page.textContent('.patient-strip dd'))!
  expect(id).toMatch(/^\d{8}$/)
  await seen('early-done')
  await page.click('a:text-is("完了")')
  expect(await heading(page)).toBe('ID管理')
  expect(await page.textContent('main')).toContain('健康観察は始まっていません')
  await seen('identity')

  for (const label of ['基礎情報', '検査', '居所', '行動歴', '健康観察', '医療', '記録', '発生届']) {
    await openTab(page, label)
    expect(await heading(page)).toBe(label)
    await seen(`empty-${label}`)
  }
  await openTab(page, '検査')
  await page.click('a:text-is("検査記録を追加")')
  await save(page)
  expect(await page.textContent('.error-summary')).toContain('検査方法')
  await seen('test-faults')
  await page.selectOption('[name="method"]', 'naat')
  await fillDate(page, 'sampledOn', ['2022', '7', '19'])
  await page.check('[name="result"][value="pending"]')
  await save(page)
  expect(await page.textContent('main')).toContain('登録しました。')
  await page.click('a:text-is("修正")')
  await page.check('[name="result"][value="positive"]')
  await save(page)
  expect(await page.textContent('main')).toContain('すでにある内容を変えるときは、理由を入力してください。')
  await seen('test-reason')
  await page.fill('[name="reason"]', '結果が出た')
  await save(page)
  await page.click('summary:has-text("以前の版 1件")')
  expect(await page.textContent('.former')).toContain('検査結果待ち')
  await page.click('summary:has-text("取り消し…")')
  await seen('tests')

  await page.goto('/institution/tests')
  await seen('list-tests')
  await page.goto('/institution/notifications')
  await page.fill('[name="name"]', who.family + who.given)
  await page.click('button:text-is("検索")')
  expect(await page.textContent('table')).toContain('発生届 未提出')
  await page.click('td.name a')
  await page.click('a:text-is("発生届を提出せずに登録を終了")')
  expect(await page.textContent('main')).toContain('陽性の検査結果が記録されています')
  await page.click('button:text-is("登録を終了する")')
  await seen('close-faults')
  await page.check('[name="reason"][value="mistake"]')
  await page.click('button:text-is("登録を終了する")')
  await seen('closed')
  await page.click('button:text-is("登録を再開する")')

  await page.click('button:text-is("発生届を入力する")')
  expect(await heading(page)).toBe('発生届(ver.2)')
  expect(await page.inputValue('[name="postalCode"]')).toBe('0002001')
  expect(await page.inputValue('[name="sampledOn.date"]')).toBe('19')
  await page.selectOption('[name="category"]', 'confirmed')
  await page.check('[name="sex"][value="male"]')
  await page.fill('[name="municipality"]', 'みなと市')
  await fillDate(page, 'diagnosedOn', ['2022', '7', '20'])
  await page.click('button:text-is("確認")')
  for (let n = 0; (await heading(page)) !== '健康観察' && n < 4; n++) await page.click('a:text-is("続ける")')
  await page.click('button:text-is("報告")')
  await page.click('a:text-is("完了")')
  await page.click('a:text-is("登録完了")')
  expect(await page.textContent('.patient-strip dd')).toBe(id)
  expect(await page.textContent('main')).not.toContain('発生届は未提出です')
  await page.context().close()
})

/** Somebody with something on every tab, and a name of a hundred letters. */
async function longCase(): Promise<string> {
  const long = 'カクウノトテモナガイオナマエノヒトデスヨロシクオネガイイタシマス'
  const name = {
    'name.family': long,
    'name.given': 'Kakuu-no-totemo-nagai-namae-desu-yoroshiku-onegai-itashimasu-nagai-na',
    'name.familyKana': long,
  }
  const { caseId } = await filedCase(app, db, doctor, name)
  const add = (tab: string, fields: Record<string, string | string[]>) =>
    addRecord(app, db, doctor, recordsAt('institution', caseId, tab), fields)
  const hospital = organisationOf('aoba-hospital').id
  await add('identity', { contactName: '架空 母子', contactRelation: '母', contactPhone1: '09090000099', contactNote: '夜は20時まで' })
  await add('basics', {
    nationality: '架空国',
    enteredOn: '2022-07-10',
    passportNumber: 'KK1234567',
    language: '架空語・通訳が必要',
    history: '架空の既往歴'.repeat(20),
  })
  await add('tests', { method: 'naat', result: 'positive', sampledOn: '2022-07-19', resultOn: '2022-07-19', ct: '18.25' })
  const wrong = await add('tests', { method: 'qualitative', result: 'negative', sampledOn: '2022-07-18' })
  await app.post(`${recordsAt('institution', caseId, 'tests')}/${wrong}/strike`, { revision: '1', reason: '架空の別の方の検査' }, doctor)
  await add('places', { place: 'home', fromOn: '2022-07-18', untilOn: '2022-07-19' })
  await add('movements', { place: '架空食堂'.repeat(10), fromOn: '2022-07-16', purpose: 'contacts', people: '同僚3人', maskless: 'yes' })
  await add('observation', { method: ['web', 'clinic'], contactTime: '夕方', oximeter: 'lent' })
  await add('medical', { care: 'inpatient', hospital, fromOn: '2022-07-19', ward: '3階東' })
  await add('course', { on: '2022-07-20', severity: 'severe', spo2: '91', oxygen: 'yes', drugs: ['veklury'] })
  await add('course', { on: '2022-07-19', severity: 'moderateOne' })
  const nurse = await app.signedInAs('nurse@minato')
  await addRecord(app, db, nurse, recordsAt('centre', caseId, 'measures'), {
    measuredOn: '2022-07-20',
    infectionClass: 'infected',
    status: 'hospital',
    measures: ['recommended'],
  })
  await app.post(
    `/centre/cases/${caseId}/treatments/new`,
    { institution: organisationOf('minato-hospital').id, fromOn: '2022-07-20' },
    nurse,
  )
  await storeReport(db.sql, caseId, { now: testNow, temperature: 38.4, spo2: 95, level: 'watch', reasons: ['fever'] })
  await app.post(`/institution/cases/${caseId}/reports/new`, { day: '2022-07-20', time: '9:30', temperature: '37.9', spo2: '96' }, doctor)
  return caseId
}

test('D33 every tab with something on it, in each portal, at 1280 and 360 px and at 200 %, with a name of a hundred letters', async () => {
  const caseId = await longCase()
  const tabs = ['identity', 'basics', 'tests', 'places', 'movements', 'observation', 'medical', 'measures']
  const screens = [
    { width: 1280, axe: true },
    { width: 360, axe: false },
    { width: 1280, scale: 2, axe: false },
  ]
  for (const { axe, ...screen } of screens) {
    const page = await openPage(browser, app.url, { ...screen, session: doctor })
    for (const tab of tabs) {
      await page.goto(`/institution/cases/${caseId}/tabs/${tab}`)
      await look(page, `full-${tab}`, { axe })
    }
    for (const at of [
      'notifications',
      'tests',
      'filed',
      'watch-list',
      'inpatients',
      'inpatients?show=left',
      `cases/${caseId}/reports/new`,
      `cases/${caseId}/records/medical/new`,
    ]) {
      await page.goto(`/institution/${at}`)
      await look(page, at.replaceAll(/[^a-z-]+/g, '-'), { axe })
    }
    await page.context().close()
  }
  const centre = await openPage(browser, app.url, { width: 360, session: await app.signedInAs('nurse@minato') })
  for (const at of [...tabs.map((tab) => `tabs/${tab}`), 'treatments/new?q=みなと', 'notification']) {
    await centre.goto(`/centre/cases/${caseId}/${at}`)
    await look(centre, `centre-${at.replaceAll(/[^a-z-]+/g, '-')}`, { axe: !at.startsWith('tabs/') || at === 'tabs/measures' })
  }
  await centre.context().close()
  const officer = await openPage(browser, app.url, { session: await app.signedInAs('officer@prefecture') })
  await officer.goto(`/prefecture/cases/${caseId}/tabs/medical`)
  expect(await officer.textContent('main')).not.toContain('経過の記録を追加')
  await look(officer, 'prefecture')
  await officer.context().close()
})

test('the lists while nobody is on them; a conflict; what the centre sees of registrations without 発生届', async () => {
  const page = await openPage(browser, app.url, { width: 360, session: await app.signedInAs('doctor@yamate-hospital') })
  for (const at of ['notifications', 'tests', 'filed', 'watch-list', 'inpatients', 'tests?show=pending']) {
    await page.goto(`/institution/${at}`)
    expect(await page.locator('.empty').count()).toBe(1)
    await look(page, `nobody-${at.replaceAll(/[^a-z-]+/g, '-')}`, { axe: at === 'tests' })
  }
  await page.context().close()

  const { caseId } = await registeredCase(app, doctor)
  const at = recordsAt('institution', caseId, 'tests')
  const entryId = await addRecord(app, db, doctor, at, { method: 'naat', result: 'pending', sampledOn: '2022-07-19' })
  const second = await openPage(browser, app.url, { width: 360, session: await app.signedInAs('clerk@aoba-hospital') })
  await second.goto(`${at}/${entryId}`)
  await second.fill('[name="note"]', '架空の後から来た人の言葉')
  await app.post(
    `${at}/${entryId}`,
    { method: 'naat', result: 'pending', sampledOn: '2022-07-19', note: '架空の先の人の言葉', revision: '1' },
    doctor,
  )
  await save(second)
  expect(await second.textContent('.notice:has-text("ほかの人が先に")')).toContain('架空の先の人の言葉')
  expect(await second.inputValue('[name="note"]')).toBe('架空の後から来た人の言葉')
  await look(second, 'conflict')
  await second.context().close()

  const closed = await registeredCase(app, doctor)
  await app.post(`/institution/cases/${closed.caseId}/close`, { reason: 'other', note: '架空の理由' }, doctor)
  for (const width of [1280, 360]) {
    const nurse = await openPage(browser, app.url, { width, session: await app.signedInAs('nurse@aoba') })
    await nurse.goto('/centre/early')
    await look(nurse, 'centre-early', { axe: width === 360 })
    await nurse.click('a:text-is("発生届なしで終了")')
    expect(await nurse.textContent('table')).toContain('架空の理由')
    await look(nurse, 'centre-early-closed', { axe: width === 360 })
    await nurse.click('td.name a')
    await openTab(nurse, '発生届')
    await look(nurse, 'centre-unfiled-closed', { axe: width === 360 })
    await nurse.context().close()
  }
})
