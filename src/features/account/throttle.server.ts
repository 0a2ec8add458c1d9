import { createHash } from 'node:crypto'
import type { Sql } from '../../platform/db/sql.server.ts'

/** `limit` attempts in `windowMs`; the next one, and all for `blockMs` after it, are refused. Milliseconds. */
export type ThrottleRule = { limit: number; windowMs: number; blockMs: number }
export type ThrottleState = { allowed: boolean; retryAfterMs: number }

/**
 * Takes one attempt from `key` and says whether it may go on. Any number of web processes agree, and attempts that arrive together are
 * counted one by one: call it before the guess is looked at, and `forgive` after a right one. A refused attempt is not counted, so
 * that whoever waits is let in. The key may hold an address or a name: only its hash is stored.
 * Run it where it commits: not in a transaction that a refusal then rolls back.
 */
export async function throttle(sql: Sql, key: string, rule: ThrottleRule, now: Date): Promise<ThrottleState> {
  const windowStart = new Date(now.getTime() - rule.windowMs)
  const blockedUntil = new Date(now.getTime() + rule.blockMs)
  const [row] = await sql<{ count: number; blockedUntil: string | null }[]>`
    insert into throttles as t (key, count, window_started_at) values (${hashed(key)}, 1, ${now})
    on conflict (key) do update set
      count = case when t.blocked_until > ${now} then t.count
                   when t.blocked_until is not null or t.window_started_at <= ${windowStart} then 1 else t.count + 1 end,
      window_started_at = case when t.blocked_until > ${now} then t.window_started_at
                   when t.blocked_until is not null or t.window_started_at <= ${windowStart} then ${now} else t.window_started_at end,
      blocked_until = case when t.blocked_until > ${now} then t.blocked_until
                   when t.blocked_until is null and t.window_started_at > ${windowStart} and t.count >= ${rule.limit} then ${blockedUntil}::timestamptz
                   else null end
    returning count, blocked_until`
  if (!row?.blockedUntil) return { allowed: true, retryAfterMs: 0 }
  return { allowed: false, retryAfterMs: new Date(row.blockedUntil).getTime() - now.getTime() }
}

/** Gives one attempt back: it was a right one. Addresses are shared by whole hospitals, so only failures may add up. */
export async function forgive(sql: Sql, key: string): Promise<void> {
  await sql`update throttles set count = greatest(count - 1, 0) where key = ${hashed(key)}`
}

/** Starts anew: the person has shown who they are. */
export async function clearThrottle(sql: Sql, key: string): Promise<void> {
  await sql`update throttles set count = 0, blocked_until = null where key = ${hashed(key)}`
}

/** Counters nobody needs any more. */
export async function sweepThrottles(sql: Sql, now: Date): Promise<void> {
  const old = new Date(now.getTime() - 2 * 86_400_000)
  await sql`delete from throttles where window_started_at < ${old} and (blocked_until is null or blocked_until < ${now})`
}

const hashed = (key: string) => createHash('sha256').update(key).digest('hex').slice(0, 32)
