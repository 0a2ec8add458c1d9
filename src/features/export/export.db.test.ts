import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { organisationOf } from '../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type FormFields, type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { makeFamily } from '../../../tools/test-patients.ts'
import { readCsv } from '../../platform/excel/csv.server.ts'
import { readWorkbook } from '../../platform/excel/workbook.server.ts'
import { hashToken } from '../../platform/http/session.server.ts'
import { workExports, writeInThread } from './jobs.server.ts'
import { wipe } from './queries.server.ts'

let db: TestDatabase
let app: TestApp
const as = (who: string) => app.signedInAs(who)
const job = (signal = new AbortController().signal) => ({ clock: app.clock, signal })

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
  await makeFamily(db.sql, {
    now: testNow,
    names: [
      ['=架空', '𠮷子'],
      ['架空', '甲,乙'],
      ['架空', '-丙'],
    ],
  })
  await makeFamily(db.sql, { now: testNow, centre: 'minato', names: [['架空', '港']] })
  await db.sql`update cases set reporting_institution_id = ${organisationOf('aoba-clinic').id} where notified_centre_id = ${organisationOf('aoba').id}`
  await db.sql`select raise_item(gen_random_uuid(), null, id, '', 'unconfirmed', false, ${testNow}, '{}', ${testNow}) from cases`
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const baseOf = (who: string) => (who.includes('clinic') ? '/institution' : who.startsWith('officer') ? '/prefecture' : '/centre')
const order = async (who: string, form: FormFields) =>
  app.post(
    `${baseOf(who)}/exports`,
    { list: 'watch', column: ['hersysId', 'familyName', 'givenName'], format: 'csv-utf8', reason: '架空の訓練', ...form },
    await as(who),
  )
const latest = async () =>
  (
    await db.sql<{ id: string; state: string; rowsDone: number; replaced: number }[]>`
  select id, state, rows_done, replaced from exports order by ordered_at desc, id desc limit 1`
  )[0]!
async function fetched(who: string, id: string) {
  const answer = await fetch(`${app.url}${baseOf(who)}/exports/file?export=${id}`, {
    redirect: 'manual',
    headers: { cookie: app.cookieHeader(await as(who)) },
  })
  return { status: answer.status, bytes: Buffer.from(await answer.arrayBuffer()) }
}
async function exported(who: string, form: FormFields) {
  app.advance(1000)
  expect((await order(who, form)).status).toBe(303)
  await workExports(db.worker, job())
  const made = await latest()
  expect(made.state).toBe('done')
  return { ...made, ...(await fetched(who, made.id)) }
}

test('every fault of an order is told at once, and what was ticked stays; a purpose is asked for', async () => {
  const answer = await order('nurse@aoba', { column: 'hersysId', from: '2022-07-31', to: '2022-07-01', reason: ' ' })
  expect(answer.status).toBe(422)
  expect(answer.text).toContain('期間の終わりは、始まりより後に')
  expect(answer.text).toContain('目的を入力してください')
  expect(answer.text).toMatch(/value="hersysId"[^>]*checked/)
  expect(answer.text).not.toMatch(/value="familyName"[^>]*checked/)
  expect(await db.sql`select from exports`).toEqual([])
})

test('CSV for a spreadsheet: its mark, chosen columns, formulas harmless, nothing of the neighbour', async () => {
  const { status, bytes, rowsDone } = await exported('nurse@aoba', {})
  expect([status, rowsDone, bytes.subarray(0, 3).toString('hex')]).toEqual([200, 3, 'efbbbf'])
  const [head, ...rows] = readCsv(bytes)!
  expect(head).toEqual(['HER-SYS ID', '姓', '名'])
  expect(rows.map(([, ...name]) => name).sort()).toEqual(
    [
      ["'=架空", '𠮷子'],
      ['架空', "'-丙"],
      ['架空', '甲,乙'],
    ].sort(),
  )
})

test('Shift_JIS: what it lacks becomes 〓, is counted and told', async () => {
  const { bytes, replaced } = await exported('nurse@aoba', { format: 'csv-sjis' })
  expect(replaced).toBe(1)
  expect(new TextDecoder('shift_jis').decode(bytes)).toContain('〓子')
  expect((await app.get('/centre/exports', await as('nurse@aoba'))).text).toContain('Shift_JISにない1文字を〓に置き換えました')
})

test('Excel: text cells with the headings in the first row', async () => {
  const { bytes } = await exported('nurse@aoba', { format: 'xlsx', column: ['familyName'] })
  const { rows } = await readWorkbook(bytes, '一覧')
  expect(rows.flat().map(String).sort()).toEqual(['姓', "'=架空", '架空', '架空'].sort())
})

