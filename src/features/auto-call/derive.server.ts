import { japaneseDay } from '../../lib/japanese-day.ts'
import { uuidv7 } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { callRules } from './rules.ts'
import { nextSlot, spreadMs, windowEnd, windowStart } from './slots.ts'

type Due = {
  id: string
  caseId: string
  phone: string
  language: string
  times: string[]
  days: number[] | null
  nextAt: string
  ownerCentreId: string
  settings: unknown
}
const atOnce = 500

/**
 * Writes a planned call for every time agreed upon that has come, however long ago: what was slept over is written too, so that it becomes an
 * item. A time has one row, whoever runs this and however often. Returns how many were written.
 */
export async function derive(sql: Sql, now: Date): Promise<number> {
  for (let made = 0; ; ) {
    const { looked, written } = await sql.begin((tx) => deriveSome(tx as unknown as Sql, now))
    made += written
    if (looked < atOnce && written === 0) return made
  }
}

async function deriveSome(sql: Sql, now: Date): Promise<{ looked: number; written: number }> {
  const plans = await sql<Due[]>`
    select p.id, p.case_id, p.phone, p.language, p.times, p.days, p.next_at, w.owner_centre_id, o.settings
      from call_plans p join watches w on w.case_id = p.case_id join organisations o on o.id = w.owner_centre_id
     where p.ended_at is null and p.next_at <= ${now} order by p.next_at, p.case_id limit ${atOnce} for no key update of w, p skip locked`
  if (plans.length === 0) return { looked: 0, written: 0 }
  const found = plans.map((plan) => ({ plan, slot: nextSlot(plan, new Date(Date.parse(plan.nextAt) - 1)) }))
  const rows = found.filter(({ slot }) => slot.at <= now).map(({ plan, slot }) => rowOf(plan, slot, now))
  if (rows.length > 0) await sql`insert into calls ${sql(rows)} on conflict (case_id, plan_day, plan_time, attempt_no) do nothing`
  const next = found.map(({ plan, slot }) => ({ id: plan.id, at: slot.at <= now ? nextSlot(plan, slot.at).at : slot.at }))
  await sql`update call_plans p set next_at = n.at from jsonb_to_recordset(${sql.json(next as never)}) as n (id uuid, at timestamptz) where p.id = n.id`
  for (const centre of new Set(plans.map(({ ownerCentreId }) => ownerCentreId))) await sql`select pg_notify('centre', ${centre})`
  return { looked: plans.length, written: rows.length }
}

function rowOf(plan: Due, slot: ReturnType<typeof nextSlot>, now: Date) {
  const rules = callRules(plan.settings)
  const windowTo = windowEnd(slot, rules)
  const from = windowStart(slot, rules)
  const spread = new Date(from.getTime() + spreadMs(plan.caseId, slot.time, rules.spreadMinutes))
  const plannedAt = spread < windowTo ? spread : from
  return {
    id: uuidv7(slot.at),
    planDay: japaneseDay(slot.at),
    caseId: plan.caseId,
    centreId: plan.ownerCentreId,
    direction: 'out',
    planTime: slot.time,
    attemptNo: 1,
    phone: plan.phone,
    language: plan.language,
    state: 'planned',
    plannedAt,
    windowTo,
    updatedAt: now,
  }
}
