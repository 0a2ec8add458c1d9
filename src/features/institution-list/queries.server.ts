import type { AnyAnswers } from '../../fields/fields.ts'
import type { Day } from '../../lib/japanese-day.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { type Asked, mostCounted } from './asked.ts'

type Person = { caseId: string; hersysId: string; familyName: string; givenName: string }
type Part = ReturnType<Sql>

/** The page asked for, one line more than it holds: behind the line it goes on after, in its order. `at`, `id`: what it goes by. */
function pageOf(sql: Sql, { order, size, after }: Asked, [at, id, type]: [at: Part, id: Part, type: Part]): Part {
  const down = order === 'desc'
  const beyond = after ? sql`and (${at}, ${id}) ${down ? sql`<` : sql`>`} (${after.at}::${type}, ${after.id}::uuid)` : sql``
  return sql`${beyond} order by ${down ? sql`${at} desc, ${id} desc` : sql`${at}, ${id}`} limit ${size + 1}`
}

async function counted(sql: Sql, rows: Part): Promise<number> {
  const [row] = await sql<{ count: number }[]>`select count(*)::int as count from (${rows} limit ${mostCounted}) f`
  return row!.count
}

/** Cases of others that this institution treats or treated. Row-level security shows those of today alone. */
const treated = (sql: Sql, orgId: string) => sql`(select t.case_id from treatments t where t.institution_id = ${orgId})`

// ── 検査結果一覧 ──────────────────────────────────────────────────────────────────────────────────────────────────────
export type TestLine = Person & { id: string; onDay: Day; formVersion: string; answers: AnyAnswers }

/** Own cases by the index case_records_list, the few treated ones by case_records_case. */
const standingTests = (sql: Sql, orgId: string, show: string | null) => {
  const which = sql`and r.tab = 'tests' and r.superseded_at is null and not r.struck ${show ? sql`and r.answers ->> 'result' = ${show}` : sql``}`
  return [
    sql`from case_records r where r.institution_id = ${orgId} ${which}`,
    sql`from case_records r where r.case_id in ${treated(sql, orgId)} and r.institution_id is distinct from ${orgId} ${which}`,
  ] as const
}

/** Standing tests of own cases and of those one treats, by 検体採取日. `show`: a result. */
export async function listTests(sql: Sql, orgId: string, asked: Asked): Promise<TestLine[]> {
  const columns = sql`select r.id, r.case_id, r.on_day, r.form_version, r.answers`
  const page = pageOf(sql, asked, [sql`r.on_day`, sql`r.id`, sql`date`])
  const [own, others] = standingTests(sql, orgId, asked.show)
  return sql<TestLine[]>`
    with f as ((${columns} ${own} ${page}) union all (${columns} ${others} ${page}))
    select f.*, c.hersys_id, c.family_name, c.given_name from f join cases c on c.id = f.case_id where true
     ${pageOf(sql, asked, [sql`f.on_day`, sql`f.id`, sql`date`])}`
}

export function countTests(sql: Sql, orgId: string, show: string | null): Promise<number> {
  const [own, others] = standingTests(sql, orgId, show)
  return counted(sql, sql`select 1 ${own} union all select 1 ${others}`)
}

// ── 発生届一覧 ────────────────────────────────────────────────────────────────────────────────────────────────────────
export type FiledLine = Person & {
  at: string
  caseClass: string | null
  diagnosedOn: Day | null
  reportedOn: Day | null
  confirmedAt: string | null
  state: string
  revisions: number
}

/** What this institution filed; a registered case without 発生届 is not among them. */
const filed = (sql: Sql, orgId: string, show: string | null) => sql`
  from cases c where c.reporting_institution_id = ${orgId} and c.state <> 'draft'
   ${show === 'unconfirmed' ? sql`and c.confirmed_at is null and c.state <> 'withdrawn'` : sql``}
   ${show === 'withdrawn' ? sql`and c.state in ('withdrawn', 'withdrawal-asked')` : sql``}`

export async function listFiled(sql: Sql, orgId: string, asked: Asked): Promise<FiledLine[]> {
  return sql<FiledLine[]>`
    select c.id as case_id, c.created_at as at, c.hersys_id, c.family_name, c.given_name, c.case_class, c.diagnosed_on, c.reported_on, c.confirmed_at, c.state,
           (select max(n.revision) from notifications n where n.case_id = c.id) as revisions
     ${filed(sql, orgId, asked.show)} ${pageOf(sql, asked, [sql`c.created_at`, sql`c.id`, sql`timestamptz`])}`
}

