import type { Sql } from '../../platform/db/sql.server.ts'
import { failed } from './give-up.server.ts'
import type { Claimed } from './queries.server.ts'
import { takeReply } from './replies.server.ts'

type Event = {
  id: string
  receivedAt: string
  provider: string
  what: 'status' | 'reply'
  providerId: string
  messageId: string | null
  status: string
  code: string | null
  phone: string | null
  body: string | null
}

/** Acts on what providers have called back, until nothing is left. Several workers share it; killed, the rest is found again. */
export async function takeEvents(sql: Sql, clock: () => Date, signal: AbortSignal): Promise<void> {
  for (let isMore = true; isMore && !signal.aborted; ) {
    const delivered = await takeDelivered(sql, clock())
    const other = await takeOne(sql, clock())
    isMore = delivered === atOnce || other
  }
}

const atOnce = 500
/** The message that an event speaks of: by our own id, which we gave along, or by the provider's. */
const messageOf = (sql: Sql) => sql`coalesce(e.message_id, (select x.id from messages x where x.provider_id = e.provider_id limit 1))`

/**
 * Arrivals come by the thousand: one statement for many. What was failed or suppressed stays so; what we did not know, or were just about to try
 * again, has arrived.
 */
async function takeDelivered(sql: Sql, now: Date): Promise<number> {
  const rows = await sql<{ n: number }[]>`
    with due as (
      select * from sms_events where handled_at is null and what = 'status' and status in ('delivered', 'read')
       order by received_at, id limit ${atOnce} for update skip locked),
    handled as (update sms_events e set handled_at = ${now} from due where e.id = due.id),
    told as (select distinct on (message) ${messageOf(sql)} as message, e.provider, e.provider_id from due e order by message, e.received_at, e.id),
    hit as (
      update messages m set state = 'delivered', state_reason = 'called-back', provider_id = t.provider_id, provider = t.provider, check_after = null,
             sent_at = coalesce(m.sent_at, m.handed_at, ${now}), claimed_by = null, updated_at = ${now}
        from told t where m.id = t.message and m.state in ('queued', 'sending', 'sent', 'unknown') returning m.recipient),
    well as (
      update phone_facts f set ended_at = ${now}, ended_by_what = 'delivered' from hit
       where f.phone = hit.recipient and f.ended_at is null and f.fact in ('unreachable', 'not-mobile') returning 1)
    select count(*)::int as n from due`
  return rows[0]!.n
}

/** A failure or a reply, in a transaction of its own. False when none waits. */
async function takeOne(sql: Sql, now: Date): Promise<boolean> {
  return sql.begin(async (tx) => {
    const mine = tx as unknown as Sql
    const [event] = await mine<Event[]>`
      select * from sms_events where handled_at is null and not (what = 'status' and status in ('delivered', 'read'))
       order by received_at, id limit 1 for update skip locked`
    if (!event) return false
    if (event.what === 'reply') await takeReply(mine, { ...event, phone: event.phone ?? '', body: event.body ?? '' }, now)
    else await takeFailure(mine, event, now)
    await mine`update sms_events set handled_at = ${now} where id = ${event.id}`
    return true
  }) as Promise<boolean>
}

/** Not arrived for good. Of a message that is tried again just now, and of another attempt than the last, it says nothing. */
async function takeFailure(sql: Sql, event: Event, now: Date): Promise<void> {
  const reason = event.code ? `undelivered-${event.code}` : 'undelivered'
  const [m] = await sql<Claimed[]>`
    select m.id, m.created_at, m.kind, m.channel, m.recipient, m.case_id, m.org_id, m.item_ids, m.attempts, m.claimed_by, m.handed_at, m.provider
      from messages m, (select ${event.messageId}::uuid as message_id, ${event.providerId}::text as provider_id) e
     where m.id = ${messageOf(sql)} and (m.state in ('sent', 'unknown') or m.state = 'sending' and m.handed_at is not null)
       and coalesce(m.provider_id, e.provider_id) = e.provider_id`
  if (!m) return
  await failed(sql, m, reason, now)
  await sql`
    update messages set state = 'failed', state_reason = ${reason}, provider_id = ${event.providerId}, provider = ${event.provider}, check_after = null,
      sent_at = coalesce(sent_at, handed_at, ${now}), claimed_by = null, updated_at = ${now}
     where id = ${m.id} and created_at = ${m.createdAt} and state in ('sent', 'sending', 'unknown')`
}
