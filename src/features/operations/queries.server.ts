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

/** Takes every alert that no mail has told of yet, unless one went out since `pause`. What has been seen meanwhile needs none. By kind. */
export async function markMailed(sql: Sql, pause: Date, now: Date): Promise<{ kind: string; n: number }[]> {
  return sql<{ kind: string; n: number }[]>`
    with taken as (
      update system_alerts set mailed_at = ${now} where mailed_at is null and seen_at is null
         and not exists (select from system_alerts where mailed_at > ${pause}) returning kind)
    select kind, count(*)::int as n from taken group by kind order by kind`
}

/** Where operators read their mail, when no setting says so. */
export async function listOperatorAddresses(sql: Sql): Promise<string[]> {
  const rows = await sql<{ email: string }[]>`select email from organisations where kind = 'operator' and email is not null order by id`
  return rows.map(({ email }) => email)
}

export type MessageCount = { state: string; n: number; oldest: string }

/** How many messages of the last seven days wait or failed: numbers, nothing of what they say. */
export async function countMessages(sql: Sql, now: Date): Promise<MessageCount[]> {
  return sql<MessageCount[]>`select state, n::int, oldest from message_counts(${new Date(now.getTime() - 7 * 86_400_000)})`
}

export async function listHeartbeats(sql: Sql): Promise<{ name: string; at: string }[]> {
  return sql`select name, at from heartbeats order by name`
}
