import type { Sql } from '../../platform/db/sql.server.ts'

/** What the header strip of a case (D33) and the rights on its tabs need. Null fields of the watch: not under observation, or not one's own. */
export type CaseHead = {
  id: string
  hersysId: string
  disease: string
  /** 'contact': a 濃厚接触者, without 発生届. */
  state: 'draft' | 'filed' | 'withdrawal-asked' | 'withdrawn' | 'contact'
  familyName: string
  givenName: string
  familyKana: string | null
  givenKana: string | null
  sex: string | null
  birthOn: string | null
  address: string | null
  onsetOn: string | null
  severity: string | null
  caseClass: string | null
  currentStatus: string | null
  /** 保健所独自ID. */
  centreNumber: string | null
  reportingInstitutionId: string | null
  /** Registered, and then closed without a 発生届; null for any other. */
  earlyClosedAt: string | null
  notifiedCentreId: string | null
  ownerCentreId: string | null
  watchState: 'observing' | 'ended' | null
  endKind: 'release' | 'death' | 'withdrawal' | null
  periodFrom: string | null
  periodTo: string | null
  hasSurvey: boolean
}

/** Null for a case that this actor does not see. */
export async function findCaseHead(sql: Sql, caseId: string): Promise<CaseHead | null> {
  const [row] = await sql<CaseHead[]>`
    select c.id, c.hersys_id, c.disease, c.state, c.family_name, c.given_name, c.family_kana, c.given_kana, c.sex, c.birth_on, c.address, c.onset_on,
           c.severity, c.case_class, c.current_status, c.centre_number, c.reporting_institution_id, c.early_closed_at,
           c.notified_centre_id, w.owner_centre_id, w.state as watch_state,
           w.end_kind, w.period_from, w.period_to, has_survey(c.id) as has_survey
      from cases c left join watches w on w.case_id = c.id where c.id = ${caseId}`
  return row ?? null
}

/** The newest 発生届 of a case: what other tabs show of it. */
export async function findNotificationAnswers(
  sql: Sql,
  caseId: string,
): Promise<{ formVersion: string; answers: Record<string, unknown> } | null> {
  const [row] = await sql<{ formVersion: string; answers: Record<string, unknown> }[]>`
    select form_version, answers from notifications where case_id = ${caseId} order by revision desc limit 1`
  return row ?? null
}

/** 保健所独自ID; null takes it away. */
export async function setCentreNumber(sql: Sql, caseId: string, centreNumber: string | null, now: Date): Promise<void> {
  await sql`select lock_case(${caseId})`
  const { count } = await sql`update cases set centre_number = ${centreNumber}, updated_at = ${now} where id = ${caseId}`
  if (count !== 1) throw new Error('the case to be numbered is gone')
}
