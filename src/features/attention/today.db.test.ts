import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { organisationOf } from '../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type Session, type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { work } from '../../../tools/test-bulk.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { makeFamily } from '../../../tools/test-patients.ts'
import { storeReport } from '../../../tools/test-reports.ts'
import { type Item, seenOf } from './state.ts'

let db: TestDatabase
let app: TestApp
let nurse: Session
let clerk: Session
let people: string[]
const at = (text: string) => new Date(`${text}+09:00`)
const evening = at('2022-07-21T19:00')

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
})
afterAll(async () => {
  await app.close()
  await db.drop()
})
/** Three people of one centre, the evening after: none of them has reported, registered, or been confirmed. */
beforeEach(async () => {
  await db.sql`update attention_items set closed_at = raised_at, closed_by = (select id from staff_accounts limit 1), outcome = 'other' where closed_at is null`
  const names: [string, string][] = ['一子', '二子', '三子'].map((given) => ['架空', given])
  people = (await makeFamily(db.sql, { now: testNow, names })).people.map(({ caseId }) => caseId)
  app.setNow(evening)
  nurse = await app.signedInAs('nurse@aoba')
  clerk = await app.signedInAs('clerk@aoba')
})

const itemOf = async (caseId: string, kind: string) =>
  (
    await db.sql<(Item & { closedBy: string | null })[]>`
    select * from attention_items where case_id = ${caseId} and kind = ${kind} order by raised_at desc, id desc limit 1`
  )[0]!
const tick = (item: Item) => `${item.id}~${seenOf(item)}`
const part = (html: string, section: string) => html.split(`id="part-${section}"`)[1]?.split('<section')[0] ?? ''
const rowsOf = (path: string) => db.sql`select state, reason from bulk_rows where job_id = ${path.split('/').at(-1)!} order by n`
const raise = (caseId: string, kind: string) =>
  db.sql`select raise_item(gen_random_uuid(), null, ${caseId}, '', ${kind}, false, ${evening}, '{}', ${evening})`
/** Chooses and starts in one go, and lets the worker do it. Returns the address of the job. */
async function inBulk(fields: Record<string, string | string[]>, params: Record<string, string> = {}): Promise<string> {
  const chosen = await app.post('/centre/selection', fields, nurse)
  expect(chosen.status).toBe(303)
  if ((await db.sql`select from bulk_jobs where id = ${chosen.location.split('/').at(-1)!} and state = 'chosen'`).length > 0)
    expect((await app.post(`${chosen.location}/start`, params, nurse)).status).toBe(303)
  await work(app, db.worker)
  return chosen.location
}

test('the page of the day has a part for each matter with its number; a new 発生届 shows at once, not first when it is late', async () => {
  for (const [n, kind] of ['owner-to-settle', 'correction-asked', 'sms-undeliverable'].entries()) await raise(people[n]!, kind)
  const { text } = await app.get('/centre', nurse)
  for (const section of ['silent', 'unowned', 'new', 'asked', 'unregistered', 'sms']) expect(part(text, section), section).not.toBe('')
  expect(part(text, 'release')).toBe('')
  expect(text).toMatch(/担当保健所未確定 <span class="count">1<\/span>/)
  const [fresh] = (await makeFamily(db.sql, { now: evening, names: [['架空', '新着']] })).people
  const later = (await app.get('/centre?section=new', nurse)).text
  expect(later).toContain('架空 新着')
  expect(later).toContain('新しい発生届</span>')
  expect(later).toContain('期限 7/21(木) 23:00')
  expect(part((await app.get('/centre', nurse)).text, 'new')).toMatch(/4件<\/span>.*うち期限超過 3件/)
  expect((await itemOf(fresh!.caseId, 'unconfirmed')).dueAt > evening.toISOString()).toBe(true)
})

test('an item that one has taken stands under 自分の担当 alone, and can be given back; nobody gives back what another has', async () => {
  const take = async (session: Session, verb: string) => {
    const item = await itemOf(people[0]!, 'no-report')
    return app.post(`/centre/items/${item.id}/${verb}`, { seen: seenOf(item), back: '/centre' }, session)
  }
  expect((await take(nurse, 'take')).status).toBe(303)
  const mine = (await app.get('/centre', nurse)).text
  expect(part(mine, 'mine')).toContain('担当を戻す')
  expect(part(mine, 'silent')).not.toContain(people[0]!)
  expect(part((await app.get('/centre', clerk)).text, 'silent')).toContain('担当を引き継ぐ')
  expect((await take(clerk, 'give-back')).status).toBe(409)
  expect((await take(nurse, 'give-back')).status).toBe(303)
  expect(await itemOf(people[0]!, 'no-report')).toMatchObject({ takenAt: null, takenBy: null })
  const { id } = await itemOf(people[0]!, 'no-report')
  expect((await app.get(`/centre/items/${id}`, clerk)).text).toContain('担当を戻した')
})

