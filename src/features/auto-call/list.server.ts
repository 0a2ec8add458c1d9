import type { Day } from '../../lib/japanese-day.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { type CallGroup, callGroups } from './labels.ts'
import type { CallState } from './provider-status.ts'

export type CallRow = {
  id: string
  caseId: string
  familyName: string
  givenName: string
  hersysId: string
  direction: 'out' | 'in'
  planDay: Day
  planTime: string | null
  attemptNo: number
  state: CallState
  providerCode: string | null
  plannedAt: string
  dialledAt: string | null
  answeredAt: string | null
  endedAt: string | null
}
export type Place = { at: string; id: string }
export const pageSize = 50

const columns = (sql: Sql) => sql`
  c.id, c.case_id, k.family_name, k.given_name, k.hersys_id, c.direction, c.plan_day, c.plan_time, c.attempt_no, c.state, c.provider_code, c.planned_at,
  c.dialled_at, c.answered_at, c.ended_at`

/** A day's automatic calls in the name of this centre, the latest due first; one more than a page tells that there is a next. */
export async function listCalls(
  sql: Sql,
  { centreId, day, group, after }: { centreId: string; day: Day; group: CallGroup | null; after: Place | null },
): Promise<CallRow[]> {
  return sql<CallRow[]>`
    select ${columns(sql)} from calls c join cases k on k.id = c.case_id
     where c.centre_id = ${centreId} and c.plan_day = ${day} and c.direction = 'out'
       ${group ? sql`and c.state = any (${[...callGroups[group].states]})` : sql``}
       ${after ? sql`and (c.planned_at, c.id) < (${after.at}::timestamptz, ${after.id}::uuid)` : sql``}
     order by c.planned_at desc, c.id desc limit ${pageSize + 1}`
}

/** How many of the day's calls stand in each group. */
export async function countCalls(sql: Sql, day: Day): Promise<Record<CallGroup, number>> {
  const rows = await sql<{ state: CallState; calls: number }[]>`select state, calls from call_counts(${day})`
  const sum = (states: readonly string[]) => rows.filter(({ state }) => states.includes(state)).reduce((all, { calls }) => all + calls, 0)
  return Object.fromEntries(Object.entries(callGroups).map(([group, { states }]) => [group, sum(states)])) as Record<CallGroup, number>
}

/** Every call of a case, both ways, the newest first. */
export async function listCallsOfCase(sql: Sql, caseId: string): Promise<CallRow[]> {
  return sql<CallRow[]>`
    select ${columns(sql)} from calls c join cases k on k.id = c.case_id where c.case_id = ${caseId}
     order by c.plan_day desc, c.planned_at desc, c.id desc limit 60`
}

export type HourFigures = { hour: number; dialled: number; pickedUp: number; completed: number }

/** By the hour in which it was to ring: dialled, picked up by a person, answered to the end. */
export async function hourFigures(sql: Sql, from: Day, to: Day): Promise<HourFigures[]> {
  return sql<HourFigures[]>`select hour, dialled, picked_up, completed from call_figures(${from}, ${to})`
}
