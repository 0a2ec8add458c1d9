import { japaneseDay } from '../../lib/japanese-day.ts'
import { uuidv7 } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import type { Staff } from '../../platform/http/route.server.ts'
import { nextDeadline } from '../../programmes/deadline.ts'
import { centreSettings } from '../organisation/centre-settings.ts'
import type { AttentionKind } from './kinds.ts'
import { type Item, isAcknowledged, seenOf } from './state.ts'

type Act = { itemId: string; by: Pick<Staff, 'accountId'>; now: Date; seen: string }
/** 'changed': somebody else acted, or it happened again, after the page was shown. Nothing was written. */
export type Acted = 'done' | 'changed' | 'not-found'

type Row = Pick<
  Item,
  | 'id'
  | 'caseId'
  | 'centreId'
  | 'kind'
  | 'occurrences'
  | 'dueAt'
  | 'againAt'
  | 'takenAt'
  | 'takenBy'
  | 'acknowledgedAt'
  | 'acknowledgedBy'
  | 'answeredAt'
  | 'closedAt'
> & { closedBy: string | null; outcome: string | null; settings: unknown; watchState: string | null; reportedOn: string | null }

/** The item under the locks of its case and itself; null when it is not this actor's to act on. */
async function lockItem(sql: Sql, id: string, now: Date): Promise<Row | null> {
  const [found] = await sql<{ caseId: string | null }[]>`select case_id from attention_items where id = ${id}`
  if (!found) return null
  if (found.caseId) await sql`select lock_case(${found.caseId})`
  const [row] = await sql<Row[]>`
    select i.id, i.case_id, i.centre_id, i.kind, i.occurrences, i.due_at, i.again_at, i.taken_at, i.taken_by, i.acknowledged_at, i.acknowledged_by,
           i.answered_at, i.closed_at, i.closed_by, i.outcome, o.settings, (select w.state from watches w where w.case_id = i.case_id) as watch_state,
           case when i.kind = 'no-report' then (select max(d.reported_on) from daily_reports d
             where d.case_id = i.case_id and d.revises_id is null and d.reported_on >= ${japaneseDay(now)}) end as reported_on
      from attention_items i join organisations o on o.id = i.centre_id where i.id = ${id} for update of i`
  return row ?? null
}

async function tell(sql: Sql, row: Row, { by, now }: Act, what: string, detail: Record<string, string> = {}) {
  await sql`insert into attention_events (id, item_id, case_id, at, what, by_account_id, detail)
    values (${uuidv7(now)}, ${row.id}, ${row.caseId}, ${now}, ${what}, ${by.accountId}, ${sql.json(detail)})`
  await sql`select pg_notify('centre', ${row.centreId})`
}

/** 引き受ける: this person looks after it. Taking over from somebody is possible for whoever has seen who had it. */
export async function takeItem(sql: Sql, act: Act): Promise<Acted> {
  const row = await lockItem(sql, act.itemId, act.now)
  if (!row) return 'not-found'
  if (row.closedAt === null && row.takenBy === act.by.accountId) return 'done'
  if (row.closedAt !== null || seenOf(row) !== act.seen) return 'changed'
  await sql`update attention_items set taken_at = ${act.now}, taken_by = ${act.by.accountId} where id = ${row.id}`
  await tell(sql, row, act, 'taken')
  return 'done'
}

/** 担当を戻す: whoever has it gives it back to everybody. Nobody gives back what another looks after. */
export async function giveBackItem(sql: Sql, act: Act): Promise<Acted> {
  const row = await lockItem(sql, act.itemId, act.now)
  if (!row) return 'not-found'
  if (row.closedAt === null && row.takenBy === null) return 'done'
  if (row.closedAt !== null || row.takenBy !== act.by.accountId || seenOf(row) !== act.seen) return 'changed'
  await sql`update attention_items set taken_at = null, taken_by = null where id = ${row.id}`
  await tell(sql, row, act, 'given-back')
  return 'done'
}

/** 確認した: the alarm is silent from now on, for "no report" only until the next deadline. A new occurrence undoes it. */
export async function acknowledgeItem(sql: Sql, act: Act): Promise<Acted> {
  const row = await lockItem(sql, act.itemId, act.now)
  if (!row) return 'not-found'
  if (row.closedAt === null && row.acknowledgedBy === act.by.accountId && isAcknowledged(row, act.now)) return 'done'
  if (row.closedAt !== null || seenOf(row) !== act.seen) return 'changed'
  await sql`update attention_items set acknowledged_at = ${act.now}, acknowledged_by = ${act.by.accountId}, again_at = ${againAt(row, act.now)}
             where id = ${row.id}`
  await tell(sql, row, act, 'acknowledged')
  return 'done'
}

