import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { organisationOf } from '../db/seed/organisations.ts'
import { work } from '../tools/test-bulk.ts'
import { untilListening } from '../tools/test-database.ts'
import { wholeAnswers } from '../tools/test-notification.ts'
import { storeReport } from '../tools/test-reports.ts'
import {
  aoba,
  app,
  browser,
  clerk,
  day,
  db,
  desk,
  itemsOf,
  itIs,
  look,
  makeTheDay,
  minato,
  nurse,
  ownerOf,
  people,
  scan,
  text,
  type,
} from './a-day.ts'
import { openPage } from './browser.ts'

// The day that docs/a-day.md writes down, walked step by step in this order.

makeTheDay()

test('8:30 the page of the day says what there is, worst first; by keyboard the red item is taken, opened, spoken about and closed', async () => {
  await itIs('08:30')
  const page = await desk(nurse)
  await page.goto('/centre')
  await look(page, '1-today')
  const red = page.locator('.queue-urgent .item').first()
  expect(await red.textContent()).toContain('架空 赤子')
  for (const part of ['新しい発生届', '移管の受け入れ', '停止・取り下げ・訂正の依頼', '療養解除の判断', 'SMS不達', '報告なし'])
    expect(await page.locator('nav[aria-label="今日の対応"]').textContent(), part).toContain(part)
  // Without a focus in the list a key is just a key.
  await page.keyboard.press('t')
  expect(await red.textContent()).toContain('担当者なし')
  await red.focus()
  await page.keyboard.press('t')
  await page.waitForURL('/centre')
  expect(await red.textContent()).toContain('担当 架空')
  expect(await red.evaluate((element) => element === document.activeElement)).toBe(true)
  await page.keyboard.press('o')
  await page.waitForURL(`/centre/cases/${people.赤子}`)
  await look(page, '2-case')
  expect(await text(page)).toContain('92')
  await page.goBack()
  await red.focus()
  await page.keyboard.press('c')
  await page.keyboard.press('Space')
  await look(page, '3-closing')
  await red.getByRole('button', { name: '対応完了にする' }).click()
  await page.waitForURL('/centre')
  expect(await page.locator('.queue-urgent').textContent()).toContain('緊急の項目はありません')
  expect(await itemsOf('赤子')).not.toContain('red-flag')
  await page.context().close()
})

test('8:45 two people on one item: the second is told who did what and when, and keeps the note', async () => {
  await itIs('08:45')
  const [first, second] = [await desk(nurse), await desk(clerk)]
  for (const page of [first, second]) await page.goto('/centre?section=sms')
  const close = async (page: Page, note: string) => {
    const item = page.locator('.item', { hasText: '架空 平子' })
    await item.getByText('対応完了…').click()
    await item.getByLabel('電話・文書で案内した').check()
    await item.getByLabel('メモ（「その他」は必須）').fill(note)
    await item.getByRole('button', { name: '対応完了にする' }).click()
  }
  await close(first, '固定電話で案内した')
  await close(second, '家族の電話番号を聞いた')
  expect(await text(second)).toContain('ほかの操作が先に行われました')
  expect(await text(second)).toContain('対応完了')
  expect(await second.locator('textarea[name="note"]').last().inputValue()).toBe('家族の電話番号を聞いた')
  await look(second, '4-two-people')
  await second.getByRole('button', { name: 'メモを追加' }).click()
  expect(await text(second)).toContain('家族の電話番号を聞いた')
  await first.context().close()
  await second.context().close()
})

