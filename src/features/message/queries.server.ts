import type { Sql } from '../../platform/db/sql.server.ts'
import type { Provider } from './carriers.server.ts'
import { hindrance } from './hindrance.server.ts'
import type { Channel, MessageRule } from './kinds.ts'

/** A message in the hands of a worker. `createdAt` is part of its key: the table is partitioned by it. */
export type Claimed = {
  id: string
  createdAt: string
  kind: string
  channel: Channel
  recipient: string
  subject: string | null
  body: string
  language: string
  caseId: string | null
  orgId: string | null
  itemIds: string[] | null
  attempts: number
  claimedBy: string | null
  handedAt: string | null
  /** Which provider it goes through, or may have gone through; null: any. */
  provider: string | null
}

const columns = (sql: Sql) =>
  sql`m.id, m.created_at, m.kind, m.channel, m.recipient, m.subject, m.body, m.language, m.case_id, m.org_id, m.item_ids, m.attempts, m.claimed_by, m.handed_at, m.provider`

type Way = {
  channel: Channel
  provider: Provider /** There is another way: what that one may have already is left to it. */
  isOneOfTwo: boolean
  /** Tries whether this way is back while the other works: with a message that has not failed yet, never again and again with the same one. */
  isProbe: boolean
}

/**
 * Takes up to `limit` messages that are due, for this worker alone and by this way, which is noted before anything leaves. Rows that another
 * worker is just taking are passed over.
 */
export async function claim(
  sql: Sql,
  by: string,
  { channel, provider, isOneOfTwo, isProbe }: Way,
  limit: number,
  now: Date,
): Promise<Claimed[]> {
  return sql<Claimed[]>`
    with due as (
      select id, created_at from messages
       where state = 'queued' and channel = ${channel} and send_after <= ${now}
             ${isOneOfTwo ? sql`and (provider is null or provider = ${provider})` : sql``} ${isProbe ? sql`and attempts = 0` : sql``}
       order by priority, send_after, id limit ${limit} for update skip locked)
    update messages m set state = 'sending', claimed_by = ${by}, claimed_at = ${now}, handed_at = null, provider = ${provider}, updated_at = ${now}
      from due where m.id = due.id and m.created_at = due.created_at
    returning ${columns(sql)}`
}

type Go = { go: true; attempts: number } | { go: false }

/**
 * The moment before sending: looks again whether the message is still wanted, and notes that from now on it may be out.
 * Not to be sent when it is suppressed (its state says why), or when the claim is no longer this worker's.
 */
export async function handOver(sql: Sql, m: Claimed, rule: MessageRule, wipe: boolean, now: Date): Promise<Go> {
  const [row] = await sql<{ state: string; attempts: number }[]>`
    with m as (
      select *, ${now}::timestamptz as asked_at,
             ${rule.isQuiet ? quietUntil(sql, now) : sql`null::timestamptz`} as quiet_until from messages
       where id = ${m.id} and created_at = ${m.createdAt} and state = 'sending' and claimed_by = ${m.claimedBy} for update),
    verdict as (
      select m.id, m.created_at, m.quiet_until, case when m.valid_until <= ${now} then 'expired' else ${hindrance(sql, rule.wanted)} end as reason from m),
    decided as (select *, reason is null and quiet_until is null as goes, reason is null and quiet_until is not null as waits from verdict)
    update messages set
      state = case when v.goes then 'sending' when v.waits then 'queued' else 'suppressed' end,
      state_reason = case when v.waits then 'quiet-hours' else coalesce(v.reason, state_reason) end,
      send_after = case when v.waits then v.quiet_until else send_after end,
      handed_at = case when v.goes then ${now}::timestamptz end, attempts = attempts + v.goes::int,
      claimed_by = case when v.goes then claimed_by end, body = case when v.reason is not null and ${wipe} then '' else body end,
      updated_at = ${now}
      from decided v where messages.id = v.id and messages.created_at = v.created_at
    returning messages.state, messages.attempts`
  return row?.state === 'sending' ? { go: true, attempts: row.attempts } : { go: false }
}

export type Verdict = {
  state: 'queued' | 'sending' | 'sent' | 'delivered' | 'failed' | 'unknown'
  reason?: string
  providerId?: string | null
  sendAfter?: Date
  checkAfter?: Date
  /** Keeps the note that it may be out: the provider is asked before anything else happens. */
  keepHanded?: boolean
  /** Only the provider that may have it may be told again. */
  keepProvider?: boolean
  /** As how many SMS it was sent. */
  segments?: number
  wipe?: boolean
}

