import { afterAll, beforeAll, expect, test } from 'vitest'
import { organisationOf } from '../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { checkSilence } from '../../../tools/check-silence.mjs'
import { createDice, type Dice } from '../../../tools/storm/dice.mjs'
import { type Session, type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { pairUp } from '../../../tools/test-merge.ts'
import { makeFamily } from '../../../tools/test-patients.ts'
import { storeReport } from '../../../tools/test-reports.ts'

let db: TestDatabase
let app: TestApp
const centres = ['aoba', 'minato'] as const
const staff = new Map<string, Session>()

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  await db.sql`update organisations set settings = '{"reportDeadline": "12:00", "registerHours": 12}' where id = ${organisationOf('minato').id}`
  app = await testApp(db)
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

type Living = { id: string; owner: string; state: string }
const living = () =>
  db.sql<
    Living[]
  >`select w.case_id as id, w.owner_centre_id as owner, w.state from watches w join cases c on c.id = w.case_id where c.family_name = '架空嵐' order by c.given_name`
const nurseOf = (owner: string) => staff.get(centres.find((key) => organisationOf(key).id === owner)!)!

/** One thing that happens; what is refused (somebody died, nothing to undo) is no fault. */
async function happen(kind: string, d: Dice): Promise<string> {
  const all = await living()
  const one = d.pick(all)
  const post = async (path: string, form: Record<string, string>, owner = one.owner) =>
    String((await app.post(path, form, nurseOf(owner))).status)
  switch (kind) {
    case 'report': {
      await storeReport(db.sql, one.id, { now: app.clock(), level: d.chance(0.3) ? 'urgent' : 'stable', spo2: 96 })
      return 'stored'
    }
    case 'acknowledge':
    case 'close': {
      const [item] =
        await db.sql`select i.id, i.centre_id from attention_items i left join cases c on c.id = i.case_id where i.closed_at is null and i.due_at <= ${app.clock()} and i.kind in ('red-flag', 'no-report', 'likely-same', 'not-registered') order by i.due_at, i.kind, c.given_name nulls first, i.subject limit 1`
      if (!item) return 'none'
      const page = await app.get(`/centre/items/${item.id}`, nurseOf(item.centreId))
      const seen = /name="seen" value="([^"]*)"/.exec(page.text)?.[1] ?? ''
      return post(`/centre/items/${item.id}/${kind}`, { seen, outcome: 'other', note: '架空' }, item.centreId)
    }
    case 'release':
      return post(`/centre/cases/${one.id}/end`, { kind: 'release', note: '架空' })
    case 'reopen':
      return post(`/centre/cases/${one.id}/reopen`, { note: '架空' })
    case 'hand-over': {
      const to = organisationOf(centres.find((key) => organisationOf(key).id !== one.owner)!).id
      return post(`/centre/cases/${one.id}/hand-over`, { to, reason: '架空' })
    }
    case 'accept': {
      const [asked] = await db.sql`select id, to_centre_id from hand_overs where state = 'pending' order by asked_at, id limit 1`
      return asked ? post(`/centre/hand-overs/${asked.id}/accept`, {}, asked.toCentreId) : 'none'
    }
    case 'merge': {
      const other = d.pick(all.filter(({ id }) => id !== one.id))
      if (!other) return 'none'
      const [known] =
        await db.sql`select id, state from likeness_candidates where ${one.id} in (case_id, other_case_id) and ${other.id} in (case_id, other_case_id)`
      if (known && known.state !== 'open') return 'decided'
      const pair = known?.id ?? (await pairUp(db.sql, one.id, other.id, app.clock()))
      await app.post(`/centre/same-person/${pair}/ask`, { reason: '架空の照会' }, nurseOf(one.owner))
      return post(`/centre/same-person/${pair}/decide`, {
        decision: 'same-case',
        survivor: d.pick([one.id, other.id]),
        reason: '架空の統合',
      })
    }
    default: {
      const [merge] =
        await db.sql`select m.id, m.org_id from case_merges m join cases c on c.id = m.survivor_id where m.undone_at is null and c.family_name = '架空嵐' order by m.merged_at desc, m.id limit 1`
      return merge ? post(`/centre/same-person/merges/${merge.id}/undo`, { reason: '架空の取り消し' }, merge.orgId) : 'none'
    }
  }
}

