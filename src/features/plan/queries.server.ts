import type { Sql } from '../../platform/db/sql.server.ts'
import type { PlanChannel } from './channels.ts'

export type Plan = {
  id: string
  setAt: string
  setByName: string | null
  ruleName: string | null
  channels: PlanChannel[]
  callPhone: string | null
  callTimes: string[]
  callLanguage: string | null
  reason: string
  supersededAt: string | null
}

/** Every plan of a case, the newest first; the one in force has no `supersededAt`. None: observed by My HER-SYS, as everybody is at first. */
export async function listPlans(sql: Sql, caseId: string): Promise<Plan[]> {
  return sql<Plan[]>`
    select p.id, p.set_at, s.name as set_by_name, r.name as rule_name, p.channels, p.call_phone, p.call_times, p.call_language, p.reason, p.superseded_at
      from observation_plans p left join staff_accounts s on s.id = p.set_by left join plan_rules r on r.id = p.rule_id
     where p.case_id = ${caseId} order by p.superseded_at is null desc, p.set_at desc, p.id desc limit 50`
}

/** Which channels of a case reach somebody or can be used by them; empty: none. */
export async function listLiveChannels(sql: Sql, caseId: string): Promise<PlanChannel[]> {
  const [row] = await sql<{ live: PlanChannel[] | null }[]>`select live_channels(${caseId}) as live`
  return row?.live ?? []
}

export type PhoneFact = {
  id: string
  fact: 'not-mobile' | 'unreachable' | 'stopped'
  since: string
  latestAt: string
  times: number
  byWhat: string
  endedAt: string | null
  endedByWhat: string | null
}

/** What is known about the number of a case. */
export async function listPhoneFacts(sql: Sql, caseId: string): Promise<PhoneFact[]> {
  return sql<PhoneFact[]>`select * from phone_facts_of(${caseId})`
}

/** False: a STOP of its owner, already over, or not the owner's staff. */
export async function forgetPhoneFact(sql: Sql, caseId: string, factId: string, now: Date): Promise<boolean> {
  const [row] = await sql<{ done: boolean }[]>`select forget_phone_fact(${caseId}, ${factId}, ${now}) as done`
  return row!.done
}

/** The centre takes an accepted stop back, with the reason: the daily notices come again. */
export async function resumeNotice(sql: Sql, caseId: string, note: string, now: Date): Promise<'ok' | 'gone' | 'not-found'> {
  const [row] = await sql<{ said: 'ok' | 'gone' | 'not-found' }[]>`select resume_notice(${caseId}, ${note}, ${now}) as said`
  return row!.said
}

/** Where and in which language an automatic call would ring, from what is known of the patient. */
export async function findCallDefaults(sql: Sql, caseId: string): Promise<{ phone: string | null; language: string }> {
  const [row] = await sql<{ phone: string | null; language: string }[]>`select phone, language from cases where id = ${caseId}`
  return row ?? { phone: null, language: 'ja' }
}
