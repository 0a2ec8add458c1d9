import { uuidv7 } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { type OnFailure, ruleOf } from './kinds.ts'
import { learnFrom } from './phone-facts.server.ts'
import type { Claimed } from './queries.server.ts'

/** Lets a person hear that a message failed for good, as its kind says. Part of the transaction that records the failure. */
async function raiseFailure(sql: Sql, m: Claimed, reason: string, now: Date): Promise<void> {
  const { onFailure } = ruleOf(m.kind)
  await raise[onFailure](sql, m, { kind: m.kind, messageId: m.id, reason }, now)
}

/** A message failed for good: a person hears as its kind says, and what it tells of the number is remembered. */
export async function failed(sql: Sql, m: Claimed, reason: string, now: Date): Promise<void> {
  await raiseFailure(sql, m, reason, now)
  if (m.channel === 'sms') await learnFrom(sql, m.recipient, reason, now)
}

type Detail = { kind: string; messageId: string; reason: string }
type Raise = (sql: Sql, m: Claimed, detail: Detail, now: Date) => Promise<void>

const raise: Record<OnFailure, Raise> = {
  nothing: async () => {},
  // At the owner, and only while somebody watches the patient: afterwards there is nothing to do about it.
  'sms-undeliverable': async (sql, m, detail, now) => {
    if (!m.caseId) return
    const [over] = await sql`select from watches where case_id = ${m.caseId} and state = 'ended' for no key update`
    if (over) return
    await sql`select raise_item(${uuidv7(now)}, null, ${m.caseId}, '', 'sms-undeliverable', false, ${now}, ${sql.json(detail)}, ${now})`
  },
  'job-failed': (sql, m, detail, now) => raiseAtOrganisation(sql, m, detail, false, now),
  // The next one is rung at once (escalation reads it from the items' history), the centre sees that its roster does not work, the operator hears.
  'duty-not-reached': async (sql, m, detail, now) => {
    const told = await sql<{ itemId: string; caseId: string | null; step: number }[]>`
      select e.item_id, e.case_id, (e.detail ->> 'step')::int as step from attention_events e
       where e.item_id = any(${m.itemIds ?? []}::uuid[]) and e.what = 'alerted' and e.detail -> 'messages' ? ${m.id}`
    for (const { itemId, caseId, step } of told)
      await sql`insert into attention_events (id, item_id, case_id, at, what, detail)
        values (${uuidv7(now)}, ${itemId}, ${caseId}, ${now}, 'alerted', ${sql.json({ step, failed: detail.reason })})`
    await alertOperator(sql, 'duty-alert-failed', detail, now)
    if (await isCentre(sql, m.orgId)) await raiseAtOrganisation(sql, m, detail, true, now)
  },
}

async function isCentre(sql: Sql, orgId: string | null): Promise<boolean> {
  return orgId !== null && (await sql`select from organisations where id = ${orgId} and kind = 'centre'`).length > 0
}

async function alertOperator(sql: Sql, kind: string, detail: Detail, now: Date): Promise<void> {
  await sql`insert into system_alerts (id, at, kind, detail) values (${uuidv7(now)}, ${now}, ${kind}, ${sql.json(detail)})`
}

/** At the centre that should have got it. Others have no queue of their own: the operator hears. */
async function raiseAtOrganisation(sql: Sql, m: Claimed, detail: Detail, urgent: boolean, now: Date): Promise<void> {
  if (await isCentre(sql, m.orgId))
    await sql`select raise_item(${uuidv7(now)}, ${m.orgId}, null, ${`message:${m.kind}`}, 'job-failed', ${urgent}, ${now}, ${sql.json(detail)}, ${now})`
  else await alertOperator(sql, 'message-failed', detail, now)
}
