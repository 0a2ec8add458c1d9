import type { AnyAnswers } from '../../fields/fields.ts'
import type { Day } from '../../lib/japanese-day.ts'
import type { Sql } from '../../platform/db/sql.server.ts'

export const pageSize = 50

/** Where a page goes on: the last line's day (records) or instant (cases, watches), and its id. */
export type After = { at: string; id: string }
type Person = { caseId: string; hersysId: string; familyName: string; givenName: string }

/** Cases of others that this institution treats or treated. Row-level security shows those of today alone. */
const treated = (sql: Sql, orgId: string) => sql`(select t.case_id from treatments t where t.institution_id = ${orgId})`

export type TestLine = Person & { id: string; onDay: Day; formVersion: string; answers: AnyAnswers }

/**
 * 検査結果一覧: standing tests of own cases and of those one treats, the newest sample first, one more than a page holds. Two indexes, each read
 * as far as the page goes: case_records_list for own cases, case_records_case for the few treated ones.
 */
export async function listTests(sql: Sql, orgId: string, after: After | null): Promise<TestLine[]> {
  const older = after ? sql`and (r.on_day, r.id) < (${after.at}::date, ${after.id}::uuid)` : sql``
  const page = sql`${older} and r.superseded_at is null and not r.struck order by r.on_day desc, r.id desc limit ${pageSize + 1}`
  return sql<TestLine[]>`
    with found as (
      (select r.id, r.case_id, r.on_day, r.form_version, r.answers from case_records r where r.institution_id = ${orgId} and r.tab = 'tests' ${page})
      union all
      (select r.id, r.case_id, r.on_day, r.form_version, r.answers from case_records r where r.case_id in ${treated(sql, orgId)} and r.tab = 'tests' ${page}))
    select f.*, c.hersys_id, c.family_name, c.given_name from found f join cases c on c.id = f.case_id
     order by f.on_day desc, f.id desc limit ${pageSize + 1}`
}

export type FiledLine = Person & {
  at: string
  caseClass: string | null
  diagnosedOn: Day | null
  reportedOn: Day | null
  confirmedAt: string | null
  state: string
  revisions: number
}

/** 発生届一覧: what this institution filed, the newest first. A registered case without 発生届 is not among them. */
export async function listFiled(sql: Sql, orgId: string, after: After | null): Promise<FiledLine[]> {
  const older = after ? sql`and (c.created_at, c.id) < (${after.at}::timestamptz, ${after.id}::uuid)` : sql``
  return sql<FiledLine[]>`
    select c.id as case_id, c.created_at as at, c.hersys_id, c.family_name, c.given_name, c.case_class, c.diagnosed_on, c.reported_on, c.confirmed_at, c.state,
           (select max(n.revision) from notifications n where n.case_id = c.id) as revisions
      from cases c where c.reporting_institution_id = ${orgId} and c.state <> 'draft' ${older}
     order by c.created_at desc, c.id desc limit ${pageSize + 1}`
}

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

/** 健康観察一覧: own cases and those one treats that are observed now, the last begun first. Index watches_institution. */
export async function listWatched(sql: Sql, orgId: string, after: After | null): Promise<WatchLine[]> {
  const older = after ? sql`and (w.began_at, w.case_id) < (${after.at}::timestamptz, ${after.id}::uuid)` : sql``
  const page = sql`and w.state = 'observing' ${older} order by w.began_at desc, w.case_id desc limit ${pageSize + 1}`
  return sql<WatchLine[]>`
    with found as (
      (select w.* from watches w where w.institution_id = ${orgId} ${page})
      union all
      (select w.* from watches w where w.case_id in ${treated(sql, orgId)} and w.institution_id is distinct from ${orgId} ${page}))
    select f.case_id, f.began_at as at, c.hersys_id, c.family_name, c.given_name, f.level, f.last_report_at, f.last_temperature, f.last_spo2, f.period_from,
           f.period_to, o.name as owner_name
      from found f join cases c on c.id = f.case_id join organisations o on o.id = f.owner_centre_id
     order by f.began_at desc, f.case_id desc limit ${pageSize + 1}`
}

export type StayLine = Person & {
  id: string
  onDay: Day
  answers: AnyAnswers
  /** The newest standing entry of the course; null where nothing was recorded yet. */
  course: AnyAnswers | null
  courseOn: Day | null
}

/** 入院状況一覧: who is in this hospital now, the last admitted first. Index case_records_stays. */
export async function listStays(sql: Sql, orgId: string, after: After | null): Promise<StayLine[]> {
  const older = after ? sql`and (r.on_day, r.id) < (${after.at}::date, ${after.id}::uuid)` : sql``
  return sql<StayLine[]>`
    select r.id, r.case_id, r.on_day, r.answers, c.hersys_id, c.family_name, c.given_name, k.answers as course, k.on_day as course_on
      from case_records r join cases c on c.id = r.case_id
      left join lateral (
        select x.answers, x.on_day from case_records x
         where x.case_id = r.case_id and x.tab = 'course' and x.superseded_at is null and not x.struck order by x.on_day desc, x.id desc limit 1) k on true
     where r.hospital_id = ${orgId} and r.tab = 'medical' and r.superseded_at is null and not r.struck and r.until_day is null ${older}
     order by r.on_day desc, r.id desc limit ${pageSize + 1}`
}
