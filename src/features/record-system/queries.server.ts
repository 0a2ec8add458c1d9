import type { AnyAnswers } from '../../fields/fields.ts'
import type { Sql } from '../../platform/db/sql.server.ts'

export type OwnCase = {
  id: string
  hersysId: string
  state: string
  receivedAt: string
  updatedAt: string
  confirmedAt: string | null
  centreName: string | null
  /** The case that this one became part of (統合); its state is what is told. Null: it stands by itself. */
  mergedInto: { id: string; hersysId: string } | null
}

/** A case that this institution has reported; null for anybody else's, also for one that it treats. */
export async function findOwnCase(sql: Sql, orgId: string, caseId: string): Promise<OwnCase | null> {
  const [row] = await sql<Omit<OwnCase, 'mergedInto'>[]>`
    select c.id, c.hersys_id, c.state, n.filed_at as received_at, c.updated_at, c.confirmed_at, o.name as centre_name
      from cases c
      join notifications n on n.case_id = c.id and n.revision = 1
      left join watches w on w.case_id = c.id
      left join organisations o on o.id = coalesce(w.owner_centre_id, c.notified_centre_id)
     where c.id = ${caseId} and c.reporting_institution_id = ${orgId}`
  return row ? { ...row, mergedInto: null } : findAbsorbed(sql, caseId)
}

/** One of theirs that became part of another case: its own id, HER-SYS ID and receipt, with the present state of the remaining case. */
async function findAbsorbed(sql: Sql, caseId: string): Promise<OwnCase | null> {
  const [row] = await sql<OwnCase[]>`
    select ${caseId}::uuid as id, a.hersys_id, c.state, n.filed_at as received_at, c.updated_at, c.confirmed_at, o.name as centre_name,
           jsonb_build_object('id', c.id, 'hersysId', c.hersys_id) as merged_into
      from own_absorbed(${caseId}) a
      join cases c on c.id = a.survivor_id
      join notifications n on n.id = a.notification_ids[array_upper(a.notification_ids, 1)]
      left join watches w on w.case_id = c.id
      left join organisations o on o.id = coalesce(w.owner_centre_id, c.notified_centre_id)`
  return row ?? null
}

export type LatestReport = { formVersion: string; answers: AnyAnswers; filedAt: string }

/** The newest 発生届 of an own case, in the form it was filed in; of an absorbed one its own, never another's of the remaining case. */
export async function getLatestReport(sql: Sql, { id, mergedInto }: OwnCase): Promise<LatestReport> {
  const [row] = mergedInto
    ? await sql<LatestReport[]>`
        select n.form_version, n.answers, n.filed_at from own_absorbed(${id}) a join notifications n on n.id = a.notification_ids[1]`
    : await sql<LatestReport[]>`
        select form_version, answers, filed_at from notifications where case_id = ${id} order by revision desc limit 1`
  if (!row) throw new Error('a case that was reported has a report')
  return row
}
