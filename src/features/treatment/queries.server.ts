import type { Day } from '../../lib/japanese-day.ts'
import type { Sql } from '../../platform/db/sql.server.ts'

/** An institution that treats a patient whom another one reported: it sees the case from `fromOn` to `untilOn`, both counted, unless ended before. */
export type Treatment = {
  id: string
  institutionId: string
  institutionName: string
  fromOn: Day
  untilOn: Day | null
  namedAt: string
  namedByName: string
  namedOrgName: string
  endedAt: string | null
  endedByName: string | null
}

export async function listTreatments(sql: Sql, caseId: string): Promise<Treatment[]> {
  return sql<Treatment[]>`
    select t.id, t.institution_id, i.name as institution_name, t.from_on, t.until_on, t.named_at, n.name as named_by_name, o.name as named_org_name,
           t.ended_at, e.name as ended_by_name
      from treatments t
      join organisations i on i.id = t.institution_id
      join organisations o on o.id = t.named_org
      join staff_accounts n on n.id = t.named_by
      left join staff_accounts e on e.id = t.ended_by
     where t.case_id = ${caseId} order by t.named_at desc, t.id desc`
}

export async function mayNameTreatment(sql: Sql, caseId: string): Promise<boolean> {
  const [row] = await sql<{ may: boolean }[]>`select may_name_treatment(${caseId}, current_actor()) as may`
  return row!.may
}

type NewTreatment = { id: string; caseId: string; institutionId: string; fromOn: Day; untilOn: Day | null; by: string; orgId: string }

/** False where this institution is named already for one of these days: ending one naming must end what it sees. */
export async function insertTreatment(
  sql: Sql,
  { id, caseId, institutionId, fromOn, untilOn, by, orgId }: NewTreatment,
  now: Date,
): Promise<boolean> {
  await sql`select lock_case(${caseId})`
  const standing = await sql`
    select 1 from treatments where case_id = ${caseId} and institution_id = ${institutionId} and ended_at is null
       and from_on <= coalesce(${untilOn}::date, 'infinity') and coalesce(until_on, 'infinity') >= ${fromOn}::date`
  if (standing.length > 0) return false
  await sql`insert into treatments (id, case_id, institution_id, from_on, until_on, named_at, named_by, named_org)
    values (${id}, ${caseId}, ${institutionId}, ${fromOn}, ${untilOn}, ${now}, ${by}, ${orgId})`
  return true
}

/** From this moment the institution sees the case no more. False when it is ended already, or not this actor's to end. */
export async function endTreatment(
  sql: Sql,
  { caseId, id, by, now }: { caseId: string; id: string; by: string; now: Date },
): Promise<boolean> {
  await sql`select lock_case(${caseId})`
  const { count } = await sql`
    update treatments set ended_at = ${now}, ended_by = ${by} where id = ${id} and case_id = ${caseId} and ended_at is null`
  return count === 1
}
