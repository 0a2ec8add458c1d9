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
  const stopped = sql`exists (select from notice_stops s where s.case_id = m.case_id and s.state = 'accepted')`
  /** The number was corrected after this was queued: another person holds the old one. */
  const strangers = sql`m.channel = 'sms' and exists (select from cases c where c.id = m.case_id and c.phone <> m.recipient)`
  /** Its owner has answered STOP, or it turned out to take no SMS. */
  const known = (fact: 'stopped' | 'not-mobile') =>
    sql`m.channel = 'sms' and exists (select from phone_facts f where f.phone = m.recipient and f.fact = ${fact} and f.ended_at is null)`
  const withoutWeb = sql`exists (
    select from observation_plans p where p.case_id = m.case_id and p.superseded_at is null and not 'web' = any (p.channels))`
  /** Whatever wrote it: a message that holds any HER-SYS ID but that of its own case goes to nobody. */
  const mixedUp = sql`not exists (select from cases c where c.id = m.case_id and strpos(m.body, c.hersys_id) > 0)`
  /** The HER-SYS ID was re-issued after this was queued: the one in it opens nothing. */
  const outdated = sql`exists (select from retired_hersys_ids x where x.case_id = m.case_id and x.retired_at > m.created_at)`
  /** An alert that names its items, none of which is like that any more. */
  const none = (condition: ReturnType<Sql>) =>
    sql`m.item_ids is not null and not exists (select from attention_items i where i.id = any (m.item_ids) and i.closed_at is null and ${condition})`
  const isWaiting: ReturnType<Sql> = sql`not (i.acknowledged_at is not null and (i.again_at is null or i.again_at > m.asked_at))`
  return {
    always: sql`null`,
    invitation: sql`case when ${withdrawn} then 'case-withdrawn' when ${ended} then 'observation-ended' when ${registered} then 'already-registered'
                         when ${known('stopped')} then 'sms-stopped' when ${strangers} then 'number-corrected' when ${outdated} then 'id-reissued' end`,
    reminder: sql`case when ${withdrawn} then 'case-withdrawn' when ${ended} then 'observation-ended' when ${stopped} then 'notice-stopped'
                       when ${withoutWeb} then 'plan-without-web' when ${known('stopped')} then 'sms-stopped' when ${known('not-mobile')} then 'not-a-mobile'
                       when ${strangers} then 'number-corrected' when ${outdated} then 'id-reissued' end`,
    sending: sql`case when ${withdrawn} then 'case-withdrawn' when ${known('stopped')} then 'sms-stopped' when ${known('not-mobile')} then 'not-a-mobile'
                      when ${strangers} then 'number-corrected' when ${outdated} then 'id-reissued' when ${mixedUp} then 'id-mixed-up' end`,
    alert: sql`case when ${none(sql`true`)} then 'item-closed' when ${none(isWaiting)} then 'item-acknowledged' end`,
  }[wanted]
}
