import { uuidv7 } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { type OnFailure, ruleOf } from './kinds.ts'
import type { Claimed } from './queries.server.ts'

/** Lets a person hear that a message failed for good, as its kind says. Part of the transaction that records the failure. */
export async function raiseFailure(sql: Sql, m: Claimed, reason: string, now: Date): Promise<void> {
  const { onFailure } = ruleOf(m.kind)
  await raise[onFailure](sql, m, { kind: m.kind, messageId: m.id, reason }, now)
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
  'urgent-job-failed': (sql, m, detail, now) => raiseAtOrganisation(sql, m, detail, true, now),
}

/** At the organisation that should have got it; where a message names none, the operator hears. */
async function raiseAtOrganisation(sql: Sql, m: Claimed, detail: Detail, urgent: boolean, now: Date): Promise<void> {
  if (m.orgId)
    await sql`select raise_item(${uuidv7(now)}, ${m.orgId}, null, ${`message:${m.kind}`}, 'job-failed', ${urgent}, ${now}, ${sql.json(detail)}, ${now})`
  else await sql`insert into system_alerts (id, at, kind, detail) values (${uuidv7(now)}, ${now}, 'message-failed', ${sql.json(detail)})`
}
