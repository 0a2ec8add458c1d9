import type { Sql } from '../../platform/db/sql.server.ts'
import { unsealedSince } from '../audit/queries.server.ts'

const week = 7 * 86_400_000

/** Takes the numbers that /metrics shows; those that are gone go. Each is one scan of an index of what is open, not of what ever was. */
export async function takeReadings(sql: Sql, now: Date): Promise<void> {
  const unsealed = await unsealedSince(sql)
  const age = unsealed ? (now.getTime() - new Date(unsealed).getTime()) / 1000 : 0
  await sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(hashtext('readings'))`
    await tx`
      with items as (
        select kind, count(*) as n, extract(epoch from ${now}::timestamptz - min(due_at)) as oldest
          from attention_items where closed_at is null and due_at <= ${now} group by kind),
      waiting as (
        select state, count(*) as n, extract(epoch from ${now}::timestamptz - min(created_at)) as oldest
          from messages where created_at >= ${new Date(now.getTime() - week)} and state in ('queued', 'sending', 'failed', 'unknown') group by state),
      fresh (name, kind, value) as (
        select 'open_items', kind, n from items
        union all select 'oldest_item_seconds', kind, oldest from items
        union all select 'messages', state, n from waiting
        union all select 'oldest_message_seconds', state, oldest from waiting
        union all select 'watched_cases', level, count(*) from watches where state = 'observing' group by level
        union all select 'unseen_alerts', kind, count(*) from system_alerts where seen_at is null group by kind
        union all select 'unsealed_audit_seconds', '', ${age}::float8),
      put as (
        insert into readings (name, kind, value, taken_at) select name, kind, value, ${now} from fresh
        on conflict (name, kind) do update set value = excluded.value, taken_at = excluded.taken_at returning name, kind)
      delete from readings r where not exists (select from put p where (p.name, p.kind) = (r.name, r.kind))`
  })
}
