import type { Sql } from '../../platform/db/sql.server.ts'
import { type Cursor, columns, joins, quiet, rank } from './queries.server.ts'
import type { Item } from './state.ts'

/** A page of red items holds so many: on the worst day a centre has hundreds, and a page of them all would not come when it is needed. */
export const urgentPage = 50

/** How many red items are open at a centre, how many of them nobody has confirmed, and the newest moment at which one came or came again (ISO). */
export type UrgentCount = { open: number; waiting: number; latest: string | null }

const open = (sql: Sql, centreId: string, now: Date) =>
  sql`i.centre_id = ${centreId} and i.closed_at is null and i.due_at <= ${now} and i.urgent`

/** What is red and open at this centre now: unanswered first, then the longest waiting. One row more than the page tells that there is a next. */
export async function listUrgent(
  sql: Sql,
  centreId: string,
  now: Date,
  after: Cursor | null = null,
): Promise<(Item & { isQuiet: boolean; rank: number })[]> {
  return sql`
    with chosen as materialized (
      select u.* from (
        select i.id, i.raised_at, ${quiet(sql, now)} as is_quiet, ${rank(sql)} as rank from attention_items i where ${open(sql, centreId, now)}) u
       ${after ? sql`where (u.is_quiet, u.rank, u.raised_at, u.id) > (${after[0]}, ${after[1]}, ${after[2]}, ${after[3]})` : sql``}
       order by u.is_quiet, u.rank, u.raised_at, u.id limit ${urgentPage + 1})
    select ${columns(sql)}, u.is_quiet, u.rank from chosen u join attention_items i on i.id = u.id ${joins(sql)}
     order by u.is_quiet, u.rank, u.raised_at, u.id`
}

export async function countUrgent(sql: Sql, centreId: string, now: Date): Promise<UrgentCount> {
  const [row] = await sql<UrgentCount[]>`
    select count(*)::int as open, (count(*) filter (where not ${quiet(sql, now)}))::int as waiting, max(i.latest_at) as latest
      from attention_items i where ${open(sql, centreId, now)}`
  return row!
}
