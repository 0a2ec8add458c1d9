import { afterAll, beforeAll, expect, test } from 'vitest'
import { organisationOf } from '../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type FormFields, type Session, type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { makeFamily } from '../../../tools/test-patients.ts'

let db: TestDatabase
let app: TestApp
const clinic = organisationOf('aoba-clinic').id
const at = (text: string) => app.setNow(new Date(`${text}+09:00`))
const as = (who: string) => app.signedInAs(who)

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const report = async (session: Session, form: FormFields) => app.post('/institution/daily-counts', form, session)
const correct = (session: Session, form: FormFields, base = '/centre') =>
  app.post(`${base}/daily-counts/entry`, { institution: clinic, source: 'centre', revision: '0', ...form }, session)
const stored = () =>
  db.sql<{ onDay: string; source: string; total: number; revision: number }[]>`
    select on_day, source, total, revision from daily_counts where deleted_at is null order by on_day, source desc`

test('on 2022-09-25 nothing is counted; on 09-26 the institution reports once, corrects until 23:59:59, and at 24:00 no more', async () => {
  at('2022-09-25T23:59:59')
  expect((await app.get('/institution/daily-counts', await as('doctor@aoba-clinic'))).text).toContain('2022年09月26日に始まります')
  await report(await as('doctor@aoba-clinic'), { day: '2022-09-25', 'n.20-29': '1', revision: '0' })
  expect(await stored()).toEqual([])
  at('2022-09-26T00:00:00')
  const wrong = await report(await as('clerk@aoba-clinic'), { day: '2022-09-26', 'n.20-29': '多数', 'n.0': '２', revision: '0' })
  expect(wrong.status).toBe(422)
  expect(wrong.text).toContain('20代：0から9,999までの数字')
  expect(wrong.text).toContain('value="２"')
  expect((await report(await as('clerk@aoba-clinic'), { day: '2022-09-26', 'n.20-29': '3', 'n.0': '２', revision: '0' })).status).toBe(303)
  at('2022-09-26T23:59:59')
  const stale = await report(await as('doctor@aoba-clinic'), { day: '2022-09-26', 'n.20-29': '9', revision: '0' })
  expect([stale.status, stale.text.includes('ほかの方が先に変更しました')]).toEqual([422, true])
  expect((await report(await as('doctor@aoba-clinic'), { day: '2022-09-26', 'n.20-29': '4', revision: '1' })).status).toBe(303)
  at('2022-09-27T00:00:00')
  const late = await report(await as('doctor@aoba-clinic'), { day: '2022-09-26', 'n.20-29': '8', revision: '2' })
  expect(late.status).toBe(422)
  expect(late.text).toContain('24:00を過ぎたため')
  expect(late.text).toContain('value="8"')
  expect(await stored()).toEqual([{ onDay: '2022-09-26', source: 'institution', total: 4, revision: 2 }])
})

test('the database itself refuses an institution after 24:00, and a centre that is not its own', async () => {
  const keep = async (who: string) => {
    const session = await as(who)
    const page = await app.get('/staff/test-form', session)
    expect(page.status).toBe(200)
    return correct(session, { day: '2022-09-26', 'n.0': '1', source: 'institution', revision: '2', reason: '架空の理由' })
  }
  expect((await keep('nurse@minato')).status).toBe(403)
  expect(await stored()).toMatchObject([{ total: 4 }])
})

test('later the centre corrects with a reason that is kept; the national figures of the day stay those of 24:00', async () => {
  const nurse = await as('nurse@aoba')
  const change = { day: '2022-09-26', source: 'institution', 'n.20-29': '6', revision: '2' }
  const without = await correct(nurse, change)
  expect([without.status, without.text.includes('訂正の理由を入力してください')]).toEqual([422, true])
  expect((await correct(nurse, { ...change, reason: '医療機関からの連絡' })).status).toBe(303)
  const log = await db.sql`select what, is_late, reason, before, after from daily_count_log order by at, revision`
  expect(log).toMatchObject([
    { what: 'entered', isLate: false, reason: null, after: { '0': 2, '20-29': 3 } },
    { what: 'changed', isLate: false, after: { '20-29': 4 } },
    { what: 'changed', isLate: true, reason: '医療機関からの連絡', before: { '20-29': 4 }, after: { '20-29': 6 } },
  ])
  const page = (await app.get('/prefecture/daily-counts?day=2022-09-26', await as('officer@prefecture'))).text
  const cells = [...page.matchAll(/scope="row".*?<\/tr>/gs)].map(([row]) => /(\d+)<\/td><\/tr>/.exec(row)?.[1])
  expect(cells).toEqual(['4', '6'])
})

