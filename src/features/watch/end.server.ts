import type { Day } from '../../lib/japanese-day.ts'
import { uuidv7 } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { releaseDueAt } from '../../programmes/deadline.ts'

export type By = { caseId: string; orgId: string; accountId: string; now: Date }
/** 'gone': not this centre's, or no longer observed. Nothing was written. */
export type Ended = 'done' | 'gone'

/**
 * 療養解除 or death, in the name of a person: nothing else ends observation but an agreed withdrawal. "No report", "release due" and a request
 * to stop the notices (none follows any more) close with it, and so does what had not come due; a pending hand-over is withdrawn. Every other
 * open item stays until somebody closes it.
 */
export async function endWatch(
  sql: Sql,
  { caseId, orgId, accountId, now }: By,
  end: { kind: 'release' | 'death'; note: string },
): Promise<Ended> {
  const [watch] = await sql`
    select from watches where case_id = ${caseId} and owner_centre_id = ${orgId} and state = 'observing' for no key update`
  if (!watch) return 'gone'
  const pending = await sql<{ id: string }[]>`select id from hand_overs where case_id = ${caseId} and state = 'pending'`
  for (const { id } of pending) await sql`select decide_hand_over(${id}, 'withdrawn', '健康観察の終了', ${now})`
  const { count } = await sql`
    update watches set state = 'ended', ended_at = ${now}, ended_by = ${accountId}, end_kind = ${end.kind}, end_note = ${end.note || null}, updated_at = ${now}
     where case_id = ${caseId} and state = 'observing'`
  if (count !== 1) throw new Error('the watch under our lock was not there to end')
  const undue = await sql<{ kind: string }[]>`
    select kind from attention_items
     where case_id = ${caseId} and kind in ('not-registered', 'call-incomplete', 'call-identity') and closed_at is null and due_at > ${now}`
  const kinds = ['no-report', 'release-due', 'notice-stop-asked', ...undue.map(({ kind }) => kind)]
  await sql`select settle_items(${caseId}, ${kinds}, ${end.kind}, ${end.note || null}, ${now})`
  return 'done'
}

/** Another last day of the 健康観察期間, today or later. "Release due" moves along; what had come due closes in this person's name. */
export async function changePeriod(
  sql: Sql,
  { caseId, orgId, accountId, now }: By,
  { periodTo, note }: { periodTo: Day; note: string },
): Promise<Ended> {
  const dueAt = releaseDueAt(periodTo)
  if (dueAt <= now) throw new Error('a period that is over already')
  await sql`select from watches where case_id = ${caseId} and owner_centre_id = ${orgId} for no key update`
  const { count } = await sql`
    update watches set period_to = ${periodTo}, updated_at = ${now}
     where case_id = ${caseId} and owner_centre_id = ${orgId} and state = 'observing' and period_from <= ${periodTo}`
  if (count !== 1) return 'gone'
  const [moved] = await sql<{ items: number }[]>`select move_release_due(${caseId}, ${dueAt}, ${now}) as items`
  if (moved!.items === 0) {
    await sql`select settle_items(${caseId}, ${['release-due']}, 'extended', ${note || null}, ${now})`
    await sql`insert into attention_items (id, centre_id, case_id, kind, raised_at, latest_at, due_at)
      values (${uuidv7(now)}, ${orgId}, ${caseId}, 'release-due', ${now}, ${now}, ${dueAt})`
  }
  await sql`insert into attention_events (id, item_id, case_id, at, what, by_account_id, detail)
    select ${uuidv7(now)}, id, case_id, ${now}, 'note', ${accountId}, ${sql.json({ periodTo, note })}
      from attention_items where case_id = ${caseId} and kind = 'release-due' and closed_at is null`
  await sql`select pg_notify('centre', ${orgId})`
  return 'done'
}
