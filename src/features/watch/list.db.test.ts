import { afterAll, beforeAll, expect, test } from 'vitest'
import { organisationOf } from '../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type Session, type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { asNurse } from '../../../tools/test-merge.ts'
import { makeFamily } from '../../../tools/test-patients.ts'
import { storeReport } from '../../../tools/test-reports.ts'
import { catchUp } from '../same-person/catch-up.server.ts'

let db: TestDatabase
let app: TestApp
let nurse: Session
const minutes = (count: number) => new Date(testNow.getTime() + count * 60_000)
const people: Record<string, string> = {}

async function person(name: string, kana = 'カクウ'): Promise<string> {
  const { caseId } = (await makeFamily(db.sql, { now: testNow, names: [['架空', name]] })).people[0]!
  await db.sql`update cases set family_kana = ${kana}, given_kana = 'テスト' where id = ${caseId}`
  people[name] = caseId
  return caseId
}

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
  nurse = await app.signedInAs('nurse@aoba')
  const report = (caseId: string, level: 'urgent' | 'watch' | 'stable', at: number, more = {}) =>
    storeReport(db.sql, caseId, { now: minutes(at), level, ...more })
  await person('無言')
  await report(await person('安定新'), 'stable', 20)
  await report(await person('安定古'), 'stable', 10)
  await report(await person('注意'), 'watch', 15, { temperature: 38.2, spo2: 95 })
  await report(await person('緊急'), 'urgent', 30, { temperature: 39.1, spo2: 92 })
  await report(await person('緊急済'), 'urgent', 25)
  await db.sql`update attention_items set acknowledged_at = ${minutes(31)}, acknowledged_by = (select id from staff_accounts where login_id = 'nurse@aoba')
    where case_id = ${people.緊急済!} and kind = 'red-flag'`
  await person('SMS不達')
  await db.sql`select raise_item(gen_random_uuid(), null, ${people.SMS不達!}, '', 'sms-undeliverable', false, ${testNow}, '{}', ${testNow})`
  const other = (await makeFamily(db.sql, { now: testNow, centre: 'minato', names: [['架空', '隣']] })).people[0]!
  people.隣 = other.caseId
  app.setNow(minutes(60))
  nurse = await app.signedInAs('nurse@aoba')
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const order = (html: string) =>
  [...html.matchAll(/data-case="([^"]+)"/g)].map(([, id]) => Object.entries(people).find(([, caseId]) => caseId === id)?.[0])
const list = async (query = '') => order((await app.get(`/centre/watch-list${query}`, nurse)).text)

test('worst open item first, then level, then the longest silence; the neighbour’s are not there', async () => {
  expect(await list()).toEqual(['緊急', '緊急済', 'SMS不達', '注意', '無言', '安定古', '安定新'])
})

test('each row says temperature, SpO2, channel, age and period', async () => {
  const { text } = await app.get('/centre/watch-list', nurse)
  for (const word of ['39.1℃', '92％', 'My HER-SYS', '31歳', '7/20(水)～7/29(金)', '1日目', '緊急症状（確認済）'])
    expect(text).toContain(word)
})

test('filters: level, no report today, kind of item', async () => {
  expect(await list('?level=watch')).toEqual(['注意'])
  expect(await list('?silent=1')).toEqual(['SMS不達', '無言'])
  expect(await list('?kind=sms-undeliverable')).toEqual(['SMS不達'])
  expect(await list('?kind=no-report')).toEqual([])
  expect(await list('?level=nonsense&after=nonsense')).toHaveLength(7)
})

test('"today" begins at midnight in Japan: a report of 23:59 yesterday does not count, one of 00:00 does', async () => {
  const [late, early] = [await person('昨夜'), await person('零時')]
  const midnight = new Date('2022-07-20T00:00:00+09:00')
  await storeReport(db.sql, late, { now: testNow, reportedAt: new Date(midnight.getTime() - 60_000) })
  await storeReport(db.sql, early, { now: testNow, reportedAt: midnight })
  const silent = await list('?silent=1')
  expect(silent).toContain('昨夜')
  expect(silent).not.toContain('零時')
  await db.sql`update watches set owner_centre_id = ${organisationOf('yamate').id} where case_id = any(${[late, early]}::uuid[])`
})

