import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { organisationOf } from '../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type Fate, type Happening, type NoticeEvent, noticesOf, type PersonHappening } from '../../../tools/notice-oracle.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { makeFamily, type TestFamily } from '../../../tools/test-patients.ts'
import { storeReport } from '../../../tools/test-reports.ts'
import { demoCarrier } from '../../platform/carrier/demo.server.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { hashToken, newToken, openContext } from '../../platform/http/session.server.ts'
import { askHandOver, decideHandOver } from '../hand-over/queries.server.ts'
import { askStops, decideStop } from '../notice-stop/queries.server.ts'
import { endWatch } from '../watch/end.server.ts'
import { reopenWatch } from '../watch/reopen.server.ts'
import { createOutbox, drain } from './outbox.server.ts'
import { remind } from './remind.server.ts'

// C31–C33 over random lives: people who report or not, ask, are stopped, released, die, are handed over, come back; centres that change their
// hour; a worker that looks and sends when it happens to run, minutes or days later. The judge is tools/notice-oracle.ts.

const midnight = Date.parse('2022-07-21T00:00:00+09:00')
const centres = ['aoba', 'minato'] as const
const languages = ['ja', 'en', 'zh-Hant']
const far = new Date('2023-01-01T00:00:00Z')
let db: TestDatabase
let nurses: { accountId: string; session: string; orgId: string }[]

beforeAll(async () => {
  db = await testDatabase()
  const begun = new Date(midnight)
  await seedPlaces(db.sql, begun)
  nurses = await Promise.all(
    centres.map(async (centre) => {
      const [nurse] = await db.sql<{ id: string }[]>`
        update staff_accounts set must_change_password = false, phone_verified_at = ${begun} where login_id = ${`nurse@${centre}`} returning id`
      const session = hashToken(newToken())
      await db.sql`insert into sessions (token_hash, kind, account_id, stage, created_at, last_seen_at, expires_at, ends_at)
        values (${session}, 'staff', ${nurse!.id}, 'full', ${begun}, ${begun}, ${far}, ${far})`
      return { accountId: nurse!.id, session, orgId: organisationOf(centre).id }
    }),
  )
})
afterAll(() => db.drop())

const hours = ['07:00', '09:00', '12:30', '20:30']
const person = fc.integer({ min: 0, max: 2 })
const centre = fc.integer({ min: 0, max: 1 })
const event: fc.Arbitrary<NoticeEvent> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom<NoticeEvent>({ what: 'look' }, { what: 'send' }, { what: 'look' }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('begin' as const), person, centre }) },
  { weight: 5, arbitrary: fc.record({ what: fc.constantFrom('ask' as const, 'accept', 'refuse', 'end', 'reopen', 'report'), person }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('move' as const), person, centre }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('hour' as const), centre, hour: fc.constantFrom(...hours) }) },
)
const gap = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(0, 10, 30, 60, 120) },
  { weight: 2, arbitrary: fc.constantFrom(330, 720, 1440) },
  { weight: 1, arbitrary: fc.constantFrom(1450, 2890, 4330) },
)

/** What chance brings too seldom: a stop granted between queueing and sending; another hour on the same day, and somebody new in between. */
const rare: [[number, NoticeEvent][], [string, string]][] = [
  [
    [
      [180, { what: 'look' }],
      [0, { what: 'ask', person: 0 }],
      [0, { what: 'accept', person: 0 }],
      [10, { what: 'send' }],
    ],
    ['09:00', '09:00'],
  ],
  [
    [
      [60, { what: 'look' }],
      [10, { what: 'begin', person: 1, centre: 0 }],
      [0, { what: 'hour', centre: 0, hour: '09:00' }],
      [110, { what: 'look' }],
      [0, { what: 'send' }],
    ],
    ['07:00', '07:00'],
  ],
]

