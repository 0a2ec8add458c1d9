import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type FormFields, type Session, type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { reportOver, wholeAnswers } from '../../../tools/test-notification.ts'

let db: TestDatabase
let app: TestApp
let clerk: Session
/** Three of あおば内科クリニック in あおば市 (all owned by あおば保健所), in the order filed; and one of somebody else's. */
let [one, two, three, foreign]: { id: string; hersysId: string }[] = []
let early: string
const print = '/institution/notifications/print'

async function filed(session: Session, given: string, more: FormFields = {}) {
  app.advance(60_000)
  const path = await reportOver(app, session, { ...wholeAnswers, municipality: 'あおば市', 'name.given': given, ...more })
  const [row] = await db.sql<{ id: string; hersysId: string }[]>`
    select c.id, c.hersys_id from notification_drafts d join cases c on c.id = d.case_id where d.id = ${path.split('/').at(-1)!}`
  return row!
}

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
  clerk = await app.signedInAs('clerk@aoba-clinic')
  one = await filed(clerk, '一枚', { phone: '09090000041' })
  two = await filed(clerk, '二枚', { phone: '09090000042', 'birthOn.year': '5' })
  three = await filed(clerk, '三枚', { phone: '09090000043', 'birthOn.year': '8' })
  foreign = await filed(await app.signedInAs('clerk@minato-clinic'), '他院', { phone: '09090000044', municipality: 'みなと市' })
  const page = await app.get('/institution/early', clerk)
  early = /name="caseId" value="([0-9a-f-]{36})"/.exec(page.text)![1]!
  await app.post('/institution/early', { 'name.family': '架空', 'name.given': '未提出', caseId: early, go: 'register' }, clerk)
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

/** As a browser sends it; the answer's bytes stay bytes. */
async function ask(path: string, session: Session, form?: [string, string][]) {
  const csrf = form ? (await app.get('/staff/test-form', session)).csrf : ''
  const answer = await fetch(app.url + path, {
    headers: { cookie: app.cookieHeader(session) },
    ...(form ? { method: 'POST', body: new URLSearchParams([...form, ['_csrf', csrf]]) } : {}),
  })
  return { status: answer.status, headers: answer.headers, body: Buffer.from(await answer.arrayBuffer()) }
}
const ticked = (...ids: string[]): [string, string][] => ids.map((id) => ['case', id])
const textOf = (pdf: Buffer) => {
  if (!pdf.subarray(0, 4).equals(Buffer.from('%PDF'))) throw new Error(pdf.toString().slice(0, 3000))
  return execFileSync('pdftotext', ['-layout', '-', '-'], { input: pdf, encoding: 'utf8' })
}
/** Who is on each page, in order. */
const peopleOf = (pdf: Buffer) =>
  textOf(pdf)
    .split('\f')
    .slice(0, -1)
    .map((page) => /架空 (..)/.exec(page)![1])
const lastAudit = async () => (await db.sql`select action, outcome, case_ids from audits order by id desc limit 1`)[0]!

test('D40 「PDF（印刷用）」 prints one 発生届, with the HER-SYS ID only where 「HER-SYS ID印字」 is ticked, and is audited', async () => {
  const page = await app.get(`/institution/notifications/${one!.id}`, clerk)
  expect(page.text.match(/>PDF（印刷用）</g)).toHaveLength(2)
  expect(page.text.match(/HER-SYS ID印字/g)).toHaveLength(2)
  const plain = await ask(`/institution/notifications/${one!.id}/pdf`, clerk)
  expect([plain.status, plain.headers.get('content-type'), plain.headers.get('cache-control')]).toEqual([
    200,
    'application/pdf',
    'no-store',
  ])
  expect(textOf(plain.body)).toContain('架空 一枚')
  expect(textOf(plain.body)).not.toContain(one!.hersysId)
  expect(await lastAudit()).toEqual({ action: 'notification.print', outcome: 'ok', caseIds: [one!.id] })
  expect(textOf((await ask(`/institution/notifications/${one!.id}/pdf?hersysId=yes`, clerk)).body)).toContain(`HER-SYS ID ${one!.hersysId}`)
  expect((await ask(`/institution/notifications/${foreign!.id}/pdf`, clerk)).status).toBe(404)
})

test('D40 ticked rows of 登録情報一覧 and of 発生届一覧 are one PDF in the order of the list; the audit names every case', async () => {
  for (const path of ['/institution/notifications', '/institution/filed']) {
    const { text } = await app.get(path, clerk)
    for (const { id } of [one!, two!, three!]) expect(text).toContain(`name="case" value="${id}"`)
    expect(text).not.toContain(`value="${early}"`)
    for (const words of ['選んだ方をPDF（印刷用）', 'HER-SYS ID印字', '一度に500名まで']) expect(text).toContain(words)
  }
  const made = await ask(print, clerk, [...ticked(three!.id, one!.id, one!.id), ['hersysId', 'yes'], ['which', 'chosen']])
  expect([made.status, made.headers.get('content-type')]).toEqual([200, 'application/pdf'])
  expect(peopleOf(made.body)).toEqual(['三枚', '一枚'])
  expect(textOf(made.body)).toContain(`HER-SYS ID ${three!.hersysId}`)
  expect(await lastAudit()).toEqual({ action: 'notification.print-many', outcome: 'ok', caseIds: [three!.id, one!.id] })
})

