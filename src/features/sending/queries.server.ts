import { mobilePattern } from '../../lib/phone-number.ts'
import { uuidv7 } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { messageKinds } from '../message/kinds.ts'
import { bodies, type House, type Sending, type Template } from './compose.ts'

/** Why somebody of the selection gets nothing; null: they get it. */
export type Hindrance = 'not-ours' | 'no-mobile' | 'stopped' | 'not-a-mobile' | null
export type Composed = {
  caseId: string
  familyName: string
  givenName: string
  hersysId: string
  recipient: string | null
  language: string
  body: string
  hindrance: Hindrance
}

/**
 * What each of these cases would get. Number, HER-SYS ID and language are columns of the one row that the message is made from; nothing is
 * ever matched up by its place in a list (24 people once got their neighbour's ID). Preview and sending both read it.
 */
function composed(sql: Sql, sending: Sending, house: House, which: ReturnType<Sql>) {
  return sql`
    select c.id as case_id, c.family_name, c.given_name, c.hersys_id, c.phone as recipient, t.language, replace(t.body, '{hersysId}', c.hersys_id) as body,
           case when w.case_id is null or c.state = 'withdrawn' then 'not-ours'
                when not coalesce(c.phone ~ ${mobilePattern.source}, false) then 'no-mobile'
                else (select case f.fact when 'stopped' then 'stopped' else 'not-a-mobile' end from phone_facts_of(c.id) f
                       where f.ended_at is null and f.fact in ('stopped', 'not-mobile') order by f.fact desc limit 1) end as hindrance
      from (${which}) chosen join cases c on c.id = chosen.case_id
      left join watches w on w.case_id = c.id and w.state = 'observing' and w.owner_centre_id = (current_actor()).org_id
      cross join lateral (select language_of_case(c.id) as spoken) s
      join jsonb_to_recordset(${sql.json(bodies(sending, house))}) as t (language text, body text)
        on t.language = case when s.spoken in (select x ->> 'language' from jsonb_array_elements(${sql.json(bodies(sending, house))}) x) then s.spoken else 'ja' end`
}

export type Counted = { language: string; hindrance: Hindrance; n: number }

/** How many of a selection get what, by language. */
export async function countComposed(sql: Sql, jobId: string, sending: Sending, house: House): Promise<Counted[]> {
  return sql<Counted[]>`
    select language, hindrance, count(*)::int as n
      from (${composed(sql, sending, house, sql`select b.case_id from bulk_rows b where b.job_id = ${jobId}`)}) x group by 1, 2 order by 2 nulls first, 3 desc, 1`
}

/** Some recipients with their real values: the first of each language, then more, at most `limit`. */
export async function listSamples(sql: Sql, jobId: string, sending: Sending, house: House, limit: number): Promise<Composed[]> {
  return sql<Composed[]>`
    with few as (select b.case_id, b.n from bulk_rows b where b.job_id = ${jobId} order by b.n limit 500)
    select case_id, family_name, given_name, hersys_id, recipient, language, body, hindrance from (
      select x.*, row_number() over (partition by x.language order by few.n) as of_language, few.n
        from (${composed(sql, sending, house, sql`select case_id from few`)}) x join few on few.case_id = x.case_id where x.hindrance is null) y
     order by of_language, n limit ${limit}`
}

/** One row of a sending becomes a message, or says why not. Number and ID come from the row that is read in the very statement. */
export async function sendTo(
  sql: Sql,
  caseId: string,
  sendingId: string,
  sending: Sending,
  house: House,
  now: Date,
): Promise<Hindrance | 'sent'> {
  const kind = sending.isUrgent ? 'centre-message-urgent' : 'centre-message'
  await sql`select from watches where case_id = ${caseId} for no key update`
  const [row] = await sql<{ hindrance: Hindrance }[]>`
    with one as materialized (${composed(sql, sending, house, sql`select ${caseId}::uuid as case_id`)}),
    queued as (
      insert into messages (id, created_at, kind, channel, recipient, body, language, case_id, sending_id, send_after, priority, updated_at)
      select ${uuidv7(now)}, ${now}, ${kind}, 'sms', one.recipient, one.body, one.language, one.case_id, ${sendingId}, ${now},
             ${messageKinds[kind].priority}, ${now} from one where one.hindrance is null)
    select hindrance, pg_notify('messages', '') from one`
  return row ? (row.hindrance ?? 'sent') : 'not-ours'
}

