import type { Sql } from '../../platform/db/sql.server.ts'
import { type AttentionKind, kindsByRank } from '../attention/kinds.ts'
import type { Search } from './list-query.ts'

export type Level = 'urgent' | 'watch' | 'stable'
export type Badge = { kind: AttentionKind; urgent: boolean; isQuiet: boolean; isAnswered: boolean }
export type Row = {
  caseId: string
  hersysId: string
  familyName: string
  givenName: string
  birthOn: string | null
  level: Level
  lastReportAt: string | null
  lastChannel: string | null
  lastTemperature: number | null
  lastSpo2: number | null
  periodFrom: string
  periodTo: string
  state: 'observing' | 'ended' | null
  badges: Badge[]
}

export type Filter = {
  level: Level | null
  /** Only those from whom no report of today has come: today began at this instant. */
  silentSince: Date | null
  kind: AttentionKind | null
}
/** Where a page goes on: worst item (null: the part of the list without items), level, instant of the last report, case. */
export type Place = { worst: number | null; level: number; reported: string; caseId: string }
export const pageSize = 50

type Asked = { centreId: string; now: Date; filter: Filter; after: Place | null }

/**
 * 健康観察一覧 in two steps, each bounded by an index: first the cases with something due (the queue's index, a centre's due items), then the
 * rest in the order of `watches_list`. Worst item, then level, then the longest silence. One more than a page tells that there is a next.
 */
export async function listPlaces(sql: Sql, asked: Asked, limit = pageSize + 1): Promise<Place[]> {
  const { after } = asked
  const due = after && after.worst === null ? [] : await listDue(sql, asked, limit)
  const missing = limit - due.length
  if (missing <= 0 || asked.filter.kind) return due
  const rest = await listRest(sql, { ...asked, after: after?.worst === null ? after : null }, missing)
  return [...due, ...rest]
}

const reported = (sql: Sql) => sql`coalesce(w.last_report_at, 'epoch'::timestamptz)`

const narrowed = (sql: Sql, { level, silentSince }: Filter) => sql`
  ${level ? sql`and w.level = ${level}` : sql``} ${silentSince ? sql`and ${reported(sql)} < ${silentSince}` : sql``}`

async function listDue(sql: Sql, { centreId, now, filter, after }: Asked, limit: number): Promise<Place[]> {
  return sql<Place[]>`
    with due as materialized (
      select i.case_id, min(case when i.urgent then 0 else 1000 end + 2 * coalesce(array_position(${kindsByRank}::text[], i.kind), ${kindsByRank.length + 1}::int)
             + case when (i.acknowledged_at is not null or i.answered_at is not null) and (i.again_at is null or i.again_at > ${now}) then 1 else 0 end) as worst
        from attention_items i
       where i.centre_id = ${centreId} and i.closed_at is null and i.due_at <= ${now} and i.case_id is not null
             ${filter.kind ? sql`and i.kind = ${filter.kind}` : sql``}
       group by i.case_id),
    ranked as (
      select d.worst, w.level_rank as level, ${reported(sql)} as reported, w.case_id
        from due d join watches w on w.case_id = d.case_id
       where w.owner_centre_id = ${centreId} and w.state = 'observing' ${narrowed(sql, filter)})
    select * from ranked
     ${after ? sql`where (worst, level, reported, case_id) > (${after.worst}::int, ${after.level}::int, ${after.reported}::timestamptz, ${after.caseId}::uuid)` : sql``}
     order by worst, level, reported, case_id limit ${limit}`
}

async function listRest(sql: Sql, { centreId, now, filter, after }: Asked, limit: number): Promise<Place[]> {
  return sql<Place[]>`
    select null::int as worst, w.level_rank as level, ${reported(sql)} as reported, w.case_id
      from watches w
     where w.owner_centre_id = ${centreId} and w.state = 'observing' ${narrowed(sql, filter)}
       ${filter.level ? sql`and w.level_rank = ${['urgent', 'watch', 'stable'].indexOf(filter.level)}` : sql``}
       and not exists (select from attention_items i
                        where i.case_id = w.case_id and i.closed_at is null and i.due_at <= ${now} and i.centre_id = ${centreId})
       ${after ? sql`and (w.level_rank, ${reported(sql)}, w.case_id) > (${after.level}::smallint, ${after.reported}::timestamptz, ${after.caseId}::uuid)` : sql``}
     order by w.level_rank, ${reported(sql)}, w.case_id limit ${limit}`
}

/** What the list shows of these cases, in the order given. A case that this actor may no longer see is left out. */
export async function listRows(sql: Sql, caseIds: string[], now: Date): Promise<Row[]> {
  if (caseIds.length === 0) return []
  const [rows, badges] = await Promise.all([
    sql<Omit<Row, 'badges'>[]>`
      select c.id as case_id, c.hersys_id, c.family_name, c.given_name, c.birth_on, coalesce(w.level, 'stable') as level, w.last_report_at, w.last_channel,
             w.last_temperature, w.last_spo2, w.period_from, w.period_to, w.state
        from cases c left join watches w on w.case_id = c.id where c.id = any(${caseIds}::uuid[])`,
    sql<(Badge & { caseId: string })[]>`
      select i.case_id, i.kind, i.urgent,
             (i.acknowledged_at is not null or i.answered_at is not null) and (i.again_at is null or i.again_at > ${now}) as is_quiet,
             i.answered_at is not null as is_answered
        from attention_items i
       where i.case_id = any(${caseIds}::uuid[]) and i.closed_at is null and i.due_at <= ${now} and i.kind <> 'hand-over-waiting'
       order by not i.urgent, array_position(${kindsByRank}::text[], i.kind)`,
  ])
  const byId = new Map(rows.map((row) => [row.caseId, { ...row, badges: badges.filter((badge) => badge.caseId === row.caseId) }]))
  return caseIds.flatMap((id) => byId.get(id) ?? [])
}

const mostFound = 50

/** Cases of this centre by its own number, a telephone number, HER-SYS ID or the beginning of a name, in kanji or in its reading; at most 50. */
export async function searchCases(sql: Sql, { hersysId, name, kana, number, phone }: Search): Promise<string[]> {
  const found = await sql<{ id: string }[]>`
    select search_case_numbers(${number}, ${phone}, ${mostFound}) as id union all select search_cases(${hersysId}, ${name}, ${kana}, ${mostFound})`
  return [...new Set(found.map(({ id }) => id))].slice(0, mostFound)
}
