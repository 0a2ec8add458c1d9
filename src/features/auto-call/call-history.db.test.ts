import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { violations } from '../../../tools/call-oracle.ts'
import { type Act, live, midnight, nursesOf, people, type Request, type Step } from '../../../tools/test-call-life.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'

// 自動架電 over random lives: plans that change, people who are released, die, are handed over, come back, report, change their number; a worker
// that dies at any statement; a provider that refuses, loses answers and callbacks, and falls silent; a clock that jumps. The judge is
// tools/call-oracle.ts.

let db: TestDatabase
let nurses: Awaited<ReturnType<typeof nursesOf>>
beforeAll(async () => {
  db = await testDatabase()
  nurses = await nursesOf(db)
})
afterAll(() => db.drop())

const person = fc.integer({ min: 0, max: people - 1 })
const times = fc.uniqueArray(fc.constantFrom('08:00', '09:00', '12:00', '12:30', '16:00', '20:30'), { minLength: 1, maxLength: 4 })
const days = fc.constantFrom<number[] | null>(null, null, null, [3, 5], [4, 6, 7])
const tick = (crashAt: fc.Arbitrary<number | null>) =>
  fc.record({ what: fc.constant('tick' as const), crashAt, order: fc.integer({ min: 0, max: 4 }) })
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 16, arbitrary: tick(fc.constant(null)) },
  { weight: 8, arbitrary: tick(fc.integer({ min: 1, max: 45 })) },
  {
    weight: 3,
    arbitrary: fc.record({ what: fc.constant('set' as const), person, number: fc.integer({ min: 0, max: people }), times, days }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ what: fc.constantFrom('end-plan' as const, 'release', 'reopen', 'stop', 'report', 'report'), person }),
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constantFrom('death' as const, 'withdrawal'), person }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constantFrom('ask-hand-over' as const, 'accept-hand-over'), person }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('correct' as const), person, number: fc.constantFrom(0, 1, 3, 4, null) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('rule' as const), unlessReported: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('deaf' as const), isDeaf: fc.boolean() }) },
)
const step: fc.Arbitrary<Step> = fc.record({
  after: fc.oneof(
    { weight: 20, arbitrary: fc.constantFrom(2, 6, 16, 16, 31) },
    { weight: 2, arbitrary: fc.constantFrom(60, 130) },
    { weight: 1, arbitrary: fc.constantFrom(700, 1500) },
  ),
  skew: fc.oneof({ weight: 12, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constantFrom(-3, -1, 7, 25) }),
  act,
})
const request: fc.Arbitrary<Request> = fc.record({
  way: fc.constantFrom('ok', 'ok', 'ok', 'ok', 'refused', 'not-sent', 'lost-and-rings', 'lost'),
  fate: fc.constantFrom('no-answer', 'no-answer', 'busy', 'machine', 'completed', 'completed', 'hung-up'),
  tells: fc.constantFrom(true, true, true, false),
})
const dayNumber = (day: string) => Math.round((Date.parse(`${day}T00:00:00+09:00`) - midnight) / 86_400_000)
const everybody: Step[] = [0, 1, 2].map((who) => ({
  after: 2,
  skew: 0,
  act: {
    what: 'set',
    person: who,
    number: who,
    times: [
      ['08:00', '12:30'],
      ['08:00', '12:00'],
      ['09:00', '20:30'],
    ][who]!,
    days: null,
  },
}))

test('C33 C35 C37 over random histories with crashes and jumps: no call after the end, none missed, never two at once, nobody silent', async () => {
  const counts: Record<string, number> = {}
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 14, maxLength: 26 }),
      fc.array(request, { minLength: 3, maxLength: 12 }),
      async (steps, requests) => {
        const { history, rows } = await live(db, nurses, [...everybody, ...steps], requests)
        for (const { state } of rows) counts[state] = (counts[state] ?? 0) + 1
        for (const event of history) if (event.what === 'ring') counts.rings = (counts.rings ?? 0) + 1
        expect(violations(history, rows, people, dayNumber)).toEqual([])
      },
    ),
    { numRuns: 60, seed: 20220815, endOnFailure: true },
  )
  console.info('calls over 60 histories', JSON.stringify(counts))
  for (const state of ['no-answer', 'busy', 'machine', 'completed', 'aborted', 'failed', 'called-off'])
    expect(counts[state]).toBeGreaterThan(0)
})
