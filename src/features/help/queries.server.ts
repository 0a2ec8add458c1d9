import type { Sql } from '../../platform/db/sql.server.ts'

/** The centres that own the cases of this account, each once. Runs under the patient's own row-level security. */
export async function listOwnCentres(sql: Sql, accountId: string): Promise<{ name: string; phone: string | null }[]> {
  return sql`
    select distinct o.name, o.phone
      from registrations r
      join cases c on c.id = r.case_id
      left join watches w on w.case_id = r.case_id
      join organisations o on o.id = coalesce(w.owner_centre_id, c.notified_centre_id)
     where r.account_id = ${accountId} and r.ended_at is null order by o.name`
}