/** Adds a note to the history; changes nothing else. */
export async function noteItem(sql: Sql, act: Act, note: string): Promise<Acted> {
  const row = await lockItem(sql, act.itemId, act.now)
  if (!row) return 'not-found'
  await tell(sql, row, act, 'note', { note })
  return 'done'
}

/** 対応完了, by a named person with an outcome. A closed "no report" of somebody still observed is followed by the next deadline at once. */
export async function closeItem(sql: Sql, act: Act, { outcome, note }: { outcome: string; note: string }): Promise<Acted> {
  const row = await lockItem(sql, act.itemId, act.now)
  if (!row) return 'not-found'
  // The same press twice. Closed by their own merge it is another matter: what they write down now is not kept, and an undo opens it again.
  if (row.closedAt !== null && row.closedBy === act.by.accountId && row.outcome === outcome) return 'done'
  if (row.closedAt !== null || seenOf(row) !== act.seen) return 'changed'
  await closeRow(sql, row, act, outcome, note)
  return 'done'
}

/** Closes the open item that speaks of `subject` (a finding, not a case) in this organisation's queue: what it asked for was done elsewhere. False: none is open. */
export async function closeSubject(
  sql: Sql,
  { orgId, kind, subject, by, now }: { orgId: string; kind: AttentionKind; subject: string; by: Act['by']; now: Date },
  { outcome, note }: { outcome: string; note: string },
): Promise<boolean> {
  const [open] = await sql<{ id: string }[]>`
    select id from attention_items where centre_id = ${orgId} and kind = ${kind} and subject = ${subject} and case_id is null and closed_at is null`
  const row = open ? await lockItem(sql, open.id, now) : null
  if (!row || row.closedAt !== null) return false
  await closeRow(sql, row, { itemId: row.id, by, now, seen: '' }, outcome, note)
  return true
}

/** Closes "no report" items that a late report has answered. What is no longer answered, or not this centre's, stays. Returns how many closed. */
export async function closeAnswered(sql: Sql, { itemIds, by, now }: { itemIds: string[]; by: Act['by']; now: Date }): Promise<string[]> {
  const open = await sql<{ id: string; caseId: string }[]>`
    select id, case_id from attention_items
     where id = any(${itemIds}::uuid[]) and kind = 'no-report' and closed_at is null and answered_at is not null and not urgent order by case_id`
  const closed: string[] = []
  for (const { id, caseId } of open) {
    const row = await lockItem(sql, id, now)
    const isStillAnswered = row?.answeredAt && row.closedAt === null && (row.againAt === null || new Date(row.againAt) > now)
    if (!row || !isStillAnswered) continue
    await closeRow(sql, row, { itemId: id, by, now, seen: '' }, 'reported-late', '')
    closed.push(caseId)
  }
  return closed
}

async function closeRow(sql: Sql, row: Row, act: Act, outcome: string, note: string): Promise<void> {
  const { now, by } = act
  const isFollowed = row.kind === 'no-report' && row.watchState === 'observing'
  const closed = sql`update attention_items set closed_at = ${now}, closed_by = ${by.accountId}, outcome = ${outcome}, note = ${note || null}
    where id = ${row.id} and closed_at is null`
  const { count } = isFollowed
    ? await sql`with closed as (${closed} returning centre_id, case_id)
        insert into attention_items (id, centre_id, case_id, kind, raised_at, latest_at, due_at)
        select ${uuidv7(now)}, centre_id, case_id, 'no-report', ${now}, ${now}, ${againAt(row, now)} from closed`
    : await closed
  if (count !== 1) throw new Error('the item under our lock was not there to close')
  await tell(sql, row, act, 'closed', { outcome })
}

/** Until when silence is settled: never earlier than what a report has covered already. An acknowledgement under another centre's hour is no report. */
function againAt({ kind, settings, reportedOn }: Row, now: Date): Date | null {
  if (kind !== 'no-report') return null
  const { reportDeadline } = centreSettings(settings)
  return nextDeadline(now, reportedOn ? { reportDeadline, reportedOn } : { reportDeadline })
}
