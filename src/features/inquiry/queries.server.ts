import { mostListed } from '../../lib/long-list.ts'
import type { Sql } from '../../platform/db/sql.server.ts'

export type Inquiry = {
  id: string
  caseId: string
  question: string
  askedAt: string
  askedByName: string
  centreName: string
  answer: string | null
  answeredAt: string | null
  answeredByName: string | null
  closedAt: string | null
  closedByName: string | null
  closeNote: string | null
}

const columns = (sql: Sql) => sql`
  q.id, q.case_id, q.question, q.asked_at, a.name as asked_by_name, o.name as centre_name, q.answer, q.answered_at, r.name as answered_by_name,
  q.closed_at, c.name as closed_by_name, q.close_note`
const sources = (sql: Sql) => sql`
  inquiries q join staff_accounts a on a.id = q.asked_by join organisations o on o.id = q.centre_id
  left join staff_accounts r on r.id = q.answered_by left join staff_accounts c on c.id = q.closed_by`

/** Every question about a case, the newest first. */
export async function listInquiries(sql: Sql, caseId: string): Promise<Inquiry[]> {
  return sql<Inquiry[]>`select ${columns(sql)} from ${sources(sql)} where q.case_id = ${caseId} order by q.asked_at desc, q.id desc`
}

/** What this institution has not answered, the oldest first, with whose case it is; at most 100. */
export async function listUnanswered(
  sql: Sql,
  institutionId: string,
): Promise<(Inquiry & { hersysId: string; familyName: string; givenName: string })[]> {
  return sql`
    select ${columns(sql)}, k.hersys_id, k.family_name, k.given_name from ${sources(sql)} join cases k on k.id = q.case_id
     where q.institution_id = ${institutionId} and q.answered_at is null and q.closed_at is null and k.state <> 'withdrawn'
     order by q.asked_at, q.id limit 100`
}

export type OpenInquiry = { caseId: string; hersysId: string; familyName: string; givenName: string; institutionName: string } & Pick<
  Inquiry,
  'id' | 'question' | 'askedAt' | 'answeredAt'
>

/** Open questions about cases that this centre owns: answered ones first, then the oldest; at most `mostListed`. */
export async function listOpen(sql: Sql, centreId: string): Promise<OpenInquiry[]> {
  return sql<OpenInquiry[]>`
    select q.id, q.case_id, q.question, q.asked_at, q.answered_at, k.hersys_id, k.family_name, k.given_name, o.name as institution_name
      from attention_items i join inquiries q on q.case_id = i.case_id and q.closed_at is null
      join cases k on k.id = q.case_id join organisations o on o.id = q.institution_id
     where i.centre_id = ${centreId} and i.kind = 'inquiry' and i.closed_at is null
     order by q.answered_at is null, q.asked_at, q.id limit ${mostListed}`
}

/** The one open question of a case. */
export async function findOpen(sql: Sql, caseId: string): Promise<{ id: string; institutionId: string; answeredAt: string | null } | null> {
  const [row] = await sql<{ id: string; institutionId: string; answeredAt: string | null }[]>`
    select id, institution_id, answered_at from inquiries where case_id = ${caseId} and closed_at is null`
  return row ?? null
}