test('two close the same item: the second is told who did what and when, and the note is still there to be kept', async () => {
  const item = await itemOf(people[0]!, 'not-registered')
  const close = (session: Session, note: string) =>
    app.post(`/centre/items/${item.id}/close`, { seen: seenOf(item), outcome: 'told-otherwise', note }, session)
  expect((await close(nurse, '電話で案内した')).status).toBe(303)
  app.advance(60_000)
  const second = await close(clerk, '架空の長いメモ：家族に手紙を渡した')
  expect(second.status).toBe(409)
  expect(second.text).toContain('ほかの操作が先に行われました')
  expect(second.text).toContain('7/21(木) 19:00 架空 保健師')
  expect(second.text).toContain('架空の長いメモ：家族に手紙を渡した')
  expect(second.text).toContain('入力したメモは下の「メモ」欄に残してあります')
  const kept = await app.post(`/centre/items/${item.id}/note`, { note: '架空の長いメモ：家族に手紙を渡した' }, clerk)
  expect(kept.status).toBe(303)
  expect(await itemOf(people[0]!, 'not-registered')).toMatchObject({ note: '電話で案内した' })
})

test('two act on an open item: outcome and note of the second stay typed in the form', async () => {
  const item = await itemOf(people[0]!, 'not-registered')
  await app.post(`/centre/items/${item.id}/take`, { seen: seenOf(item) }, nurse)
  const second = await app.post(
    `/centre/items/${item.id}/close`,
    { seen: seenOf(item), outcome: 'other', note: '打ちかけの架空メモ' },
    clerk,
  )
  expect(second.status).toBe(409)
  expect(second.text).toContain('打ちかけの架空メモ')
  expect(second.text).toMatch(/value="other" checked/)
})

test('many are taken at once; what another took meanwhile is left and says who has it', async () => {
  const items = await Promise.all(people.map((caseId) => itemOf(caseId, 'no-report')))
  await app.post(`/centre/items/${items[1]!.id}/take`, { seen: seenOf(items[1]!) }, clerk)
  const job = await inBulk({ action: 'items-take', item: items.map(tick) })
  const rows = await rowsOf(job)
  expect(rows.map(({ state }) => state)).toEqual(['done', 'refused', 'done'])
  expect(rows[1]!.reason).toMatch(/架空 事務.*：引き受け/)
  expect((await app.get('/centre', nurse)).text).toContain('行われなかった 1')
})

test('many are closed at once where the kind allows it; silence only where a report came; nothing red, nothing seen otherwise', async () => {
  const [reported, silent, seenOtherwise] = people as [string, string, string]
  await storeReport(db.sql, reported, { now: evening })
  const ids = await Promise.all([itemOf(reported, 'no-report'), itemOf(silent, 'no-report')])
  await db.sql`select raise_item(gen_random_uuid(), null, ${silent}, '', 'red-flag', true, ${evening}, '{}', ${evening})`
  const red = await itemOf(silent, 'red-flag')
  const answered = await inBulk({ action: 'items-close', item: [...ids, red].map(tick) }, { outcome: 'reported-late' })
  expect((await rowsOf(answered)).map(({ state, reason }) => [state, reason])).toEqual([
    ['done', null],
    ['refused', 'まだ報告がありません。1件ずつ確かめます'],
    ['refused', '緊急の項目は1件ずつ対応します'],
  ])
  expect(await itemOf(silent, 'red-flag')).toMatchObject({ closedAt: null })
  const next = await itemOf(reported, 'no-report')
  expect([next.closedAt, next.dueAt > evening.toISOString()]).toEqual([null, true])
  const waiting = await Promise.all([itemOf(silent, 'not-registered'), itemOf(seenOtherwise, 'not-registered')])
  await app.post(`/centre/items/${waiting[1]!.id}/acknowledge`, { seen: seenOf(waiting[1]!) }, clerk)
  const chosen = await app.post('/centre/selection', { action: 'items-close', item: waiting.map(tick) }, nurse)
  const refused = await app.post(`${chosen.location}/start`, { outcome: 'other', note: '' }, nurse)
  expect([refused.status, refused.text.includes('「その他」のときはメモを入力してください。')]).toEqual([422, true])
  await app.post(`${chosen.location}/start`, { outcome: 'told-otherwise', note: '架空の手紙' }, nurse)
  await work(app, db.worker)
  expect((await rowsOf(chosen.location)).map(({ state }) => state)).toEqual(['done', 'refused'])
  const by =
    await db.sql`select s.login_id, i.note from attention_items i join staff_accounts s on s.id = i.closed_by where i.id = ${waiting[0]!.id}`
  expect(by).toEqual([{ loginId: 'nurse@aoba', note: '架空の手紙' }])
})