test('9:00 the notifications of the night are confirmed together, in the background', async () => {
  await itIs('09:00')
  const page = await desk(nurse)
  await page.goto('/centre?section=new')
  await page.getByLabel(/このページの3件を選ぶ/).check()
  expect(await page.locator('[data-chosen]').textContent()).toBe('3件を選択中')
  await page.locator('#ticks select').selectOption('confirm')
  await look(page, '5-choose')
  await page.getByRole('button', { name: '選んだものに行う…' }).click()
  expect(await text(page)).toContain('架空 新二')
  await look(page, '6-before')
  await page.getByRole('button', { name: '3件：保健所確認済にする' }).click()
  expect(await text(page)).toContain('3件のうち0件を終えました')
  await look(page, '7-progress')
  await work(app, db.worker)
  await page.reload()
  expect(await text(page)).toContain('3件に行いました')
  await look(page, '8-done')
  await page.goto('/centre')
  expect(await page.locator('nav[aria-label="今日の対応"]').textContent()).not.toContain('新しい発生届')
  await page.context().close()
})

test('9:30 a fax is typed beside its picture, and the patient is observed from then on', async () => {
  await itIs('09:30')
  const page = await desk(nurse)
  await page.goto('/centre/faxes')
  await page.locator('select[name="institution"]').selectOption(organisationOf('aoba-clinic').id)
  await page.locator('input[name="receivedOn"]').fill('2022-07-30')
  await page.locator('input[name="receivedTime"]').fill('08:55')
  await page.locator('input[type="file"]').setInputFiles({ name: 'fax.png', mimeType: 'image/png', buffer: await scan() })
  await page.getByRole('button', { name: '取り込んで入力する' }).click()
  await page.waitForURL(/\/centre\/drafts\//)
  const days = { 'reportedOn.date': '30', 'diagnosedOn.date': '30', 'sampledOn.date': '29', 'onsetOn.date': '28' }
  await type(page, { ...wholeAnswers, ...days, 'name.given': '沙羅', phone: '090-9000-0031', municipality: 'あおば市' })
  await page.evaluate(() => scrollTo(0, 0))
  await look(page, '16-fax')
  await page.locator('button[name="go"][value="confirm"]').click()
  await page.waitForURL(/\/period/)
  await page.locator('form[action$="/file"] button').last().click()
  await page.waitForURL(/done=fax/)
  expect(await text(page)).toContain('FAXの発生届を代行入力しました')
  const [watch] =
    await db.sql`select w.state, w.owner_centre_id from watches w join cases c on c.id = w.case_id where c.given_name = '沙羅'`
  expect(watch).toEqual({ state: 'observing', ownerCentreId: aoba })
  await page.context().close()
})

test('10:00 three cases offered by the neighbour: two are accepted together, one is refused; until then the neighbour owns them', async () => {
  await itIs('10:00')
  const page = await desk(nurse)
  await page.goto('/centre/hand-overs')
  expect(await ownerOf('移一')).toBe(minato)
  await look(page, '9-hand-overs')
  for (const name of ['移一', '移二']) await page.getByLabel(`架空 ${name}を選ぶ`).check()
  await page.locator('#ticks select').selectOption('hand-over-accept')
  await page.getByRole('button', { name: '選んだものに行う…' }).click()
  await page.getByRole('button', { name: '2件：移管を受け入れる' }).click()
  await work(app, db.worker)
  expect([await ownerOf('移一'), await ownerOf('移二'), await ownerOf('移三')]).toEqual([aoba, aoba, minato])
  await page.goto('/centre/hand-overs')
  await page.locator('.item', { hasText: '架空 移三' }).getByText('断る…').click()
  await page.getByLabel('断る理由').fill('療養先は当保健所の管内ではありません')
  await page.getByRole('button', { name: '断る', exact: true }).click()
  expect(await ownerOf('移三')).toBe(minato)
  await page.context().close()
})

test('11:00 a selection of 健康観察一覧 is offered to another centre', async () => {
  await itIs('11:00')
  const page = await desk(nurse)
  await page.goto('/centre/watch-list')
  for (const name of ['静子', '平子']) await page.getByLabel(`架空 ${name}を選ぶ`).check()
  await page.locator('#ticks select').selectOption('hand-over-ask')
  await look(page, '10-watch-list')
  await page.getByRole('button', { name: '選んだものに行う…' }).click()
  await page.getByRole('button', { name: '2人：移管を依頼する' }).click()
  expect(await text(page)).toContain('移管先を選んでください。')
  await page.getByLabel('移管先').selectOption(minato)
  await page.getByLabel('移管の理由').fill('みなと市の宿泊療養施設へ移るため')
  await look(page, '11-ask')
  await page.getByRole('button', { name: '2人：移管を依頼する' }).click()
  await work(app, db.worker)
  await page.reload()
  expect(await text(page)).toContain('2人に行いました')
  expect(await ownerOf('静子')).toBe(aoba)
  await page.context().close()
})

test('13:00 a close contact is named from a case, and is observed alike', async () => {
  await itIs('13:00')
  const page = await desk(nurse)
  await page.goto(`/centre/cases/${people.赤子}/contacts/new`)
  const contact = { 'lastContactOn.year': '2022', 'lastContactOn.month': '7', 'lastContactOn.date': '29', relation: 'household' }
  await type(page, { ...contact, 'name.family': '架空', 'name.given': '同居', phone: '090-9000-0041' })
  await look(page, '17-contact')
  await page.getByRole('button', { name: '登録して健康観察を始める' }).click()
  await page.goto('/centre/contacts')
  expect(await text(page)).toContain('架空 同居')
  const [watch] =
    await db.sql`select w.state, w.owner_centre_id from watches w join cases c on c.id = w.case_id where c.given_name = '同居'`
  expect(watch).toEqual({ state: 'observing', ownerCentreId: aoba })
  await page.context().close()
})

test('13:30 how each is watched is decided for several at once', async () => {
  await itIs('13:30')
  const page = await desk(nurse)
  await page.goto('/centre/watch-list')
  for (const name of ['遅子', '息子']) await page.getByLabel(`架空 ${name}を選ぶ`).check()
  await page.locator('#ticks select').selectOption('plan')
  await page.getByRole('button', { name: '選んだものに行う…' }).click()
  await page.getByLabel('My HER-SYS').check()
  await page.getByLabel('理由').fill('50歳未満で基礎疾患がないため')
  await look(page, '18-plan')
  await page.getByRole('button', { name: '2人：健康観察の方法を決める' }).click()
  await work(app, db.worker)
  await page.reload()
  expect(await text(page)).toMatch(/[12]人に行いました|変更の必要がなかった/)
  await page.context().close()
})

test('15:00 療養解除: the rule proposes, a person chooses and says why; who is ill or silent stays observed', async () => {
  await itIs('15:00')
  const page = await desk(nurse)
  await page.goto('/centre?section=release')
  await page.getByLabel(/「療養解除の判断」の3件すべて/).check()
  await page.locator('#ticks select').selectOption('release')
  await page.getByRole('button', { name: '選んだものに行う…' }).click()
  await page.getByLabel('療養解除と判断した理由').fill('10日を過ぎ、症状がないことを本人の報告で確認')
  await page.getByRole('button', { name: /^3件：/ }).click()
  await work(app, db.worker)
  await page.reload()
  expect(await text(page)).toContain('1件に行いました')
  expect(await text(page)).toContain('37.5℃以上の発熱または注意を要する報告があります')
  expect(await text(page)).toContain('報告がないため、症状軽快を確認できません')
  await look(page, '12-release')
  const ended = await db.sql`select c.given_name from watches w join cases c on c.id = w.case_id where w.state = 'ended'`
  expect(ended).toEqual([{ givenName: '快子' }])
  await page.context().close()
})

test('16:00 a call that reached nobody stands under 電話 until a person has spoken with the patient', async () => {
  await itIs('16:00')
  await db.sql`select raise_item(gen_random_uuid(), null, ${people.息子!}, '', 'call-failed', false, ${day('15:40')}, '{}', ${day('15:40')})`
  const page = await desk(nurse)
  await page.goto('/centre?section=calls')
  const item = page.locator('.item', { hasText: '架空 息子' })
  expect(await item.textContent()).toContain('自動架電不成立')
  await look(page, '19-calls')
  await item.getByText('対応完了…').click()
  await item.locator('input[name="outcome"]').first().check()
  await item.getByRole('button', { name: '対応完了にする' }).click()
  expect(await itemsOf('息子')).not.toContain('call-failed')
  await page.context().close()
})

test('16:30 something red comes while the page is open and a note half typed: it is said at once, and the note stays', async () => {
  await itIs('16:30')
  const page = await desk(nurse)
  await page.goto('/centre?section=asked')
  await untilListening(db, 'centre')
  const item = page.locator('.item', { hasText: '架空 静子' })
  await item.getByText('対応完了…').click()
  await item.getByLabel('メモ（「その他」は必須）').fill('打ちかけのメモ')
  await storeReport(db.sql, people.遅子!, { now: day('16:29'), level: 'urgent', reasons: ['breathless'], temperature: 38.8, spo2: 95 })
  await page.getByText('緊急の項目が新しく発生しました').waitFor()
  expect(await item.getByLabel('メモ（「その他」は必須）').inputValue()).toBe('打ちかけのメモ')
  await look(page, '20-red-arrives')
  await page.getByRole('link', { name: '表示する' }).click()
  const red = page.locator('.queue-urgent .item', { hasText: '架空 遅子' })
  await red.getByText('対応完了…').click()
  await red.getByLabel('本人と話し、緊急性なしと判断').check()
  await red.getByRole('button', { name: '対応完了にする' }).click()
  expect(await page.locator('.queue-urgent').textContent()).toContain('緊急の項目はありません')
  await page.context().close()
})

test('18:10 the evening: who was silent is in sight, and who reported late is closed together', async () => {
  await itIs('18:10')
  await storeReport(db.sql, people.平子!, { now: day('18:05'), temperature: 36.9, spo2: 97 })
  const page = await desk(nurse)
  await page.goto('/centre?section=silent')
  expect(await text(page)).toContain('架空 息子')
  await look(page, '13-evening')
  await page.getByRole('button', { name: /1件をまとめて対応完了にする/ }).click()
  expect(await text(page)).toContain('1件を対応完了にしました')
  await page.goto('/centre/watch-list?silent=1')
  expect(await text(page)).toContain('架空 息子')
  await look(page, '14-silent-list')
  await page.goto('/centre/bulk')
  await look(page, '15-bulk-list')
  const [unowned] = await db.sql`
    select count(*)::int as n from watches w where w.state = 'observing' and not exists (select from organisations o where o.id = w.owner_centre_id and o.kind = 'centre')`
  expect(unowned).toEqual({ n: 0 })
  await page.context().close()
})

test('on a telephone, and without script: the page of the day, the list and a bulk action still work', async () => {
  await itIs('18:30')
  const phone = await openPage(browser, app.url, { width: 360, session: nurse })
  for (const path of ['/centre', '/centre?section=silent', '/centre/watch-list', '/centre/hand-overs', '/centre/bulk']) {
    await phone.goto(path)
    await look(phone, `360-${path.replaceAll(/\W+/g, '-')}`)
  }
  await phone.context().close()
  const plain = await openPage(browser, app.url, { width: 360, session: nurse, script: false })
  await plain.goto('/centre?section=silent')
  await plain.locator('input[name="item"]').first().check()
  await plain.locator('#ticks select').selectOption('items-take')
  await plain.getByRole('button', { name: '選んだものに行う…' }).click()
  expect(await text(plain)).toContain('1件のうち0件を終えました')
  await work(app, db.worker)
  await plain.reload()
  expect(await text(plain)).toContain('1件に行いました')
  await plain.context().close()
})
