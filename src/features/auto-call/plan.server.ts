import { uuidv7 } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { nextSlot } from './slots.ts'

export type CallPlan = {
  id: string
  caseId: string
  phone: string
  language: string
  /** 'HH:MM' of Japan, one to four. */
  times: string[]
  /** Monday is 1; null: every day. */
  days: number[] | null
  setAt: string
  setByName: string | null
  /** When the next call is agreed upon. */
  nextAt: string
  endedAt: string | null
  endedWhy: string | null
}

export type NewCallPlan = {
  caseId: string
  /** Normalised: digits as they are dialled inside Japan. */
  phone: string
  language: string
  times: string[]
  /** Monday is 1, all seven are every day; null: no word about days, so those agreed before stay (at first every day). */
  days: number[] | null
  /** The account that agreed it with the patient. */
  by: string
  now: Date
}

/**
 * Agrees on automatic calls, or changes what was agreed. A number belongs to one patient at a time (C37): `{ taken: true }` changes nothing.
 * 'gone': nobody observes, or not this centre's case. Locks the watch. In the web the owner's staff, in the worker for `by`.
 */
export async function setCallPlan(sql: Sql, plan: NewCallPlan): Promise<'set' | 'gone' | { taken: true }> {
  const { caseId, phone, language, days, by, now } = plan
  const times = [...new Set(plan.times)].sort()
  const next = nextSlot({ times, days }, now).at
  const [row] = await sql<{ said: 'set' | 'same' | 'gone' | 'taken' }[]>`
    select set_call_plan(${uuidv7(now)}, ${caseId}, ${phone}, ${language}, ${times}::text[], ${days}::int[], ${next}, ${by}, ${now}) as said`
  if (row!.said === 'taken') return { taken: true }
  return row!.said === 'gone' ? 'gone' : 'set'
}

/** The calls end: by the centre's decision, or because another channel takes their place. False when there was nothing to end. */
export async function endCallPlan(sql: Sql, caseId: string, reason: 'by-centre' | 'changed', now: Date): Promise<boolean> {
  const [row] = await sql<{ ended: boolean }[]>`select end_call_plan(${caseId}, ${reason}, ${now}) as ended`
  return row!.ended
}

const columns = (sql: Sql) => sql`
  p.id, p.case_id, p.phone, p.language, p.times, p.days, p.set_at, s.name as set_by_name, p.next_at, p.ended_at, p.ended_why`

/** The plan in force; null when there is none. */
export async function callPlanOf(sql: Sql, caseId: string): Promise<CallPlan | null> {
  const [row] = await sql<CallPlan[]>`
    select ${columns(sql)} from call_plans p left join staff_accounts s on s.id = p.set_by where p.case_id = ${caseId} and p.ended_at is null`
  return row ?? null
}

/** Every plan there was, the newest first. */
export async function listCallPlans(sql: Sql, caseId: string): Promise<CallPlan[]> {
  return sql<CallPlan[]>`
    select ${columns(sql)} from call_plans p left join staff_accounts s on s.id = p.set_by where p.case_id = ${caseId}
     order by p.set_at desc, p.ended_at desc nulls first, p.id desc limit 50`
}
