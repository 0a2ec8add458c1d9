import type { Raw } from '../../../fields/fields.ts'
import type { Sql } from '../../../platform/db/sql.server.ts'

export type Draft = {
  id: string
  orgId: string
  formVersion: string
  /** As typed, faults and all: a draft loses nothing. */
  answers: Raw
  /** Filed: the case it became (or corrected). */
  caseId: string | null
  correctsCaseId: string | null
  baseRevision: number | null
  /** The registered case whose 発生届 this will be. */
  filesCaseId: string | null
  updatedAt: string
}

const columns = (sql: Sql) => sql`id, org_id, form_version, answers, case_id, corrects_case_id, base_revision, files_case_id, updated_at`

/** Own institution's only: row-level security shows no other. */
export async function findDraft(sql: Sql, id: string): Promise<Draft | null> {
  const [row] = await sql<Draft[]>`select ${columns(sql)} from notification_drafts where id = ${id}`
  return row ?? null
}

/** As `findDraft`, and nobody else files it until this transaction ends. */
export async function lockDraft(sql: Sql, id: string): Promise<Draft | null> {
  const [row] = await sql<Draft[]>`select ${columns(sql)} from notification_drafts where id = ${id} for update`
  return row ?? null
}

type NewDraft = {
  id: string
  orgId: string
  authorId: string
  formVersion: string
  answers: Raw
  correctsCaseId?: string
  baseRevision?: number
  filesCaseId?: string
}

/** False when the id is taken: by another institution's draft, or by a second click of the same form. */
export async function insertDraft(sql: Sql, draft: NewDraft, now: Date): Promise<boolean> {
  const { count } = await sql`
    insert into notification_drafts (id, org_id, author_id, form_version, answers, corrects_case_id, base_revision, files_case_id, created_at, updated_at)
    values (${draft.id}, ${draft.orgId}, ${draft.authorId}, ${draft.formVersion}, ${sql.json(draft.answers as never)},
            ${draft.correctsCaseId ?? null}, ${draft.baseRevision ?? null}, ${draft.filesCaseId ?? null}, ${now}, ${now})
    on conflict do nothing`
  return count === 1
}

/** False when there is no such draft here, or when it has been filed. */
export async function updateDraft(
  sql: Sql,
  { id, formVersion, answers, authorId }: { id: string; formVersion: string; answers: Raw; authorId: string },
  now: Date,
): Promise<boolean> {
  const { count } = await sql`
    update notification_drafts set answers = ${sql.json(answers as never)}, form_version = ${formVersion}, author_id = ${authorId}, updated_at = ${now}
     where id = ${id} and case_id is null`
  return count === 1
}

/** Filed: what was typed now stands in the 発生届, and is not kept twice. Throws when the draft has gone: a filing must leave this mark. */
export async function markDraftFiled(sql: Sql, id: string, caseId: string, now: Date): Promise<void> {
  const { count } =
    await sql`update notification_drafts set case_id = ${caseId}, answers = '{}', updated_at = ${now} where id = ${id} and case_id is null`
  if (count !== 1) throw new Error('the draft to be marked as filed is gone')
}

export async function deleteDraft(sql: Sql, id: string): Promise<boolean> {
  const { count } = await sql`delete from notification_drafts where id = ${id} and case_id is null`
  return count === 1
}

export type DraftLine = { id: string; answers: Raw; correctsCaseId: string | null; updatedAt: string; authorName: string }

/** 下書き一覧: what this institution has begun and not filed, the newest first, at most 200. */
export async function listOpenDrafts(sql: Sql, orgId: string): Promise<DraftLine[]> {
  return sql<DraftLine[]>`
    select d.id, d.answers, d.corrects_case_id, d.updated_at, a.name as author_name
      from notification_drafts d join staff_accounts a on a.id = d.author_id
     where d.org_id = ${orgId} and d.case_id is null
     order by d.updated_at desc, d.id desc limit 200`
}

/** The 発生届 of this registered case that somebody here has begun. */
export async function findOpenFiling(sql: Sql, caseId: string): Promise<Draft | null> {
  const [row] = await sql<Draft[]>`select ${columns(sql)} from notification_drafts where files_case_id = ${caseId} and case_id is null`
  return row ?? null
}

/** The correction of this case that somebody here has begun. */
export async function findOpenCorrection(sql: Sql, caseId: string): Promise<Draft | null> {
  const [row] = await sql<Draft[]>`select ${columns(sql)} from notification_drafts where corrects_case_id = ${caseId} and case_id is null`
  return row ?? null
}