test('an older report never replaces a newer on the list', async () => {
  await storeReport(db.sql, people.安定新!, { now: minutes(60), reportedAt: minutes(5), level: 'watch', temperature: 38.5 })
  const [row] = await db.sql`select level, last_temperature, last_report_at from watches where case_id = ${people.安定新!}`
  expect(row).toEqual({ level: 'stable', lastTemperature: null, lastReportAt: minutes(20).toISOString() })
})

test('a search by name, reading or HER-SYS ID is a POST, finds one’s own people alone and writes no name anywhere', async () => {
  await catchUp(db.worker, testNow)
  const search = async (q: string) => app.post('/centre/watch-list/search', { q }, nurse)
  const { hersysId } = (await db.sql`select hersys_id from cases where id = ${people.緊急!}`)[0]!
  expect(order((await search(hersysId)).text)).toEqual(['緊急'])
  expect(order((await search(' 架空　緊')).text).sort()).toEqual(['緊急', '緊急済'].sort())
  expect(order((await search('かくうて')).text)).toHaveLength(9)
  // Two of the nine are observed by another centre now; this one was notified of them.
  expect(order((await search('架空隣')).text)).toEqual([])
  expect(order((await search('カクーテ')).text)).toHaveLength(9)
  await db.sql`update cases set family_name = '髙﨑', given_name = '渡邊' where id = ${people.注意!}`
  await catchUp(db.worker, testNow)
  for (const spelling of ['高崎', '髙﨑渡邊', '渡辺', '渡邉 高崎']) expect(order((await search(spelling)).text), spelling).toEqual(['注意'])
  expect((await search('いない')).text).toContain('見つかりません')
  expect(app.logs.join('')).not.toMatch(/架空|緊/)
})

test('the centre’s own number and a telephone number find the case, in any spelling and for this centre alone; neither stands in an address', async () => {
  const search = async (q: string, as = nurse) => order((await app.post('/centre/watch-list/search', { q }, as)).text)
  await db.sql`update cases set centre_number = 'A-0012', phone = '09090000012' where id = ${people.無言!}`
  await db.sql`update cases set centre_number = '2022001' where id = ${people.緊急!}`
  await catchUp(db.worker, testNow)
  for (const typed of ['A-0012', ' Ａ－００１２ ', '090-9000-0012', '０９０９０００００１２', '+81 90 9000 0012'])
    expect(await search(typed), typed).toEqual(['無言'])
  expect(await search('2022001')).toEqual(['緊急'])
  expect(await search('A-001')).toEqual([])
  // The function itself, too, not only the page, whose rows are looked at once more.
  const found = (who: string) =>
    asNurse(
      db,
      who,
      app.clock(),
      (sql) => sql`select * from search_case_numbers('A-0012', '', 9) union all select * from search_case_numbers('', '09090000012', 9)`,
    )
  expect(await found('nurse@aoba')).toHaveLength(2)
  for (const who of ['nurse@minato', 'nurse@yamate']) expect(await search('A-0012', await app.signedInAs(who)), who).toEqual([])
  for (const who of ['nurse@minato', 'nurse@yamate', 'officer@prefecture']) expect(await found(who), who).toEqual([])
  expect((await app.get(`/centre/cases/${people.無言!}`, nurse)).text).toMatch(/保健所独自ID<\/dt>\s*<dd>A-0012/)
  nurse = await app.signedInAs('nurse@aoba')
})

test('a page of 50 leads to the next, and no case is lost or doubled between them', async () => {
  const yamate = await app.signedInAs('nurse@yamate')
  for (let n = 0; n < 12; n++)
    await makeFamily(db.sql, {
      now: testNow,
      centre: 'yamate',
      names: Array.from({ length: 10 }, (_, k) => ['架空', `頁${n}-${k}`] as [string, string]),
    })
  await db.sql`
    select raise_item(gen_random_uuid(), null, case_id, '', 'sms-undeliverable', false, ${testNow}, '{}', ${testNow})
      from (select case_id from watches where owner_centre_id = ${organisationOf('yamate').id} order by case_id limit 60) chosen`
  const seen: string[] = []
  for (let path: string | undefined = '/centre/watch-list'; path; ) {
    const { text } = await app.get(path, yamate)
    seen.push(...[...text.matchAll(/data-case="([^"]+)"/g)].map(([, id]) => id!))
    path = /href="([^"]+)">\s*次の50件/.exec(text)?.[1]?.replaceAll('&amp;', '&')
  }
  expect(seen).toHaveLength(122)
  expect(new Set(seen).size).toBe(122)
})
