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

test('旧登録情報一覧 and 発生届の提出前に使用 have something to show: reports in the older form, and one registration without 発生届', async () => {
  const [older] = await db.sql`
    select count(*)::int as count, count(*) filter (where w.state = 'ended')::int as released, min(c.reported_on) as first, max(c.reported_on) as last
      from case_forms f join cases c on c.id = f.case_id join watches w on w.case_id = c.id where f.form_version = 'covid-19.notification/1'`
  expect(older!.count).toBeGreaterThanOrEqual(5)
  expect(older!.released).toBeGreaterThan(0)
  expect([older!.first >= '2022-06-21', older!.last <= '2022-06-29']).toEqual([true, true])
  const [version] = await db.sql`select count(*)::int as count from notifications where form_version = 'covid-19.notification/1'`
  expect(version!.count).toBe(older!.count)
  const early =
    await db.sql`select c.given_name, w.case_id as watched from cases c left join watches w on w.case_id = c.id where c.state = 'draft'`
  expect(early).toEqual([{ givenName: '検査待', watched: null }])
})

test('everybody in the seed is recognisably invented', async () => {
  const rows = await db.sql`select family_name from cases union select name from organisations union select name from staff_accounts`
  for (const { familyName } of rows) expect(familyName).toMatch(/^架空/)
})
