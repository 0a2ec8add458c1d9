import type { Sql } from '../../platform/db/sql.server.ts'
import type { Prompt } from './prompts.ts'

/** A call as staff see it. */
export type CallRecord = {
  id: string
  caseId: string | null
  direction: 'in' | 'out'
  phone: string | null
  language: string
  state: string
  providerCode: string | null
  plannedAt: string
  dialledAt: string | null
  ringingAt: string | null
  answeredAt: string | null
  identifiedAt: string | null
  endedAt: string | null
  abortedAtQuestion: string | null
  attemptNo: number
  answers: Record<string, unknown>
  reportId: string | null
  disease: string | null
  familyName: string | null
  givenName: string | null
}

/** Under the visitor's row-level security; null for a call one may not see. */
export async function findCall(sql: Sql, id: string): Promise<CallRecord | null> {
  const [row] = await sql<CallRecord[]>`
    select c.id, c.case_id, c.direction, c.phone, c.language, c.state, c.provider_code, c.planned_at, c.dialled_at, c.ringing_at, c.answered_at,
           c.identified_at, c.ended_at, c.aborted_at_question, c.attempt_no, c.answers, c.report_id, x.disease, x.family_name, x.given_name
      from calls c left join cases x on x.id = c.case_id where c.id = ${id} and c.plan_day = call_day(${id})`
  return row ?? null
}

export type Heard = { is: string; keys?: string; hidden?: number; answered?: boolean }
export type CallStep = { step: number; at: string; place: string; heard: Heard; said: Prompt[]; did: string[] }

export async function listSteps(sql: Sql, callId: string): Promise<CallStep[]> {
  return sql<CallStep[]>`select step, at, place, heard, said, did from call_events where call_id = ${callId} order by step limit 500`
}

export type HangUp = { direction: 'in' | 'out'; question: string | null; calls: number }

/** Where calls of one's own centre ended; `question` null: answered to the end. */
export async function listHangUps(sql: Sql, from: string, to: string): Promise<HangUp[]> {
  return sql<HangUp[]>`select direction, question, calls from hang_up_figures(${from}::date, ${to}::date)`
}

export type HourFigures = {
  hour: number
  dialled: number
  pickedUp: number
  identified: number
  completed: number
  aborted: number
  failed: number
}

export async function listHours(sql: Sql, from: string, to: string): Promise<HourFigures[]> {
  return sql<HourFigures[]>`select * from call_figures(${from}::date, ${to}::date)`
}
