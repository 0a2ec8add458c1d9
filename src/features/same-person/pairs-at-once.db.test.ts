import { afterAll, beforeAll, expect, test } from 'vitest'
import { organisationOf } from '../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { pairUp } from '../../../tools/test-merge.ts'
import { makeFamily } from '../../../tools/test-patients.ts'

let db: TestDatabase

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
})
afterAll(() => db.drop())

const idOf = (key: string) => organisationOf(key).id
const give = (sql: TestDatabase['sql'], caseId: string, to: string) =>
  sql`update watches set owner_centre_id = ${idOf(to)} where case_id = ${caseId}`
/** Resolves once some statement here waits for a lock. */
async function untilSomebodyWaits(): Promise<void> {
  while ((await db.sql`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`).length === 0)
    await new Promise((done) => setTimeout(done, 10))
}

test('both cases of a pair change their owner in the same moment: neither fails, and the pair stands with the two new owners alone', async () => {
  const [one, two] = await Promise.all(
    ['aoba', 'minato'].map(
      async (centre) => (await makeFamily(db.sql, { now: testNow, centre, names: [['架空', '対']] })).people[0]!.caseId,
    ),
  )
  await pairUp(db.sql, one!, two!, testNow)
  const queue = async () =>
    new Set((await db.sql`select centre_id from likeness_queue where ${one!} in (case_id, other_case_id)`).map(({ centreId }) => centreId))
  expect(await queue()).toEqual(new Set([idOf('aoba'), idOf('minato')]))
  let second: Promise<unknown> = Promise.resolve()
  await db.sql.begin(async (tx) => {
    await give(tx as unknown as TestDatabase['sql'], one!, 'yamate')
    second = db.worker.begin((other) => give(other as unknown as TestDatabase['sql'], two!, 'yamate')).catch((error) => error)
    await untilSomebodyWaits()
  })
  expect(await second).not.toBeInstanceOf(Error)
  expect(await queue()).toEqual(new Set([idOf('yamate')]))
})
