import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedPlaces } from '../db/seed/places.server.ts'
import { workBulk } from '../src/features/bulk-action/work.server.ts'
import { takeEvents } from '../src/features/message/callbacks.server.ts'
import { createOutbox, drain } from '../src/features/message/outbox.server.ts'
import { followPlans } from '../src/features/plan/jobs.server.ts'
import { demoCarrier } from '../src/platform/carrier/demo.server.ts'
import { voiceAccount } from '../src/platform/voice/account.server.ts'
import { bulkKinds } from '../src/portals/bulk-kinds.server.ts'
import { type Session, type TestApp, testApp, testNow } from '../tools/test-app.ts'
import { callBack } from '../tools/test-callback.ts'
import { type TestDatabase, testDatabase } from '../tools/test-database.ts'
import { makeFamily } from '../tools/test-patients.ts'
import { barriersOf, closeWindows, openBrowser, openPage, overflows } from './browser.ts'

let db: TestDatabase
let app: TestApp
let browser: Browser
let nurse: Session
const shots = process.env.SHOTS
const yesterday = new Date(testNow.getTime() - 86_400_000)
const signal = new AbortController().signal
const log = { error: console.error, warn: () => {} }

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
  browser = await openBrowser()
  nurse = await app.signedInAs('nurse@aoba')
  await db.sql`insert into heartbeats (name, at) values ('worker', ${testNow})`
})
afterAll(async () => {
  await closeWindows(browser)
  await app.close()
  await db.drop()
})

async function patient(
  family: string,
  given: string,
  more: { phone?: string | null; birthOn?: string | null; risk?: string[] | null; language?: string } = {},
) {
  const { phone = '09055550001', birthOn = '1990-07-28', risk = null, language = 'ja' } = more
  const { people, accountId } = await makeFamily(db.sql, { now: yesterday, names: [[family, given]], language })
  const caseId = people[0]!.caseId
  await db.sql`update cases set phone = ${phone}, birth_on = ${birthOn}, risk_factors = ${risk} where id = ${caseId}`
  return { caseId, accountId }
}

/** What the worker does meanwhile. */
async function work() {
  await workBulk(db.worker, bulkKinds(app.settings), { clock: app.clock, signal, log })
  const outbox = createOutbox({
    carriers: { sms: demoCarrier('sms'), mail: demoCarrier('mail'), voice: demoCarrier('voice') },
    keepSecrets: true,
  })
  await drain(db.worker, outbox, 'sms', { clock: app.clock, signal, log })
  await Promise.all(outbox.onTheWay.sms.values())
  await takeEvents(db.worker, app.clock, signal)
  await followPlans(db.worker, app.clock())
}

async function look(page: Page, name: string, hasScript = true) {
  if (shots) await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true })
  if (!hasScript) return
  expect(await barriersOf(page), name).toEqual([])
  expect(await overflows(page), name).toBe(false)
}

test.each([360, 1366])(
  'C34 C35 at %i px a nurse plans how a patient is observed, is told of every slip, and sees why a notice comes',
  async (width) => {
    const { caseId, accountId } = await patient('架空長曽我部之上小路', 'クリスティーナ・マリア・イサベラ', {
      phone: `0905555${String(width).padStart(4, '0')}`,
    })
    const page = await openPage(browser, app.url, { width, session: nurse, script: width > 360 })
    const hasScript = width > 360
    await page.goto(`/centre/cases/${caseId}`)
    await page.getByRole('link', { name: '健康観察の方法・今日のお知らせ' }).click()
    expect(await page.locator('#notice-today').innerText()).toContain('SMSへ送ります')
    await look(page, `plan-${width}`, hasScript)
    await page.getByLabel('自動架電', { exact: true }).check()
    await page.getByRole('button', { name: 'この方法にする' }).click()
    for (const fault of ['自動架電の時刻を1つ以上選んでください', 'この方法にする理由を入力してください'])
      await page.getByText(fault).waitFor()
    expect(await page.getByLabel('自動架電', { exact: true }).isChecked()).toBe(true)
    await look(page, `plan-faults-${width}`, hasScript)
    await page.getByLabel('1回目の時刻').selectOption('09:00')
    await page.getByLabel('2回目の時刻').selectOption('15:00')
    await page.getByRole('textbox', { name: '理由' }).fill('電話のほうが安心とのこと')
    await page.getByRole('button', { name: 'この方法にする' }).click()
    await page.getByText('健康観察の方法を決めました。').waitFor()
    await look(page, `plan-set-${width}`, hasScript)
    // The patient asks for the notices to stop; the centre accepts, and takes it back later.
    const [registration] = await db.sql`select id from registrations where case_id = ${caseId}`
    await app.post('/notices', { person: registration!.id }, await app.patientSession(accountId))
    await app.post(`/centre/cases/${caseId}/notice-stop`, { answer: 'accept', channel: 'automatic-call' }, nurse)
    await page.reload()
    expect(await page.locator('#notice-today').innerText()).toContain('本人の依頼を受けて停止したため')
    await page.getByLabel('お知らせを再開する理由').fill('本人から電話があった')
    await page.getByRole('button', { name: '毎日のお知らせを再開する' }).click()
    await page.getByText('毎日のお知らせを再開しました。').waitFor()
    await page.context().close()
  },
)

