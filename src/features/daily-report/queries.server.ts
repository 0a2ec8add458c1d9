import type { Day } from '../../lib/japanese-day.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import type { Level } from '../../programmes/triage.ts'
import type { ReportRow } from './compose.server.ts'

export type Ask = { sessionHash: string; registrationId: string }

/** Who stands behind a request. `caseId` null: the registration is not this account's. */
export type Reporter = {
  accountId: string
  language: string
  registrationId: string | null
  caseId: string | null
  familyName: string
  givenName: string
  disease: string
  centreName: string | null
  centrePhone: string | null
  settings: unknown
  previousSpo2: number | null
  previousAt: string | null
}

/** One answer for each asked, in their order; null where there is no live session. */
export async function findReporters(sql: Sql, asked: Ask[], now: Date): Promise<(Reporter | null)[]> {
  const rows = asked.map(({ sessionHash, registrationId }, n) => ({ n, session_hash: sessionHash, registration_id: registrationId }))
  const found = await sql<(Reporter & { n: number })[]>`select * from find_reporters(${JSON.stringify(rows)}::text::jsonb, ${now})`
  return inOrder(asked.length, found)
}

export type Submission = ReportRow & { session_hash: string; audit_id: string; request_id: string }
export type Outcome = { outcome: 'stored' | 'duplicate' | 'refused'; reportId: string | null }

/** Stores reports that arrive together; each is answered for itself. One statement, committed when this resolves. */
export async function submitReports(sql: Sql, rows: Submission[], now: Date): Promise<Outcome[]> {
  const numbered = JSON.stringify(rows.map((row, n) => ({ ...row, n })))
  const done = await sql<(Outcome & { n: number })[]>`select * from submit_reports(${numbered}::text::jsonb, ${now})`
  return inOrder(rows.length, done).map((outcome) => outcome ?? { outcome: 'refused', reportId: null })
}

function inOrder<T extends { n: number }>(count: number, rows: T[]): (T | null)[] {
  const answers = new Array<T | null>(count).fill(null)
  for (const row of rows) answers[row.n] = row
  return answers
}

export type StaffOutcome = { outcome: 'stored' | 'duplicate' | 'refused' | 'conflict'; reportId: string | null }

/** A report that staff of the owning centre enter or, with `revises_id`, correct; or that an institution enters which reported or treats the case. */
export async function recordReport(sql: Sql, row: ReportRow & { revises_id?: string; reason?: string }, now: Date): Promise<StaffOutcome> {
  const [done] = await sql<StaffOutcome[]>`select * from record_report(${JSON.stringify(row)}::text::jsonb, ${now})`
  return done!
}

export type StoredReport = {
  id: string
  caseId: string
  reportedOn: Day
  reportedAt: string
  receivedAt: string
  channel: 'web' | 'call' | 'inbound' | 'staff' | 'institution'
  formVersion: string
  answers: Record<string, unknown>
  language: string
  level: Level
  reasons: string[]
  temperature: number | null
  spo2: number | null
  revisesId: string | null
  supersededAt: string | null
  reason: string | null
}

const columns = (sql: Sql) =>
  sql`id, case_id, reported_on, reported_at, received_at, channel, form_version, answers, language, level, reasons, temperature, spo2,
      revises_id, superseded_at, reason`

/** Newest first, those in force alone unless `all`. Between two days, so that only their partitions are read. */
export async function listReports(
  sql: Sql,
  { caseId, from, to, all = false, limit = 200 }: { caseId: string; from: Day; to: Day; all?: boolean; limit?: number },
): Promise<StoredReport[]> {
  return sql<StoredReport[]>`
    select ${columns(sql)} from daily_reports
     where case_id = ${caseId} and reported_on between ${from} and ${to} ${all ? sql`` : sql`and superseded_at is null`}
     order by reported_at desc, id desc limit ${limit}`
}

export async function findReport(
  sql: Sql,
  { caseId, id, from, to }: { caseId: string; id: string; from: Day; to: Day },
): Promise<StoredReport | null> {
  const [row] = await sql<StoredReport[]>`
    select ${columns(sql)} from daily_reports where case_id = ${caseId} and id = ${id} and reported_on between ${from} and ${to}`
  return row ?? null
}

/** The newest report in force of one case; null when there is none. */
export async function findLastReport(sql: Sql, of: { caseId: string; from: Day; to: Day }): Promise<StoredReport | null> {
  return (await listReports(sql, { ...of, limit: 1 }))[0] ?? null
}

/** What was sent from one page, which carries its own key: the newest of each case. */
export async function listReportsOfKey(
  sql: Sql,
  { caseIds, key, from, to }: { caseIds: string[]; key: string; from: Day; to: Day },
): Promise<StoredReport[]> {
  return sql<StoredReport[]>`
    select distinct on (case_id) ${columns(sql)} from daily_reports
     where case_id = any(${caseIds}::uuid[]) and reported_on between ${from} and ${to} and superseded_at is null
       and starts_with(idempotency_key, ${`${key}.`}) order by case_id, reported_at desc, id desc`
}

/** The last SpO2 measured before that moment, as far back as two days. */
export async function findPreviousSpo2(sql: Sql, caseId: string, before: Date, from: Day, to: Day, except: string | null) {
  const [row] = await sql<{ spo2: number; at: string }[]>`
    select spo2, reported_at as at from daily_reports
     where case_id = ${caseId} and reported_on between ${from} and ${to} and spo2 is not null and superseded_at is null
       and reported_at < ${before} and id is distinct from ${except}
     order by reported_at desc, id desc limit 1`
  return row ?? null
}

/** What the patient wrote about a mistake. Staff of the centre alone read it. */
export async function insertCorrectionRequest(
  sql: Sql,
  request: { id: string; caseId: string; accountId: string; text: string; askedAt: Date },
): Promise<void> {
  await sql`insert into correction_requests ${sql(request)}`
}

/** One's own requests, newest first; `outcome` null: the centre has not answered yet. */
export type OwnCorrection = { id: string; text: string; askedAt: string; closedAt: string | null; outcome: string | null }

export async function listOwnCorrections(sql: Sql, caseId: string): Promise<OwnCorrection[]> {
  return sql<OwnCorrection[]>`select id, text, asked_at, closed_at, outcome from own_correction_requests(${caseId})`
}

export async function listCorrectionRequests(sql: Sql, caseId: string): Promise<{ id: string; text: string; askedAt: string }[]> {
  return sql`select id, text, asked_at from correction_requests where case_id = ${caseId} order by asked_at desc, id desc limit 50`
}
