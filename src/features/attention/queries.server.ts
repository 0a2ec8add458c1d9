import type { Sql } from '../../platform/db/sql.server.ts'
import { type AttentionKind, kindsByRank } from './kinds.ts'
import { type Section, sectionOf, sections, shownEarly } from './sections.ts'
import type { Item } from './state.ts'

export const columns = (sql: Sql) => sql`
  i.id, i.case_id, i.centre_id, o.name as centre_name, i.kind, i.urgent, i.raised_at, i.latest_at, i.due_at, i.again_at, i.occurrences, i.detail,
  i.taken_at, i.taken_by, tb.name as taken_by_name, i.acknowledged_at, i.acknowledged_by, ab.name as acknowledged_by_name, i.answered_at,
  i.closed_at, cb.name as closed_by_name, i.outcome, i.note, c.hersys_id, c.family_name, c.given_name`

export const joins = (sql: Sql) => sql`
  join organisations o on o.id = i.centre_id
  left join cases c on c.id = i.case_id
  left join staff_accounts tb on tb.id = i.taken_by
  left join staff_accounts ab on ab.id = i.acknowledged_by
  left join staff_accounts cb on cb.id = i.closed_by`

/** Acknowledged or answered, and still counting at `now`. */
export const quiet = (sql: Sql, now: Date) =>
  sql`((i.acknowledged_at is not null or i.answered_at is not null) and (i.again_at is null or i.again_at > ${now}))`
/** A kind of a newer release, beside this one for a while, comes last. */
export const rank = (sql: Sql) => sql`coalesce(array_position(${kindsByRank}::text[], i.kind), ${kindsByRank.length + 1}::int)`

/** Where a page of items goes on: quiet, rank, due_at (of red ones: raised_at), id of its last row. */
export type Cursor = [isQuiet: boolean, rank: number, at: string, id: string]
export const routinePage = 50

/** What narrows the routine items: some kinds, or what one person has taken. */
export type Narrow = { kinds: readonly AttentionKind[] | null; takenBy: string | null }

/** Open routine items of one centre that are there to be done: two ranges of two indexes, what is due and what shows before. */
const routine = (sql: Sql, centreId: string, now: Date, { kinds, takenBy }: Narrow) => {
  const narrow = sql`${kinds ? sql`and i.kind = any(${kinds as AttentionKind[]})` : sql``} ${takenBy ? sql`and i.taken_by = ${takenBy}` : sql``}`
  return sql`
    (select i.id, i.kind, i.due_at, i.taken_by, i.answered_at, i.again_at, ${quiet(sql, now)} as is_quiet, ${rank(sql)} as rank, true as is_due
       from attention_items i where i.centre_id = ${centreId} and i.closed_at is null and i.due_at <= ${now} and not i.urgent ${narrow}
     union all
     select i.id, i.kind, i.due_at, i.taken_by, i.answered_at, i.again_at, ${quiet(sql, now)}, ${rank(sql)}, false
       from attention_items i where i.centre_id = ${centreId} and i.closed_at is null and i.kind = any(${shownEarly as AttentionKind[]})
        and i.kind in ('unconfirmed', 'fax-waiting') and i.due_at > ${now} ${narrow})`
}

/** Routine items, one page of them: open matters first, then those acknowledged or answered. One row more than the page tells that there is a next. */
export async function listRoutine(
  sql: Sql,
  { centreId, now, after, ...narrow }: { centreId: string; now: Date; after: Cursor | null } & Narrow,
): Promise<(Item & { isQuiet: boolean; rank: number })[]> {
  return sql`
    with chosen as materialized (
      select q.id, q.is_quiet, q.rank, q.due_at from ${routine(sql, centreId, now, narrow)} q
       ${after ? sql`where (q.is_quiet, q.rank, q.due_at, q.id) > (${after[0]}, ${after[1]}, ${after[2]}, ${after[3]})` : sql``}
       order by q.is_quiet, q.rank, q.due_at, q.id limit ${routinePage + 1})
    select ${columns(sql)}, q.is_quiet, q.rank from chosen q join attention_items i on i.id = q.id ${joins(sql)} order by q.is_quiet, q.rank, q.due_at, q.id`
}

const shownOfSection = 5