test('a rule is saved with how many it fits now, and put to those observed', async () => {
  await patient('架空', '若い', { birthOn: '1995-05-05', risk: [], phone: '09055551111' })
  await patient('架空', '年配', { birthOn: '1941-01-01', risk: ['diabetes'], phone: null })
  const page = await openPage(browser, app.url, { width: 1366, session: nurse })
  await page.goto('/centre/plan-rules')
  await look(page, 'rules-empty')
  await page.getByRole('textbox', { name: '名前' }).fill('50歳未満でリスク因子なし: Webのみ')
  await page.getByLabel('年齢：未満').fill('50')
  await page.getByLabel('リスク因子').selectOption('none')
  await page.getByRole('button', { name: 'ルールを保存する' }).click()
  await page.getByRole('cell', { name: '50歳未満・リスク因子なし' }).waitFor()
  await look(page, 'rules-1366')
  await page.getByRole('button', { name: 'いま健康観察中の方に当てはめる' }).click()
  await work()
  await page.reload()
  await page.getByText('合うルールがありません').first().waitFor()
  const narrow = await openPage(browser, app.url, { width: 360, session: nurse })
  await narrow.goto('/centre/plan-rules')
  await look(narrow, 'rules-360')
  for (const each of [page, narrow]) await each.context().close()
})

test.each([360, 1366])(
  'C12 at %i px a selection gets a message: previewed with real values, sent, answered by a patient',
  async (width) => {
    const hasScript = width > 360
    const phone = `0906666${width}`.slice(0, 11).padEnd(11, '0')
    const chosen = [
      await patient('架空', '花子', { phone }),
      await patient('架空', 'エミリー', { language: 'en', phone: '09066660002' }),
      await patient('架空', '固定', { phone: '0312345678' }),
    ]
    const { location } = await app.post(
      '/centre/selection',
      { action: 'message', case: chosen.map(({ caseId }) => caseId), back: '/centre/watch-list' },
      nurse,
    )
    const page = await openPage(browser, app.url, { width, session: nurse, script: hasScript })
    await page.goto(location)
    await page.getByLabel('My HER-SYSのご案内とHER-SYS ID').check()
    await page.getByLabel('独自の文（日本語）').fill('架空の会場が変わりました')
    await page.getByRole('button', { name: '送る前に確かめる' }).click()
    await page.getByText('送る人数').waitFor()
    await look(page, `message-preview-${width}`, hasScript)
    await page.getByRole('button', { name: '2人に送る' }).click()
    await work()
    await page.reload()
    await page.getByText('SMSを送れる携帯電話番号がありません').waitFor()
    await look(page, `message-sent-${width}`, hasScript)
    await callBack(app, voiceAccount(app.settings)!, '/sms/in', {
      MessageSid: `SM${width}`,
      From: `+81${phone.slice(1)}`,
      Body: '少し息が苦しいです',
    })
    await work()
    await page.goto(`/centre/cases/${chosen[0]!.caseId}`)
    await page.getByText('「少し息が苦しいです」').waitFor()
    await page.getByText('SMSへの返信').first().waitFor()
    await look(page, `case-reply-${width}`, hasScript)
    await page.goto('/centre/messages')
    await look(page, `messages-${width}`, hasScript)
    await page.context().close()
  },
)
