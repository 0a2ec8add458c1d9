import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dice } from '../../../db/seed/dice.ts'
import { municipalities, organisationOf, organisations, staff } from '../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { makeFamily } from '../../../tools/test-patients.ts'
import { storeReport } from '../../../tools/test-reports.ts'
import { addDays, ageOn, daysBetween, japaneseDay } from '../../lib/japanese-day.ts'
import { settleAnswers, settleFigures } from './jobs.server.ts'

let db: TestDatabase

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
})
afterAll(() => db.drop())

type Fact = {
  state: string
  kind: string
  createdAt: string
  confirmedAt: string | null
  municipalityCode: string | null
  onsetOn: string | null
  diagnosedOn: string | null
  diedOn: string | null
  sex: string | null
  birthOn: string | null
  severity: string | null
  severityNow: string | null
  centreId: string
  watchState: string | null
  endKind: string | null
  isImported: boolean
  stays: { from: string; to: string | null }[]
  endedAt: string | null
  courses: Record<string, string>[]
}

/** The count from scratch: plain rows and plain loops, none of the functions that keep the figures. */
async function fromScratch(): Promise<Record<string, number>> {
  const rows = await db.sql<Fact[]>`
    select c.state, c.kind, c.created_at, c.confirmed_at, c.municipality_code, c.onset_on, c.diagnosed_on, c.died_on, c.sex, c.birth_on, c.severity,
           c.severity_now, coalesce(w.owner_centre_id, c.responsible_centre_id, c.notified_centre_id) as centre_id, w.state as watch_state, w.end_kind,
           exists (select from import_rows r where r.case_id = c.id) as is_imported,
           (select coalesce(jsonb_agg(jsonb_build_object('from', r.on_day, 'to', r.until_day)), '[]') from case_records r
             where r.case_id = c.id and r.tab = 'medical' and r.superseded_at is null and not r.struck) as stays, w.ended_at,
           (select coalesce(jsonb_agg(r.answers), '[]') from case_records r
             where r.case_id = c.id and r.tab = 'course' and r.superseded_at is null and not r.struck) as courses
      from cases c left join watches w on w.case_id = c.id`
  const sum: Record<string, number> = {}
  const delay = (from: string | null, to: string | null) => {
    if (!from || !to) return 'blank'
    const days = daysBetween(from, to)
    return days < 0 ? 'before' : String(Math.min(days, 15))
  }
  for (const f of rows) {
    if (!['filed', 'withdrawal-asked'].includes(f.state) || f.kind !== 'patient') continue
    const reported = japaneseDay(new Date(f.createdAt))
    const confirmed = f.confirmedAt && japaneseDay(new Date(f.confirmedAt))
    const age = f.birthOn ? (ageOn(f.birthOn, f.diagnosedOn ?? reported)?.years ?? null) : null
    const band = age === null ? 'blank' : age >= 90 ? '90' : String(Math.floor(age / 10) * 10)
    const severity = f.severityNow ?? f.severity ?? 'blank'
    const admitted = f.stays.map(({ from }) => from).sort()[0] ?? null
    const left =
      f.stays.length > 0 && f.stays.every(({ to }) => to)
        ? f.stays
            .map(({ to }) => to!)
            .sort()
            .at(-1)!
        : null
    const isDead = f.endKind === 'death' || f.diedOn !== null
    const outcome = isDead
      ? 'died'
      : f.endKind === 'release'
        ? 'released'
        : admitted && !left
          ? 'in-hospital'
          : f.watchState === 'observing'
            ? 'observed'
            : 'blank'
    const prefecture = organisations.find(({ id }) => id === f.centreId)!.prefectureCode!
    const own: [string, string | null, string][] = [
      ['reported', reported, ''],
      ['onset', f.onsetOn ?? '-infinity', ''],
      ['age-sex', reported, `${band}|${f.sex ?? 'blank'}`],
      ['severity', reported, severity],
      ['outcome', reported, outcome],
      ['place', reported, f.municipalityCode ?? 'blank'],
      ['channel', reported, f.isImported ? 'import' : 'web'],
      ['onset-diagnosis', reported, delay(f.onsetOn, f.diagnosedOn)],
      ['diagnosis-report', reported, delay(f.diagnosedOn, reported)],
      ['report-confirm', reported, delay(reported, confirmed)],
      ['admitted', admitted, ''],
      ['left', left, ''],
      ['stay', left, delay(admitted, left)],
      ['support', admitted, mostOf(f.courses)],
      ['bed-left', admitted && bedUntil(admitted, left, f.watchState === 'ended' ? f.endedAt : null), ''],
    ]
    for (const [level, scope] of [
      ['centre', f.centreId],
      ['prefecture', prefecture],
      ['nation', 'JP'],
    ])
      for (const [kind, day, key] of own) if (day) add(sum, [level, scope, kind, day, key])
    const weekday = (new Date(`${reported}T12:00:00Z`).getUTCDay() + 6) % 7
    add(sum, ['prefecture', prefecture, 'cell', addDays(reported, -weekday), [f.sex ?? 'blank', band, severity, outcome].join('|')])
  }
  return sum
}
/** What was needed most; 'none' only where somebody said no to everything. */
function mostOf(courses: Record<string, string>[]): string {
  const asked = ['ecmo', 'ventilator', 'icu', 'oxygen']
  for (const each of asked) if (courses.some((course) => course[each] === 'yes')) return each
  return courses.some((course) => asked.every((each) => course[each] === 'no')) ? 'none' : 'blank'
}
function bedUntil(admitted: string, left: string | null, endedAt: string | null): string | null {
  const first = [left, endedAt && japaneseDay(new Date(endedAt))].filter((day) => day !== null).sort()[0]
  return first === undefined ? null : first < admitted ? admitted : first
}
const add = (sum: Record<string, number>, key: unknown[]) => {
  sum[key.join(' ')] = (sum[key.join(' ')] ?? 0) + 1
}

