import { randomUUID } from 'node:crypto'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { organisationOf } from '../db/seed/organisations.ts'
import { seedPlaces } from '../db/seed/places.server.ts'
import { beginWatch } from '../src/features/watch/begin.server.ts'
import { type TestApp, testApp, testNow } from '../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../tools/test-database.ts'
import { barriersOf, closeWindows, openBrowser, openPage, overflows } from './browser.ts'

let db: TestDatabase
let app: TestApp
let browser: Browser
let serial = 0
const password = 'Kakuu-Mihon-7'
const aoba = organisationOf('aoba')

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db, { settings: { helpPhone: '0120-000-000' } })
  browser = await openBrowser()
})
afterAll(async () => {
  await closeWindows(browser)
  await app.close()
  await db.drop()
})
beforeEach(() => db.sql`delete from throttles`)

async function makeCase(): Promise<string> {
  const [caseId, personId] = [randomUUID(), randomUUID()]
  const hersysId = String(20_000_000 + ++serial)
  await db.sql`insert into persons (id, created_at) values (${personId}, ${testNow})`
  await db.sql`insert into cases (id, hersys_id, person_id, disease, notified_centre_id, responsible_centre_id, family_name, given_name, birth_on, created_at, updated_at)
    values (${caseId}, ${hersysId}, ${personId}, 'covid-19', ${aoba.id}, ${aoba.id}, '架空', '太郎', '1991-07-28', ${testNow}, ${testNow})`
  const period = { periodFrom: '2022-07-20', periodTo: '2022-07-29' }
  await beginWatch(db.sql, { caseId, ownerCentreId: aoba.id, ownerPrefectureId: aoba.parentId, ...period, settings: {}, now: testNow })
  return hersysId
}

const newEmail = () => `kakuu-mihon-${++serial}@example.jp`
async function codeFor(email: string): Promise<string> {
  const [mail] = await db.sql<
    { body: string }[]
  >`select body from messages where recipient = ${email} order by created_at desc, id desc limit 1`
  return /\d{6}/.exec(mail!.body)![0]
}

const shots = process.env.SHOTS
let shotNumber = 0
/** Every page of the journey is looked at: no barrier, nothing wider than the screen. */
async function look(page: Page, name: string, script = true) {
  if (shots) {
    const place = `${shots}/${String(++shotNumber).padStart(2, '0')}-${name}-${page.viewportSize()!.width}.png`
    await page.screenshot({ path: place, fullPage: true })
  }
  if (!script) return // axe is a script itself
  expect.soft(await barriersOf(page), name).toEqual([])
  expect.soft(await overflows(page), `${name} is too wide`).toBe(false)
}

const inJapanese = {
  signUp: '新規登録',
  send: '確認コードを送信する',
  wrong: 'コードが正しくありません。もう一度お試しください。',
  verify: 'コードの確認',
  password: 'パスワード設定',
  savePassword: '作成',
  attributes: '属性入力',
  confirm: '入力内容を確認する',
  confirmTitle: '属性入力:確認',
  save: '属性を保存する',
  mismatch: 'ご入力いただいた生年月日もしくはHER-SYS IDに誤りがあります',
}
const inEnglish: typeof inJapanese = {
  signUp: 'Sign up',
  send: 'Send verification code',
  wrong: 'The code is not correct. Please try again.',
  verify: 'Verify code',
  password: 'Password setting',
  savePassword: 'Save password',
  attributes: 'Attributes',
  confirm: 'Confirm',
  confirmTitle: 'Attributes: confirm',
  save: 'Save attributes',
  mismatch: 'The date of birth or the HER-SYS ID you entered is not correct',
}

