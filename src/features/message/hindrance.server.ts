import type { Sql } from '../../platform/db/sql.server.ts'
import type { Wanted } from './kinds.ts'

/**
 * Why a message (row `m`) must not be sent any more, as an SQL expression: a short code, or null when it is still wanted. Evaluated in the
 * statement that hands the message over, so the state is looked at again at the moment of sending.
 */
export function hindrance(sql: Sql, wanted: Wanted) {
  const ended = sql`exists (select from watches w where w.case_id = m.case_id and w.state = 'ended')`
  const withdrawn = sql`exists (select from cases c where c.id = m.case_id and c.state = 'withdrawn')`
  const registered = sql`exists (select from registrations r where r.case_id = m.case_id and r.ended_at is null)`
  /** The number was corrected after this was queued: another person holds the old one. */
  const strangers = sql`m.channel = 'sms' and exists (select from cases c where c.id = m.case_id and c.phone <> m.recipient)`
  const item = (condition: ReturnType<Sql>) => sql`exists (select from attention_items i where i.id = m.item_id and ${condition})`
  return {
    always: sql`null`,
    invitation: sql`case when ${withdrawn} then 'case-withdrawn' when ${ended} then 'observation-ended' when ${registered} then 'already-registered'
                         when ${strangers} then 'number-corrected' end`,
    reminder: sql`case when ${withdrawn} then 'case-withdrawn' when ${ended} then 'observation-ended' when ${strangers} then 'number-corrected' end`,
    alert: sql`case when ${item(sql`i.closed_at is not null`)} then 'item-closed'
                    when ${item(sql`i.acknowledged_at is not null and (i.again_at is null or i.again_at > m.asked_at)`)} then 'item-acknowledged' end`,
  }[wanted]
}