const kept = async () =>
  Object.fromEntries(
    (
      await db.sql<{ key: string; n: number }[]>`
        select concat_ws(' ', level, scope, kind, day::text, key) as key, n from figures where n <> 0 and kind not in ('answers', 'queue')`
    ).map(({ key, n }) => [key, n]),
  )

/** One step of a history: whatever the system does to a case, written as it writes it. */
function steps(roll: () => number, ids: string[]): [string, (id: string, at: Date) => Promise<unknown>][] {
  const { sql } = db
  const nurse = staff.find(({ loginId }) => loginId === 'nurse@aoba')!.id
  const pick = <T>(of: readonly T[]): T => of[Math.floor(roll() * of.length)]!
  const day = () => addDays('2022-07-01', Math.floor(roll() * 40))
  return [
    [
      'correct',
      (id) =>
        sql`update cases set onset_on = ${pick([null, day()])}, diagnosed_on = ${pick([null, day(), day()])}, sex = ${pick([null, 'male', 'female', 'other'])} where id = ${id}`,
    ],
    [
      'correct who',
      (id) =>
        sql`update cases set birth_on = ${pick([null, '1931-01-02', '2019-12-31', '2000-02-29', '1972-07-20'])}, severity = ${pick([null, 'mild', 'severe'])} where id = ${id}`,
    ],
    [
      'place',
      (id) => sql`update cases set municipality_code = ${pick([null, ...municipalities.map(({ code }) => code)])} where id = ${id}`,
    ],
    ['course', (id) => sql`update cases set severity_now = ${pick([null, 'moderate1', 'severe'])} where id = ${id}`],
    ['withdraw', (id) => sql`update cases set state = 'withdrawn', merged_into = null where id = ${id}`],
    ['restore', (id) => sql`update cases set state = 'filed', merged_into = null where id = ${id}`],
    ['confirm', (id, at) => sql`update cases set confirmed_at = ${at}, confirmed_by = ${nurse} where id = ${id}`],
    [
      'hand over',
      (id) => sql`update watches set owner_centre_id = ${organisationOf(pick(['aoba', 'minato', 'yamate'])).id} where case_id = ${id}`,
    ],
    [
      'end',
      (id, at) =>
        sql`update watches set state = 'ended', ended_at = ${at}, ended_by = ${nurse}, end_kind = ${pick(['release', 'death'])} where case_id = ${id} and state = 'observing'`,
    ],
    [
      'reopen',
      (id) => sql`update watches set state = 'observing', ended_at = null, ended_by = null, end_kind = null where case_id = ${id}`,
    ],
    ['file again', (id, at) => sql`update cases set created_at = ${at} where id = ${id}`],
    [
      'stay in hospital',
      async (id, at) => {
        const from = day()
        const answers = { care: 'inpatient', fromOn: from, ...(roll() < 0.5 ? { untilOn: addDays(from, Math.floor(roll() * 20)) } : {}) }
        const [entry] = await sql<{ entryId: string; revision: number }[]>`
          select entry_id, revision from case_records where case_id = ${id} and tab = 'medical' and superseded_at is null limit 1`
        const revisionId = randomUUID()
        const isRevised = entry && roll() < 0.7
        await sql`insert into case_records (id, entry_id, case_id, tab, revision, form_version, answers, struck, reason, author_kind, author_id, author_role, org_id, recorded_at)
          values (${revisionId}, ${isRevised ? entry.entryId : revisionId}, ${id}, 'medical', ${isRevised ? entry.revision + 1 : 1}, 'x', ${sql.json(answers)},
            ${!!isRevised && roll() < 0.3}, 'x', 'staff', ${nurse}, 'nurse', ${organisationOf('aoba').id}, ${at})`
      },
    ],
    [
      'what was needed',
      async (id, at) => {
        const answer = () =>
          pick([
            {},
            { oxygen: 'yes' },
            { oxygen: 'no', icu: 'no', ventilator: 'no', ecmo: 'no' },
            { ecmo: 'yes', icu: 'yes' },
            { ventilator: 'no' },
          ])
        const revisionId = randomUUID()
        await sql`insert into case_records (id, entry_id, case_id, tab, revision, form_version, answers, struck, reason, author_kind, author_id, author_role, org_id, recorded_at)
          values (${revisionId}, ${revisionId}, ${id}, 'course', 1, 'x', ${sql.json({ ...answer(), on: day() })}, false, 'x', 'staff', ${nurse}, 'nurse', ${organisationOf('aoba').id}, ${at})`
      },
    ],
    ['become a contact', (id) => sql`update cases set kind = ${pick(['patient', 'patient', 'close-contact'])} where id = ${id}`],
    [
      'merge',
      // Into another: it no longer counts. Undone by 'restore'.
      async (id) => {
        const other = pick(ids)
        if (other !== id) await sql`update cases set state = 'merged', merged_into = ${other} where id = ${id}`
      },
    ],
  ]
}