/** Only what can happen: one begins once, and acts no earlier; who is to be handed over is observed, elsewhere. */
function possible(steps: [number, NoticeEvent][]): Happening[] {
  const seen = new Map<number, { centre: number; observed: boolean }>()
  let minute = 6 * 60
  return steps.flatMap(([after, event]): Happening[] => {
    minute += after
    if (!('person' in event)) return [{ ...event, minute }]
    const now = seen.get(event.person)
    if ((event.what === 'begin') !== (now === undefined)) return []
    if (event.what === 'begin') seen.set(event.person, { centre: event.centre, observed: true })
    if (event.what === 'end' && now) now.observed = false
    if (event.what === 'reopen' && now?.observed) return []
    if (event.what === 'reopen' && now) now.observed = true
    if (event.what === 'move' && (!now?.observed || now.centre === event.centre)) return []
    if (event.what === 'move' && now) now.centre = event.centre
    return [{ ...event, minute }]
  })
}

async function live(history: Happening[], hoursAtFirst: string[]): Promise<Map<string, Fate>> {
  for (const table of ['messages', 'message_marks', 'reminder_runs']) await db.sql.unsafe(`delete from ${table}`)
  await db.sql`update watches set state = 'ended', ended_at = ${far}, ended_by = ${nurses[0]!.accountId}, end_kind = 'release' where state = 'observing'`
  for (const [n, hour] of hoursAtFirst.entries()) await setHour(n, hour)
  const outbox = createOutbox({
    carriers: { sms: demoCarrier('sms'), mail: demoCarrier('mail'), voice: demoCarrier('voice') },
    keepSecrets: true,
  })
  const families = new Map<number, { family: TestFamily; centre: number }>()
  for (const event of history) {
    const now = new Date(midnight + event.minute * 60_000)
    if (event.what === 'look') await remind(db.worker, 'https://her-sys.example', now)
    else if (event.what === 'send') await sendAll(now)
    else if (event.what === 'hour') await setHour(event.centre, event.hour)
    else if (event.what === 'begin') families.set(event.person, await begin(event.person, event.centre, now))
    else await change(event, families.get(event.person)!, now)
  }
  return fatesOf(families)

  async function sendAll(now: Date) {
    const log = { error: console.error, warn: console.error }
    await drain(db.worker, outbox, 'sms', { clock: () => now, signal: new AbortController().signal, log })
    await Promise.all(outbox.onTheWay.sms.values())
  }
}

const setHour = (n: number, reminderAt: string) =>
  db.sql`update organisations set settings = settings || ${db.sql.json({ reminderAt })} where id = ${nurses[n]!.orgId}`

async function begin(person: number, centre: number, now: Date) {
  const family = await makeFamily(db.sql, { now, centre: centres[centre]!, language: languages[person]! })
  await db.sql`update cases set phone = '09012345678' where id = ${family.people[0]!.caseId}`
  await db.sql`update sessions set expires_at = ${far}, ends_at = ${far} where token_hash = ${family.sessionHash}`
  return { family, centre }
}

async function change(event: PersonHappening, one: { family: TestFamily; centre: number }, now: Date) {
  const { caseId, registrationId } = one.family.people[0]!
  const { orgId, accountId, session } = nurses[one.centre]!
  const as = (hash: string, pool: 'staff' | 'patient', run: (sql: Sql) => Promise<unknown>) =>
    db.web.begin(async (tx) => {
      await openContext(tx as unknown as Sql, hash, now, pool)
      await run(tx as unknown as Sql)
    })
  const by = { caseId, orgId, accountId, now }
  if (event.what === 'report') await storeReport(db.sql, caseId, { now })
  if (event.what === 'ask') await as(one.family.sessionHash, 'patient', (sql) => askStops(sql, [registrationId], now))
  if (event.what === 'accept')
    await as(session, 'staff', (sql) => decideStop(sql, { caseId, state: 'accepted', channel: 'call', note: '', now }))
  if (event.what === 'refuse')
    await as(session, 'staff', (sql) => decideStop(sql, { caseId, state: 'refused', channel: null, note: '', now }))
  if (event.what === 'end')
    await as(session, 'staff', (sql) => endWatch(sql, by, { kind: event.minute % 20 ? 'release' : 'death', note: '架空' }))
  if (event.what === 'reopen') await as(session, 'staff', (sql) => reopenWatch(sql, by, '架空の誤り'))
  if (event.what === 'move') {
    const receiver = nurses[event.centre]!
    await as(session, 'staff', (sql) => askHandOver(sql, { caseId, to: receiver.orgId, reason: '転居', now }))
    const [asked] = await db.sql<{ id: string }[]>`select id from hand_overs where case_id = ${caseId} and state = 'pending'`
    await as(receiver.session, 'staff', (sql) => decideHandOver(sql, { id: asked!.id, decision: 'accepted', note: '', now }))
    one.centre = event.centre
  }
}

