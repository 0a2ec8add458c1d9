import { uuidv7 } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import type { Pair } from './pair.ts'

export type Cursor = { foundAt: string; caseId: string }
export const pairsPerPage = 20

/** Open pairs of which the asking centre has one side, the newest first; one more than a page where there is more. The database masks. */
export async function listPairs(sql: Sql, after: Cursor | null): Promise<Pair[]> {
  return sql<Pair[]>`
    select id, state, score::float8 as score, reasons, found_at, one, other, asks
      from pairs_of_centre(${after?.foundAt ?? null}, ${after?.caseId ?? null}, ${pairsPerPage + 1})`
}

export async function findPair(sql: Sql, id: string): Promise<Pair | null> {
  const [row] = await sql<Pair[]>`select id, state, score::float8 as score, reasons, found_at, one, other, asks from pair_for_centre(${id})`
  return row ?? null
}

/** The cases of a pair, for the audit; both also where one is masked. */
export async function casesOfPair(sql: Sql, id: string): Promise<{ caseId: string; otherCaseId: string } | null> {
  const [row] = await sql<
    { caseId: string; otherCaseId: string }[]
  >`select case_id, other_case_id from likeness_candidates where id = ${id}`
  return row ?? null
}

/** Open pairs of one case: the case page points to them. */
export async function listPairsOfCase(sql: Sql, caseId: string): Promise<{ id: string; foundAt: string }[]> {
  return sql`
    select p.id, q.found_at from likeness_queue q join likeness_candidates p on p.case_id = q.case_id and p.other_case_id = q.other_case_id
     where ${caseId} in (q.case_id, q.other_case_id) order by q.found_at desc, p.id limit 10`
}

export type Said = { at: string; decision: string; reason: string; byName: string; centre: string; mergeId: string | null; undone: boolean }

/** What this centre decided lately, the newest first. */
export async function listDecisions(sql: Sql, orgId: string): Promise<Said[]> {
  return sql<Said[]>`
    select d.decided_at as at, d.decision, d.reason, s.name as by_name, o.name as centre, d.merge_id, m.undone_at is not null as undone
      from likeness_decisions d join staff_accounts s on s.id = d.decided_by join organisations o on o.id = d.org_id left join case_merges m on m.id = d.merge_id
     where d.org_id = ${orgId} order by d.decided_at desc, d.id desc limit 20`
}

/** Everything that was ever said about this pair. */
export async function listDecisionsOfPair(sql: Sql, caseId: string, otherCaseId: string): Promise<Said[]> {
  return sql<Said[]>`
    select d.decided_at as at, d.decision, d.reason, s.name as by_name, o.name as centre, d.merge_id, m.undone_at is not null as undone
      from likeness_decisions d join staff_accounts s on s.id = d.decided_by join organisations o on o.id = d.org_id left join case_merges m on m.id = d.merge_id
     where d.case_id = ${caseId} and d.other_case_id = ${otherCaseId} order by d.decided_at desc, d.id desc limit 20`
}

/** 'ok', or 'not-found', or what was decided meanwhile. */
export async function askPair(sql: Sql, pairId: string, reason: string, now: Date): Promise<string> {
  const [row] = await sql<{ said: string }[]>`select ask_pair(${uuidv7(now)}, ${pairId}, ${reason}, ${now}) as said`
  return row!.said
}

export async function tellApart(sql: Sql, caseId: string, otherCaseId: string, reason: string, now: Date): Promise<string> {
  const [row] = await sql<{ said: string }[]>`select tell_apart(${caseId}, ${otherCaseId}, ${reason}, ${now}) as said`
  return row!.said
}
