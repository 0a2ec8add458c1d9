import { phoneKind } from '../../lib/phone-number.ts'
import { uuidv7 } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { enqueue } from '../message/enqueue.server.ts'
import { centreSettings } from '../organisation/centre-settings.ts'
import { findDuty } from '../roster/queries.server.ts'

type Waiting = {
  id: string
  caseId: string | null
  raisedAt: string
  alertedStep: number
  /** The step whose text came back as undeliverable; 0: none did. */
  failedStep: number
}
type Centre = { id: string; name: string; parentId: string | null; settings: unknown }

/** The worker's duty: centres without anybody on duty get an item; urgent items that nobody acknowledges ring the roster, step by step. */
export async function escalate(sql: Sql, now: Date): Promise<void> {
  await missRosters(sql, now)
  const centres = await sql<Centre[]>`
    select o.id, o.name, o.parent_id, o.settings
      from organisations o cross join lateral (select from attention_items i where i.centre_id = o.id and ${waiting(sql, now)} limit 1) found
     where o.kind = 'centre'`
  // What hinders one centre's alarm is no reason for silence in the others.
  const faults: unknown[] = []
  for (const centre of centres) await sql.begin((tx) => ringFor(tx as unknown as Sql, centre, now)).catch((fault) => faults.push(fault))
  if (faults.length > 0) throw faults[0]
}

const waiting = (sql: Sql, now: Date) => sql`
  i.closed_at is null and i.urgent and i.due_at <= ${now} and i.alerted_step < 3
  and not ((i.acknowledged_at is not null or i.answered_at is not null) and (i.again_at is null or i.again_at > ${now}))`

/** How many of the three have been rung for by now: duty, deputy, prefecture. */
export function stepsReached(waitedMs: number, { duty, deputy, prefecture }: { duty: number; deputy: number; prefecture: number }): number {
  return [duty, deputy, prefecture].filter((minutes) => waitedMs >= minutes * 60_000).length
}

/**
 * One centre in one transaction: the rows are locked and looked at again, so that nobody is rung for what was acknowledged a moment ago, and
 * the step is kept with the message, so that a killed run neither forgets nor doubles. Many items at once are one text.
 */
async function ringFor(sql: Sql, centre: Centre, now: Date): Promise<void> {
  const { alertMinutes } = centreSettings(centre.settings)
  const rows = await sql<Waiting[]>`
    select i.id, i.case_id, i.raised_at, i.alerted_step,
           coalesce((select max((e.detail ->> 'step')::int) from attention_events e
                      where e.item_id = i.id and e.what = 'alerted' and e.detail ? 'failed' and e.at >= i.raised_at), 0) as failed_step
      from attention_items i
     where i.centre_id = ${centre.id} and ${waiting(sql, now)} order by i.raised_at, i.id for update skip locked`
  const waited = (item: Waiting) => now.getTime() - Date.parse(item.raisedAt)
  // Whom the telephone company cannot reach is not waited for: the next one is rung at once.
  const reached = (item: Waiting) => Math.max(stepsReached(waited(item), alertMinutes), item.failedStep === 0 ? 0 : item.failedStep + 1)
  for (const step of [1, 2, 3] as const) {
    const items = rows.filter((item) => item.alertedStep < step && reached(item) >= step)
    if (items.length === 0) continue
    const minutes = Math.floor(Math.max(...items.map(waited)) / 60_000)
    const messages = await ring(sql, centre, step, items, minutes, now)
    await sql`update attention_items set alerted_step = ${step} where id = any(${items.map(({ id }) => id)}::uuid[])`
    const events = items.map(({ id, caseId }) => ({ id: uuidv7(now), item_id: id, case_id: caseId }))
    // As one parameter: a row of parameters for each of ten thousand items is more than PostgreSQL takes.
    await sql`insert into attention_events (id, item_id, case_id, at, what, detail)
      select e.id, e.item_id, e.case_id, ${now}, 'alerted', ${sql.json({ step, messages })}
        from jsonb_to_recordset(${sql.json(events as never)}) as e (id uuid, item_id uuid, case_id uuid)`
  }
}

/** Returns the ids of the messages: the items' history names them, so that a message that fails finds its items. */
async function ring(sql: Sql, centre: Centre, step: 1 | 2 | 3, items: Waiting[], minutes: number, now: Date): Promise<string[]> {
  const body = `【HER-SYS】${centre.name}で緊急の要対応${items.length}件が${minutes}分以上確認されていません。サインインして確認してください。`
  const subject = '【HER-SYS】緊急の要対応'
  const messages: string[] = []
  for (const { phone, email, orgId } of await recipients(sql, centre, step, now)) {
    const alert = { kind: 'duty-alert', body, orgId, itemIds: items.map(({ id }) => id), now } as const
    if (phone) messages.push(await enqueue(sql, { ...alert, channel: 'sms', recipient: phone }))
    else if (email) messages.push(await enqueue(sql, { ...alert, channel: 'mail', recipient: email, subject }))
  }
  return messages
}

type Recipient = { phone: string | null; email: string | null; orgId: string }

/** A missing deputy is no reason for silence: the one on duty is rung again. A prefecture without a roster is told at its office. */
async function recipients(sql: Sql, centre: Centre, step: 1 | 2 | 3, now: Date): Promise<Recipient[]> {
  const orgId = step === 3 ? centre.parentId : centre.id
  if (!orgId) return []
  const duty = await findDuty(sql, orgId, 'duty', now)
  const found = step === 2 ? ((await findDuty(sql, orgId, 'deputy', now)) ?? duty) : duty
  if (found) return [{ phone: found.phone, email: null, orgId }]
  if (step !== 3) return []
  const [office] = await sql<{ phone: string | null; email: string | null }[]>`select phone, email from organisations where id = ${orgId}`
  const phone = office?.phone && phoneKind(office.phone) === 'mobile' ? office.phone : null
  return [
    { phone, email: null, orgId },
    { phone: null, email: office?.email ?? null, orgId },
  ]
}

/** Nobody on duty is itself something that needs a person: once, until somebody fills the roster. */
async function missRosters(sql: Sql, now: Date): Promise<void> {
  const bare = await sql<{ id: string }[]>`
    select o.id from organisations o
     where o.kind = 'centre'
       and not exists (select from duty_roster d where d.centre_id = o.id and d.position = 'duty' and d.from_at <= ${now} and (d.to_at is null or d.to_at > ${now}))
       and not exists (select from attention_items i where i.centre_id = o.id and i.kind = 'no-roster' and i.closed_at is null and i.case_id is null)`
  // As the worker, for any centre: `raise` is for one's own.
  for (const { id } of bare) await sql`select raise_item(${uuidv7(now)}, ${id}, null, 'duty', 'no-roster', false, ${now}, '{}', ${now})`
}
