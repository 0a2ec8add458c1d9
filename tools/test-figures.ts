import { randomUUID } from 'node:crypto'
import { municipalities, organisationOf, organisations, staff } from '../db/seed/organisations.ts'
import { addDays, ageOn, daysBetween, japaneseDay } from '../src/lib/japanese-day.ts'
import type { Sql } from '../src/platform/db/sql.server.ts'

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
export async function fromScratch(sql: Sql): Promise<Record<string, number>> {
  const rows = await sql<Fact[]>`
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

/** The figures that are kept, by the same keys. */
export const keptFigures = async (sql: Sql) =>
  Object.fromEntries(
    (
      await sql<{ key: string; n: number }[]>`
        select concat_ws(' ', level, scope, kind, day::text, key) as key, n from figures where n <> 0 and kind not in ('answers', 'queue')`
    ).map(({ key, n }) => [key, n]),
  )

export type FigureStep = [string, (id: string, at: Date) => Promise<unknown>]
/** One step of a history: whatever the system does to a case, written as it writes it. */
export function figureSteps(sql: Sql, roll: () => number, ids: string[]): FigureStep[] {
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