/** The end of the quiet hours of the centre that observes, or took the notification; null while it is not quiet. */
const quietUntil = (sql: Sql, now: Date) => sql`
  (select quiet_until(o.settings, ${now}) from cases c left join watches w on w.case_id = c.id
     join organisations o on o.id = coalesce(w.owner_centre_id, c.notified_centre_id) where c.id = messages.case_id)`

/** Writes down what became of a message and lets go of it. False when the claim was no longer this worker's: then another has the word. */
export async function record(sql: Sql, m: Claimed, v: Verdict, now: Date): Promise<boolean> {
  const isSent = v.state === 'sent' || v.state === 'delivered'
  const rows = await sql`
    update messages set state = ${v.state}, state_reason = ${v.reason ?? null}, provider_id = coalesce(${v.providerId ?? null}, provider_id),
      provider = case when ${v.state === 'queued' && !v.keepProvider} then null else provider end,
      segments = case when ${isSent} then ${v.segments ?? null}::smallint else segments end,
      send_after = coalesce(${v.sendAfter ?? null}, send_after), check_after = ${v.checkAfter ?? null},
      sent_at = case when ${isSent} then ${now}::timestamptz else sent_at end, handed_at = case when ${v.keepHanded ?? isSent} then handed_at end,
      claimed_by = null, body = case when ${v.wipe ?? false} then '' else body end, updated_at = ${now}
     where id = ${m.id} and created_at = ${m.createdAt} and state = 'sending' and claimed_by = ${m.claimedBy}
    returning id`
  return rows.length === 1
}

/** Everything that somebody holds or that waits to be asked about, the oldest first. */
export async function listSending(sql: Sql, limit: number): Promise<(Claimed & { sendAfter: string })[]> {
  return sql`select ${columns(sql)}, m.send_after from messages m where m.state = 'sending' order by m.claimed_at, m.id limit ${limit}`
}

/** Takes a message over from whoever holds it, unless something has happened to it since it was looked at. */
export async function takeOver(sql: Sql, m: Claimed, by: string, now: Date): Promise<Claimed | null> {
  const rows = await sql`
    update messages set claimed_by = ${by}, claimed_at = ${now}, updated_at = ${now}
     where id = ${m.id} and created_at = ${m.createdAt} and state = 'sending'
       and claimed_by is not distinct from ${m.claimedBy} and handed_at is not distinct from ${m.handedAt}
    returning id`
  return rows.length === 1 ? { ...m, claimedBy: by } : null
}

/** Which of these ids of a provider already belong to a message of ours. */
export async function listKnownProviderIds(sql: Sql, providerIds: string[]): Promise<Set<string>> {
  const rows = await sql<{ providerId: string }[]>`select provider_id from messages where provider_id = any(${providerIds})`
  return new Set(rows.map((row) => row.providerId))
}

/** True when another message of the same words to the same recipient is also in somebody's hands: then a provider's list cannot tell them apart. */
export async function hasTwin(sql: Sql, m: Claimed): Promise<boolean> {
  const [row] = await sql`
    select from messages where state = 'sending' and recipient = ${m.recipient} and body = ${m.body} and id <> ${m.id} limit 1`
  return row !== undefined
}

/** Takes sent messages whose arrival is to be asked for, and puts the next asking off. */
export async function claimChecks(sql: Sql, limit: number, now: Date): Promise<(Claimed & { providerId: string; sentAt: string })[]> {
  return sql`
    with due as (
      select id, created_at from messages where state = 'sent' and check_after <= ${now} order by check_after, id limit ${limit} for update skip locked)
    update messages m set check_after = ${now}::timestamptz + interval '10 minutes'
      from due where m.id = due.id and m.created_at = due.created_at
    returning ${columns(sql)}, m.provider_id, m.sent_at`
}

/** Writes down what the provider said about a sent message. Nothing changes when somebody was faster. */
export async function recordArrival(
  sql: Sql,
  m: Claimed,
  v: { state: 'sent' | 'delivered' | 'failed'; reason?: string; checkAfter: Date | null },
  now: Date,
): Promise<boolean> {
  const rows = await sql`
    update messages set state = ${v.state}, state_reason = coalesce(${v.reason ?? null}, state_reason), check_after = ${v.checkAfter}, updated_at = ${now}
     where id = ${m.id} and created_at = ${m.createdAt} and state = 'sent' returning id`
  return rows.length === 1
}
