import { afterAll, beforeAll, expect, test } from 'vitest'
import { organisationOf } from '../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { makeFamily } from '../../../tools/test-patients.ts'
import { storeReport } from '../../../tools/test-reports.ts'
import { settleFortnight } from './jobs.server.ts'

let db: TestDatabase
beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
})
afterAll(() => db.drop())

const at = (time: string) => new Date(`2022-07-20T${time}:00+09:00`)
const answered = async () => {
  const [row] = await db.sql<{ n: number }[]>`
    select coalesce(sum(n) filter (where key = 'web'), 0)::int as n from figures
     where kind = 'answers' and day = '2022-07-20' and level = 'centre' and scope = ${organisationOf('yamate').id}`
  return row!.n
}

test('a day that was never counted is counted by day; one that was, in the small hours alone', async () => {
  const { people } = await makeFamily(db.sql, {
    now: testNow,
    centre: 'yamate',
    names: [
      ['架空', '早'],
      ['架空', '遅'],
    ],
  })
  const [early, late] = people.map(({ caseId }) => caseId)
  await storeReport(db.sql, early!, { now: testNow })
  await settleFortnight(db.worker, at('10:00'))
  expect(await answered()).toBe(1)
  await storeReport(db.sql, late!, { now: testNow })
  for (const [time, n] of [
    ['10:00', 1],
    ['01:59', 1],
    ['05:00', 1],
    ['02:00', 2],
  ] as const) {
    await settleFortnight(db.worker, at(time))
    expect([time, await answered()]).toEqual([time, n])
  }
})
