import type { Day } from '../../lib/japanese-day.ts'
import { uuidv7 } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import type { ReportRow } from '../daily-report/compose.server.ts'
import type { State } from './call.ts'

/** A call under the locks of its case and itself. `step`: which request it waits for; null before the first. */
export type LockedCall = {
  id: string
  caseId: string | null
  direction: 'in' | 'out'
  state: string
  language: string
  phone: string | null
  identified: boolean
  providerCallId: string | null
  step: number | null
  script: State | null
  reply: string | null
  disease: string | null
  settings: unknown
  previousSpo2: number | null
  previousAt: string | null
}

export async function lockCall(sql: Sql, id: string, now: Date): Promise<LockedCall | null> {
  const [row] = await sql<LockedCall[]>`select * from lock_call(${id}, ${now})`
  return row ?? null
}

/** One step as it is kept: `event` for the play-by-play, `more` for the call itself. */
type Kept = {
  id: string
  step: number
  state: State
  reply: string
  event: Record<string, unknown>
  more: Record<string, unknown>
  now: Date
}

export async function keepCall(sql: Sql, { id, step, state, reply, event, more, now }: Kept): Promise<void> {
  await sql`select keep_call(${id}, ${step}, ${sql.json(state)}, ${reply}, ${sql.json(event as never)}, ${sql.json(more as never)}, ${now})`
}

export type CallerKey = { key: string; isHidden: boolean }
export type Proof = { callId: string; hersysId: string | null; birthOn: Day; caller: CallerKey; now: Date }

export async function identifyCall(
  sql: Sql,
  { callId, hersysId, birthOn, caller, now }: Proof,
): Promise<'right' | 'wrong' | 'locked' | 'slow'> {
  const [row] = await sql<{ outcome: 'right' | 'wrong' | 'locked' | 'slow' }[]>`
    select identify_call(${callId}, ${hersysId}, ${birthOn}::date, ${caller.key}, ${caller.isHidden}, ${uuidv7(now)}, ${uuidv7(now)}, ${now}) as outcome`
  return row!.outcome
}

/** Throws where nobody has proved who it is: the script asks nothing before. */
export async function alarmByCall(sql: Sql, callId: string, reasons: string[], now: Date): Promise<void> {
  const [row] = await sql<{ done: boolean }[]>`select alarm_by_call(${callId}, ${uuidv7(now)}, ${sql.json(reasons)}, ${now}) as done`
  if (!row!.done) throw new Error('an alarm of a call that nobody is known for')
}

/** Throws where the report was refused: an answer that was taken is never lost in silence. */
export async function reportByCall(
  sql: Sql,
  callId: string,
  row: ReportRow & { audit_id: string; request_id: string },
  now: Date,
): Promise<void> {
  const [done] = await sql<{ outcome: string }[]>`select * from report_by_call(${callId}, ${JSON.stringify(row)}::text::jsonb, ${now})`
  if (done?.outcome !== 'stored') throw new Error('the report of a call was not taken')
}

export async function abortCall(sql: Sql, callId: string, end: { at: string; spoke: boolean; dueAt: Date; now: Date }): Promise<void> {
  await sql`select abort_call(${callId}, ${end.at}, ${end.spoke}, ${end.dueAt}, ${end.now})`
}

export type Desk = { centreId: string; phone: string | null; dutyPhone: string | null; settings: unknown }

/** Whom this caller may speak with; null where no centre is known. `deskId`: the centre of the number that was dialled. */
export async function deskOfCall(sql: Sql, callId: string, deskId: string | null, now: Date): Promise<Desk | null> {
  const [row] = await sql<Desk[]>`select centre_id, phone, duty_phone, settings from desk_of_call(${callId}, ${deskId}, ${now})`
  return row ?? null
}

/** False: it is nobody's, and the operators hear of it. */
export async function staffAskedByCall(sql: Sql, callId: string, deskId: string | null, now: Date): Promise<boolean> {
  const [row] = await sql<{ done: boolean }[]>`select staff_asked_by_call(${callId}, ${uuidv7(now)}, ${deskId}, ${now}) as done`
  return row!.done
}

type Inbound = { phone: string | null; language: string | null; providerCallId: string; now: Date }

/** The row of a call that comes in, however often the provider says so. */
export async function beginInbound(sql: Sql, { phone, language, providerCallId, now }: Inbound): Promise<string> {
  const [row] = await sql<
    { id: string }[]
  >`select begin_inbound_call(${uuidv7(now)}, ${phone}, ${language}, 'voice', ${providerCallId}, ${now}) as id`
  return row!.id
}

export async function findInbound(sql: Sql, providerCallId: string, now: Date): Promise<string | null> {
  const [row] = await sql<{ id: string | null }[]>`select inbound_call(${providerCallId}, ${now}) as id`
  return row?.id ?? null
}

export async function listForgotten(sql: Sql, before: Date): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`select forgotten_calls as id from forgotten_calls(${before})`
  return rows.map(({ id }) => id)
}

/** Scripts of calls that ended a day ago and more: what was said and pressed stays in call_events. */
export async function sweepScripts(sql: Sql, before: Date): Promise<void> {
  await sql`delete from call_scripts where updated_at < ${before} and state ->> 'place' = 'over'`
}
