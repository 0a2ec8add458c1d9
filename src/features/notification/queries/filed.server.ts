import type { AnyAnswers } from '../../../fields/fields.ts'
import type { Sql } from '../../../platform/db/sql.server.ts'
import type { Level } from '../../../programmes/triage.ts'
import type { CaseRow } from '../case-row.ts'

export type NewCase = CaseRow & {
  id: string
  hersysId: string
  personId: string
  disease: string
  /** Null: a contact, or an institution that has no place in this system. */
  reportingInstitutionId: string | null
  notifiedCentreId: string | null
  responsibleCentreId: string | null
  language: string
  /** Registered before its 発生届 (D32): with a HER-SYS ID and tabs, not watched. */
  state?: 'draft' | 'contact'
  kind?: 'close-contact'
  /** 保健所独自ID, where it is given at entry. */
  centreNumber?: string | null
  registeredAt?: Date
}

/** False when the HER-SYS ID is taken already (an imported case has it): the caller asks for the next one. */
export async function insertCase(sql: Sql, row: NewCase, now: Date): Promise<boolean> {
  const { count } = await sql`insert into cases ${sql({ ...row, createdAt: now, updatedAt: now } as never)} on conflict do nothing`
  return count === 1
}

/** What a correction changes. The centre has not confirmed this revision yet. Throws when the case is not there: that would be a person lost. */
export async function updateCase(
  sql: Sql,
  caseId: string,
  row: CaseRow & { responsibleCentreId: string | null; language?: string; centreNumber?: string },
  now: Date,
): Promise<void> {
  const { count } =
    await sql`update cases set ${sql({ ...row, updatedAt: now, confirmedAt: null, confirmedBy: null } as never)} where id = ${caseId}`
  if (count !== 1) throw new Error('the case to be corrected is gone')
}

export type Revision = {
  id: string
  caseId: string
  revision: number
  formVersion: string
  answers: AnyAnswers
  documentHash: string
  authorId: string
  orgId: string
  reason: string | null
}

export async function insertRevision(sql: Sql, { answers, ...row }: Revision, now: Date): Promise<void> {
  await sql`insert into notifications ${sql({ ...row, answers: sql.json(answers as never), language: 'ja', filedAt: now } as never)}`
}

export type FiledRevision = {
  id: string
  revision: number
  formVersion: string
  answers: AnyAnswers
  documentHash: string
  reason: string | null
  filedAt: string
  authorName: string
  orgName: string
  orgKind: string
}

/** Every revision of a case's 発生届, the newest first. */
export async function listRevisions(sql: Sql, caseId: string): Promise<FiledRevision[]> {
  return sql<FiledRevision[]>`
    select n.id, n.revision, n.form_version, n.answers, n.document_hash, n.reason, n.filed_at, a.name as author_name, o.name as org_name, o.kind as org_kind
      from notifications n join staff_accounts a on a.id = n.author_id join organisations o on o.id = n.org_id
     where n.case_id = ${caseId} order by n.revision desc`
}

export type FiledCase = {
  id: string
  hersysId: string
  state: string
  disease: string
  familyName: string
  givenName: string
  birthOn: string | null
  phone: string | null
  phoneKind: string | null
  reportingInstitutionId: string | null
  institutionName: string | null
  notifiedCentreId: string | null
  notifiedCentreName: string | null
  responsibleCentreId: string | null
  language: string
  createdAt: string
  updatedAt: string
  confirmedAt: string | null
  ownerCentreId: string | null
  ownerCentreName: string | null
  watchState: string | null
  endKind: string | null
  periodFrom: string | null
  periodTo: string | null
}

/** A case with its watch, as far as this actor may see it. */
export async function findFiledCase(sql: Sql, caseId: string): Promise<FiledCase | null> {
  const [row] = await sql<FiledCase[]>`
    select c.id, c.hersys_id, c.state, c.disease, c.family_name, c.given_name, c.birth_on, c.phone, c.phone_kind, c.reporting_institution_id,
           i.name as institution_name, c.notified_centre_id, n.name as notified_centre_name, c.responsible_centre_id, c.language, c.created_at, c.updated_at,
           c.confirmed_at, w.owner_centre_id, o.name as owner_centre_name, w.state as watch_state, w.end_kind, w.period_from, w.period_to
      from cases c
      left join organisations i on i.id = c.reporting_institution_id
      left join organisations n on n.id = c.notified_centre_id
      left join watches w on w.case_id = c.id
      left join organisations o on o.id = w.owner_centre_id
     where c.id = ${caseId}`
  return row ?? null
}

/** Opens the HER-SYS ID of a 発生届 that this actor has just corrected, if wrong tries had locked it; `isRegistered`: somebody has registered it. */
export async function openAfterCorrection(sql: Sql, caseId: string, now: Date): Promise<{ wasLocked: boolean; isRegistered: boolean }> {
  const [row] = await sql<{ wasLocked: boolean; isRegistered: boolean }[]>`select * from open_after_correction(${caseId}, ${now})`
  return row!
}

export type ReportLine = { reportedAt: string; level: Level; temperature: number | null; spo2: number | null }

/** The patient's last reports, for the doctor who reported the case. */
export async function listLatestReports(sql: Sql, caseId: string): Promise<ReportLine[]> {
  return sql<ReportLine[]>`
    select reported_at, level, temperature, spo2 from daily_reports
     where case_id = ${caseId} and superseded_at is null order by reported_at desc, id desc limit 5`
}

/** The organisations that got the report mail of the newest filing (D28), in the order of sending. */
export async function listMailed(sql: Sql, caseId: string): Promise<string[]> {
  const rows = await sql<{ name: string }[]>`
    select o.name from messages m join organisations o on o.id = m.org_id
     where m.case_id = ${caseId} and m.kind = 'notification-report'
       and m.created_at = (select max(created_at) from messages where case_id = ${caseId} and kind = 'notification-report')
     order by m.id`
  return rows.map((row) => row.name)
}

/** Somebody will ring the patient, because no SMS can reach them. */
export async function isSmsUndeliverable(sql: Sql, caseId: string): Promise<boolean> {
  const rows = await sql`select 1 from attention_items where case_id = ${caseId} and kind = 'sms-undeliverable' and closed_at is null`
  return rows.length > 0
}
