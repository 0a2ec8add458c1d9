import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type Session, type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { importXlsx, uploadFile, wholeRow, work } from '../../../tools/test-import.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { keptDays } from './refusals.ts'
import { erase, leaseMs } from './work-queries.server.ts'

let db: TestDatabase
let app: TestApp
let doctor: Session
let person = 2_000

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
})
beforeEach(async () => {
  app.setNow(testNow)
  doctor = await app.signedInAs('doctor@aoba-clinic')
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const idOf = (path: string) => path.split('/').at(-1)!
const later = (ms: number) => () => new Date(app.clock().getTime() + ms)
const states = async (path: string) =>
  Object.fromEntries(
    (await db.sql`select state, count(*)::int as n from import_rows where import_id = ${idOf(path)} group by state`).map(({ state, n }) => [
      state,
      n,
    ]),
  )

async function upload(count: number): Promise<string> {
  const rows = Array.from({ length: count }, () => wholeRow(++person))
  return (await uploadFile(app, doctor, 'list.xlsx', await importXlsx(rows))).location
}

/** A worker whose connection dies for good with the commit of its `nth` transaction. */
function dying(sql: Sql, nth: number): Sql {
  let begun = 0
  const begin = (run: (tx: Sql) => Promise<unknown>) =>
    sql.begin(async (tx) => {
      const done = await run(tx as unknown as Sql)
      if (++begun >= nth) throw new Error('killed before the commit')
      return done
    })
  return new Proxy(sql, { get: (target, key) => (key === 'begin' ? begin : Reflect.get(target, key)) })
}

test('a worker that dies between chunks of the check leaves what it judged; another goes on with the rest', async () => {
  const path = await upload(450)
  await expect(work(app, dying(db.worker, 2))).rejects.toThrow('killed')
  expect(await states(path)).toEqual({ good: 200 })
  // Nobody takes it out of the hands of a worker that may still live …
  await work(app, db.worker, { clock: later(leaseMs - 1) })
  expect(await states(path)).toEqual({ good: 200 })
  expect((await app.get(path, doctor)).text).toContain('450行のうち200行を確認しました')
  // … and then whoever comes first.
  await work(app, db.worker, { clock: later(leaseMs) })
  expect(await states(path)).toEqual({ good: 450 })
  expect((await app.get(path, doctor)).text).toContain('450行を報告')
})

test('a worker that dies while filing has filed a row with its case, or not at all: each person once', async () => {
  const path = await upload(50)
  await work(app, db.worker)
  await app.post(`${path}/accept`, {}, doctor)
  const before = await db.sql`select count(*)::int as n from cases`
  await expect(work(app, dying(db.worker, 2))).rejects.toThrow('killed')
  expect(await states(path)).toEqual({ filed: 20, good: 30 })
  expect((await app.get(path, doctor)).text).toContain('50行のうち20行を報告しました')
  await work(app, db.worker, { clock: later(leaseMs) })
  expect(await states(path)).toEqual({ filed: 50 })
  const after = await db.sql`select count(*)::int as n, count(distinct hersys_id)::int as ids from cases`
  expect(after[0]!.n - before[0]!.n).toBe(50)
  const [once] = await db.sql`
    select count(distinct case_id)::int as cases, count(*)::int as rows,
           (select count(*)::int from watches w where w.case_id in (select case_id from import_rows where import_id = ${idOf(path)})) as watches
      from import_rows where import_id = ${idOf(path)}`
  expect(once).toEqual({ cases: 50, rows: 50, watches: 50 })
})

test('a file that ends every worker that reads it is refused after the third, and no other waits for it', async () => {
  const path = await upload(3)
  for (let n = 0; n < 3; n++) await expect(work(app, dying(db.worker, 1), { clock: later(n * leaseMs) })).rejects.toThrow('killed')
  const other = await upload(2)
  await work(app, db.worker, { clock: later(3 * leaseMs) })
  expect((await app.get(path, doctor)).text).toContain('読み取れません')
  expect(await states(other)).toEqual({ good: 2 })
})

test('a worker that is told to end puts the import down, and the next takes it up at once', async () => {
  const path = await upload(450)
  const stop = new AbortController()
  let looks = 0
  const clock = () => {
    // Once for its name, once to take the import up, once to read it: the fourth look is the first chunk's.
    if (++looks === 4) stop.abort()
    return app.clock()
  }
  await work(app, db.worker, { clock, signal: stop.signal })
  expect(await states(path)).toEqual({ good: 200 })
  await work(app, db.worker)
  expect(await states(path)).toEqual({ good: 450 })
})

test('two workers at once judge and file every row once', async () => {
  const paths = [await upload(220), await upload(30)]
  await Promise.all([work(app, db.worker), work(app, db.worker)])
  for (const path of paths) await app.post(`${path}/accept`, {}, doctor)
  await Promise.all([work(app, db.worker), work(app, db.worker)])
  expect(await states(paths[0]!)).toEqual({ filed: 220 })
  expect(await states(paths[1]!)).toEqual({ filed: 30 })
})

test('one row that the database refuses fails alone', async () => {
  const path = await upload(3)
  await work(app, db.worker)
  await app.post(`${path}/accept`, {}, doctor)
  await db.sql.unsafe(`alter table cases add constraint refuses_one check (phone <> '0909${1_000_000 + person}') not valid`)
  await work(app, db.worker)
  await db.sql`alter table cases drop constraint refuses_one`
  expect(await states(path)).toEqual({ filed: 2, failed: 1 })
  const { text } = await app.get(path, doctor)
  expect(text).toContain('2件の発生届を報告しました')
  expect(text).toContain('画面から入力してください')
})

test('what a day later lies in the future of nobody: a good row is judged once more when it is filed', async () => {
  const path = await upload(1)
  await work(app, db.worker)
  await app.post(`${path}/accept`, {}, doctor)
  // The clock of the worker stands a day before the report.
  await work(app, db.worker, { clock: later(-86_400_000) })
  expect(await states(path)).toEqual({ faulty: 1 })
})

test('the order stands although the account has ended meanwhile', async () => {
  const path = await upload(2)
  await work(app, db.worker)
  await app.post(`${path}/accept`, {}, doctor)
  await db.sql`update staff_accounts set ended_at = ${testNow} where login_id = 'doctor@aoba-clinic'`
  await work(app, db.worker)
  await db.sql`update staff_accounts set ended_at = null where login_id = 'doctor@aoba-clinic'`
  expect(await states(path)).toEqual({ filed: 2 })
})

test('after the stated days file and rows are gone; what was filed stays and is known by its fingerprint', async () => {
  const row = wholeRow(++person)
  const bytes = await importXlsx([row, { ...wholeRow(++person), sex: '' }])
  const path = (await uploadFile(app, doctor, '架空の一覧.xlsx', bytes)).location
  await work(app, db.worker)
  await app.post(`${path}/accept`, {}, doctor)
  await work(app, db.worker)
  const kept = () => db.sql`
    select (select count(*)::int from import_files where import_id = ${idOf(path)}) as files, count(cells)::int as cells, count(*)::int as rows
      from import_rows where import_id = ${idOf(path)}`
  await erase(db.worker, new Date(testNow.getTime() - keptDays * 86_400_000), testNow)
  expect((await kept())[0]).toEqual({ files: 1, cells: 2, rows: 2 })
  app.advance(keptDays * 86_400_000 + 1)
  doctor = await app.signedInAs('doctor@aoba-clinic')
  await erase(db.worker, new Date(app.clock().getTime() - keptDays * 86_400_000), app.clock())
  expect((await kept())[0]).toEqual({ files: 0, cells: 0, rows: 1 })
  const { text } = await app.get(path, doctor)
  expect(text).toContain('ファイルと行の内容は消去されました')
  expect(text).not.toContain('架空の一覧')
  expect((await app.get(`${path}/file`, doctor)).status).toBe(404)
  const again = (await uploadFile(app, doctor, 'neu.xlsx', await importXlsx([row]))).location
  await work(app, db.worker)
  expect((await app.get(again, doctor)).text).toContain('同じ内容の発生届を報告済みです')
})
