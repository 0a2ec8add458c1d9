import { afterAll, beforeAll, expect, test } from 'vitest'
import { dice } from '../../../db/seed/dice.ts'
import { organisationOf } from '../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { figureSteps, fromScratch, keptFigures } from '../../../tools/test-figures.ts'
import { asNurse, pairUp } from '../../../tools/test-merge.ts'
import { makeFamily } from '../../../tools/test-patients.ts'
import { mergeCases, undoMerge } from '../same-person/merges.server.ts'
import { settleFigures } from './jobs.server.ts'

// Merged and taken apart as a centre does it, in the middle of whatever else happens to the cases.

let db: TestDatabase
let now = testNow

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
})
afterAll(() => db.drop())

const later = () => {
  now = new Date(now.getTime() + 60_000)
  return now
}
const ownerOf = async (id: string) => {
  const [row] = await db.sql<{ ownerCentreId: string }[]>`select owner_centre_id from watches where case_id = ${id}`
  return ['aoba', 'minato', 'yamate'].find((key) => organisationOf(key).id === row!.ownerCentreId)!
}
async function merge(survivor: string, absorbed: string): Promise<string | null> {
  const known =
    await db.sql`select from likeness_candidates where (case_id, other_case_id) in ((${survivor}, ${absorbed}), (${absorbed}, ${survivor}))`
  if (known.length === 0) await pairUp(db.sql, survivor, absorbed, later())
  const said = await asNurse(db, `nurse@${await ownerOf(survivor)}`, later(), (sql) =>
    mergeCases(sql, { survivor, absorbed, reason: '架空の統合理由', now }),
  )
  return said.said === 'ok' ? said.id : null
}
/** The newest merge that stands. */
async function undo(): Promise<string | null> {
  const [last] = await db.sql<{ id: string; survivorId: string }[]>`
    select id, survivor_id from case_merges where undone_at is null order by merged_at desc, id desc limit 1`
  if (!last) return null
  return asNurse(db, `nurse@${await ownerOf(last.survivorId)}`, later(), (sql) => undoMerge(sql, last.id, '架空の取り消し理由', now))
}
const inBooks = async (what: string) => {
  await settleFigures(db.worker)
  expect(await keptFigures(db.sql), what).toEqual(await fromScratch(db.sql))
}

test.each([3, 4])(
  'the figures are those of a count from scratch after every merge and every undo of a random history (%i)',
  async (seed) => {
    const { next: roll } = dice(seed)
    const pick = <T>(of: readonly T[]): T => of[Math.floor(roll() * of.length)]!
    const people = async (centre: string, count: number) =>
      (
        await makeFamily(db.sql, {
          now: testNow,
          centre,
          names: Array.from({ length: count }, (_, n): [string, string] => ['架空', `${n}`]),
        })
      ).people.map(({ caseId }) => caseId)
    const ids = [...(await people('aoba', 4)), ...(await people('minato', 4))]
    const happens = figureSteps(db.sql, roll, ids).filter(([name]) => !['merge', 'withdraw', 'restore', 'become a contact'].includes(name))
    const times = { merge: 0, undo: 0 }
    for (let n = 0; n < 110; n++) {
      const living = (await db.sql<{ id: string }[]>`select id from cases where id = any(${ids}) and state = 'filed' order by id`).map(
        ({ id }) => id,
      )
      const turn = roll()
      if (turn < 0.3 && living.length > 3) {
        const survivor = pick(living)
        if (await merge(survivor, pick(living.filter((id) => id !== survivor)))) times.merge++
        await inBooks(`merged at step ${n}`)
      } else if (turn < 0.45) {
        if ((await undo()) === 'ok') times.undo++
        await inBooks(`taken apart at step ${n}`)
      } else {
        await pick(happens)[1](pick(living), new Date(testNow.getTime() + Math.floor(roll() * 14 * 86_400_000)))
        // Sometimes the worker looks in between, sometimes several changes and a merge wait for it.
        if (roll() < 0.3) await settleFigures(db.worker)
      }
    }
    await inBooks('at the end')
    expect(await db.sql`select from figures where n < 0`).toEqual([])
    expect([times.merge > 4, times.undo > 3], JSON.stringify(times)).toEqual([true, true])
  },
)

test('what the absorbed one brought along is the survivor’s: a stay in hospital moves with it and back', async () => {
  const { people } = await makeFamily(db.sql, {
    now: testNow,
    centre: 'yamate',
    names: [
      ['架空', '残'],
      ['架空', '移'],
    ],
  })
  const [survivor, absorbed] = people.map(({ caseId }) => caseId)
  const ofYamate = async (kind: string) =>
    (
      await db.sql<{ n: number }[]>`
        select coalesce(sum(n), 0)::int as n from figures where level = 'centre' and kind = ${kind} and scope = ${organisationOf('yamate').id}`
    )[0]!.n
  const [, stay] = figureSteps(db.sql, () => 0.9, []).find(([name]) => name === 'stay in hospital')!
  await stay(absorbed!, testNow)
  await settleFigures(db.worker)
  const before = [await ofYamate('reported'), await ofYamate('admitted')]
  await merge(survivor!, absorbed!)
  await settleFigures(db.worker)
  expect([await ofYamate('reported'), await ofYamate('admitted')]).toEqual([before[0]! - 1, before[1]])
  const facts = await db.sql`select case_id from case_facts where admitted_on is not null and case_id in (${survivor!}, ${absorbed!})`
  expect(facts).toEqual([{ caseId: survivor }])
  expect(await undo()).toBe('ok')
  await settleFigures(db.worker)
  expect([await ofYamate('reported'), await ofYamate('admitted')]).toEqual(before)
  await inBooks('as before')
})