test.each([
  ['ja', 360, true],
  ['ja', 360, false],
  ['en', 360, false],
  ['en', 1280, true],
] as const)(
  'A5 A6 A10 A11 A13 C5 C7 C13 C16 C17 E4 E6 E7 E8 a patient signs up and registers: %s, %d px, script %s',
  async (lang, width, script) => {
    const words = lang === 'ja' ? inJapanese : inEnglish
    const heading = (text: string) => expect.poll(() => page.textContent('h1')).toBe(text)
    const session = { cookies: new Map([['lang', lang as string]]) }
    const page = await openPage(browser, app.url, { width, script, session })
    const hersysId = await makeCase()
    const email = newEmail()

    await page.goto('/')
    await look(page, `${lang}-top`, script)
    await page.click(`main a:has-text("${words.signUp}")`)
    await look(page, `${lang}-address`, script)
    await page.fill('#email', 'kakuu')
    await page.click(`button:has-text("${words.send}")`)
    await look(page, `${lang}-address-wrong`, script)
    await page.fill('#email', email)
    await page.click(`button:has-text("${words.send}")`)
    await look(page, `${lang}-code`, script)
    await page.fill('#code', hersysId)
    await page.click(`button:has-text("${words.verify}")`)
    expect(await page.textContent('.fault')).toBe(words.wrong)
    await look(page, `${lang}-code-wrong`, script)
    await page.fill('#code', await codeFor(email))
    await page.click(`button:has-text("${words.verify}")`)
    await heading(words.password)
    await look(page, `${lang}-password`, script)
    await page.fill('#password', 'kakuu')
    if (script) {
      expect(await page.getAttribute('[data-rule=lower]', 'data-state')).toBe('met')
      expect(await page.getAttribute('[data-rule=length]', 'data-state')).toBe('unmet')
    }
    await page.click(`button:has-text("${words.savePassword}")`)
    await look(page, `${lang}-password-wrong`, script)
    await page.fill('#password', password)
    if (script) {
      for (const rule of ['length', 'kinds', 'lower', 'upper', 'digit', 'sign'])
        expect(await page.getAttribute(`[data-rule=${rule}]`, 'data-state')).toBe('met')
      await page.click('.show-password')
      expect(await page.getAttribute('#password', 'type')).toBe('text')
      await look(page, `${lang}-password-shown`, script)
    }
    await page.click(`button:has-text("${words.savePassword}")`)
    await heading(words.attributes)
    await look(page, `${lang}-attributes`, script)
    await page.click(`button:has-text("${words.confirm}")`)
    await look(page, `${lang}-attributes-blank`, script)

    await page.fill('[name="name.family"]', '架空の大変長い姓'.repeat(3))
    await page.fill('[name="name.given"]', 'Maximiliana-Wolfeschlegelsteinhausenbergerdorff')
    await page.fill('[name="birthOn.year"]', '1991')
    await page.fill('[name="birthOn.month"]', '7')
    await page.fill('[name="birthOn.date"]', '27')
    await page.fill('[name="phone"]', '123')
    await page.fill('[name="hersysId"]', hersysId)
    await page.click(`button:has-text("${words.confirm}")`)
    await heading(words.confirmTitle)
    await look(page, `${lang}-confirm`, script)
    await page.click(`button:has-text("${words.save}")`)
    expect(await page.textContent('.notice-title')).toBe(words.mismatch)
    expect(await page.inputValue('[name="hersysId"]')).toBe(hersysId)
    await look(page, `${lang}-mismatch`, script)

    await page.goto('/registrations/new')
    expect(await page.inputValue('[name="hersysId"]')).toBe(hersysId)
    await page.fill('[name="birthOn.date"]', '28')
    await page.fill('[name="name.family"]', '架空')
    await page.fill('[name="name.given"]', '太郎')
    await page.click(`button:has-text("${words.confirm}")`)
    await heading(words.confirmTitle)
    await page.goBack()
    expect(await page.inputValue('[name="name.given"]')).toBe('太郎')
    await page.goForward()
    await page.click('main a.button')
    expect(await page.inputValue('[name="name.given"]')).toBe('太郎')
    await page.click(`button:has-text("${words.confirm}")`)
    await page.click(`button:has-text("${words.save}")`)
    expect(new URL(page.url()).pathname).toBe('/home')
    expect(new URL(page.url()).search).toBe('')
    const [registration] =
      await db.sql`select r.family_name, a.language from registrations r join patient_accounts a on a.id = r.account_id join cases c on c.id = r.case_id where c.hersys_id = ${hersysId}`
    expect(registration).toEqual({ familyName: '架空', language: lang })
    await page.goto('/devices')
    await look(page, `${lang}-devices`, script)
    await page.context().close()
  },
)

test.each([
  ['ja', 360],
  ['en', 1280],
] as const)('C8 C9 the refusals, looked at: %s, %d px', async (lang, width) => {
  const session = { cookies: new Map([['lang', lang as string]]) }
  const page = await openPage(browser, app.url, { width, session })
  const email = newEmail()
  const signUp = async () => {
    await page.goto('/sign-up')
    await page.fill('#email', email)
    await page.click('main button.primary')
    await page.fill('#code', await codeFor(email))
    await page.click('main button.primary')
  }
  await signUp()
  await page.fill('#password', password)
  await page.click('main button.primary')
  await page.context().clearCookies()
  await page.context().addCookies([{ name: 'lang', value: lang, url: app.url }])

  await signUp()
  expect(await page.textContent('.notice-title')).toContain(lang === 'ja' ? '指定されたIDのユーザーは既に存在します。' : 'already exists')
  await look(page, `${lang}-exists`)
  await page.click('main .button.primary')
  await look(page, `${lang}-sign-in`)
  await page.fill('#email', email)
  await page.fill('#password', 'Kakuu-Chigau-9')
  await page.click('main button.primary')
  expect(await page.textContent('.notice-title')).toBe(
    lang === 'ja' ? 'ご利用のアカウントは見つからないようです。' : 'We could not find your account.',
  )
  expect(await page.inputValue('#email')).toBe(email)
  await look(page, `${lang}-sign-in-wrong`)

  await page.click('main a[href="/password-reset"]')
  await look(page, `${lang}-reset`)
  const nobody = newEmail()
  await page.fill('#email', nobody)
  await page.click('main button.primary')
  await page.click('main form:nth-of-type(2) button')
  await look(page, `${lang}-sent-again`)
  await page.fill('#code', await codeFor(nobody))
  await page.click('main button.primary')
  expect(await page.textContent('.notice-title')).toBe(
    lang === 'ja' ? 'ご利用のアカウントは見つからないようです。' : 'We could not find your account.',
  )
  await look(page, `${lang}-nobody`)
  await page.goto('/centres')
  await look(page, `${lang}-centres`)
  await page.context().close()
})

test.each(['ja', 'en'] as const)('at twice the zoom nothing is cut off or wider than the screen: %s', async (lang) => {
  const page = await openPage(browser, app.url, { width: 640, scale: 2, session: { cookies: new Map([['lang', lang as string]]) } })
  for (const path of ['/', '/sign-up', '/sign-in', '/password-reset', '/centres']) {
    await page.goto(path)
    await look(page, `${lang}-zoom${path.replaceAll('/', '-')}`)
  }
  await page.context().close()
})
