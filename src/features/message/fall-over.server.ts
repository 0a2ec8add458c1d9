import { uuidv7 } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'

type FallOver = { provider: string; isDown: boolean; hasSecond: boolean; reason: string | null }

/** Says to the operators that a provider of SMS is down, and whether the other has taken over; and that it answers again. Once for all workers. */
export async function noteFallOver(sql: Sql, { provider, isDown, hasSecond, reason }: FallOver, now: Date): Promise<void> {
  const kind = !isDown ? 'sms-provider-back' : hasSecond && provider === 'first' ? 'sms-fallen-over' : 'sms-provider-down'
  const detail = { provider, ...(reason ? { reason } : {}) }
  await sql`
    insert into system_alerts (id, at, kind, detail) select ${uuidv7(now)}, ${now}, ${kind}, ${sql.json(detail)}
     where not exists (
       select from system_alerts a where a.kind in ('sms-fallen-over', 'sms-provider-down', 'sms-provider-back') and a.detail ->> 'provider' = ${provider}
          and a.kind = ${kind} and a.seen_at is null
          and not exists (select from system_alerts b where b.kind in ('sms-fallen-over', 'sms-provider-down', 'sms-provider-back')
                             and b.detail ->> 'provider' = ${provider} and (b.at, b.id) > (a.at, a.id)))`
}