test('D40 all that a search found are printed, in its order and by its conditions; what is not filed yet is not', async () => {
  const all = await ask(print, clerk, [
    ['sort', 'reported-asc'],
    ['which', 'all'],
    ['name', '架空'],
  ])
  expect(peopleOf(all.body).sort()).toEqual(['一枚', '三枚', '二枚'])
  const some = await ask(print, clerk, [
    ['which', 'all'],
    ['birthOn', 'H5.9.9'],
  ])
  expect(peopleOf(some.body)).toEqual(['二枚'])
  // A condition that is not understood would find everybody: nothing is printed.
  const unclear = await ask(print, clerk, [
    ['which', 'all'],
    ['birthOn', '架空の日'],
  ])
  expect([unclear.status, unclear.body.toString()]).toEqual([422, expect.stringContaining('value="架空の日"')])
})

test('D40 nobody chosen, more than 500, or one that may not be printed: the page says why, nothing is printed and nothing shown', async () => {
  const strangers = Array.from({ length: 501 }, () => randomUUID())
  const refusals: [string, [string, string][]][] = [
    ['印刷する方が選ばれていません', []],
    ['一度に印刷できるのは500名まで', ticked(...strangers)],
    ['いまは印刷できない方がいます', ticked(...strangers.slice(1))],
    ['いまは印刷できない方がいます', ticked(one!.id, foreign!.id)],
    ['いまは印刷できない方がいます', ticked(one!.id, early)],
  ]
  for (const [words, form] of refusals) {
    const said = await ask(print, clerk, form)
    expect([said.status, said.headers.get('content-type')]).toEqual([422, 'text/html; charset=utf-8'])
    expect(said.body.toString()).toContain(words)
    expect((await lastAudit()).caseIds).toEqual([])
  }
  // The way back is the list one came from, with its conditions.
  const fromFiled = await ask(print, clerk, [['from', 'filed']])
  expect(fromFiled.body.toString()).toContain('href="/institution/filed"')
  const fromSearch = await ask(print, clerk, [['name', '架空']])
  expect(fromSearch.body.toString()).toContain('name="name" value="架空"')
})

test('D40 the health centre prints one 発生届 in any of its revisions, and several from its own list', async () => {
  const nurse = await app.signedInAs('nurse@aoba')
  const sheet = await app.get(`/centre/cases/${two!.id}/notification`, nurse)
  for (const words of ['PDF（印刷用）', 'HER-SYS ID印字']) expect(sheet.text).toContain(words)
  const printed = await ask(`/centre/cases/${two!.id}/pdf?revision=1&hersysId=yes`, nurse)
  expect(textOf(printed.body)).toContain(`HER-SYS ID ${two!.hersysId}`)
  expect(await lastAudit()).toEqual({ action: 'case.print', outcome: 'ok', caseIds: [two!.id] })
  expect((await ask(`/centre/cases/${foreign!.id}/pdf`, nurse)).status).toBe(404)
  const list = await app.get('/centre/notifications', nurse)
  expect(list.text).toContain('formaction="/centre/notifications/print"')
  const several = await ask('/centre/notifications/print', nurse, ticked(two!.id, three!.id))
  expect(peopleOf(several.body)).toEqual(['二枚', '三枚'])
  expect(await lastAudit()).toEqual({ action: 'case.print-many', outcome: 'ok', caseIds: [two!.id, three!.id] })
  expect((await ask('/centre/notifications/print', nurse, ticked(two!.id, foreign!.id))).status).toBe(422)
})

test('D40 a 発生届 that was taken back is printed and says so; an older report is printed in its own form', async () => {
  await db.sql`update cases set state = 'withdrawn' where id = ${three!.id}`
  expect(textOf((await ask(`/institution/notifications/${three!.id}/pdf`, clerk)).body)).toContain('取り下げ済')
  expect(textOf((await ask(`/institution/notifications/${one!.id}/pdf`, clerk)).body)).not.toContain('取り下げ済')
  const old = await filed(clerk, '旧式', {
    phone: '09090000045',
    'birthOn.year': '9',
    'reportedOn.month': '6',
    'reportedOn.date': '29',
    'diagnosedOn.month': '6',
    'diagnosedOn.date': '29',
    'sampledOn.month': '6',
    'onsetOn.month': '6',
  })
  const text = textOf((await ask(`/institution/notifications/${old.id}/pdf`, clerk)).body)
  for (const words of ['11 症状', '12 診断方法', '19 その他感染症のまん延の防止', 'covid-19.notification/1']) expect(text).toContain(words)
})
