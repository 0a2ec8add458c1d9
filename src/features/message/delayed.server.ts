import { uuidv7 } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'

/** So long may a text to those on duty be under way until the operator hears that the telephone company does not take it. */
const patienceMs = 10 * 60_000

/** One alert, until somebody has seen it: texts to those on duty do not get out. The texts themselves are tried on and on. */
export async function tellOfDelay(sql: Sql, now: Date): Promise<void> {
  await sql`
    insert into system_alerts (id, at, kind) select ${uuidv7(now)}, ${now}, 'duty-alert-delayed'
     where exists (select from messages where state in ('queued', 'sending') and priority = 0 and kind = 'duty-alert'
                      and created_at <= ${new Date(now.getTime() - patienceMs)})
       and not exists (select from system_alerts where kind = 'duty-alert-delayed' and seen_at is null)`
}