export const countFiled = (sql: Sql, orgId: string, show: string | null) => counted(sql, sql`select 1 ${filed(sql, orgId, show)}`)

// ── 健康観察一覧 ──────────────────────────────────────────────────────────────────────────────────────────────────────
export type WatchLine = Person & {
  at: string
  level: 'urgent' | 'watch' | 'stable'
  lastReportAt: string | null
  lastTemperature: number | null
  lastSpo2: number | null
  periodFrom: Day
  periodTo: Day
  ownerName: string
}

/** Own cases by the index watches_institution, and those one treats. `show`: a level of the last report, or that there was none. */
const observed = (sql: Sql, orgId: string, show: string | null) => {
  const level =
    show === null
      ? sql``
      : show === 'silent'
        ? sql`and w.last_report_at is null`
        : sql`and w.last_report_at is not null and w.level = ${show}`
  return [
    sql`from watches w where w.institution_id = ${orgId} and w.state = 'observing' ${level}`,
    sql`from watches w where w.case_id in ${treated(sql, orgId)} and w.institution_id is distinct from ${orgId} and w.state = 'observing' ${level}`,
  ] as const
}

/** Who is observed now, by the beginning of the observation. */
export async function listWatched(sql: Sql, orgId: string, asked: Asked): Promise<WatchLine[]> {
  const page = pageOf(sql, asked, [sql`w.began_at`, sql`w.case_id`, sql`timestamptz`])
  const [own, others] = observed(sql, orgId, asked.show)
  return sql<WatchLine[]>`
    with f as ((select w.* ${own} ${page}) union all (select w.* ${others} ${page}))
    select f.case_id, f.began_at as at, c.hersys_id, c.family_name, c.given_name, f.level, f.last_report_at, f.last_temperature, f.last_spo2, f.period_from,
           f.period_to, o.name as owner_name
      from f join cases c on c.id = f.case_id join organisations o on o.id = f.owner_centre_id where true
     ${pageOf(sql, asked, [sql`f.began_at`, sql`f.case_id`, sql`timestamptz`])}`
}

export function countWatched(sql: Sql, orgId: string, show: string | null): Promise<number> {
  const [own, others] = observed(sql, orgId, show)
  return counted(sql, sql`select 1 ${own} union all select 1 ${others}`)
}

// ── 入院状況一覧 ──────────────────────────────────────────────────────────────────────────────────────────────────────
export type StayLine = Person & {
  id: string
  onDay: Day
  untilDay: Day | null
  formVersion: string
  answers: AnyAnswers
  /** The newest standing entry of the course; null where nothing was recorded yet. */
  course: AnyAnswers | null
  courseOn: Day | null
}

/** Who is in this hospital, or (`show` 'left') was, as far as the hospital still sees the case. Indexes case_records_stays, case_records_left. */
const stays = (sql: Sql, orgId: string, show: string | null) => sql`
  r.hospital_id = ${orgId} and r.tab = 'medical' and r.superseded_at is null and not r.struck and r.until_day is ${show === 'left' ? sql`not null` : sql`null`}`

/** By the day of 入院, those who left by the day of 退院. */
export async function listStays(sql: Sql, orgId: string, asked: Asked): Promise<StayLine[]> {
  const by: Part = asked.show === 'left' ? sql`r.until_day` : sql`r.on_day`
  return sql<StayLine[]>`
    select r.id, r.case_id, r.on_day, r.until_day, r.form_version, r.answers, c.hersys_id, c.family_name, c.given_name, k.answers as course,
           k.on_day as course_on
      from case_records r join cases c on c.id = r.case_id
      left join lateral (
        select x.answers, x.on_day from case_records x
         where x.case_id = r.case_id and x.tab = 'course' and x.superseded_at is null and not x.struck order by x.on_day desc, x.id desc limit 1) k on true
     where ${stays(sql, orgId, asked.show)} ${pageOf(sql, asked, [by, sql`r.id`, sql`date`])}`
}

export const countStays = (sql: Sql, orgId: string, show: string | null) =>
  counted(sql, sql`select 1 from case_records r where ${stays(sql, orgId, show)}`)
