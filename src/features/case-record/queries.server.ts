import type { AnyAnswers } from '../../fields/fields.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import type { RecordTab } from '../../programmes/tabs.ts'

/** One revision of an entry of a tab. `supersededAt` null: it stands. Whoever struck it as a mistake said why in `reason`. */
export type CaseRecord = {
  id: string
  entryId: string
  tab: RecordTab
  revision: number
  formVersion: string
  answers: AnyAnswers
  struck: boolean
  /** 'patient': added in My HER-SYS (the passport number); then name, role and organisation are null. */
  authorKind: 'staff' | 'patient'
  authorName: string | null
  authorRole: string | null
  orgName: string | null
  reason: string | null
  recordedAt: string
  supersededAt: string | null
  onDay: string | null
  untilDay: string | null
}

const columns = (sql: Sql) => sql`
  r.id, r.entry_id, r.tab, r.revision, r.form_version, r.answers, r.struck, r.author_kind, a.name as author_name, r.author_role, o.name as org_name,
  r.reason, r.recorded_at, r.superseded_at, r.on_day, r.until_day`
const sources = (sql: Sql) => sql`
  case_records r left join organisations o on o.id = r.org_id left join staff_accounts a on r.author_kind = 'staff' and a.id = r.author_id`

/**
 * The standing entry of a tab that has one ('identity', 'basics', 'observation'), with who wrote its newest revision; null where nothing was
 * recorded. Staff only: row-level security shows no record to a patient, for whom nationality, day of entry and passport number stand as
 * columns of `cases` (`nationality`, `entered_japan_on`, `passport_number`, `passport_entered_by` = 'staff' | 'patient'), kept by this table.
 * A patient adds the passport number once by the function `enter_own_passport(id, case, number, now)`: 'ok', 'already' or 'not-asked'.
 */
export async function currentRecord(sql: Sql, caseId: string, tab: RecordTab): Promise<CaseRecord | null> {
  const [row] = await sql<CaseRecord[]>`
    select ${columns(sql)} from ${sources(sql)} where r.case_id = ${caseId} and r.tab = ${tab} and r.superseded_at is null and not r.struck`
  return row ?? null
}

/** Every revision of every entry of these tabs; the newest entry (by its day) first, in each entry the newest revision first. */
export async function listRecords(sql: Sql, caseId: string, tabs: readonly RecordTab[]): Promise<CaseRecord[]> {
  return sql<CaseRecord[]>`
    select ${columns(sql)} from ${sources(sql)}
      join case_records s on s.entry_id = r.entry_id and s.superseded_at is null
     where r.case_id = ${caseId} and r.tab = any(${tabs as string[]})
     order by s.on_day desc nulls last, s.entry_id desc, r.revision desc`
}

/** The standing revision of an entry of this case, struck or not. */
export async function findStanding(sql: Sql, caseId: string, entryId: string): Promise<CaseRecord | null> {
  const [row] = await sql<CaseRecord[]>`
    select ${columns(sql)} from ${sources(sql)} where r.case_id = ${caseId} and r.entry_id = ${entryId} and r.superseded_at is null`
  return row ?? null
}

/** A stay in hospital has begun and not ended. */
export async function isInHospital(sql: Sql, caseId: string): Promise<boolean> {
  const rows = await sql`
    select 1 from case_records
     where case_id = ${caseId} and tab = 'medical' and answers ->> 'care' = 'inpatient' and until_day is null and superseded_at is null and not struck`
  return rows.length > 0
}

export type NewRecord = {
  id: string
  entryId: string
  caseId: string
  tab: RecordTab
  revision: number
  formVersion: string
  answers: AnyAnswers
  documentHash: string | null
  struck: boolean
  authorKind: 'staff'
  authorId: string
  authorRole: string
  orgId: string
  reason: string | null
}

/** Nobody changes this case until the transaction ends: its watch first, then the case itself (without 発生届 it has no watch). */
export async function lockForRecord(sql: Sql, caseId: string): Promise<void> {
  await sql`select lock_case(${caseId})`
  await sql`select 1 from cases where id = ${caseId} for no key update`
}

/** Adds a revision, which supersedes the one before (the database sees to it). Lock the case first. */
export async function insertRecord(sql: Sql, { answers, ...row }: NewRecord, now: Date): Promise<void> {
  await sql`insert into case_records ${sql({ ...row, answers: sql.json(answers as never), recordedAt: now } as never)}`
}
