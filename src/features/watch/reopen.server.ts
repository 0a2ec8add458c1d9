import { type Day, japaneseDay } from '../../lib/japanese-day.ts'
import { uuidv7 } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { nextDeadline, releaseDueAt } from '../../programmes/deadline.ts'
import type { AttentionKind } from '../attention/kinds.ts'
import { raise } from '../attention/raise.server.ts'
import { centreSettings } from '../organisation/centre-settings.ts'
import type { By, Ended } from './end.server.ts'

type EndKind = 'release' | 'death' | 'withdrawal'
type Watch = {
  beganAt: string
  periodTo: Day
  endedAt: string
  endedBy: string
  endKind: EndKind
  endNote: string | null
  settings: unknown
  isUnconfirmed: boolean
  isOwnerToSettle: boolean
  reportedOn: Day | null
  /** It waited for a registration when the end closed it. */
  wasUnregistered: boolean
  /** A text to the patient failed for good while nobody observed, and so raised nothing. */
  isUnreachable: boolean
  /** The patient's request to stop the notices was unanswered when the end closed its item. */
  isStopAsked: boolean
}

/**
 * Takes back a release or death that was recorded by mistake: the same owner observes again, and everything that comes due by the clock is
 * set anew from now. What was recorded is kept with the reason. 'gone': not this centre's, or not ended so (a withdrawn 発生届 is filed anew).
 */
export function reopenWatch(sql: Sql, by: By, reason: string): Promise<Ended> {
  return reopen(sql, by, reason, ['release', 'death'])
}

/** The same for a watch that ended with its 発生届, when the withdrawal is taken back. Set the state of the case first. */
export function restoreWatch(sql: Sql, by: By, reason: string): Promise<Ended> {
  return reopen(sql, by, reason, ['withdrawal'])
}

async function reopen(sql: Sql, { caseId, orgId, accountId, now }: By, reason: string, ends: EndKind[]): Promise<Ended> {
  await sql`select from watches where case_id = ${caseId} and owner_centre_id = ${orgId} for no key update`
  const watch = await findEnded(sql, { caseId, orgId, now }, ends)
  if (!watch) return 'gone'
  await sql`
    insert into watch_reopenings (id, case_id, ended_at, ended_by, end_kind, end_note, reopened_at, reopened_by, reason)
    values (${uuidv7(now)}, ${caseId}, ${watch.endedAt}, ${watch.endedBy}, ${watch.endKind}, ${watch.endNote}, ${now}, ${accountId}, ${reason})`
  const { count } = await sql`
    update watches set state = 'observing', ended_at = null, ended_by = null, end_kind = null, end_note = null, updated_at = ${now}
     where case_id = ${caseId} and state = 'ended'`
  if (count !== 1) throw new Error('the watch under our lock was not there to re-open')
  await openItems(sql, { caseId, orgId, accountId, now }, watch)
  if (watch.isUnreachable) await raise(sql, { kind: 'sms-undeliverable', caseId, now })
  if (watch.endKind === 'withdrawal' && watch.isOwnerToSettle) await raise(sql, { kind: 'owner-to-settle', caseId, now })
  if (watch.isStopAsked) await raise(sql, { kind: 'notice-stop-asked', caseId, now })
  await sql`select pg_notify('centre', ${orgId})`
  return 'done'
}

async function findEnded(sql: Sql, { caseId, orgId, now }: Omit<By, 'accountId'>, ends: EndKind[]): Promise<Watch | null> {
  const today = japaneseDay(now)
  const [row] = await sql<Watch[]>`
    select w.began_at, w.period_to, w.ended_at, w.ended_by, w.end_kind, w.end_note, o.settings,
           c.confirmed_at is null and c.state <> 'contact' as is_unconfirmed, c.responsible_centre_id is null as is_owner_to_settle,
           (select max(d.reported_on) from daily_reports d where d.case_id = w.case_id and d.reported_on >= ${today}) as reported_on,
           not exists (select from registrations r where r.case_id = w.case_id and r.ended_at is null)
             and exists (select from attention_items i where i.case_id = w.case_id and i.kind = 'not-registered' and i.closed_at = w.ended_at) as was_unregistered,
           exists (select from messages m where m.case_id = w.case_id and m.state = 'failed' and m.channel = 'sms' and m.updated_at >= w.ended_at
                      and not exists (select from attention_items i where i.case_id = w.case_id and i.kind = 'sms-undeliverable' and i.closed_at is null)) as is_unreachable,
           exists (select from notice_stops s where s.case_id = w.case_id and s.state = 'asked') as is_stop_asked
      from watches w join organisations o on o.id = w.owner_centre_id join cases c on c.id = w.case_id
     where w.case_id = ${caseId} and w.owner_centre_id = ${orgId} and w.state = 'ended' and w.end_kind = any(${ends}) and c.state <> 'withdrawn'`
  return row ?? null
}

async function openItems(sql: Sql, { caseId, orgId, accountId, now }: By, watch: Watch): Promise<void> {
  const { reportDeadline, registerHours, confirmHours } = centreSettings(watch.settings)
  const registerBy = new Date(Date.parse(watch.beganAt) + registerHours * 3_600_000)
  const deadlines: [AttentionKind, Date][] = [
    ['no-report', nextDeadline(now, watch.reportedOn ? { reportDeadline, reportedOn: watch.reportedOn } : { reportDeadline })],
    ['release-due', releaseDueAt(watch.periodTo)],
    // A release closes no question of confirming; the withdrawal had closed it.
    ...(watch.endKind === 'withdrawal' && watch.isUnconfirmed
      ? [['unconfirmed', new Date(now.getTime() + confirmHours * 3_600_000)] as [AttentionKind, Date]]
      : []),
    ...(watch.wasUnregistered ? [['not-registered', registerBy] as [AttentionKind, Date]] : []),
  ]
  for (const [kind, dueAt] of deadlines) {
    const id = uuidv7(now)
    await sql`insert into attention_items (id, centre_id, case_id, kind, raised_at, latest_at, due_at)
      values (${id}, ${orgId}, ${caseId}, ${kind}, ${now}, ${now}, ${dueAt > now ? dueAt : now})`
    await sql`insert into attention_events (id, item_id, case_id, at, what, by_account_id, detail)
      values (${uuidv7(now)}, ${id}, ${caseId}, ${now}, 'raised', ${accountId}, ${sql.json({ deadline: kind, reopened: true })})`
  }
}

export type Reopening = {
  id: string
  endedAt: string
  endedByName: string
  endKind: EndKind
  endNote: string | null
  reopenedAt: string
  reopenedByName: string
  reason: string
}

/** Ends that were taken back, the newest first. */
export async function listReopenings(sql: Sql, caseId: string): Promise<Reopening[]> {
  return sql<Reopening[]>`
    select r.id, r.ended_at, e.name as ended_by_name, r.end_kind, r.end_note, r.reopened_at, s.name as reopened_by_name, r.reason
      from watch_reopenings r join staff_accounts e on e.id = r.ended_by join staff_accounts s on s.id = r.reopened_by
     where r.case_id = ${caseId} order by r.reopened_at desc, r.id desc`
}
