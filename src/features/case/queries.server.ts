import type { Sql } from '../../platform/db/sql.server.ts'
import type { Level } from '../watch/list.server.ts'

/** A case with its watch, as far as this actor may see it. Null fields of the watch: another centre owns it, and this one only took the notification. */
export type CaseFile = {
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
  phone: string | null
  phoneKind: string | null
  postalCode: string | null
  address: string | null
  severity: string | null
  diagnosedOn: string | null
  sampledOn: string | null
  diedOn: string | null
  deathPlace: string | null
  onsetOn: string | null
  reportedOn: string | null
  caseClass: string | null
  currentStatus: string | null
  centreNumber: string | null
  reportingInstitutionId: string | null
  earlyClosedAt: string | null
  hasSurvey: boolean
  riskFactors: string[] | null
  hospitalised: boolean | null
  language: string
  createdAt: string
  confirmedAt: string | null
  confirmedByName: string | null
  institutionName: string | null
  institutionPhone: string | null
  notifiedCentreId: string | null
  notifiedName: string | null
  ownerCentreId: string | null
  ownerName: string | null
  watchState: 'observing' | 'ended' | null
  beganAt: string | null
  periodFrom: string | null
  periodTo: string | null
  endedAt: string | null
  endedByName: string | null
  endKind: 'release' | 'death' | 'withdrawal' | null
  endNote: string | null
  level: Level | null
  lastReportAt: string | null
  registeredAt: string | null
  otherCases: number
  /** The way the 発生届 came; null for none, or where this actor is not told. */
  channel: 'web' | 'excel' | 'api' | 'fax' | null
  faxId: string | null
  faxReceivedAt: string | null
  faxEnteredByName: string | null
}

export async function findCaseFile(sql: Sql, id: string): Promise<CaseFile | null> {
  const [row] = await sql<CaseFile[]>`
    select c.id, c.hersys_id, c.disease, c.state, c.family_name, c.given_name, c.family_kana, c.given_kana, c.sex, c.birth_on, c.phone, c.phone_kind,
           c.postal_code, c.address, c.severity, c.diagnosed_on, c.sampled_on, c.died_on, c.death_place, c.onset_on, c.reported_on, c.risk_factors, c.case_class, c.current_status, c.centre_number,
           c.reporting_institution_id, c.early_closed_at, has_survey(c.id) as has_survey, c.hospitalised, c.language, c.created_at,
           c.confirmed_at, cb.name as confirmed_by_name, i.name as institution_name, i.phone as institution_phone, c.notified_centre_id,
           n.name as notified_name, w.owner_centre_id, o.name as owner_name, w.state as watch_state, w.began_at, w.period_from, w.period_to, w.ended_at,
           eb.name as ended_by_name, w.end_kind, w.end_note, w.level, w.last_report_at,
           (select max(r.created_at) from registrations r where r.case_id = c.id and r.ended_at is null) as registered_at,
           (select count(*)::int from cases x where x.person_id = c.person_id and x.id <> c.id) as other_cases,
           f.channel, x.id as fax_id, x.received_at as fax_received_at, xb.name as fax_entered_by_name
      from cases c
      left join organisations i on i.id = c.reporting_institution_id
      left join organisations n on n.id = c.notified_centre_id
      left join staff_accounts cb on cb.id = c.confirmed_by
      left join watches w on w.case_id = c.id
      left join organisations o on o.id = w.owner_centre_id
      left join staff_accounts eb on eb.id = w.ended_by
      left join case_forms f on f.case_id = c.id
      left join lateral (select id, received_at, entered_by from faxes where case_id = c.id order by received_at limit 1) x on true
      left join staff_accounts xb on xb.id = x.entered_by
     where c.id = ${id}`
  return row ?? null
}

export type ContactCorrection = { id: string; at: string; byName: string; reason: string; before: Record<string, string | null> }

/** What was corrected of a 濃厚接触者, who has no 発生届 to keep it; the newest first. */
export async function listContactCorrections(sql: Sql, caseId: string): Promise<ContactCorrection[]> {
  return sql<ContactCorrection[]>`
    select c.id, c.at, s.name as by_name, c.reason, c.before from contact_corrections c join staff_accounts s on s.id = c.by
     where c.case_id = ${caseId} order by c.at desc, c.id desc`
}

export type Sent = {
  id: string
  createdAt: string
  kind: string
  channel: 'sms' | 'mail' | 'voice'
  state: string
  stateReason: string | null
  updatedAt: string
  /** Of a message that the centre wrote to one or to many. */
  sendingId: string | null
}

/** What was sent about or to this patient, newest first. Bodies are not shown: they hold codes and links. */
export async function listMessagesOfCase(sql: Sql, caseId: string): Promise<Sent[]> {
  return sql<Sent[]>`
    select id, created_at, kind, channel, state, state_reason, updated_at, sending_id from messages where case_id = ${caseId} order by created_at desc, id desc limit 50`
}

export type SmsReply = { id: string; at: string; body: string; meaning: 'stop' | 'start' | 'other' }

/** What the patient has answered by SMS, newest first. */
export async function listRepliesOfCase(sql: Sql, caseId: string): Promise<SmsReply[]> {
  return sql<SmsReply[]>`select id, at, body, meaning from sms_replies where case_id = ${caseId} order by at desc, id desc limit 50`
}
