import { afterAll, beforeAll, expect, test } from 'vitest'
import { organisationOf } from '../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type Session, type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { addRecord, filedCase, recordsAt, registeredCase, type TestCase } from '../../../tools/test-records.ts'
import { storeReport } from '../../../tools/test-reports.ts'

let db: TestDatabase
let app: TestApp
let doctor: Session
let hospital: Session
/** Reported by aoba-hospital, three cases one after another; a fourth by aoba-clinic, which the hospital treats today. */
const cases: TestCase[] = []
const beds = organisationOf('aoba-hospital').id
const day = (n: number) => `2022-07-${String(n)}`

beforeAll(async () => {
  db = await testDatabase()
  app = await testApp(db)
  await seedPlaces(db.sql, testNow)
  hospital = await app.signedInAs('doctor@aoba-hospital')
  doctor = await app.signedInAs('doctor@aoba-clinic')
  for (const who of [hospital, hospital, hospital, doctor]) {
    app.advance(60_000)
    cases.push(await filedCase(app, db, who))
  }
  const fourth = cases[3]!.caseId
  const named = await app.post(
    `/institution/cases/${fourth}/treatments/new`,
    { institution: beds, fromOn: '2022-07-20', untilOn: '2022-07-20' },
    doctor,
  )
  if (named.status !== 303) throw new Error(`not named: ${named.status}`)
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

/** Which of the four stand on the page, in its order. */
const lines = (text: string) =>
  [...text.matchAll(/<td class="number"[^>]*>(\d{8})<\/td>/g)].map(([, id]) => cases.findIndex(({ hersysId }) => hersysId === id) + 1)
const list = async (name: string, query = '', session = hospital) => {
  const { status, text } = await app.get(`/institution/${name}${query}`, session)
  if (status !== 200) throw new Error(`${name}: ${status}`)
  const next = /href="(\?[^"]*after=[^"]*)"/.exec(text)?.[1]?.replaceAll('&amp;', '&')
  return { text, lines: lines(text), count: /該当 ([\d,]+件(?:以上)?)/.exec(text)![1], next }
}
const at = (n: number, tab: string) => recordsAt('institution', cases[n - 1]!.caseId, tab)

test('検査結果一覧: own cases and the treated one, the newest sample first; 絞り込み, 並び順 and counter; what is struck or superseded is gone', async () => {
  expect((await list('tests')).text).toContain('検査の記録はまだありません')
  const pending = await addRecord(app, db, hospital, at(1, 'tests'), { method: 'naat', result: 'pending', sampledOn: day(18) })
  await addRecord(app, db, hospital, at(2, 'tests'), { method: 'qualitative', result: 'negative', sampledOn: day(20), specimen: 'nose' })
  await addRecord(app, db, doctor, at(4, 'tests'), { method: 'naat', result: 'positive', sampledOn: day(19) })
  const wrong = await addRecord(app, db, hospital, at(3, 'tests'), { method: 'naat', result: 'positive', sampledOn: day(20) })
  await app.post(`${at(3, 'tests')}/${wrong}/strike`, { revision: '1', reason: '架空の取り違え' }, hospital)
  expect(await list('tests')).toMatchObject({ lines: [2, 4, 1], count: '3件' })
  expect(await list('tests', '?order=asc')).toMatchObject({ lines: [1, 4, 2] })
  expect(await list('tests', '?show=pending')).toMatchObject({ lines: [1], count: '1件' })
  await app.post(
    `${at(1, 'tests')}/${pending}`,
    { method: 'naat', result: 'positive', sampledOn: day(18), revision: '1', reason: '結果' },
    hospital,
  )
  expect(await list('tests', '?show=pending')).toMatchObject({ lines: [], count: '0件' })
  expect((await list('tests', '?show=pending')).text).toContain('条件に当てはまる方はいません')
  expect(await list('tests', '?show=positive')).toMatchObject({ lines: [4, 1] })
  const { text } = await list('tests')
  for (const words of ['抗原定性検査', '鼻腔拭い液', '陰性', `/institution/cases/${cases[1]!.caseId}/tabs/tests`])
    expect(text).toContain(words)
  expect((await list('tests', '', doctor)).lines).toEqual([4])
})

test('発生届一覧: what this institution filed, the newest first; 保健所確認, 版 and 取り下げ; neither drafts nor what it only treats', async () => {
  await registeredCase(app, hospital)
  expect(await list('filed')).toMatchObject({ lines: [3, 2, 1], count: '3件' })
  expect(await list('filed', '?order=asc')).toMatchObject({ lines: [1, 2, 3] })
  const nurse = await app.signedInAs('nurse@minato')
  await app.post(`/centre/cases/${cases[0]!.caseId}/confirm`, {}, nurse)
  await app.post(`/institution/notifications/${cases[1]!.caseId}/withdraw`, { reason: '架空の重複' }, hospital)
  expect(await list('filed', '?show=unconfirmed')).toMatchObject({ lines: [3, 2], count: '2件' })
  expect(await list('filed', '?show=withdrawn')).toMatchObject({ lines: [2], count: '1件' })
  const { text } = await list('filed')
  for (const words of ['患者(確定例)', '第1版', '未確認', '取り下げ依頼中', '7/20']) expect(text).toContain(words)
})

test('健康観察一覧: who is observed now, own and treated; by the level of the last report; who is silent stands out', async () => {
  expect(await list('watch-list')).toMatchObject({ lines: [4, 3, 2, 1], count: '4件' })
  await storeReport(db.sql, cases[1]!.caseId, { now: app.clock(), level: 'urgent', reasons: ['spo2'], spo2: 91, temperature: 38.2 })
  await storeReport(db.sql, cases[3]!.caseId, { now: app.clock(), temperature: 36.5, spo2: 98 })
  expect(await list('watch-list', '?show=urgent')).toMatchObject({ lines: [2], count: '1件' })
  expect(await list('watch-list', '?show=stable')).toMatchObject({ lines: [4] })
  expect(await list('watch-list', '?show=silent')).toMatchObject({ lines: [3, 1] })
  const { text } = await list('watch-list', '?order=asc')
  for (const words of ['38.2℃', '91％', '報告なし', '架空みなと保健所', '緊急']) expect(text).toContain(words)
  expect(lines(text)).toEqual([1, 2, 3, 4])
  await db.sql`update watches set state = 'ended', end_kind = 'release', ended_at = ${app.clock()}, ended_by = (select id from staff_accounts where login_id = 'nurse@minato') where case_id = ${cases[2]!.caseId}`
  expect((await list('watch-list')).lines).toEqual([4, 2, 1])
})

test('D13 入院状況一覧: who is in hospital now, with the newest course; 退院済 shows who has left; an 外来 institution has neither', async () => {
  expect((await list('inpatients')).text).toContain('入院中の方はいません')
  const stay = { care: 'inpatient', hospital: beds }
  const first = await addRecord(app, db, hospital, at(1, 'medical'), { ...stay, fromOn: day(17), ward: '架空3階' })
  await addRecord(app, db, hospital, at(2, 'medical'), { ...stay, fromOn: day(19) })
  await addRecord(app, db, doctor, at(4, 'medical'), { ...stay, fromOn: day(18) })
  await addRecord(app, db, hospital, at(3, 'medical'), { ...stay, hospital: organisationOf('minato-hospital').id, fromOn: day(18) })
  await addRecord(app, db, hospital, at(1, 'course'), { on: day(18), severity: 'mild' })
  await addRecord(app, db, hospital, at(1, 'course'), { on: day(19), severity: 'severe', ventilator: 'yes', oxygen: 'yes' })
  expect(await list('inpatients')).toMatchObject({ lines: [2, 4, 1], count: '3件' })
  const row = /<tr[^>]*>(?:(?!<\/tr>).)*架空3階.*?<\/tr>/s.exec((await list('inpatients')).text)![0].replaceAll(/<[^>]+>/g, ' ')
  expect(row).toMatch(/7\/17\S*\s+4日目\s+重症\s+酸素・人工呼吸器\s+7\/19/)
  await app.post(
    `${at(1, 'medical')}/${first}`,
    { ...stay, fromOn: day(17), ward: '架空3階', untilOn: day(20), outcome: 'home', revision: '1' },
    hospital,
  )
  expect(await list('inpatients')).toMatchObject({ lines: [2, 4], count: '2件' })
  const left = await list('inpatients', '?show=left')
  expect(left).toMatchObject({ lines: [1], count: '1件' })
  for (const words of ['退院日', '自宅へ退院']) expect(left.text).toContain(words)
  expect((await app.get('/institution/inpatients', doctor)).status).toBe(403)
  expect((await app.get('/institution', doctor)).text).not.toContain('入院状況一覧')
  expect((await app.get('/institution', hospital)).text).toContain('入院状況一覧')
})

test('a neighbour’s lists hold none of it, and the day after its treatment the hospital’s hold only its own', async () => {
  const neighbour = await app.signedInAs('doctor@minato-hospital')
  for (const name of ['tests', 'filed', 'watch-list']) expect([name, (await list(name, '', neighbour)).lines]).toEqual([name, []])
  // The stay in minato-hospital was recorded by somebody else: it is not named, and sees nobody.
  expect((await list('inpatients', '', neighbour)).lines).toEqual([])
  app.setNow(new Date('2022-07-21T00:00:00+09:00'))
  const next = await app.signedInAs('doctor@aoba-hospital')
  for (const name of ['tests', 'watch-list', 'inpatients']) {
    const shown = await list(name, '', next)
    expect([name, shown.lines.includes(4)]).toEqual([name, false])
    expect([name, shown.count]).toEqual([name, `${shown.lines.length}件`])
  }
})
