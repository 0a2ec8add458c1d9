import { uuidv7 } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { callPlanOf, endCallPlan, setCallPlan } from '../auto-call/plan.server.ts'
import type { PlanChannel } from './channels.ts'

export type NewPlan = {
  channels: readonly PlanChannel[]
  /** When and where an automatic call rings; null without that channel. Every day. */
  call: { phone: string; times: readonly string[]; language: string } | null
  reason: string
}
/** `by`: who set it; null when the rule `ruleId` did, whose author then stands behind its calls. */
export type SetBy = { caseId: string; by: string | null; ruleId?: string | null; callBy?: string; now: Date }

/**
 * 'set'; 'same': the plan in force says just that already; 'gone': nobody observes this patient (here); 'taken': another patient is
 * rung at this number (C37: one number, one patient), and nothing was changed.
 */
export type PlanSaid = 'set' | 'same' | 'gone' | 'taken'

/**
 * Sets how a patient is observed from now on, in the caller's transaction: the former plan is kept, the calls follow the new one, and where no
 * live channel is left an item opens at once. As the web role for one's own centre, or as the worker.
 */
export async function setPlan(
  sql: Sql,
  { caseId, by, ruleId = null, callBy = by ?? '', now }: SetBy,
  { channels, call, reason }: NewPlan,
): Promise<PlanSaid> {
  const [watch] = await sql`select from watches where case_id = ${caseId} and state = 'observing' for no key update`
  if (!watch) return 'gone'
  const plan = {
    channels: [...channels].sort(),
    phone: call?.phone ?? null,
    times: [...(call?.times ?? [])].sort(),
    language: call?.language ?? null,
  }
  const [same] = await sql`
    select from observation_plans where case_id = ${caseId} and superseded_at is null and channels = ${plan.channels}::text[]
       and call_phone is not distinct from ${plan.phone} and call_times = ${plan.times}::text[] and call_language is not distinct from ${plan.language}
       and reason = ${reason} and rule_id is not distinct from ${ruleId}::uuid`
  if (same) return 'same'
  if (call) {
    // On which days it rings is agreed on the page of the calls; it stands.
    const days = (await callPlanOf(sql, caseId))?.days ?? null
    const said = await setCallPlan(sql, {
      caseId,
      phone: call.phone,
      language: call.language,
      times: plan.times,
      days,
      by: callBy,
      now,
    })
    if (said !== 'set') return said === 'gone' ? 'gone' : 'taken'
  } else await endCallPlan(sql, caseId, 'by-centre', now)
  await sql`update observation_plans set superseded_at = ${now} where case_id = ${caseId} and superseded_at is null`
  await sql`
    insert into observation_plans (id, case_id, set_at, set_by, rule_id, channels, call_phone, call_times, call_language, reason)
    values (${uuidv7(now)}, ${caseId}, ${now}, ${by}, ${ruleId}, ${plan.channels}, ${plan.phone}, ${plan.times}, ${plan.language}, ${reason})`
  await sql`select judge_channels(${uuidv7(now)}, ${caseId}, ${now})`
  return 'set'
}