test('a whole part of the day is confirmed at once, in the name of whoever chose it', async () => {
  const job = await inBulk({ action: 'confirm', all: 'today', 'all.section': 'new' })
  expect((await rowsOf(job)).map(({ state }) => state)).toEqual(['done', 'done', 'done'])
  const confirmed =
    await db.sql`select s.login_id from cases c join staff_accounts s on s.id = c.confirmed_by where c.id = any(${people}::uuid[])`
  expect(confirmed).toEqual(Array(3).fill({ loginId: 'nurse@aoba' }))
  expect((await app.get('/centre?section=new', nurse)).text).toContain('この区分の項目はありません。')
})

test('療養解除, many at once, only where the rule proposes it; the others stay observed and say why', async () => {
  const over = at('2022-07-30T09:00')
  await db.sql`update cases set diagnosed_on = '2022-07-19', onset_on = '2022-07-18' where id = any(${people}::uuid[])`
  app.setNow(over)
  nurse = await app.signedInAs('nurse@aoba')
  const [well, ill] = people as [string, string, string]
  for (const time of ['2022-07-29T08:00', '2022-07-28T08:00']) await storeReport(db.sql, well, { now: at(time) })
  await storeReport(db.sql, ill, { now: at('2022-07-29T08:00'), level: 'watch' })
  const job = await inBulk({ action: 'release', all: 'today', 'all.section': 'release' }, { reason: '架空の判断' })
  const rows = await db.sql`select r.case_id, r.state, r.reason from bulk_rows r where job_id = ${job.split('/').at(-1)!}`
  const fate = (caseId: string) => rows.find((row) => row.caseId === caseId)
  expect(fate(well)).toMatchObject({ state: 'done' })
  expect(fate(ill)).toMatchObject({ state: 'refused', reason: '直近72時間に、37.5℃以上の発熱または注意を要する報告があります' })
  expect(fate(people[2]!)).toMatchObject({ state: 'refused', reason: '直近72時間の報告がないため、症状軽快を確認できません' })
  const watches = await db.sql`
    select w.case_id, w.state, w.end_kind, w.end_note, s.login_id from watches w left join staff_accounts s on s.id = w.ended_by
     where w.case_id = any(${people}::uuid[]) and w.state = 'ended'`
  expect(watches).toEqual([{ caseId: well, state: 'ended', endKind: 'release', endNote: '架空の判断', loginId: 'nurse@aoba' }])
  expect(await itemOf(ill, 'release-due')).toMatchObject({ closedAt: null })
  // A clerk decides nothing of the kind.
  expect((await app.post('/centre/selection', { action: 'release', case: [ill] }, await app.signedInAs('clerk@aoba'))).status).toBe(403)
})

test('the open page hears of something red: of the newest moment alone, its own centre’s, and no longer than it is open', async () => {
  const latest = async (session: Session) => JSON.parse((await app.get('/centre/today/red', session)).text).latest
  expect(await latest(nurse)).toBeNull()
  await storeReport(db.sql, people[0]!, { now: evening, level: 'urgent' })
  expect(await latest(nurse)).toBe(evening.toISOString())
  expect(await latest(await app.signedInAs('nurse@minato'))).toBeNull()
  const red = await itemOf(people[0]!, 'red-flag')
  await app.post(`/centre/items/${red.id}/close`, { seen: seenOf(red), outcome: 'spoke-stable', note: '' }, nurse)
  expect(await latest(nurse)).toBeNull()
})

test('hand-overs in and out are counted on the page of the day', async () => {
  await app.post(`/centre/cases/${people[0]}/hand-over`, { to: organisationOf('minato').id, reason: '架空' }, nurse)
  expect((await app.get('/centre', nurse)).text).toContain('移管を依頼中')
  const receiver = await app.signedInAs('nurse@minato')
  const page = (await app.get('/centre?section=hand-over', receiver)).text
  expect(page).toContain('移管の受け入れ待ち')
  expect(page).toContain('<option value="hand-over-accept">移管を受け入れる</option>')
})
