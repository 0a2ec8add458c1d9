import type { Sql } from '../../platform/db/sql.server.ts'

export type SystemAlert = {
  id: string
  at: string
  kind: string
  detail: Record<string, unknown>
  seenAt: string | null
  seenBy: string | null
}

/** Alerts nobody has seen first, then the latest ones: 100 at most. */
export async function listAlerts(sql: Sql): Promise<SystemAlert[]> {
  return sql<SystemAlert[]>`
    select a.id, a.at, a.kind, a.detail, a.seen_at, s.name as seen_by from system_alerts a left join staff_accounts s on s.id = a.seen_by
     order by a.seen_at is not null, a.at desc, a.id desc limit 100`
}

/** False when there is no such alert that nobody has seen yet. */
export async function markSeen(sql: Sql, id: string, accountId: string, now: Date): Promise<boolean> {
  const rows =
    await sql`update system_alerts set seen_at = ${now}, seen_by = ${accountId} where id = ${id} and seen_at is null returning id`
  return rows.length > 0
}

export type MessageCount = { state: string; n: number; oldest: string }

/** How many messages of the last seven days wait or failed: numbers, nothing of what they say. */
export async function countMessages(sql: Sql, now: Date): Promise<MessageCount[]> {
  return sql<MessageCount[]>`select state, n::int, oldest from message_counts(${new Date(now.getTime() - 7 * 86_400_000)})`
}

export async function listHeartbeats(sql: Sql): Promise<{ name: string; at: string }[]> {
  return sql`select name, at from heartbeats order by name`
}