test.each([1, 2])('the figures after a random history are those of a count from scratch (%i)', async (seed) => {
  const { next: roll } = dice(seed)
  const names = Array.from({ length: 8 }, (_, n): [string, string] => ['架空', `${n}`])
  const family = await makeFamily(db.sql, { now: testNow, names, centre: seed === 1 ? 'aoba' : 'minato' })
  const ids = family.people.map(({ caseId }) => caseId)
  const all = steps(roll, ids)
  for (let n = 0; n < 120; n++) {
    const [, act] = all[Math.floor(roll() * all.length)]!
    await act(ids[Math.floor(roll() * ids.length)]!, new Date(testNow.getTime() + Math.floor(roll() * 14 * 86_400_000)))
    // Sometimes the worker looks in between, sometimes several changes wait for it.
    if (roll() < 0.3) await settleFigures(db.worker)
    if (n % 30 === 29) {
      await settleFigures(db.worker)
      expect(await kept(), `after ${n + 1} steps`).toEqual(await fromScratch())
    }
  }
  expect(await db.sql`select from figures where n < 0`).toEqual([])
})

test('a worker that dies in the middle has booked all of a batch or nothing; two at once book it once', async () => {
  await db.sql`update cases set severity = 'mild'`
  const died = new Error('died')
  await expect(
    db.worker.begin(async (tx) => {
      await tx`select settle_figures(1000)`
      throw died
    }),
  ).rejects.toBe(died)
  await Promise.all([settleFigures(db.worker), settleFigures(db.worker), settleFigures(db.worker)])
  await settleFigures(db.worker)
  expect(await kept()).toEqual(await fromScratch())
})

test('a case whose retention has run out stays counted', async () => {
  const before = await kept()
  await db.sql`update cases set state = 'expired', merged_into = null where id in (select case_id from case_facts order by case_id limit 3)`
  await settleFigures(db.worker)
  expect(await kept()).toEqual(before)
})

test('a daily report puts nothing into the queue of the figures', async () => {
  const { people } = await makeFamily(db.sql, { now: testNow, centre: 'aoba' })
  await settleFigures(db.worker)
  await storeReport(db.sql, people[0]!.caseId, { now: testNow, level: 'watch' })
  expect(await db.sql`select from fact_queue`).toEqual([])
})

test('answers are counted by channel against those under observation, silence included', async () => {
  const family = await makeFamily(db.sql, {
    now: testNow,
    centre: 'yamate',
    names: [
      ['架空', '答'],
      ['架空', '黙'],
    ],
  })
  await storeReport(db.sql, family.people[0]!.caseId, { now: testNow })
  await settleAnswers(db.worker, testNow, 2)
  await settleAnswers(db.worker, testNow, 2)
  const rows = await db.sql`
    select f.key, f.n from figures f where kind = 'answers' and day = ${japaneseDay(testNow)} and level = 'centre'
       and scope = ${organisationOf('yamate').id} order by key`
  const [observed] = await db.sql`select count(*)::int as n from watches where owner_centre_id = ${organisationOf('yamate').id} 
       and (ended_at is null or ended_at >= '2022-07-20 00:00+09') and period_from <= '2022-07-20' and period_to >= '2022-07-20'`
  expect(rows.find(({ key }) => key === 'web')).toEqual({ key: 'web', n: 1 })
  expect(rows.reduce((sum, { n }) => sum + n, 0)).toBe(observed!.n)
})

test('what is open is counted by how long it has been due', async () => {
  const { people } = await makeFamily(db.sql, { now: testNow, centre: 'yamate' })
  for (const [kind, minutes] of [
    ['red-flag', 59],
    ['unconfirmed', 60],
    ['sms-undeliverable', 3 * 1440],
  ] as const)
    await db.sql`select raise_item(gen_random_uuid(), null, ${people[0]!.caseId}, '', ${kind}, false, ${new Date(testNow.getTime() - minutes * 60_000)}, '{}', ${testNow})`
  await settleAnswers(db.worker, testNow, 1)
  const rows = await db.sql<{ key: string; n: number }[]>`
    select key, n from figures where kind = 'queue' and level = 'centre' and scope = ${organisationOf('yamate').id} order by key`
  expect(rows.map(({ key, n }) => `${key} ${n}`)).toEqual(
    expect.arrayContaining(['red-flag|1h 1', 'unconfirmed|4h 1', 'sms-undeliverable|more 1']),
  )
})
