import type { Sql } from '../../../platform/db/sql.server.ts'

export const pageSize = 50

/** One line of 登録情報一覧. */
export type Line = {
  id: string
  hersysId: string
  familyName: string
  givenName: string
  diagnosedOn: string | null
  caseClass: string | null
  severity: string | null
  reportedOn: string | null
  confirmedAt: string | null
  state: string
  disease: string
  createdAt: string
}

/** The last line of a page; the next page begins after it. */
export type After = { createdAt: string; id: string }
/** Beginnings without spaces: of the name as written, or of its reading in katakana. Either is enough. */
export type Wanted = { hersysId?: string | null; name?: string | null; kana?: string | null }

/**
 * An institution's own cases, newest first, one more than a page holds (then there is another page). Index
 * (reporting_institution_id, created_at, id); a prefix of the name is a range of (reporting_institution_id, name_key).
 */
export async function listCasesOf(sql: Sql, orgId: string, after: After | null, wanted: Wanted = {}): Promise<Line[]> {
  const older = after ? sql`and (created_at, id) < (${after.createdAt}::timestamptz, ${after.id}::uuid)` : sql``
  const id = wanted.hersysId ? sql`and hersys_id = ${wanted.hersysId}` : sql``
  const begins = (column: 'name_key' | 'kana_key', prefix: string) =>
    sql`${sql(column)} >= ${prefix} and ${sql(column)} < ${afterPrefix(prefix)}`
  const name = wanted.name ? sql`and (${begins('name_key', wanted.name)} or ${begins('kana_key', wanted.kana ?? wanted.name)})` : sql``
  return sql<Line[]>`
    select id, hersys_id, family_name, given_name, diagnosed_on, case_class, severity, reported_on, confirmed_at, state, disease, created_at
      from cases where reporting_institution_id = ${orgId} ${id} ${name} ${older}
     order by created_at desc, id desc limit ${pageSize + 1}`
}

/** The first text that no longer begins so (in the order of code points). */
const afterPrefix = (prefix: string) => `${prefix}\u{10ffff}`
