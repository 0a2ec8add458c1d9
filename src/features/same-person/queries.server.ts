import type { Sql } from '../../platform/db/sql.server.ts'
import type { Person } from './person.ts'

export const answers = ['same-case', 'new-infection', 'other-person'] as const
export type Answer = (typeof answers)[number]

/** Another case of this institution that may be the same person's. */
export type Found = Person & {
  id: string
  hersysId: string
  personId: string
  state: string
  diagnosedOn: string | null
  reportedOn: string | null
}

const personColumns = (sql: Sql) =>
  sql`c.family_name, c.given_name, c.family_kana, c.given_kana, c.sex, c.birth_on, c.phone, c.postal_code, c.address`

/**
 * The institution's own cases that share a key, at most 200. Both tables are narrowed to the institution by an index, so the answer and the work
 * for it are the same whoever else has reported the person.
 */
export async function listOwnSharing(sql: Sql, orgId: string, keys: number[]): Promise<Found[]> {
  return sql<Found[]>`
    with shared as materialized (
      select distinct b.case_id from likeness_blocks b where b.institution_id = ${orgId} and b.key = any(${keys}::int[]) limit 200)
    select c.id, c.hersys_id, c.person_id, c.state, ${personColumns(sql)}, c.diagnosed_on, c.reported_on
      from shared s join cases c on c.id = s.case_id
     where c.reporting_institution_id = ${orgId} and c.state not in ('withdrawn', 'merged', 'expired') order by c.created_at desc, c.id desc`
}

/** What has been said about this draft, or about the case it corrects: other case → answer. */
export async function listAnswers(sql: Sql, draftId: string, caseId: string | null): Promise<Map<string, Answer>> {
  const rows = await sql<{ otherCaseId: string; answer: Answer }[]>`
    select a.other_case_id, a.answer from likeness_answers a where a.draft_id = ${draftId} or a.case_id = ${caseId}
    union all
    select a.case_id, a.answer from likeness_answers a where a.other_case_id = ${caseId} and a.case_id is not null`
  return new Map(rows.map(({ otherCaseId, answer }) => [otherCaseId, answer]))
}

type Said = { draftId: string; otherCaseId: string; caseId: string | null; answer: Answer; orgId: string; accountId: string; now: Date }

/** Said again is said anew. */
export async function rememberAnswer(sql: Sql, { draftId, otherCaseId, caseId, answer, orgId, accountId, now }: Said): Promise<void> {
  await sql`
    insert into likeness_answers (draft_id, other_case_id, org_id, answer, answered_at, answered_by, case_id)
    values (${draftId}, ${otherCaseId}, ${orgId}, ${answer}, ${now}, ${accountId}, ${caseId})
    on conflict (draft_id, other_case_id) do update set answer = excluded.answer, answered_at = excluded.answered_at, answered_by = excluded.answered_by`
}

/** The draft has become this case: what was said about it now stands between the two cases. */
export async function settleAnswers(sql: Sql, draftId: string, caseId: string): Promise<void> {
  await sql`update likeness_answers set case_id = ${caseId} where draft_id = ${draftId}`
}

export type Compared = Person & { id: string; personId: string; state: string }

/** As the worker, whom row-level security does not bind. */
export async function findCompared(sql: Sql, caseId: string): Promise<Compared | null> {
  const [row] = await sql<Compared[]>`select c.id, c.person_id, c.state, ${personColumns(sql)} from cases c where c.id = ${caseId}`
  return row ?? null
}

/**
 * Cases of anybody that share a key, but for those already known to be the same person's. A key that half a town shares (a hospital's own
 * telephone) says nothing: of each at most `perKey` are looked at, the newest first; and always those of a pair found before.
 */
export async function listSharing(sql: Sql, one: Compared, keys: number[], perKey = 100): Promise<Compared[]> {
  return sql<Compared[]>`
    with shared as materialized (
      select distinct b.case_id from unnest(${keys}::int[]) k(key),
        lateral (select x.case_id from likeness_blocks x where x.key = k.key order by x.case_id desc limit ${perKey}) b where b.case_id <> ${one.id}
      union select p.other_case_id from likeness_candidates p where p.case_id = ${one.id}
      union select p.case_id from likeness_candidates p where p.other_case_id = ${one.id})
    select c.id, c.person_id, c.state, ${personColumns(sql)} from shared s join cases c on c.id = s.case_id
     where c.state not in ('withdrawn', 'merged', 'expired') and c.person_id <> ${one.personId}`
}

type Pair = { caseId: string; otherCaseId: string; score: number; reasons: string[] }

/**
 * The later case first; a pair found again keeps when it was found and what was decided. 別人 is asked about anew only where a correction made the
 * two alike in a way they were not when it was said (another reason); who said what before stays in `likeness_decisions`.
 */
export async function keepCandidates(sql: Sql, pairs: Pair[], now: Date): Promise<void> {
  if (pairs.length === 0) return
  const isNew = sql`(likeness_candidates.state = 'other-person' and not excluded.reasons <@ coalesce(likeness_candidates.decided_reasons, likeness_candidates.reasons))`
  const rows = pairs.map(({ caseId, otherCaseId, score, reasons }) => ({ one: caseId, other: otherCaseId, score, reasons }))
  await sql`
    insert into likeness_candidates (case_id, other_case_id, score, reasons, found_at, latest_at, likely)
    select greatest(p.one, p.other), least(p.one, p.other), p.score, p.reasons, ${now}, ${now}, true
      from jsonb_to_recordset(${sql.json(rows as never)}) p(one uuid, other uuid, score numeric, reasons text[])
     order by 1, 2
    on conflict (case_id, other_case_id) do update set score = excluded.score, reasons = excluded.reasons, latest_at = excluded.latest_at, likely = true,
      state = case when ${isNew} then 'open' else likeness_candidates.state end, decided_at = case when not ${isNew} then likeness_candidates.decided_at end,
      decided_by = case when not ${isNew} then likeness_candidates.decided_by end`
}

/** Pairs of this case that a correction has made unlike: they stay, and are no longer asked about. */
export async function keepUnlike(sql: Sql, caseId: string, likely: string[], now: Date): Promise<void> {
  await sql`
    update likeness_candidates set likely = false, latest_at = ${now}
     where ${caseId} in (case_id, other_case_id) and likely
       and case when case_id = ${caseId} then other_case_id else case_id end <> all(${likely}::uuid[])`
}