export type StoredSending = {
  id: string
  template: Template
  texts: Sending['texts']
  isUrgent: boolean
  startedAt: string
  startedByName: string
}
const columns = (sql: Sql) => sql`s.id, s.template, s.texts, s.is_urgent, s.started_at, a.name as started_by_name`

export async function findSending(sql: Sql, id: string): Promise<StoredSending | null> {
  const [row] = await sql<StoredSending[]>`
    select ${columns(sql)} from sendings s join staff_accounts a on a.id = s.started_by where s.id = ${id}`
  return row ?? null
}

export async function addSending(
  sql: Sql,
  id: string,
  { centreId, by, now }: { centreId: string; by: string; now: Date },
  s: Sending,
): Promise<void> {
  await sql`
    insert into sendings (id, centre_id, template, texts, is_urgent, started_at, started_by)
    values (${id}, ${centreId}, ${s.template}, ${sql.json(s.texts)}, ${s.isUrgent}, ${now}, ${by})`
}

/** The newest sendings of a centre, with how many they were meant for. */
export async function listSendings(sql: Sql, centreId: string): Promise<(StoredSending & { n: number })[]> {
  return sql<(StoredSending & { n: number })[]>`
    select ${columns(sql)}, (select count(*)::int from bulk_rows b where b.job_id = s.id) as n
      from sendings s join staff_accounts a on a.id = s.started_by where s.centre_id = ${centreId} order by s.started_at desc, s.id desc limit 50`
}

/** A selection that is not begun yet; null: not this person's, or begun. */
export async function findSelection(sql: Sql, jobId: string, by: string): Promise<{ n: number } | null> {
  const [row] = await sql<{ n: number }[]>`
    select (select count(*)::int from bulk_rows b where b.job_id = j.id) as n from bulk_jobs j
     where j.id = ${jobId} and j.kind = 'message' and j.state = 'chosen' and j.created_by = ${by}`
  return row ?? null
}

export type Line = {
  n: number
  caseId: string
  hersysId: string
  familyName: string
  givenName: string
  rowState: string
  rowReason: string | null
  state: string | null
  stateReason: string | null
  updatedAt: string | null
  language: string | null
}

/** Each recipient and what became of their message, in the order of the selection. */
export async function listLines(sql: Sql, id: string, after: number, limit: number): Promise<Line[]> {
  return sql<Line[]>`
    select b.n, b.case_id, c.hersys_id, c.family_name, c.given_name, b.state as row_state, b.reason as row_reason, m.state, m.state_reason, m.updated_at, m.language
      from bulk_rows b join cases c on c.id = b.case_id left join messages m on m.sending_id = b.job_id and m.case_id = b.case_id
     where b.job_id = ${id} and b.n > ${after} order by b.n limit ${limit}`
}

/** How many stand where: states of messages, and 'not-queued' for those who got none. */
export async function countStates(sql: Sql, id: string): Promise<Record<string, number>> {
  const rows = await sql<{ state: string; n: number }[]>`
    select coalesce(m.state, case when b.state = 'waiting' then 'waiting' else 'not-queued' end) as state, count(*)::int as n
      from bulk_rows b left join messages m on m.sending_id = b.job_id and m.case_id = b.case_id where b.job_id = ${id} group by 1`
  return Object.fromEntries(rows.map(({ state, n }) => [state, n]))
}

export type Tally = { onDay: string; sent: number; segments: number }

/** What was sent by SMS, by day, newest first: all kinds, two weeks. */
export async function listTallies(sql: Sql, centreId: string): Promise<Tally[]> {
  return sql<Tally[]>`
    select on_day, sum(sent)::int as sent, sum(segments)::int as segments from sms_tallies where centre_id = ${centreId}
     group by on_day order by on_day desc limit 14`
}

/** When the quiet hours of a centre end; null while it is not quiet. */
export async function findQuietEnd(sql: Sql, centreId: string, now: Date): Promise<string | null> {
  const [row] = await sql<
    { until: string | null }[]
  >`select quiet_until(settings, ${now}) as until from organisations where id = ${centreId}`
  return row?.until ?? null
}
