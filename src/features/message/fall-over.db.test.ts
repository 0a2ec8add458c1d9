import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import type { Carrier, Handed } from '../../platform/carrier/carrier.ts'
import { demoCarrier } from '../../platform/carrier/demo.server.ts'
import { enqueue, type NewMessage } from './enqueue.server.ts'
import { createOutbox, drain } from './outbox.server.ts'
import { takeTurns } from './rate.server.ts'

let now = new Date('2022-07-20T10:00:00+09:00')
const start = now
let skipped = 0
const steady = performance.now.bind(performance)
vi.spyOn(performance, 'now').mockImplementation(() => steady() + skipped)
let db: TestDatabase
beforeAll(async () => {
  db = await testDatabase()
})
afterAll(() => db.drop())
afterEach(async () => {
  await db.sql`delete from messages`
  await db.sql`delete from system_alerts`
  await db.sql`update sms_rates set second = 0, used = 0`
  now = start
})

const down: Handed = { outcome: 'not-sent', reason: 'http-503' }
const unclear: Handed = { outcome: 'unclear', reason: 'line-broken' }
const fine: Handed = { outcome: 'sent', providerId: 'P' }

/** Two providers whose answer can be changed, and an outbox between them. */
function two({ takesKey = false, perSecond = null as number | null } = {}) {
  const answers = { first: fine, second: fine }
  const given: { first: string[]; second: string[] } = { first: [], second: [] }
  const provider = (name: 'first' | 'second'): Carrier => ({
    takesKey: name === 'first' && takesKey,
    send: async ({ id }) => {
      given[name].push(id)
      return answers[name]
    },
  })
  const outbox = createOutbox({
    carriers: { sms: provider('first'), secondSms: provider('second'), mail: demoCarrier('mail'), voice: demoCarrier('voice') },
    keepSecrets: false,
    ...(perSecond === null ? {} : { perSecond: { first: perSecond, second: perSecond } }),
  })
  const run = async () => {
    await drain(db.worker, outbox, 'sms', {
      clock: () => now,
      signal: new AbortController().signal,
      log: { error: console.error, warn: () => {} },
    })
    await Promise.all(outbox.onTheWay.sms.values())
  }
  return { answers, given, run }
}
const queue = (count: number, kind: NewMessage['kind'] = 'my-hersys-invitation') =>
  Promise.all(Array.from({ length: count }, () => enqueue(db.sql, { kind, channel: 'sms', recipient: '09012345678', body: 'ご案内', now })))
const states = async () =>
  (await db.sql`select state, provider, count(*)::int as n from messages group by 1, 2 order by 1, 2`).map(
    ({ state, provider, n }) => `${state} ${provider} ${n}`,
  )
const alerts = async () => (await db.sql`select kind from system_alerts order by at, id`).map(({ kind }) => kind)
const seconds = (n: number) => {
  now = new Date(now.getTime() + n * 1000)
  skipped += n * 1000
}

test.each([
  ['is down', down],
  ['refuses our account', { outcome: 'not-sent', reason: 'http-401-20003' } as Handed],
])('the first %s: the second takes all, each once; and back when the first answers again; both are told', async (_, answer) => {
  const { answers, given, run } = two()
  answers.first = answer
  const ids = await queue(40)
  await run()
  await run()
  expect(new Set(given.second)).toEqual(new Set(ids))
  expect(given.second).toHaveLength(40)
  expect(await states()).toEqual(['sent second 40'])
  expect(await alerts()).toEqual(['sms-fallen-over'])
  answers.first = fine
  seconds(20)
  given.second.length = 0
  const probe = await queue(1)
  await run()
  expect(given.first.at(-1)).toBe(probe[0])
  await queue(30)
  await run()
  expect(given.second).toEqual([])
  expect(await alerts()).toEqual(['sms-fallen-over', 'sms-provider-back'])
})

test('both down: nothing is lost, and it goes out when either is back', async () => {
  const { answers, given, run } = two()
  answers.first = answers.second = down
  const ids = await queue(10)
  await run()
  await run()
  answers.second = fine
  for (let minute = 0; minute < 45; minute++) {
    seconds(60)
    await run()
  }
  expect(await states()).toEqual(['sent second 10'])
  expect(new Set(given.second.filter((id) => ids.includes(id)))).toEqual(new Set(ids))
  expect(await alerts()).toContain('sms-provider-down')
})

test.each<[NewMessage['kind'], string, boolean, string[], number]>([
  ['report-reminder', 'nobody can be asked', false, ['unknown first 1'], 0],
  ['my-hersys-invitation', 'nobody can be asked', false, ['sent second 1'], 1],
  ['report-reminder', 'the first takes our key', true, ['queued first 1'], 0],
  ['my-hersys-invitation', 'the first takes our key', true, ['queued first 1'], 0],
])(
  'unclear whether the first has it: %s where %s is never sent by the other too, unless its kind says resend',
  async (kind, _, takesKey, expected, times) => {
    const { answers, given, run } = two({ takesKey })
    answers.first = unclear
    await queue(1, kind)
    await run()
    // The first stays broken: three others close its way.
    await queue(4, 'staff-code')
    await run()
    await db.sql`delete from messages where kind = 'staff-code'`
    given.second.length = 0
    seconds(30)
    const [probe] = await queue(1, 'staff-code')
    await run()
    await run()
    await db.sql`delete from messages where kind = 'staff-code'`
    expect(given.second.filter((id) => id !== probe)).toHaveLength(times)
    expect(await states()).toEqual(expected)
  },
)

test('a provider gets no more in a second than it takes, all workers together', async () => {
  const turns = await Promise.all(Array.from({ length: 8 }, () => takeTurns(db.worker, 'first', 10, 25, now)))
  expect(turns.reduce((sum, n) => sum + n)).toBe(25)
  expect(await takeTurns(db.worker, 'first', 10, 25, now)).toBe(0)
  expect(await takeTurns(db.worker, 'second', 10, 25, now)).toBe(10)
  expect(await takeTurns(db.worker, 'first', 10, 25, new Date(now.getTime() + 1000))).toBe(10)
  expect(await takeTurns(db.worker, 'first', 10, null, now)).toBe(10)
  const { given, run } = two({ perSecond: 7 })
  await db.sql`update sms_rates set second = 0, used = 0`
  await queue(12)
  await run()
  expect(given.first).toHaveLength(7)
  seconds(1)
  await run()
  expect(given.first).toHaveLength(12)
})
