import type { Sql } from '../../platform/db/sql.server.ts'
import { type HandOver, listDelayed } from '../hand-over/queries.server.ts'
import { centreSettings } from '../organisation/centre-settings.ts'
import { type Cursor, columns, joins, quiet, rank } from './queries.server.ts'
import type { Item } from './state.ts'

/** What a centre has left waiting, counted; `since` is when the longest waiting of its red items began to wait (ISO, null without one). */
export type Waiting = { id: string; name: string; urgent: number; since: string | null; toSettle: number }

/** `own`: what concerns the prefecture's own staff, which no centre hears of. */
export type Escalated = { centres: Waiting[]; urgent: Row[]; toSettle: Row[]; handOvers: HandOver[]; withoutDuty: Row[]; own: Item[] }
type Row = Item & { isQuiet: boolean; rank: number }

/** What comes up to the prefecture, and the lists of it: red and unanswered for longer than the centre's own minutes, an owner to settle, nobody on duty. */
export type EscalatedList = 'urgent' | 'to-settle' | 'without-duty'
/** Each by an index of its own: attention_red, attention_deciding, attention_one_open_centre. */
const conditions: Record<EscalatedList, (sql: Sql) => ReturnType<Sql>> = {
  urgent: (sql) => sql`i.urgent and i.raised_at <= t.before`,
  'to-settle': (sql) => sql`i.kind = 'owner-to-settle'`,
  'without-duty': (sql) => sql`i.kind = 'no-roster' and i.case_id is null`,
}

/** A page of such a list holds so many; of the page that has them all, each list shows its first `fewItems`. */
export const escalatedPage = 50
export const fewItems = 20

type Centre = { id: string; name: string; before: Date; handOverBefore: Date }

/** The centres under a prefecture, and the instants before which something must have begun to wait there to come up. */
async function centresUnder(sql: Sql, prefectureId: string, now: Date): Promise<Centre[]> {
  const centres = await sql<{ id: string; name: string; settings: unknown }[]>`
    select id, name, settings from organisations where parent_id = ${prefectureId} and kind = 'centre' order by code`
  return centres.map(({ id, name, settings }) => {
    const { alertMinutes, handOverHours } = centreSettings(settings)
    const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000)
    return { id, name, before: ago(alertMinutes.prefecture), handOverBefore: ago(handOverHours * 60) }
  })
}

/** Open, due and unanswered. */
const waits = (sql: Sql, now: Date) => sql`i.closed_at is null and i.due_at <= ${now} and not ${quiet(sql, now)}`
/** The centres with their instants. */
const each = (sql: Sql, centres: Centre[]) =>
  sql`unnest(${centres.map(({ id }) => id)}::uuid[], ${centres.map(({ before }) => before.toISOString())}::timestamptz[]) t(id, before)`

/** What has come up to the prefecture by the clock alone: no job has to run for it to be seen. Times are each centre's own settings. */
export async function listEscalated(sql: Sql, prefectureId: string, now: Date): Promise<Escalated> {
  const centres = await centresUnder(sql, prefectureId, now)
  const few = (list: EscalatedList) => listOf(sql, centres, list, now, null, fewItems)
  const [counts, urgent, toSettle, withoutDuty, handOvers, own] = await Promise.all([
    count(sql, centres, now),
    few('urgent'),
    few('to-settle'),
    few('without-duty'),
    listDelayed(
      sql,
      centres.map(({ id, handOverBefore }) => ({ id, before: handOverBefore })),
    ),
    listOwn(sql, prefectureId, now),
  ])
  return { centres: counts, urgent, toSettle, withoutDuty, own, handOvers }
}

/** One page of one list, of all centres under the prefecture or of one of them; one row more than the page tells that there is a next. */
export async function listEscalatedPage(
  sql: Sql,
  {
    prefectureId,
    centreId,
    list,
    after,
    now,
  }: { prefectureId: string; centreId: string | null; list: EscalatedList; after: Cursor | null; now: Date },
): Promise<{ rows: Row[]; centres: Waiting[] }> {
  const all = await centresUnder(sql, prefectureId, now)
  const centres = centreId ? all.filter(({ id }) => id === centreId) : all
  const [rows, counts] = await Promise.all([listOf(sql, centres, list, now, after, escalatedPage + 1), count(sql, all, now)])
  return { rows, centres: counts }
}

/** The longest waiting first. */
async function listOf(sql: Sql, centres: Centre[], list: EscalatedList, now: Date, after: Cursor | null, limit: number): Promise<Row[]> {
  return sql`
    with chosen as materialized (
      select i.id, i.raised_at from ${each(sql, centres)} join attention_items i on i.centre_id = t.id and ${waits(sql, now)} and ${conditions[list](sql)}
       ${after ? sql`where (i.raised_at, i.id) > (${after[2]}, ${after[3]})` : sql``}
       order by i.raised_at, i.id limit ${limit})
    select ${columns(sql)}, false as is_quiet, ${rank(sql)} as rank from chosen w join attention_items i on i.id = w.id ${joins(sql)}
     order by w.raised_at, w.id`
}

async function count(sql: Sql, centres: Centre[], now: Date): Promise<Waiting[]> {
  const rows = await sql<Omit<Waiting, 'name'>[]>`
    select t.id, r.urgent, r.since, s.to_settle from ${each(sql, centres)}
      cross join lateral (select count(*)::int as urgent, min(i.raised_at) as since from attention_items i
                           where i.centre_id = t.id and ${waits(sql, now)} and ${conditions.urgent(sql)}) r
      cross join lateral (select count(*)::int as to_settle from attention_items i
                           where i.centre_id = t.id and ${waits(sql, now)} and ${conditions['to-settle'](sql)}) s
     where r.urgent + s.to_settle > 0`
  const found = new Map(rows.map((row) => [row.id, row]))
  return centres.flatMap(({ id, name }) => (found.has(id) ? [{ ...found.get(id)!, name }] : []))
}

/** Items in the prefecture's own name: few, and none on most days. The longest waiting first. */
async function listOwn(sql: Sql, prefectureId: string, now: Date): Promise<Item[]> {
  return sql<Item[]>`
    select ${columns(sql)} from attention_items i ${joins(sql)}
     where i.centre_id = ${prefectureId} and i.closed_at is null and i.due_at <= ${now} order by i.raised_at, i.id limit 50`
}