const weights = { report: 6, acknowledge: 3, close: 2, release: 1, reopen: 1, 'hand-over': 2, accept: 2, merge: 4, undo: 2.5 }

test.each([11, 22])(
  'nobody falls silent whatever is merged, undone, handed over, released and reported (history %i)',
  async (seed) => {
    const d = createDice(seed)
    await db.sql`update cases set family_name = '架空旧' where family_name = '架空嵐'`
    const names = ['一', '二', '三', '四', '五'].map((given) => ['架空嵐', given] as [string, string])
    await makeFamily(db.sql, { now: app.clock(), centre: 'aoba', names: names.slice(0, 3) })
    for (const name of names.slice(3)) await makeFamily(db.sql, { now: app.clock(), centre: 'minato', names: [name] })
    const counts: Record<string, number> = {}
    for (let step = 0; step < 45; step++) {
      app.advance(d.between(1, 500) * 60_000)
      for (const key of centres) staff.set(key, await app.signedInAs(`nurse@${key}`))
      const kind = d.weighted(weights)
      const said = await happen(kind, d)
      expect(Number(said) || 200, `${step} ${kind}`).toBeLessThan(500)
      if (said === '303' || said === 'stored') counts[kind] = (counts[kind] ?? 0) + 1
      const broken = (await checkSilence(db.worker, app.clock()))
        .filter(({ count }) => count > 0)
        .map(({ rule, violations }) => `${rule}: ${violations.map(({ what }) => what).join()}`)
      expect(broken, `after step ${step}, ${kind} (${said})`).toEqual([])
    }
    expect(counts.merge, JSON.stringify(counts)).toBeGreaterThan(0)
    expect(counts.undo, JSON.stringify(counts)).toBeGreaterThan(0)
  },
  120_000,
)

test.each([
  ['the merge waited for an acceptance of the absorbed case', 'absorbed', 'aoba'],
  ['an acceptance waited for the merge', 'survivor', 'minato'],
])('%s: whichever was asked for first, the history names as the last to accept whoever owns', async (_, handed, owner) => {
  app.advance(3_600_000)
  const early = app.clock()
  const late = new Date(early.getTime() + 125)
  /** Everybody signed in as of that instant: a request carries the instant at which it came. */
  const at = async (now: Date) => {
    app.setNow(now)
    return { aoba: await app.signedInAs('nurse@aoba'), minato: await app.signedInAs('nurse@minato') }
  }
  const make = async (centre: 'aoba' | 'minato') =>
    (await makeFamily(db.sql, { now: early, centre, names: [['架空', '順子']] })).people[0]!.caseId
  const survivor = await make('aoba')
  const absorbed = await make(handed === 'absorbed' ? 'aoba' : 'minato')
  const pair = await pairUp(db.sql, survivor, absorbed, early)
  const given = handed === 'absorbed' ? absorbed : survivor
  const asked = (await at(early)).aoba
  expect((await app.post(`/centre/cases/${given}/hand-over`, { to: organisationOf('minato').id, reason: '架空' }, asked)).status).toBe(303)
  const [pending] = await db.sql`select id from hand_overs where case_id = ${given} and state = 'pending'`
  const accept = async (now: Date) => (await app.post(`/centre/hand-overs/${pending!.id}/accept`, {}, (await at(now)).minato)).status
  const merge = async (now: Date) => {
    const { aoba } = await at(now)
    await app.post(`/centre/same-person/${pair}/ask`, { reason: '架空の照会' }, aoba)
    return (await app.post(`/centre/same-person/${pair}/decide`, { decision: 'same-case', survivor, reason: '架空の統合' }, aoba)).status
  }
  const both = handed === 'absorbed' ? [await accept(late), await merge(early)] : [await merge(late), await accept(early)]
  expect(both).toEqual([303, 303])
  app.setNow(new Date(late.getTime() + 60_000))
  expect((await db.sql`select owner_centre_id from watches where case_id = ${survivor}`)[0]!.ownerCentreId).toBe(organisationOf(owner).id)
  expect((await checkSilence(db.worker, app.clock())).filter(({ count }) => count > 0).map(({ rule }) => rule)).toEqual([])
})
