import { addDays } from '../../lib/japanese-day.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import type { Counted, Period, Place } from './figures.ts'
import type { Shape } from './tiles.ts'

type Scope = { level: 'centre' | 'prefecture' | 'nation'; scope: string }

/**
 * Rows of the read model of one scope for a period; the onsets that nobody knows come with it, whatever the period, the curves with the six days
 * before (their mean looks back), and as 'in-bed' how many were in hospital when the period began.
 */
export async function listFigures(sql: Sql, { level, scope }: Scope, { from, to }: Period): Promise<Counted[]> {
  return sql<Counted[]>`
    select kind, day::text as day, key, n from figures
     where level = ${level} and scope = ${scope} and n > 0 and kind <> 'cell'
       and (day between ${from} and ${to} or kind = 'onset' and day = '-infinity'
            or kind in ('reported', 'onset') and day between ${addDays(from, -6)} and ${addDays(from, -1)})
    union all
    select 'in-bed', ${from}, '', coalesce(sum(case kind when 'admitted' then n else -n end), 0)::int from figures
     where level = ${level} and scope = ${scope} and kind in ('admitted', 'bed-left') and day < ${from}`
}

/** Municipalities of a centre, or of a whole prefecture. */
export async function listPlaces(sql: Sql, of: { centreId: string } | { prefectureCode: string }): Promise<Place[]> {
  return sql<Place[]>`
    select code, name from municipalities
     where ${'centreId' in of ? sql`centre_id = ${of.centreId}` : sql`prefecture_code = ${of.prefectureCode}`} order by code`
}

export async function listShapes(sql: Sql, codes: string[]): Promise<Record<string, Shape>> {
  const rows = await sql<(Shape & { code: string })[]>`select code, path, label_x, label_y from map_shapes where code = any(${codes})`
  return Object.fromEntries(rows.map(({ code, ...shape }) => [code, shape]))
}

export type Centre = { id: string; name: string }
export async function listCentresOf(sql: Sql, prefectureId: string): Promise<Centre[]> {
  return sql<Centre[]>`select id, name from organisations where kind = 'centre' and parent_id = ${prefectureId} order by code`
}

export async function findPrefectureCode(sql: Sql, orgId: string): Promise<string | null> {
  const [row] = await sql<{ prefectureCode: string | null }[]>`select prefecture_code from organisations where id = ${orgId}`
  return row?.prefectureCode ?? null
}

/** Rows by prefecture and week, and the nation's by day, as the ministry may read them; suppressed before anybody sees them. */
export async function listMinistryRows(sql: Sql, { from, to }: Period): Promise<(Counted & { level: string; scope: string })[]> {
  return sql<(Counted & { level: string; scope: string })[]>`
    select level, scope, kind, day::text as day, key, n from figures
     where n > 0 and (level = 'prefecture' and kind = 'cell' or level = 'nation') and day between ${from} and ${to}`
}

export type DailySum = { prefectureCode: string; onDay: string; band: string; n: number }
/** 日次報告 by prefecture, day and band as they stood at 24:00 of their day. */
export async function listDailySums(sql: Sql, { from, to }: Period): Promise<DailySum[]> {
  return sql<DailySum[]>`select * from ministry_daily_counts(${from}, ${to})`
}

export async function listPrefectures(sql: Sql): Promise<Place[]> {
  return sql<
    Place[]
  >`select prefecture_code as code, name from organisations where kind = 'prefecture' and prefecture_code is not null order by prefecture_code`
}