/** The first of every part of the page, and of what this person has taken ('mine', and nowhere else): at most `shownOfSection` each. */
export async function listToday(
  sql: Sql,
  { centreId, now, me }: { centreId: string; now: Date; me: string },
): Promise<(Item & { section: Section | 'mine' })[]> {
  const places = Object.keys(sections).flatMap((section) =>
    kindsByRank.flatMap((kind) => (sectionOf(kind) === section ? [{ kind, section }] : [])),
  )
  return sql`
    with open as materialized (select * from ${routine(sql, centreId, now, { kinds: null, takenBy: null })} q),
    placed as (
      select o.id, coalesce(s.section, 'other') as section, o.is_quiet, o.rank, o.due_at
        from open o left join unnest(${places.map(({ kind }) => kind)}::text[], ${places.map(({ section }) => section)}::text[]) s(kind, section) on s.kind = o.kind
       where o.taken_by is distinct from ${me}
      union all
      select o.id, 'mine', o.is_quiet, o.rank, o.due_at from open o where o.taken_by = ${me}),
    first as (
      select id, section, n from (
        select id, section, row_number() over (partition by section order by is_quiet, rank, due_at, id) as n from placed) p where n <= ${shownOfSection})
    select ${columns(sql)}, f.section from first f join attention_items i on i.id = f.id ${joins(sql)} order by f.n`
}

/** All of them, for a bulk action: id, and what is before the eyes of whoever chooses. */
export async function listAllRoutine(
  sql: Sql,
  { centreId, now, limit, ...narrow }: { centreId: string; now: Date; limit: number } & Narrow,
): Promise<Pick<Item, 'id' | 'occurrences' | 'takenAt' | 'acknowledgedAt' | 'answeredAt'>[]> {
  return sql`
    select i.id, i.occurrences, i.taken_at, i.acknowledged_at, i.answered_at
      from ${routine(sql, centreId, now, narrow)} q join attention_items i on i.id = q.id order by q.is_quiet, q.rank, q.due_at, q.id limit ${limit}`
}

export type KindCount = { kind: AttentionKind; open: number; answered: number; early: number; mine: number }

/** How many routine items of each kind there are: due, answered by a report, not yet late, this person's own. Bounded by one centre's due items. */
export async function countRoutine(sql: Sql, centreId: string, now: Date, me: string): Promise<KindCount[]> {
  return sql<KindCount[]>`
    select q.kind, (count(*) filter (where q.is_due))::int as open, (count(*) filter (where not q.is_due))::int as early,
           (count(*) filter (where q.answered_at is not null and (q.again_at is null or q.again_at > ${now})))::int as answered,
           (count(*) filter (where q.taken_by = ${me}))::int as mine
      from ${routine(sql, centreId, now, { kinds: null, takenBy: null })} q
     group by q.kind order by array_position(${kindsByRank}::text[], q.kind)`
}

/** Red items of cases that another centre has asked this one to take over: the receiver sees them before deciding. */
export async function listUrgentOfPending(sql: Sql, centreId: string, now: Date): Promise<(Item & { handOverId: string })[]> {
  return sql`
    select ${columns(sql)}, h.id as hand_over_id from hand_overs h join attention_items i on i.case_id = h.case_id ${joins(sql)}
     where h.to_centre_id = ${centreId} and h.state = 'pending' and i.closed_at is null and i.due_at <= ${now} and i.urgent
     order by ${quiet(sql, now)}, i.raised_at, i.id limit 100`
}

export async function findItem(sql: Sql, id: string): Promise<Item | null> {
  const [row] = await sql<Item[]>`select ${columns(sql)} from attention_items i ${joins(sql)} where i.id = ${id}`
  return row ?? null
}

/** Every item the case ever had: open ones first, worst first, then the closed, newest first. What is not yet due is left out. */
export async function listItemsOfCase(sql: Sql, caseId: string, now: Date): Promise<Item[]> {
  return sql<Item[]>`
    select ${columns(sql)} from attention_items i ${joins(sql)}
     where i.case_id = ${caseId} and (i.closed_at is not null or i.due_at <= ${now}) and i.outcome is distinct from 'met-in-time'
     order by i.closed_at is not null, ${rank(sql)}, i.closed_at desc nulls first, i.id limit 100`
}

export type Happening = { id: string; at: string; what: string; byName: string | null; detail: Record<string, unknown> }

/** The item's history, oldest first. */
export async function listHistory(sql: Sql, itemId: string): Promise<Happening[]> {
  return sql<Happening[]>`
    select e.id, e.at, e.what, s.name as by_name, e.detail from attention_events e left join staff_accounts s on s.id = e.by_account_id
     where e.item_id = ${itemId} order by e.at, e.id limit 500`
}

/** What a person or the clock last did to the item: what somebody is told who comes second. Null for what never was there. */
export async function lastHappening(sql: Sql, itemId: string): Promise<Happening | null> {
  const [row] = await sql<Happening[]>`
    select e.id, e.at, e.what, s.name as by_name, e.detail from attention_events e left join staff_accounts s on s.id = e.by_account_id
     where e.item_id = ${itemId} and e.what not in ('alerted', 'note') order by e.at desc, e.id desc limit 1`
  return row ?? null
}
