import type { Sql } from '../../platform/db/sql.server.ts'

/**
 * Why a call (row `c`, with its case `k`, watch `w`, owner `o` and the plan in force `p` for that time) must not be made any more: a short
 * code, or null. Looked at again in the moment before dialling, and before another attempt. A hand-over that waits is no reason (C33).
 */
export function hindrance(sql: Sql) {
  return sql`
    case when k.state = 'withdrawn' then 'withdrawn'
         when k.died_on is not null then 'death'
         when w.state <> 'observing' then 'observation-ended'
         when p.id is null then 'plan-ended'
         when o.settings -> 'callUnlessReported' = 'true' and exists (
           select from daily_reports d where d.case_id = c.case_id and d.reported_on = c.plan_day and d.channel <> 'call' and d.superseded_at is null) then 'reported' end`
}

/** `c` with all that the hindrance looks at. */
export function withPlan(sql: Sql) {
  return sql`
    calls c join cases k on k.id = c.case_id join watches w on w.case_id = c.case_id join organisations o on o.id = w.owner_centre_id
    left join call_plans p on p.case_id = c.case_id and p.ended_at is null and c.plan_time = any (p.times)
          and (p.days is null or extract(isodow from c.plan_day)::int = any (p.days))`
}
