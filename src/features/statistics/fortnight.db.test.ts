import { afterAll, beforeAll, expect, test } from 'vitest'
import { organisationOf } from '../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { makeFamily } from '../../../tools/test-patients.ts'
import { storeReport } from '../../../tools/test-reports.ts'
import { settleAnswers, settleFortnight } from './jobs.server.ts'

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

test('centre by centre the answers are those of a count from scratch: late entries, corrections, endings and withdrawals included', async () => {
  const centre = 'minato' as const
  const names = Array.from({ length: 40 }, (_, n): [string, string] => ['架空', `回答${n}`])
  const start = new Date('2022-07-16T09:00:00+09:00')
  const people = (
    await Promise.all([0, 8, 16, 24, 32].map((n) => makeFamily(db.sql, { now: start, centre, names: names.slice(n, n + 8) })))
  )
    .flatMap(({ people }) => people)
    .map(({ caseId }) => caseId)
  const channels = ['web', 'call', 'inbound', 'staff']
  for (const [n, caseId] of people.entries())
    for (let day = 16; day <= 20; day++) {
      // some are silent, some say two things on a day, some days are entered on the day after
      for (let again = 0; again < (n * 7 + day) % 3; again++) {
        const reportedAt = new Date(`2022-07-${day}T${10 + again}:00:00+09:00`)
        const id = await storeReport(db.sql, caseId, { now: new Date(reportedAt.getTime() + (n % 4 === 1 ? 86_400_000 : 0)), reportedAt })
        const channel = channels[(n + day + again) % 4]!
        await db.sql`update daily_reports set channel = ${channel} where case_id = ${caseId} and id = ${id}`
        await db.sql`update watches set last_channel = ${channel} where case_id = ${caseId} and last_report_id = ${id}`
      }
      if (n % 9 === 0 && day === 18)
        await db.sql`update watches set state = 'ended', ended_at = ${new Date(`2022-07-${day}T${n % 2 ? '23:59' : '00:00'}:00+09:00`)}, ended_by = (select id from staff_accounts limit 1),
          end_kind = ${n % 18 ? 'release' : 'withdrawal'} where case_id = ${caseId}`
    }
  const rows = () => db.sql`
    select level, scope, day, key, n from figures where kind = 'answers' and day between '2022-07-15' and '2022-07-21' order by day, level, scope, key`
  await settleAnswers(db.worker, new Date('2022-07-21T23:00:00+09:00'), 7)
  const byCentre = await rows()
  await db.sql`delete from figures where kind = 'answers'`
  for (let day = 15; day <= 21; day++) await db.worker`select settle_answers(${`2022-07-${day}`})`
  const whole = await rows()
  expect(byCentre.filter(({ level, scope }) => level === 'centre' && scope === organisationOf(centre).id).length).toBeGreaterThan(15)
  expect(byCentre).toEqual(whole)
})
