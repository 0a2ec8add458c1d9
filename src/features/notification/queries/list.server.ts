import { afterPrefix, foldKana } from '../../../lib/name-keys.ts'
import type { Sql } from '../../../platform/db/sql.server.ts'
import { mostCounted, type Range, type Sort, type Wanted } from '../list-search.ts'

/** One line of 登録情報一覧 (D36). */
export type Line = {
  id: string
  /** Where it stands in the order asked for: the page after it begins there. */
  place: string
  hersysId: string
  centreNumber: string | null
  familyName: string
  givenName: string
  diagnosedOn: string | null
  infectionClass: string
  status: string | null
  severity: string | null
  beganOn: string | null
  untilOn: string | null
  whereabouts: string | null
  placeName: string | null
  state: string
}

/** The last line of a page. */
export type After = { place: string; id: string }
type Asked = { orgId: string; wanted: Wanted; sort: Sort; size: number; after: After | null }

/** What each order goes by, as its index has it, and the index's type. */
const orders = (sql: Sql) =>
  ({
    began: [sql`l.began_on`, sql`date`],
    diagnosed: [sql`coalesce(l.diagnosed_on, '-infinity'::date)`, sql`date`],
    reported: [sql`coalesce(l.reported_on, '-infinity'::date)`, sql`date`],
    kana: [sql`l.kana`, sql`text`],
  }) as const

/**
 * What this organisation lists, one more than a page holds (then there is another page). Every condition and order is on `listings`, in a range of
 * one of its indexes that begins with org_id: comparisons are leakproof, so row-level security does not stand before them. Names of the page's
 * rows come from their cases, if this actor may still see them.
 */
export async function listLines(sql: Sql, asked: Asked): Promise<Line[]> {
  const { orgId, wanted, sort, size, after } = asked
  const [by, direction] = sort.split('-') as ['began' | 'diagnosed' | 'reported' | 'kana', 'asc' | 'desc']
  const [column, type] = orders(sql)[by]
  const down = direction === 'desc'
  const beyond = after
    ? sql`and (${column}, l.case_id) ${down ? sql`<` : sql`>`} (${after.place}::text::${type}${by === 'kana' ? sql` collate "C"` : sql``}, ${after.id}::uuid)`
    : sql``
  return sql<Line[]>`
    with page as materialized (
      select l.*, (${column})::text as place from listings l
       where l.org_id = ${orgId} ${matching(sql, wanted)} ${beyond}
       order by ${down ? sql`${column} desc, l.case_id desc` : sql`${column}, l.case_id`} limit ${size + 1})
    select p.case_id as id, p.place, p.hersys_id, p.centre_number, c.family_name, c.given_name, p.diagnosed_on, p.infection_class, p.status, p.severity,
           nullif(p.began_on, '-infinity'::date) as began_on, p.until_on, p.whereabouts, p.place_name, p.state
      from page p join cases c on c.id = p.case_id
     order by ${down ? sql`p.place desc, p.case_id desc` : sql`p.place, p.case_id`}`
}

/** 検索結果全件 and how many of them are in each 感染区分 (D36). */
export async function countLines(sql: Sql, orgId: string, wanted: Wanted): Promise<{ all: number; byClass: Record<string, number> }> {
  const rows = await sql<{ infectionClass: string; count: number }[]>`
    select f.infection_class, count(*)::int as count
      from (select l.infection_class from listings l where l.org_id = ${orgId} ${matching(sql, wanted)} limit ${mostCounted}) f group by 1`
  const byClass = Object.fromEntries(rows.map(({ infectionClass, count }) => [infectionClass, count]))
  return { all: rows.reduce((sum, { count }) => sum + count, 0), byClass }
}

function matching(sql: Sql, w: Wanted) {
  const is = (column: string, value: string | null) => (value === null ? sql`` : sql`and l.${sql(column)} = ${value}`)
  const isOrNone = (column: string, value: string | null) => (value === 'none' ? sql`and l.${sql(column)} is null` : is(column, value))
  const within = (column: string, { from, to }: Range) =>
    sql`${from ? sql`and l.${sql(column)} >= ${from}` : sql``} ${to ? sql`and l.${sql(column)} <= ${to}` : sql``}`
  const begins = (column: string, text: string) => sql`l.${sql(column)} >= ${text} and l.${sql(column)} < ${afterPrefix(text)}`
  const either = (column: string, text: string) => sql`${begins(column, text)} or ${begins(`${column}_swapped`, text)}`
  // A reading typed where the name belongs finds the person too.
  const name = w.name === null ? sql`` : sql`and (${either('name', w.name)} or ${either('kana', foldKana(w.name))})`
  const kana = w.kana === null ? sql`` : sql`and (${either('kana', w.kana)})`
  return sql`
    ${is('centre_id', w.centreId)} ${is('centre_number', w.centreNumber)} ${is('hersys_id', w.hersysId)} ${is('birth_on', w.birthOn)}
    ${is('phone', w.phone)} ${is('passport_number', w.passport)} ${is('infection_class', w.infectionClass)} ${isOrNone('status', w.status)}
    ${isOrNone('severity', w.severity)} ${isOrNone('whereabouts', w.whereabouts)} ${within('reported_on', w.reported)}
    ${within('diagnosed_on', w.diagnosed)} ${within('measured_on', w.measured)} ${name} ${kana}`
}
