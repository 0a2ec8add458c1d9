import type { Sql } from '../../platform/db/sql.server.ts'
import type { Access, Answered, MyData, PersonRecord, Sent } from './record.ts'

/** More than anybody has; a bound all the same. */
const most = 1000

/** Everything of one's own account and of everybody registered under it. Runs under the person's own row-level security. */
export async function collectMyData(sql: Sql, accountId: string): Promise<MyData> {
  const [account] = await sql<MyData['account'][]>`
    select email, language, created_at, last_sign_in_at from patient_accounts where id = ${accountId}`
  const people = await listPersons(sql, accountId)
  return { account: account!, people: await Promise.all(people.map((person) => fill(sql, person))) }
}

type Head = Omit<
  PersonRecord,
  'notifications' | 'surveys' | 'reports' | 'corrections' | 'noticeStops' | 'certificates' | 'messages' | 'accesses'
>

export async function listPersons(sql: Sql, accountId: string): Promise<Head[]> {
  return sql<Head[]>`
    select r.id as registration_id, r.case_id, r.family_name || ' ' || r.given_name as registered_name, r.phone as registered_phone,
           r.created_at as registered_at, c.hersys_id, c.disease, o.name as centre_name, c.nationality, c.entered_japan_on, c.passport_number,
           c.passport_entered_by, w.period_from, w.period_to, w.ended_at, w.end_kind
      from registrations r join cases c on c.id = r.case_id
      left join watches w on w.case_id = r.case_id
      left join organisations o on o.id = coalesce(w.owner_centre_id, c.notified_centre_id)
     where r.account_id = ${accountId} and r.ended_at is null order by r.created_at, r.id`
}

async function fill(sql: Sql, head: Head): Promise<PersonRecord> {
  const { caseId } = head
  const [notifications, surveys, reports, corrections, noticeStops, certificates, messages, accesses] = await Promise.all([
    sql<Answered[]>`
      select filed_at as at, form_version, answers, revision, reason from notifications where case_id = ${caseId} order by revision limit ${most}`,
    sql<
      Answered[]
    >`select answered_at as at, form_version, answers from surveys where case_id = ${caseId} order by answered_at limit ${most}`,
    sql<PersonRecord['reports']>`
      select reported_at as at, form_version, answers, channel, level, reason, superseded_at from daily_reports
       where case_id = ${caseId} order by reported_at, id limit ${most}`,
    sql<
      PersonRecord['corrections']
    >`select asked_at, text from correction_requests where case_id = ${caseId} order by asked_at limit ${most}`,
    sql<PersonRecord['noticeStops']>`
      select asked_at, state, decided_at from notice_stops where case_id = ${caseId} order by asked_at limit ${most}`,
    sql<PersonRecord['certificates']>`
      select public_id, issued_at, revoked_at, revoked_why from certificates where case_id = ${caseId} order by issued_at limit ${most}`,
    sql<Sent[]>`
      select created_at as at, kind, channel, recipient, subject, body, state from messages
       where case_id = ${caseId} and org_id is null and (account_id is null or account_id = (select (current_actor()).account_id)) and kind in ('my-hersys-invitation', 'report-reminder', 'account-notice')
       order by created_at, id limit ${most}`,
    listAccesses(sql, caseId, most),
  ])
  return { ...head, notifications, surveys, reports, corrections, noticeStops, certificates, messages, accesses }
}

/** Who looked at or changed this case, newest day first, by organisation and role. Never a name. */
export async function listAccesses(sql: Sql, caseId: string, limit: number): Promise<Access[]> {
  return sql<
    Access[]
  >`select day, actor_kind, is_mine, organisation, role, action, times::int from own_record_accesses(${caseId}, ${limit})`
}
