import { afterAll, beforeAll, expect, test } from 'vitest'
import { dice } from '../../../db/seed/dice.ts'
import { organisationOf } from '../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { figureSteps, fromScratch, keptFigures } from '../../../tools/test-figures.ts'
import { makeFamily } from '../../../tools/test-patients.ts'
import { storeReport } from '../../../tools/test-reports.ts'
import { japaneseDay } from '../../lib/japanese-day.ts'
import { settleAnswers, settleFigures } from './jobs.server.ts'

let db: TestDatabase

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
})
afterAll(() => db.drop())

const kept = () => keptFigures(db.sql)

test.each([1, 2])('the figures after a random history are those of a count from scratch (%i)', async (seed) => {
  const { next: roll } = dice(seed)
  const names = Array.from({ length: 8 }, (_, n): [string, string] => ['架空', `${n}`])
  const family = await makeFamily(db.sql, { now: testNow, names, centre: seed === 1 ? 'aoba' : 'minato' })
  const ids = family.people.map(({ caseId }) => caseId)
  const all = figureSteps(db.sql, roll, ids)
  for (let n = 0; n < 120; n++) {
    const [, act] = all[Math.floor(roll() * all.length)]!
    await act(ids[Math.floor(roll() * ids.length)]!, new Date(testNow.getTime() + Math.floor(roll() * 14 * 86_400_000)))
    // Sometimes the worker looks in between, sometimes several changes wait for it.
    if (roll() < 0.3) await settleFigures(db.worker)
    if (n % 30 === 29) {
      await settleFigures(db.worker)
      expect(await kept(), `after ${n + 1} steps`).toEqual(await fromScratch(db.sql))
    }
  }
  expect(await db.sql`select from figures where n < 0`).toEqual([])
})

test('a worker that dies in the middle has booked all of a batch or nothing; two at once book it once', async () => {
  await db.sql`update cases set severity = 'mild'`
  const died = new Error('died')
  await expect(
    db.worker.begin(async (tx) => {
      await tx`select settle_figures(1000)`
      throw died
    }),
  ).rejects.toBe(died)
  await Promise.all([settleFigures(db.worker), settleFigures(db.worker), settleFigures(db.worker)])
  await settleFigures(db.worker)
  expect(await kept()).toEqual(await fromScratch(db.sql))
})

test('a case whose retention has run out stays counted', async () => {
  const before = await kept()
  await db.sql`update cases set state = 'expired', merged_into = null where id in (select case_id from case_facts order by case_id limit 3)`
  await settleFigures(db.worker)
  expect(await kept()).toEqual(before)
})

test('a daily report puts nothing into the queue of the figures', async () => {
  const { people } = await makeFamily(db.sql, { now: testNow, centre: 'aoba' })
  await settleFigures(db.worker)
  await storeReport(db.sql, people[0]!.caseId, { now: testNow, level: 'watch' })
  expect(await db.sql`select from fact_queue`).toEqual([])
})

test('answers are counted by channel against those under observation, silence included', async () => {
  const family = await makeFamily(db.sql, {
    now: testNow,
    centre: 'yamate',
    names: [
      ['架空', '答'],
      ['架空', '黙'],
    ],
  })
  await storeReport(db.sql, family.people[0]!.caseId, { now: testNow })
  await settleAnswers(db.worker, testNow, 2)
  await settleAnswers(db.worker, testNow, 2)
  const rows = await db.sql`
    select f.key, f.n from figures f where kind = 'answers' and day = ${japaneseDay(testNow)} and level = 'centre'
       and scope = ${organisationOf('yamate').id} order by key`
  const [observed] = await db.sql`select count(*)::int as n from watches where owner_centre_id = ${organisationOf('yamate').id} 
       and (ended_at is null or ended_at >= '2022-07-20 00:00+09') and period_from <= '2022-07-20' and period_to >= '2022-07-20'`
  expect(rows.find(({ key }) => key === 'web')).toEqual({ key: 'web', n: 1 })
  expect(rows.reduce((sum, { n }) => sum + n, 0)).toBe(observed!.n)
})

test('what is open is counted by how long it has been due', async () => {
  const { people } = await makeFamily(db.sql, { now: testNow, centre: 'yamate' })
  for (const [kind, minutes] of [
    ['red-flag', 59],
    ['unconfirmed', 60],
    ['sms-undeliverable', 3 * 1440],
  ] as const)
    await db.sql`select raise_item(gen_random_uuid(), null, ${people[0]!.caseId}, '', ${kind}, false, ${new Date(testNow.getTime() - minutes * 60_000)}, '{}', ${testNow})`
  await settleAnswers(db.worker, testNow, 1)
  const rows = await db.sql<{ key: string; n: number }[]>`
    select key, n from figures where kind = 'queue' and level = 'centre' and scope = ${organisationOf('yamate').id} order by key`
  expect(rows.map(({ key, n }) => `${key} ${n}`)).toEqual(
    expect.arrayContaining(['red-flag|1h 1', 'unconfirmed|4h 1', 'sms-undeliverable|more 1']),
  )
})
