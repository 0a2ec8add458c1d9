import { uuidv7 } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import type { OtherChannel, Stop } from './state.ts'

/** The newest request of each of these cases. */
export async function listStops(sql: Sql, caseIds: string[]): Promise<Stop[]> {
  return sql<Stop[]>`
    select distinct on (case_id) case_id, state, asked_at, decided_at from notice_stops where case_id = any(${caseIds}::uuid[])
     order by case_id, asked_at desc, id desc`
}

/** 「停止を依頼する」 in the name of the signed-in patient. Returns the cases for which it was asked; what cannot be asked is passed over. */
export async function askStops(sql: Sql, registrationIds: string[], now: Date): Promise<string[]> {
  const rows = registrationIds.map((registrationId) => ({ id: uuidv7(now), item_id: uuidv7(now), registration_id: registrationId }))
  const asked = await sql<{ caseId: string }[]>`
    select ask_notice_stops as case_id from ask_notice_stops(${JSON.stringify(rows)}::text::jsonb, ${now})`
  return asked.map(({ caseId }) => caseId)
}

export type StaffStop = Stop & {
  id: string
  otherChannel: OtherChannel | null
  note: string | null
  decidedByName: string | null
  resumedAt: string | null
  resumedByName: string | null
  resumeNote: string | null
}

/** Every request of one case, the newest first, as staff see them. */
export async function listStopsOfCase(sql: Sql, caseId: string): Promise<StaffStop[]> {
  return sql<StaffStop[]>`
    select n.id, n.case_id, n.state, n.asked_at, n.decided_at, n.other_channel, n.note, s.name as decided_by_name, n.resumed_at, b.name as resumed_by_name,
           n.resume_note
      from notice_stops n left join staff_accounts s on s.id = n.decided_by left join staff_accounts b on b.id = n.resumed_by
     where n.case_id = ${caseId} order by n.asked_at desc, n.id desc limit 20`
}

type Decision = { caseId: string; state: 'accepted' | 'refused'; channel: OtherChannel | null; note: string; now: Date }

/** 'gone': somebody else has decided, or nothing was asked. 'not-found': not the owner's staff. */
export async function decideStop(sql: Sql, { caseId, state, channel, note, now }: Decision): Promise<'ok' | 'gone' | 'not-found'> {
  const [row] = await sql<{ said: 'ok' | 'gone' | 'not-found' }[]>`
    select decide_notice_stop(${caseId}, ${state}, ${channel}, ${note}, ${now}) as said`
  return row!.said
}
