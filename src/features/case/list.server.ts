import { mostListed } from '../../lib/long-list.ts'
import type { Sql } from '../../platform/db/sql.server.ts'

export type Line = {
  id: string
  hersysId: string
  familyName: string
  givenName: string
  birthOn: string | null
  diagnosedOn: string | null
  severity: string | null
  state: string
  createdAt: string
  confirmedAt: string | null
  institutionName: string | null
  notifiedName: string | null
  /** Null: another centre owns it. */
  ownerName: string | null
}

export type After = { at: string; id: string }
export const pageSize = 50

/** Notifications that wait for 保健所確認: this centre was notified, or owns the case. The oldest `mostListed`, oldest first. */
export async function listUnconfirmed(sql: Sql, centreId: string): Promise<Line[]> {
  const ids = await sql<{ id: string }[]>`
    (select i.case_id as id from attention_items i
      where i.centre_id = ${centreId} and i.kind = 'unconfirmed' and i.closed_at is null order by i.due_at limit ${mostListed})
    union
    (select c.id from cases c where c.notified_centre_id = ${centreId} and c.confirmed_at is null and c.state not in ('withdrawn', 'draft')
      order by c.created_at, c.id limit ${mostListed})`
  return (
    await listLines(
      sql,
      ids.map(({ id }) => id),
    )
  )
    .reverse()
    .slice(0, mostListed)
}

/** All notifications, newest first; one more than a page tells that there is a next. Two indexes are read as far as the page goes. */
export async function listNotified(sql: Sql, centreId: string, after: After | null): Promise<(Line & { at: string })[]> {
  const older = (at: ReturnType<Sql>, id: ReturnType<Sql>) =>
    after ? sql`and (${at}, ${id}) < (${after.at}::timestamptz, ${after.id}::uuid)` : sql``
  const places = await sql<{ id: string; at: string }[]>`
    select id, max(at) as at from (
      (select c.id, c.created_at as at from cases c where c.notified_centre_id = ${centreId} and c.state <> 'draft' ${older(sql`c.created_at`, sql`c.id`)}
        order by c.created_at desc, c.id desc limit ${pageSize + 1})
      union all
      (select w.case_id, w.began_at from watches w where w.owner_centre_id = ${centreId} and w.kind = 'patient' ${older(sql`w.began_at`, sql`w.case_id`)}
        order by w.began_at desc, w.case_id desc limit ${pageSize + 1})) found
     group by id order by at desc, id desc limit ${pageSize + 1}`
  const lines = new Map(
    (
      await listLines(
        sql,
        places.map(({ id }) => id),
      )
    ).map((line) => [line.id, line]),
  )
  return places.flatMap(({ id, at }) => {
    const line = lines.get(id)
    return line ? [{ ...line, at }] : []
  })
}

async function listLines(sql: Sql, ids: string[]): Promise<Line[]> {
  if (ids.length === 0) return []
  return sql<Line[]>`
    select c.id, c.hersys_id, c.family_name, c.given_name, c.birth_on, c.diagnosed_on, c.severity, c.state, c.created_at, c.confirmed_at,
           i.name as institution_name, n.name as notified_name, o.name as owner_name
      from cases c
      left join organisations i on i.id = c.reporting_institution_id
      left join organisations n on n.id = c.notified_centre_id
      left join watches w on w.case_id = c.id
      left join organisations o on o.id = w.owner_centre_id
     where c.id = any(${ids}::uuid[]) order by c.created_at desc, c.id desc`
}
