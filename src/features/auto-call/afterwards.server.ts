import { uuidv7 } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { hindrance, withPlan } from './hindrance.server.ts'
import type { CallState } from './provider-status.ts'
import { callRules } from './rules.ts'
import { nextTry } from './slots.ts'

type Ended = {
  id: string
  caseId: string
  centreId: string
  planDay: string
  planTime: string
  attemptNo: number
  phone: string
  language: string
  state: CallState
  providerCode: string | null
  endedAt: string
  plannedAt: string
  windowTo: string
  hindrance: string | null
  settings: unknown
}

/** Outcomes that reached nobody: tried again by the rule, then a person hears. */
const reachedNobody: readonly CallState[] = ['no-answer', 'busy', 'machine', 'failed']

/**
 * What follows from the end of a call: another attempt by the rule and inside the window, or the item "自動架電不成立", exactly once, in one
 * transaction under the lock of the case. Nobody is dialled again after a call of which nobody knows: that is a person's. Returns how many.
 */
export async function afterwards(sql: Sql, now: Date): Promise<number> {
  for (let done = 0; ; ) {
    const count = await sql.begin((tx) => settleSome(tx as unknown as Sql, now))
    done += count
    if (count === 0) return done
  }
}

async function settleSome(sql: Sql, now: Date): Promise<number> {
  const found = await sql<{ id: string }[]>`
    select c.id from calls c join watches w on w.case_id = c.case_id where c.settled_at is null and c.ended_at is not null and c.direction = 'out'
     order by c.ended_at, c.id limit 100 for no key update of c, w skip locked`
  if (found.length === 0) return 0
  const ended = await sql<Ended[]>`
    select c.id, c.case_id, w.owner_centre_id as centre_id, c.plan_day, c.plan_time, c.attempt_no, c.phone, c.language, c.state, c.provider_code, c.ended_at,
           c.planned_at, c.window_to, ${hindrance(sql)} as hindrance, o.settings
      from ${withPlan(sql)} where c.id = any (${found.map(({ id }) => id)}::uuid[]) order by c.ended_at, c.id`
  for (const call of ended) await follow(sql, call, now)
  await sql`update calls set settled_at = ${now} where id = any (${ended.map(({ id }) => id)}::uuid[]) and settled_at is null`
  return ended.length
}

async function follow(sql: Sql, call: Ended, now: Date): Promise<void> {
  if (call.state === 'completed') await sql`select meet_item(${call.caseId}, 'call-failed', ${now})`
  if (call.state !== 'unknown' && !reachedNobody.includes(call.state)) return
  // Nobody is to be called any more: there is nothing to try again and nothing to tell.
  if (call.hindrance) return
  const at =
    call.state === 'unknown'
      ? null
      : nextTry({ at: new Date(call.endedAt), attemptNo: call.attemptNo, windowTo: new Date(call.windowTo) }, callRules(call.settings))
  if (at) return again(sql, call, at, now)
  const detail = {
    reason: call.state,
    code: call.providerCode,
    attempts: call.attemptNo,
    planDay: call.planDay,
    planTime: call.planTime,
    callId: call.id,
  }
  await sql`select raise_item(${uuidv7(now)}, null, ${call.caseId}, '', 'call-failed', false, ${now}, ${sql.json(detail)}, ${now})`
}

async function again(sql: Sql, call: Ended, at: Date, now: Date): Promise<void> {
  const { caseId, centreId, planDay, planTime, phone, language, windowTo } = call
  const row = {
    id: uuidv7(new Date(Date.parse(`${planDay}T${planTime}:00+09:00`))),
    planDay,
    caseId,
    centreId,
    direction: 'out',
    planTime,
    attemptNo: call.attemptNo + 1,
    phone,
    language,
    state: 'planned',
    plannedAt: at,
    windowTo,
    updatedAt: now,
  }
  await sql`insert into calls ${sql([row])} on conflict (case_id, plan_day, plan_time, attempt_no) do nothing`
}
