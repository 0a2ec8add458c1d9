import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { organisationOf } from '../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type Session, type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { startWorker, work } from '../../../tools/test-bulk.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { makeFamily } from '../../../tools/test-patients.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import type { BulkKind } from './kind.ts'

let db: TestDatabase
let app: TestApp
let nurse: Session
let nurseId: string
const aoba = organisationOf('aoba').id
const minato = organisationOf('minato').id

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
})
beforeEach(async () => {
  app.setNow(testNow)
  nurse = await app.signedInAs('nurse@aoba')
  const [row] = await db.sql<{ id: string }[]>`select id from staff_accounts where login_id = 'nurse@aoba'`
  nurseId = row!.id
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const names = (count: number) => Array.from({ length: count }, (_, n): [string, string] => ['架空', `一括${n}`])
const makeCases = async (count: number, centre = 'aoba') =>
  (await makeFamily(db.sql, { now: testNow, centre, names: names(count) })).people.map(({ caseId }) => caseId)
const idOf = (path: string) => path.split('/').at(-1)!
const rowsOf = (job: string) => db.sql`select n, state, reason from bulk_rows where job_id = ${job} order by n`
const statesOf = async (job: string) => (await rowsOf(job)).map(({ state }) => state)
const owners = async (ids: string[]) =>
  (await db.sql<{ owner: string }[]>`select distinct owner_centre_id as owner from watches where case_id = any(${ids}::uuid[])`).map(
    ({ owner }) => owner,
  )

/** Chooses these cases for a hand-over to the neighbour and starts it. */
async function askFor(caseIds: string[], session = nurse): Promise<string> {
  const chosen = await app.post('/centre/selection', { action: 'hand-over-ask', case: caseIds }, session)
  expect(chosen.status).toBe(303)
  const started = await app.post(`${chosen.location}/start`, { to: minato, reason: '架空の転居' }, session)
  expect(started.status).toBe(303)
  return idOf(started.location)
}

test('a selection changes nothing until it is started; then each case is asked for, and the giver owns until the receiver accepts', async () => {
  const cases = await makeCases(3)
  const chosen = await app.post('/centre/selection', { action: 'hand-over-ask', case: cases }, nurse)
  const page = await app.get(chosen.location, nurse)
  expect(page.text).toContain('3人：移管を依頼する')
  await work(app, db.worker)
  expect(await db.sql`select from hand_overs where case_id = any(${cases}::uuid[])`).toHaveLength(0)
  const refused = await app.post(`${chosen.location}/start`, { to: '', reason: '' }, nurse)
  expect(refused.status).toBe(422)
  expect(refused.text).toContain('移管先を選んでください。')
  expect(refused.text).toContain('移管の理由を入力してください。')
  const half = await app.post(`${chosen.location}/start`, { to: '', reason: '架空の理由を打った' }, nurse)
  expect(half.text).toContain('架空の理由を打った')
  await app.post(`${chosen.location}/start`, { to: minato, reason: '架空の転居' }, nurse)
  expect((await app.get(chosen.location, nurse)).text).toContain('3人のうち0人を終えました')
  await work(app, db.worker)
  expect(await statesOf(idOf(chosen.location))).toEqual(['done', 'done', 'done'])
  expect(await owners(cases)).toEqual([aoba])
  const asked = await db.sql`select to_centre_id, asked_by, reason from hand_overs where case_id = any(${cases}::uuid[])`
  expect(asked).toEqual(cases.map(() => ({ toCentreId: minato, askedBy: nurseId, reason: '架空の転居' })))
  const done = await app.get(chosen.location, nurse)
  expect(done.text).toContain('3人に行いました')
  expect((await app.get('/centre/bulk', nurse)).text).toContain('完了 3')
})

test('the receiver accepts many at once: owner and items move case by case, and each waiting item is closed in that person’s name', async () => {
  const cases = await makeCases(3)
  await askFor(cases)
  await work(app, db.worker)
  const receiver = await app.signedInAs('nurse@minato')
  const pending = await db.sql<{ id: string }[]>`select id from hand_overs where case_id = any(${cases}::uuid[]) order by id`
  const chosen = await app.post('/centre/selection', { action: 'hand-over-accept', handOver: pending.map(({ id }) => id) }, receiver)
  await app.post(`${chosen.location}/start`, {}, receiver)
  // Meanwhile the giver takes one back: that row says so, and its case stays where it was.
  await app.post(`/centre/hand-overs/${pending[0]!.id}/withdraw`, {}, nurse)
  await work(app, db.worker)
  const rows = await rowsOf(idOf(chosen.location))
  expect(rows.map(({ state }) => state).sort()).toEqual(['done', 'done', 'unchanged'])
  expect(rows.find(({ state }) => state === 'unchanged')!.reason).toBe('すでに決まっていました：取り下げ')
  expect((await owners(cases)).sort()).toEqual([aoba, minato].sort())
  const open = await db.sql`
    select i.case_id from attention_items i join watches w on w.case_id = i.case_id
     where i.case_id = any(${cases}::uuid[]) and i.closed_at is null and (i.kind = 'hand-over-waiting' or i.centre_id <> w.owner_centre_id)`
  expect(open).toEqual([])
  const closed = await db.sql`select distinct s.login_id from attention_items i join staff_accounts s on s.id = i.closed_by
    where i.case_id = any(${cases}::uuid[]) and i.kind = 'hand-over-waiting' and i.outcome = 'accepted'`
  expect(closed).toEqual([{ loginId: 'nurse@minato' }])
})

test('a case of another centre is not taken into a selection, and what one may no longer see is refused row by row', async () => {
  const [mine] = await makeCases(1)
  const [foreign] = await makeCases(1, 'yamate')
  const chosen = await app.post('/centre/selection', { action: 'hand-over-ask', case: [mine!, foreign!] }, nurse)
  expect(await rowsOf(idOf(chosen.location))).toHaveLength(1)
  const nothing = await app.post('/centre/selection', { action: 'hand-over-ask', case: [foreign!] }, nurse)
  expect(nothing.status).toBe(422)
  expect(nothing.text).toContain('対象が選ばれていません。')
  await app.post(`${chosen.location}/start`, { to: minato, reason: '架空' }, nurse)
  await db.sql`update watches set owner_centre_id = ${organisationOf('yamate').id} where case_id = ${mine!}`
  await work(app, db.worker)
  expect(await rowsOf(idOf(chosen.location))).toMatchObject([{ state: 'refused', reason: 'ほかの保健所の担当です' }])
  await db.sql`update watches set owner_centre_id = ${aoba} where case_id = ${mine!}`
})

test('each row is done once: a worker killed before a commit leaves the row waiting, and two workers share the rest', async () => {
  const cases = await makeCases(12)
  const job = await askFor(cases)
  await expect(work(app, dying(db.worker, 5))).rejects.toThrow('killed')
  expect((await statesOf(job)).filter((state) => state === 'done')).toHaveLength(4)
  expect(await db.sql`select from hand_overs where case_id = any(${cases}::uuid[])`).toHaveLength(4)
  await Promise.all([work(app, db.worker), work(app, db.worker)])
  expect(new Set(await statesOf(job))).toEqual(new Set(['done']))
  const [once] = await db.sql`
    select count(*)::int as asked, count(distinct case_id)::int as cases from hand_overs where case_id = any(${cases}::uuid[])`
  expect(once).toEqual({ asked: 12, cases: 12 })
  const audits = await db.sql`select actor_id, case_ids, outcome from audits where request_id = ${`bulk-${job}`}`
  expect(audits).toHaveLength(12)
  expect(audits.every(({ actorId, outcome }) => actorId === nurseId && outcome === 'ok')).toBe(true)
  expect(new Set(audits.flatMap(({ caseIds }) => caseIds))).toEqual(new Set(cases))
})

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

test('what is stopped is not done any more, and only the own organisation sees or stops it', async () => {
  const cases = await makeCases(2)
  const job = await askFor(cases)
  const stranger = await app.signedInAs('nurse@minato')
  for (const path of [`/centre/bulk/${job}`]) expect((await app.get(path, stranger)).status).toBe(404)
  expect((await app.post(`/centre/bulk/${job}/stop`, {}, stranger)).status).toBe(404)
  const colleague = await app.signedInAs('clerk@aoba')
  expect((await app.post(`/centre/bulk/${job}/stop`, {}, colleague)).status).toBe(303)
  await work(app, db.worker)
  expect(await statesOf(job)).toEqual(['waiting', 'waiting'])
  expect(await db.sql`select from hand_overs where case_id = any(${cases}::uuid[])`).toHaveLength(0)
  expect((await app.get(`/centre/bulk/${job}`, nurse)).text).toContain('中止により行わなかったもの：2人')
})

test('stopped while the worker is at it: the row under way is finished, the next is not begun', async () => {
  const cases = await makeCases(3)
  const job = await askFor(cases)
  await db.sql`update bulk_jobs set kind = 'probe' where id = ${job}`
  const stopping: BulkKind = {
    label: '架空',
    things: ['case'],
    audit: 'bulk-action.probe',
    can: () => true,
    about: '',
    run: async () => {
      await app.post(`/centre/bulk/${job}/stop`, {}, nurse)
      return 'done'
    },
  }
  await startWorker({ probe: stopping }, app, db.worker)
  expect(await statesOf(job)).toEqual(['done', 'waiting', 'waiting'])
})

test('nobody starts what another chose, and what has begun is not begun again', async () => {
  const chosen = await app.post('/centre/selection', { action: 'hand-over-ask', case: await makeCases(1) }, nurse)
  const colleague = await app.signedInAs('clerk@aoba')
  const tried = await app.post(`${chosen.location}/start`, { to: minato, reason: '架空' }, colleague)
  expect(tried.status).toBe(403)
  expect((await app.get(chosen.location, colleague)).text).toContain('始められるのは、選んだ本人だけです')
  await app.post(`${chosen.location}/start`, { to: minato, reason: '一度目' }, nurse)
  await app.post(`${chosen.location}/start`, { to: minato, reason: '二度目' }, nurse)
  const [job] = await db.sql`select params from bulk_jobs where id = ${idOf(chosen.location)}`
  expect(job!.params.reason).toBe('一度目')
  await work(app, db.worker)
})

test('whoever started it has left meanwhile: nothing more is done in their name, and each row says so', async () => {
  const cases = await makeCases(2)
  const job = await askFor(cases)
  await db.sql`update staff_accounts set ended_at = ${testNow} where id = ${nurseId}`
  await work(app, db.worker)
  await db.sql`update staff_accounts set ended_at = null where id = ${nurseId}`
  expect(await rowsOf(job)).toMatchObject(
    Array(2).fill({ state: 'refused', reason: '始めた方のアカウントが終了したため、行いませんでした' }),
  )
  expect(await db.sql`select from hand_overs where case_id = any(${cases}::uuid[])`).toHaveLength(0)
})

test('the worker acts with the rights of that person and no others; an error of ours fails one row alone and is told to the centre', async () => {
  const [first, second] = await makeCases(2)
  const [foreign] = await makeCases(1, 'yamate')
  const job = randomUUID()
  await db.sql`insert into bulk_jobs (id, org_id, kind, thing, state, created_at, created_by, started_at)
    values (${job}, ${aoba}, 'probe', 'case', 'running', ${testNow}, ${nurseId}, ${testNow})`
  await db.sql`insert into bulk_rows (job_id, n, org_id, thing_id, case_id) values (${job}, 1, ${aoba}, ${first!}, ${first!}), (${job}, 2, ${aoba}, ${second!}, ${second!})`
  const seen: unknown[] = []
  const probe: BulkKind = {
    label: '架空',
    things: ['case'],
    audit: 'bulk-action.probe',
    can: () => true,
    about: '',
    run: async (sql, caseId, _params, actor) => {
      seen.push(
        (
          await sql`select current_user as role, (current_actor()).account_id, (select count(*)::int from cases where id = ${foreign!}) as foreign_cases`
        )[0],
      )
      if (caseId === first) await sql`update watches set owner_centre_id = ${minato} where case_id = ${caseId}`
      expect(actor).toMatchObject({ loginId: 'nurse@aoba', orgKind: 'centre' })
      return 'done'
    },
  }
  await startWorker({ probe }, app, db.worker)
  // The first is refused, reads anew three times (it might have been a merge) and is refused each time.
  expect(seen).toEqual(Array(5).fill({ role: 'hersys_web', accountId: nurseId, foreignCases: 0 }))
  expect(await statesOf(job)).toEqual(['failed', 'done'])
  expect(await owners([first!])).toEqual([aoba])
  const told = await db.sql`select kind, centre_id, detail from attention_items where subject = ${`bulk:${job}`}`
  expect(told).toEqual([{ kind: 'job-failed', centreId: aoba, detail: { bulk: job } }])
  // By itself the worker is nobody: the web's rights are there only while a row is done.
  const [by] = await db.worker`select current_user as role, (current_actor()).account_id`
  expect(by).toEqual({ role: 'hersys_worker', accountId: null })
})

test('the web cannot pretend to be the worker, nor put words into another’s mouth', async () => {
  const job = await askFor(await makeCases(1))
  await db.web.begin(async (tx) => {
    await tx`select set_config('app.bulk', ${job}, true), set_config('app.now', ${testNow.toISOString()}, true)`
    expect((await tx`select (current_actor()).account_id`)[0]).toEqual({ accountId: null })
  })
  await work(app, db.worker)
})

test('"all that this filter finds" is chosen by the filter, not by what stands on the page', async () => {
  const cases = await makeCases(60, 'yamate')
  const yamate = await app.signedInAs('nurse@yamate')
  const all = await app.post(
    '/centre/selection',
    { action: 'hand-over-ask', all: 'watch-list', 'all.silent': '1', case: cases.slice(0, 2) },
    yamate,
  )
  const [counted] = await db.sql`select count(*)::int as n from bulk_rows where job_id = ${idOf(all.location)}`
  const [own] =
    await db.sql`select count(*)::int as n from watches where owner_centre_id = ${organisationOf('yamate').id} and state = 'observing'`
  expect(counted).toEqual(own)
  expect(counted!.n).toBeGreaterThanOrEqual(60)
})
