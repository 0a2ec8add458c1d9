import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedPlaces } from '../db/seed/places.server.ts'
import { type TestApp, testApp, testNow } from '../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../tools/test-database.ts'
import { closeWindows, openBrowser, openPage } from './browser.ts'
import { seconds, secondsOf, tableOf, typist } from './keystroke-level.ts'

let db: TestDatabase
let app: TestApp
let browser: Browser
const tables: string[] = []

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
  browser = await openBrowser()
})
afterAll(async () => {
  await closeWindows(browser)
  await app.close()
  await db.drop()
  const values = Object.entries(seconds).map(([operator, value]) => `${operator} ${value} s`)
  const text = `Seconds for the doctor: a low-risk adult, from the home page to 完了しました, by keyboard only, in Chromium.
Keystroke-level model: ${values.join(', ')}; a conversion to kanji: 2 K and 1 M. P and H do not occur.
For the original system 30 to 40 cursor positions and at least three minutes were reported.

${tables.join('\n\n')}
`
  console.log(text)
  if (process.env.DOCTOR_SECONDS) writeFileSync(join(import.meta.dirname, '../docs/proof/3/doctor-seconds.txt'), text)
})

const named = (name: string) => `[name="${name}"]`
const openHome = async (loginId: string) => {
  const page = await openPage(browser, app.url, { session: await app.signedInAs(loginId) })
  await page.goto('/institution')
  return { page, doctor: await typist(page) }
}
type Opened = Awaited<ReturnType<typeof openHome>>

async function openForm({ page, doctor }: Opened) {
  await doctor.goTo('本文へ', 'a.skip')
  await doctor.press('Enter')
  await doctor.goOn('新たに発生届を提出', 'a.tile[href="/institution/notifications/new"]')
  await doctor.press('Enter')
  await doctor.wait(() => page.waitForFunction(() => document.activeElement?.id === 'category'))
}

/** The answers that both paths need: who, where, when. */
async function subject({ page, doctor }: Opened) {
  await doctor.goTo('1 類型', named('category'))
  await doctor.press('ArrowDown')
  await doctor.goTo('2 氏名 姓', named('name.family'))
  await doctor.convert('kakuu', ['か', 'かく', 'かくう'], '架空')
  await doctor.goOn('2 氏名 名', named('name.given'))
  await doctor.convert('hanako', ['は', 'はな', 'はなこ'], '花子')
  await doctor.goTo('3 性別', named('sex'))
  await doctor.press('ArrowDown')
  await doctor.goTo('4 生年月日', named('birthOn.year'))
  await doctor.type('19800102')
  await doctor.goTo('6 所在地 郵便番号', named('postalCode'))
  await doctor.type('0002001')
  await doctor.wait(() => page.waitForFunction(() => document.querySelector<HTMLInputElement>('#municipality')?.value !== ''))
}

async function report({ page, doctor }: Opened, between: 'gaps' | null) {
  await doctor.goTo('確認', '*')
  await doctor.press('Control+Enter')
  if (between) {
    await doctor.wait(() => page.waitForURL(`**/${between}`))
    await doctor.goTo('任意入力の確認 続ける', '.actions a.primary')
    await doctor.press('Enter')
  }
  await doctor.wait(() => page.waitForURL('**/period'))
  await doctor.goTo('報告', 'button.primary')
  doctor.look('電話番号')
  doctor.look('生年月日')
  await doctor.press('Enter')
  await doctor.wait(() => page.waitForURL('**/done'))
  expect(await page.textContent('h1')).toBe('完了しました')
}

test('every question that applies to a low-risk adult is answered by keyboard within a minute of the model', async () => {
  const opened = await openHome('doctor@aoba-clinic')
  const { page, doctor } = opened
  await openForm(opened)
  await subject(opened)
  await doctor.goTo('6 所在地 丁目番地', named('street'))
  await doctor.press('End')
  await doctor.type('1-2-3')
  await doctor.goTo('6 電話番号', named('phone'))
  await doctor.type('09090000001')
  await doctor.goTo('7 所在地と同じ', named('residenceSame'))
  await doctor.press('Space')
  await doctor.goOn('7 電話番号と同じ', named('residencePhoneSame'))
  await doctor.press('Space')
  await doctor.goTo('10 診断年月日', named('diagnosedOn.year'))
  await doctor.type('0720')
  await doctor.goTo('10 検体採取日', named('sampledOn.year'))
  await doctor.type('0720')
  await doctor.goTo('10 発病年月日', named('onsetOn.year'))
  await doctor.type('0718')
  await doctor.goTo('11 接種回数', named('vaccineDoses'))
  await doctor.type('3')
  await doctor.goTo('11 接種年月日', named('vaccinatedOn.year'))
  await doctor.type('0201')
  await doctor.goTo('11 ワクチン', named('vaccine'))
  await doctor.press('ArrowDown')
  await doctor.goTo('12 リスク因子の有無 無', named('riskPresence'))
  await doctor.press('ArrowDown')
  await doctor.goTo('13 重症度 軽症', named('severity'))
  await doctor.press('Space')
  await doctor.goTo('13 入院の必要性 無', named('admissionNeeded'))
  await doctor.press('ArrowDown')
  await doctor.goTo('13 入院の有無 無', named('admitted'))
  await doctor.press('ArrowDown')
  await report(opened, null)
  tables.push(tableOf('All of it', doctor.rows))

  const [filed] = await db.sql`
    select n.answers, f.gaps from case_forms f join notifications n on n.case_id = f.case_id order by n.filed_at desc limit 1`
  expect(filed!.gaps).toBe(0)
  expect(filed!.answers).toMatchObject({
    category: 'confirmed',
    name: { family: '架空', given: '花子', familyKana: 'カクウ', givenKana: 'ハナコ' },
    sex: 'female',
    birthOn: '1980-01-02',
    municipality: 'みなと市',
    street: '見本町1-2-3',
    phone: '09090000001',
    residencePhone: '09090000001',
    diagnosedOn: '2022-07-20',
    sampledOn: '2022-07-20',
    onsetOn: '2022-07-18',
    vaccineDoses: 'd3',
    vaccinatedOn: '2022-02-01',
    vaccine: 'pfizer',
    riskPresence: 'no',
    riskFactors: null,
    severity: 'mild',
    admissionNeeded: 'no',
    admitted: 'no',
  })
  expect(doctor.rows.reduce((sum, row) => sum + secondsOf(row), 0)).toBeLessThanOrEqual(60)
  await page.context().close()
})

test('send now, complete later: the least legal report, which then stays in 未完了 until it is complete', async () => {
  const opened = await openHome('doctor@minato-clinic')
  const { page, doctor } = opened
  await openForm(opened)
  await subject(opened)
  await doctor.goTo('6 電話番号', named('phone'))
  await doctor.type('09090000002')
  await doctor.goTo('10 診断年月日', named('diagnosedOn.year'))
  await doctor.type('0720')
  await report(opened, 'gaps')
  tables.push(tableOf('Send now, complete later', doctor.rows))
  await page.goto('/institution/incomplete')
  expect(await page.textContent('tbody')).toContain('架空 花子')
  expect(await page.textContent('tbody')).toMatch(/\d+項目/)
  await page.context().close()
})
