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
}

/** A case that this institution has reported; null for anybody else's, also for one that it treats. */
export async function findOwnCase(sql: Sql, orgId: string, caseId: string): Promise<OwnCase | null> {
  const [row] = await sql<OwnCase[]>`
    select c.id, c.hersys_id, c.state, n.filed_at as received_at, c.updated_at, c.confirmed_at, o.name as centre_name
      from cases c
      join notifications n on n.case_id = c.id and n.revision = 1
      left join watches w on w.case_id = c.id
      left join organisations o on o.id = coalesce(w.owner_centre_id, c.notified_centre_id)
     where c.id = ${caseId} and c.reporting_institution_id = ${orgId}`
  return row ?? null
}

export type LatestReport = { formVersion: string; answers: AnyAnswers; filedAt: string }

/** The newest 発生届 of a case, in the form it was filed in. */
export async function getLatestReport(sql: Sql, caseId: string): Promise<LatestReport> {
  const [row] = await sql<LatestReport[]>`
    select form_version, answers, filed_at from notifications where case_id = ${caseId} order by revision desc limit 1`
  if (!row) throw new Error('a case that was reported has a report')
  return row
}