async function fatesOf(families: Map<number, { family: TestFamily }>): Promise<Map<string, Fate>> {
  const rows = await db.sql<{ caseId: string; createdAt: string; state: string; language: string }[]>`
    select case_id, created_at, state, language from messages where kind = 'report-reminder' order by created_at, id`
  const fates = new Map<string, Fate>()
  for (const [person, { family }] of families) {
    for (const row of rows.filter(({ caseId }) => caseId === family.people[0]!.caseId)) {
      const key = `${person} ${Math.floor((Date.parse(row.createdAt) - midnight) / 86_400_000)}`
      expect(fates.has(key), 'two notices on one day').toBe(false)
      expect(row.language).toBe(languages[person])
      fates.set(key, row.state === 'delivered' ? 'sent' : 'not-sent')
    }
  }
  return fates
}

test('C31 C32 C33 over random histories: one notice a day from the start of the observation, none after the stop or the end, none missed before', async () => {
  const noticed = { sent: 0, held: 0 }
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(gap, event), { minLength: 15, maxLength: 45 }),
      fc.tuple(fc.constantFrom(...hours), fc.constantFrom(...hours, 'no hour')),
      async (steps, hoursAtFirst) => {
        const first: [number, NoticeEvent] = [0, { what: 'begin', person: 0, centre: 0 }]
        const history = possible([first, ...steps])
        const expected = noticesOf(
          history,
          hoursAtFirst.map((hour) => (hour === 'no hour' ? '09:00' : hour)),
        )
        const lived = await live(history, hoursAtFirst)
        expect(Object.fromEntries([...lived].toSorted())).toEqual(Object.fromEntries([...expected].toSorted()))
        for (const fate of expected.values()) noticed[fate === 'sent' ? 'sent' : 'held']++
      },
    ),
    { numRuns: 60, examples: rare },
  )
  // The histories were worth looking at.
  expect(noticed.sent).toBeGreaterThan(0)
  expect(noticed.held).toBeGreaterThan(0)
}, 240_000)

test('each of the judge’s own sentences, by hand', () => {
  const at = (minute: number, event: NoticeEvent): Happening => ({ ...event, minute })
  const begin = at(300, { what: 'begin', person: 0, centre: 0 })
  const [nineAm, ninePm] = [9 * 60, 21 * 60]
  const fates = (...history: Happening[]) => Object.fromEntries(noticesOf([begin, ...history], ['09:00', '12:30']))
  const look = (minute: number) => at(minute, { what: 'look' })
  const send = (minute: number) => at(minute, { what: 'send' })
  expect(fates(look(nineAm - 1), send(nineAm))).toEqual({})
  expect(fates(look(nineAm), send(nineAm), look(nineAm + 1), send(nineAm + 1))).toEqual({ '0 0': 'sent' })
  expect(fates(look(ninePm - 1), send(ninePm))).toEqual({ '0 0': 'not-sent' })
  expect(fates(look(ninePm), send(ninePm))).toEqual({})
  expect(fates(look(nineAm), at(nineAm, { what: 'ask', person: 0 }), send(nineAm))).toEqual({ '0 0': 'sent' })
  const stop = [at(nineAm, { what: 'ask', person: 0 }), at(nineAm, { what: 'accept', person: 0 })]
  expect(fates(look(nineAm), ...stop, send(nineAm), look(1440 + nineAm), send(1440 + nineAm))).toEqual({ '0 0': 'not-sent' })
  expect(fates(look(nineAm), at(nineAm, { what: 'end', person: 0 }), send(nineAm), look(1440 + nineAm))).toEqual({ '0 0': 'not-sent' })
})
