import type { Sql } from '../../platform/db/sql.server.ts'
import { timelineLimit } from './labels.ts'

/** Something that happened between the house and one patient, by whatever channel. `what` and `more` are codes; no words of the patient. */
export type Happening = {
  id: string
  at: string
  source: 'report' | 'call' | 'message' | 'staff' | 'hand-over'
  channel: string
  what: string
  more: string | null
  level: 'urgent' | 'watch' | 'stable' | null
  temperature: number | null
  spo2: number | null
  by: string | null
}

/** The newest of web, calls, texts and mails, and what staff did, in one line of time. Runs under the visitor's row-level security. */
export async function listHappenings(sql: Sql, caseId: string, now: Date): Promise<Happening[]> {
  return sql<Happening[]>`
    with happened as (
      select id, received_at as at, 'report' as source, channel, case when revises_id is null then 'report' else 'correction' end as what,
             form_version as more, level, temperature, spo2, null::text as by
        from daily_reports where case_id = ${caseId}
      union all
      select id, coalesce(ended_at, answered_at, ringing_at, dialled_at, planned_at), 'call', direction, state, aborted_at_question, null, null, null, null
        from calls where case_id = ${caseId}
      union all
      select id, created_at, 'message', channel, state, kind, null, null, null, null from messages where case_id = ${caseId}
      union all
      select e.id, e.at, 'staff', i.kind, e.what, coalesce(e.detail ->> 'outcome', e.detail ->> 'note'), null, null, null, s.name
        from attention_events e join attention_items i on i.id = e.item_id left join staff_accounts s on s.id = e.by_account_id
       where e.case_id = ${caseId} and (e.by_account_id is not null or e.what in ('raised', 'again')) and i.due_at <= ${now}
      union all
      select h.id, h.asked_at, 'hand-over', '', h.state, null, null, null, null, s.name
        from hand_overs h join staff_accounts s on s.id = h.asked_by where h.case_id = ${caseId})
    select * from happened order by at desc, id desc limit ${timelineLimit}`
}
