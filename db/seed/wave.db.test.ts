import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkSilence } from '../../tools/check-silence.mjs'
import { type TestDatabase, testDatabase } from '../../tools/test-database.ts'
import { seedPlaces } from './places.server.ts'
import { seedWave } from './wave.server.ts'

const now = new Date('2022-07-20T10:00:00+09:00')
let db: TestDatabase
beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, now)
  await seedWave(db.sql, { count: 160, now, secret: '5e'.repeat(32), publicUrl: 'http://localhost' })
})
afterAll(() => db?.drop())

test('the seeded wave holds cases in every state and nobody in it is silent', async () => {
  const [count] =
    await db.sql`select count(*) filter (where state = 'observing')::int as observing, count(*) filter (where state = 'ended')::int as ended from watches`
  expect(count!.observing).toBeGreaterThan(50)
  expect(count!.ended).toBeGreaterThan(10)
  expect((await checkSilence(db.sql, now)).filter((rule) => rule.count > 0)).toEqual([])
})

test('everybody in the seed is recognisably invented', async () => {
  const rows = await db.sql`select family_name from cases union select name from organisations union select name from staff_accounts`
  for (const { familyName } of rows) expect(familyName).toMatch(/^架空/)
})