test('the file is for the person who asked, and for a day: no colleague, no neighbour, and at 24 hours nobody; then it is gone', async () => {
  const { id } = await exported('nurse@aoba', {})
  for (const who of ['clerk@aoba', 'manager@aoba', 'nurse@minato']) expect((await fetched(who, id)).status, who).toBe(303)
  expect((await app.get('/centre/exports', await as('clerk@aoba'))).text).toContain('まだ書き出しはありません')
  const [row] = await db.sql<{ expiresAt: string }[]>`select expires_at from exports where id = ${id}`
  const end = Date.parse(row!.expiresAt)
  expect(end).toBe(app.clock().getTime() + 24 * 3_600_000)
  // Whatever the page asks: the policies by themselves show nobody else's order and no piece of its file.
  const colleague = hashToken([...(await as('clerk@aoba')).cookies.values()][0]!)
  const seen = await db.web.begin(async (tx) => {
    await tx`select set_config('app.session', ${colleague}, true), set_config('app.now', ${app.clock().toISOString()}, true)`
    return tx`select (select count(*)::int from exports) as orders, (select count(*)::int from export_chunks) as pieces`
  })
  expect(seen[0]).toEqual({ orders: 0, pieces: 0 })
  const now = app.clock()
  app.setNow(new Date(end - 1))
  expect((await fetched('nurse@aoba', id)).status).toBe(200)
  await wipe(db.worker, app.clock())
  app.setNow(new Date(end))
  expect((await fetched('nurse@aoba', id)).status).toBe(303)
  expect((await db.sql`select from export_chunks where export_id = ${id}`).length).toBeGreaterThan(0)
  await wipe(db.worker, app.clock())
  expect(await db.sql`select from export_chunks where export_id = ${id}`).toEqual([])
  expect(await db.sql`select state, reason from exports where id = ${id}`).toEqual([{ state: 'wiped', reason: '架空の訓練' }])
  app.setNow(now)
})

test('who asked, why, which cases went into the file, and each taking along stand in the audit', async () => {
  const { id } = await exported('nurse@aoba', {})
  const rows = await db.sql<{ action: string; caseIds: string[]; detail: Record<string, unknown> }[]>`
    select action, case_ids, detail from audits where detail ->> 'export' = ${id} order by at, action`
  expect(rows.map(({ action }) => action).sort()).toEqual(['export.file', 'export.order', 'export.rows'])
  const own = await db.sql<{ id: string }[]>`select case_id as id from watches where owner_centre_id = ${organisationOf('aoba').id}`
  expect(rows.find(({ action }) => action === 'export.rows')!.caseIds.sort()).toEqual(own.map((c) => c.id).sort())
  expect(rows.find(({ action }) => action === 'export.order')!.detail).toMatchObject({ list: 'watch', reason: '架空の訓練' })
})

test('a worker that dies or is stopped in the middle leaves no half file: the next begins anew, and after three it is given up', async () => {
  app.advance(1000)
  await order('nurse@aoba', {})
  const { id } = await latest()
  // Told to stop while it writes: the first two looks at the clock are for taking the order up.
  const stopping = new AbortController()
  let looks = 0
  const clock = () => {
    if (++looks > 2) stopping.abort()
    return app.clock()
  }
  const stopped = { ...job(stopping.signal), clock }
  await workExports(db.worker, stopped)
  expect((await latest()).state).toBe('working')
  await db.sql`insert into export_chunks (export_id, n, bytes) values (${id}, 7, 'left over') on conflict do nothing`
  await workExports(db.worker, job())
  expect(await latest()).toMatchObject({ state: 'done', rowsDone: 3 })
  expect(await db.sql`select from export_chunks where export_id = ${id} and n = 7`).toEqual([])
  await db.sql`update exports set state = 'working', tries = 3, expires_at = null, finished_at = null where id = ${id}`
  await workExports(db.worker, job())
  expect((await latest()).state).toBe('failed')
})

test('the worker writes in a thread of its own: told to stop it puts the order down, one that falls leaves it to the next, and the next writes it', async () => {
  app.advance(1000)
  await order('nurse@aoba', {})
  const { id } = await latest()
  const stateDir = mkdtempSync(join(tmpdir(), 'export-'))
  const env = {
    DEMO: '1',
    LOG_LEVEL: 'silent',
    STATE_DIR: stateDir,
    CLOCK_START: app.clock().toISOString(),
    WEB_DATABASE_URL: db.webUrl,
    WORKER_DATABASE_URL: db.workerUrl,
  }
  const run = (signal = new AbortController().signal, other = {}) => writeInThread(db.worker, app.clock(), signal, { ...env, ...other })
  // Held where it empties the file of whoever had the order before; it hears the wish before it can go on.
  const stopping = new AbortController()
  const stopped = await db.sql.begin(async (tx) => {
    await tx`lock table export_chunks in share mode`
    const running = run(stopping.signal)
    const isHeld = async () => (await tx`select from pg_locks where relation = 'export_chunks'::regclass and not granted`).length > 0
    await expect.poll(isHeld, { timeout: 60_000 }).toBe(true)
    stopping.abort()
    return { running }
  })
  await stopped.running
  expect(await db.sql`select state, tries, worked_by from exports where id = ${id}`).toEqual([
    { state: 'working', tries: 0, workedBy: null },
  ])
  app.advance(60_000)
  await expect(run(undefined, { WORKER_DATABASE_URL: db.workerUrl.replace(/:[^:@]+@/, ':wrong@') })).rejects.toThrow()
  expect(await latest()).toMatchObject({ id, state: 'working' })
  await run()
  expect(await latest()).toMatchObject({ id, state: 'done', rowsDone: 3 })
  expect(readCsv((await fetched('nurse@aoba', id)).bytes)).toHaveLength(4)
  // Nothing waits: no thread is begun, which would fail here.
  await run(undefined, { WORKER_DATABASE_URL: 'no address' })
  rmSync(stateDir, { recursive: true })
})
