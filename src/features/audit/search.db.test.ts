import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { organisationOf } from '../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type FormFields, type Session, type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { makeFamily } from '../../../tools/test-patients.ts'
import { sealNext } from '../../../tools/test-seal.ts'
import { uuidv7 } from '../../lib/uuid.ts'
import { findUnusual } from './unusual.server.ts'

let db: TestDatabase
let app: TestApp
let manager: Session
let caseId: string
let hersysId: string

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
  const person = (await makeFamily(db.sql, { now: testNow, names: [['架空森', '花子']] })).people[0]!
  caseId = person.caseId
  hersysId = person.hersysId
  await app.get(`/centre/cases/${caseId}`, await app.signedInAs('nurse@aoba'))
  await app.get(`/centre/cases/${caseId}`, await app.signedInAs('clerk@aoba'))
  const elsewhere = (await makeFamily(db.sql, { now: testNow, centre: 'minato' })).people[0]!
  await app.get(`/centre/cases/${elsewhere.caseId}`, await app.signedInAs('nurse@minato'))
})
beforeEach(async () => {
  manager = await app.signedInAs('manager@aoba')
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const search = (form: FormFields, session = manager, base = '/centre') => app.post(`${base}/audit`, form, session)
/** The table of entries alone: the form above it holds what was asked. */
const rowsOf = (text: string) => /監査記録<\/caption>[\s\S]*?<\/table>/.exec(text)?.[0] ?? ''

test('by case: whoever looked at it, by its HER-SYS ID in a POST; the ID stands in no address and no log', async () => {
  const found = await search({ hersysId })
  expect(found.status).toBe(200)
  for (const who of ['nurse@aoba', 'clerk@aoba', '症例：表示']) expect(rowsOf(found.text), who).toContain(who)
  expect(app.logs.join('')).not.toContain(hersysId)
  const [row] = await db.sql`select detail from audits where action = 'audit.search' order by at desc, id desc limit 1`
  expect(row!.detail).toMatchObject({ byCase: true })
  expect(JSON.stringify(row!.detail)).not.toContain(hersysId)
  // Another centre's manager, who does not see the case, finds nothing of it.
  expect(rowsOf((await search({ hersysId }, await app.signedInAs('manager@minato'))).text)).toBe('')
})

test('by person acting and by day; the own centre’s staff alone', async () => {
  expect(rowsOf((await search({ loginId: 'nurse@aoba' })).text)).toContain('nurse@aoba')
  expect(rowsOf((await search({ loginId: 'nurse@aoba' })).text)).not.toContain('clerk@aoba')
  expect(rowsOf((await search({ loginId: 'nurse@minato' })).text)).toBe('')
  expect(rowsOf((await search({})).text)).not.toContain('nurse@minato')
  expect(rowsOf((await search({ from: '2022-07-18', to: '2022-07-19' })).text)).toBe('')
  expect(rowsOf((await search({ from: '2022-07-20', to: '2022-07-20', loginId: 'nurse@aoba' })).text)).toContain('nurse@aoba')
})

test('a period of more than 31 days, no days and no ID: every fault at once, everything typed still there', async () => {
  const answer = await search({ from: '2022-06-01', to: '2022-07-20', hersysId: '12', loginId: 'nurse@aoba' })
  expect(answer.status).toBe(422)
  for (const words of ['31日以内にしてください', '6～8桁の数字です', 'value="nurse@aoba"', 'value="2022-06-01"'])
    expect(answer.text).toContain(words)
  expect((await search({ from: '2022-06-20', to: '2022-07-20' })).status).toBe(200)
  expect((await search({ from: 'gestern', to: '2022-07-20' })).text).toContain('期間は日付で入力してください')
})

test('a prefecture searches over its centres; an operator sees who, what and when, and no case', async () => {
  const officer = await app.signedInAs('officer@prefecture')
  for (const who of ['nurse@aoba', 'nurse@minato'])
    expect(rowsOf((await search({ loginId: who }, officer, '/prefecture')).text)).toContain(who)
  expect(rowsOf((await search({ orgId: organisationOf('minato').id }, officer, '/prefecture')).text)).not.toContain('nurse@aoba')
  const operator = await app.signedInAs('operator@operator')
  const page = (await search({ loginId: 'nurse@aoba', hersysId }, operator, '/operator')).text
  expect(rowsOf(page)).toContain('nurse@aoba')
  expect(page).not.toContain('name="hersysId"')
  expect(page).not.toContain(caseId)
})

test('fifty a page, and the next fifty go on where the first end', async () => {
  const nurse = (await db.sql`select id, org_id from staff_accounts where login_id = 'nurse@yamate'`)[0]!
  for (let n = 0; n < 60; n++) {
    const at = new Date(testNow.getTime() - n * 60_000)
    await db.sql`insert into audits (id, at, actor_kind, actor_id, org_id, action, case_ids) values (${uuidv7(at)}, ${at}, 'staff', ${nurse.id}, ${nurse.orgId}, ${`test.n${n}`}, '{}')`
  }
  const yamate = await app.signedInAs('manager@yamate')
  const first = await search({ loginId: 'nurse@yamate' }, yamate)
  const has = (text: string, n: number) => text.includes(`test.n${n}<`)
  expect([has(first.text, 0), has(first.text, 49), has(first.text, 50)]).toEqual([true, true, false])
  const hidden = Object.fromEntries(
    [...first.text.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]),
  )
  const { _csrf, ...next } = hidden as Record<string, string>
  const second = await search(next, yamate)
  expect([has(second.text, 49), has(second.text, 50), has(second.text, 59)]).toEqual([false, true, true])
})

test.each([
  [
    'audits_actor',
    `select * from audits where actor_kind = 'staff' and actor_id = $1 and at >= $2 and at < $3 order by at desc, id desc limit 51`,
  ],
  ['audits_org', `select * from audits where org_id = $1 and at >= $2 and at < $3 order by at desc, id desc limit 51`],
  [
    'audits_day',
    `select * from audits where actor_kind not in ('patient', 'nobody') and $1::uuid is not null and at >= $2 and at < $3 order by at desc, id desc limit 51`,
  ],
])('a search reads one range of the index %s of the months asked for', async (_index, query) => {
  const plan = await db.sql.begin(async (tx) => {
    await tx`set local enable_seqscan = off`
    return tx.unsafe(`explain (costs off) ${query}`, [randomUUID(), '2022-07-14T00:00:00+09:00', '2022-07-21T00:00:00+09:00'])
  })
  const text = plan.map((row) => row['QUERY PLAN'] ?? row.queryPlan ?? Object.values(row)[0]).join('\n')
  expect(text).toContain('audits_202207')
  expect(text).not.toContain('audits_202206')
  expect(text).not.toContain('Seq Scan')
  expect(text).not.toMatch(/Sort Key/)
})

test('the last head is shown, and a chain that does not fit is said in red', async () => {
  await sealNext(db.worker, testNow)
  const [last] = await db.sql`select height, hash from audit_blocks order by height desc limit 1`
  const page = (await app.get('/centre/audit', manager)).text
  expect(page).toContain(last!.hash)
  expect(page).toContain('つながっています')
  await db.sql`update audit_blocks set rows = rows + 1 where height = ${last!.height}`
  expect((await app.get('/centre/audit', manager)).text).toContain('監査記録のつながりに問題があります')
  await db.sql`update audit_blocks set rows = rows - 1 where height = ${last!.height}`
})

test('access out of the ordinary is found once an hour, rings without a name, and its manager marks it as seen', async () => {
  const nurse = (await db.sql`select id, org_id from staff_accounts where login_id = 'nurse@aoba'`)[0]!
  const [boss] = await db.sql`select id, org_id from staff_accounts where login_id = 'manager@aoba'`
  await db.sql`update staff_accounts set name = '架空森 花子' where id = ${nurse.id}`
  const night = new Date('2022-07-20T02:30:00+09:00')
  const open = async (account: { id: string; orgId: string }, count: number, at = night) => {
    const ids = Array.from({ length: count }, () => randomUUID())
    await db.sql`insert into audits (id, at, actor_kind, actor_id, org_id, action, case_ids) values (${uuidv7(at)}, ${at}, 'staff', ${account.id}, ${account.orgId}, 'case.show', ${ids}::uuid[])`
  }
  await open(nurse as never, 25)
  await open(boss as never, 600, new Date('2022-07-20T08:10:00+09:00'))
  await db.sql`insert into audits (id, at, actor_kind, actor_id, org_id, action, case_ids) values (${uuidv7(night)}, ${night}, 'staff', ${nurse.id}, ${nurse.orgId}, 'case.show', ${[caseId]}::uuid[])`
  for (let n = 0; n < 6; n++) await findUnusual(db.worker, testNow)
  const found = await db.sql`select kind, n, heard_by from unusual_accesses order by kind`
  expect(found).toMatchObject([
    { kind: 'many', n: 600, heardBy: organisationOf('aoba').id },
    { kind: 'night', n: 26 },
    { kind: 'own-name', n: 1 },
  ])
  const items = await db.sql`select detail, centre_id, case_id from attention_items where kind = 'unusual-access'`
  expect(items).toHaveLength(3)
  for (const item of items) expect(item).toMatchObject({ centreId: organisationOf('aoba').id, caseId: null })
  const page = (await app.get('/centre/audit', manager)).text
  for (const words of ['本人と同じ氏名の登録を開いた', '1時間に多数の登録を開いた', '深夜に登録を開いた', 'nurse@aoba'])
    expect(page).toContain(words)
  const ids = await db.sql`select id, kind from unusual_accesses`
  const idOf = (kind: string) => ids.find((row) => row.kind === kind)!.id
  expect((await app.post(`/centre/audit/unusual/${idOf('own-name')}`, { note: '架空の確認' }, manager)).location).toBe(
    '/centre/audit?done=seen',
  )
  const [met] = await db.sql`select outcome, closed_by from attention_items where subject = ${idOf('own-name')}`
  expect(met).toMatchObject({ outcome: 'checked', closedBy: boss!.id })
  // Nobody marks what they did themselves, and another centre's manager sees none of it.
  expect((await app.post(`/centre/audit/unusual/${idOf('many')}`, { note: 'x' }, manager)).status).toBe(409)
  expect((await app.post(`/centre/audit/unusual/${idOf('night')}`, { note: 'x' }, await app.signedInAs('manager@minato'))).status).toBe(409)
  expect((await app.get('/centre/audit', await app.signedInAs('manager@minato'))).text).not.toContain('nurse@aoba')
  const [seen] = await db.sql`select note, seen_by from unusual_accesses where kind = 'own-name'`
  expect(seen).toMatchObject({ note: '架空の確認', seenBy: boss!.id })
})

test('access out of the ordinary by a prefecture’s own staff stands in the prefecture’s queue until its manager has looked', async () => {
  const officer = (await db.sql`select id, org_id from staff_accounts where login_id = 'officer@prefecture'`)[0]!
  const at = new Date('2022-07-20T03:30:00+09:00')
  const ids = Array.from({ length: 21 }, () => randomUUID())
  await db.sql`delete from unusual_runs`
  await db.sql`insert into audits (id, at, actor_kind, actor_id, org_id, action, case_ids) values (${uuidv7(at)}, ${at}, 'staff', ${officer.id}, ${officer.orgId}, 'case.show', ${ids}::uuid[])`
  const [himself, boss] = [await app.signedInAs('officer@prefecture'), await app.signedInAs('manager@prefecture')]
  const queue = async () => (await app.get('/prefecture', himself)).text
  expect(await queue()).not.toContain('通常と異なる閲覧')
  for (let n = 0; n < 6; n++) await findUnusual(db.worker, testNow)
  const page = await queue()
  expect(page).toContain('通常と異なる閲覧')
  expect(page).not.toContain('officer@prefecture')
  const [found] = await db.sql`select id from unusual_accesses where actor_id = ${officer.id}`
  const address = `/prefecture/audit/unusual/${found!.id}`
  expect((await app.get('/prefecture/audit', himself)).text).not.toContain(address)
  expect((await app.post(address, { note: 'x' }, himself)).status).toBe(403)
  expect((await app.post(address, { note: 'x' }, await app.signedInAs('manager@neighbour'))).status).toBe(409)
  expect((await app.get('/prefecture/audit', boss)).text).toContain(address)
  // A finding of one of its centres is that centre's to mark.
  const [ofCentre] = await db.sql`select id from unusual_accesses where kind = 'night' and actor_id <> ${officer.id}`
  expect((await app.post(`/prefecture/audit/unusual/${ofCentre!.id}`, { note: 'x' }, boss)).status).toBe(409)
  expect((await app.post(address, { note: '架空の確認' }, boss)).location).toBe('/prefecture/audit?done=seen')
  expect(await queue()).not.toContain('通常と異なる閲覧')
})