test('counted by fax and by the institution too: shown as double, summed once, until one of them is taken back', async () => {
  at('2022-09-27T10:00:00')
  const nurse = await as('nurse@aoba')
  expect((await correct(nurse, { day: '2022-09-27', 'n.70-79': '5' })).status).toBe(303)
  await report(await as('doctor@aoba-clinic'), { day: '2022-09-27', 'n.70-79': '4', revision: '0' })
  const list = async () => (await app.get('/centre/daily-counts?day=2022-09-27', await as('nurse@aoba'))).text
  expect(await list()).toContain('二重：医療機関と保健所の両方が入力')
  expect(await list()).toContain('合計 <span class="count">4人</span>')
  expect((await correct(nurse, { day: '2022-09-27', go: 'delete', revision: '1' })).status).toBe(303)
  expect(await list()).not.toContain('二重：医療機関と保健所の両方が入力')
})

test('a count below the number of 発生届 of that day is pointed out, and they are not added to it', async () => {
  const family = await makeFamily(db.sql, {
    now: app.clock(),
    names: [
      ['架空', '一'],
      ['架空', '二'],
    ],
  })
  await db.sql`update cases set reporting_institution_id = ${organisationOf('midori-clinic').id}, diagnosed_on = '2022-09-27' where id = any(${family.people.map(({ caseId }) => caseId)})`
  const list = async () => (await app.get('/centre/daily-counts?day=2022-09-27', await as('nurse@aoba'))).text
  expect(await list()).toContain('発生届があるのに日次報告なし')
  await report(await as('doctor@midori-clinic'), { day: '2022-09-27', 'n.30-39': '1', revision: '0' })
  expect(await list()).toContain('発生届の件数より少ない')
  expect(await list()).toContain('合計 <span class="count">5人</span>')
})

test('each sees its own: another centre, prefecture or institution sees no count', async () => {
  for (const who of ['nurse@minato', 'officer@neighbour']) {
    const base = who.startsWith('nurse') ? '/centre' : '/prefecture'
    const page = await app.get(`${base}/daily-counts?day=2022-09-27`, await as(who))
    expect(page.text, who).toContain('合計 <span class="count">0人</span>')
    expect((await app.get(`${base}/daily-counts/entry?institution=${clinic}&day=2022-09-27`, await as(who))).status).toBe(303)
  }
  expect((await app.get('/institution/daily-counts', await as('doctor@minato-clinic'))).text).toContain('まだ報告はありません')
  expect((await correct(await as('officer@prefecture'), { day: '2022-09-27', 'n.0': '1', reason: '' }, '/prefecture')).status).toBe(303)
  expect((await correct(await as('officer@neighbour'), { day: '2022-09-27', 'n.0': '1' }, '/prefecture')).status).toBe(403)
})

test('the age bands are the operator’s setting from a day to come: every fault at once, what has begun stays, nobody else may', async () => {
  at('2022-09-27T10:00:00')
  const setting = '/operator/daily-count-bands'
  const set = async (form: FormFields, who = 'operator@operator') => app.post(setting, form, await as(who))
  const wrong = await set({ from: '2022-09-27', starts: '1, 5, x' })
  expect(wrong.status).toBe(422)
  for (const words of ['2022-09-28以降の日付', '0から始まる120以下の整数', 'value="1, 5, x"']) expect(wrong.text).toContain(words)
  expect((await set({ from: '2022-09-29', starts: '０、18　65' })).location).toBe(`${setting}?saved=1`)
  expect((await set({ from: '2022-09-30', starts: '0' })).status).toBe(303)
  expect((await set({ from: '2022-09-30', go: 'delete' })).status).toBe(303)
  const boxes = async () =>
    [...(await app.get('/institution/daily-counts', await as('doctor@aoba-clinic'))).text.matchAll(/name="n\.([^"]+)"/g)].map(
      ([, key]) => key,
    )
  at('2022-09-28T23:59:00')
  expect(await boxes()).toContain('20-29')
  at('2022-09-29T00:00:00')
  expect(await boxes()).toEqual(['0-17', '18-64', '65-', 'unknown'])
  expect((await report(await as('doctor@aoba-clinic'), { day: '2022-09-29', 'n.18-64': '3', revision: '0' })).status).toBe(303)
  for (const form of [
    { from: '2022-09-29', starts: '0, 10' },
    { from: '2022-09-29', go: 'delete' },
  ])
    expect((await set(form)).status).toBe(422)
  expect((await app.get('/centre/daily-counts?day=2022-09-29', await as('nurse@aoba'))).text).toContain('18～64歳')
  expect((await app.get('/centre/daily-counts?day=2022-09-28', await as('nurse@aoba'))).text).toContain('20代')
  for (const who of ['nurse@aoba', 'officer@prefecture', 'analyst@ministry'])
    expect((await set({ from: '2022-10-01', starts: '0' }, who)).status).toBe(403)
})
