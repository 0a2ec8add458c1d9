import { uuidv7 } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { type Channel, type MessageKind, messageKinds } from './kinds.ts'

export type NewMessage = {
  kind: MessageKind
  channel: Channel
  /** A telephone number or a mail address. */
  recipient: string
  /** Of a mail: never personal data. */
  subject?: string
  body: string
  /** Decides the voice of a spoken message. */
  language?: string
  caseId?: string | null
  accountId?: string | null
  /** The organisation it goes to, which hears when it cannot be delivered. */
  orgId?: string | null
  /** The items of the queue an alert speaks of: once all are acknowledged or closed the alert is not sent any more. */
  itemIds?: readonly string[]
  sendAfter?: Date
  /** Overrides how long the kind says it is worth sending. */
  validUntil?: Date
  now: Date
}

/**
 * Queues a message in the caller's transaction: it is sent if and only if that commits, within a moment. Returns its id.
 * Works as any role, also for strangers. A wrong recipient is no error here (it never blocks what the message is about).
 */
export async function enqueue(sql: Sql, m: NewMessage): Promise<string> {
  const id = uuidv7(m.now)
  const { validFor, priority } = messageKinds[m.kind]
  const sendAfter = m.sendAfter ?? m.now
  const validUntil = m.validUntil ?? (validFor === null ? null : new Date(sendAfter.getTime() + validFor * 1000))
  await sql`
    with queued as (
      insert into messages (id, created_at, kind, channel, recipient, subject, body, language, case_id, account_id, org_id, item_ids,
                            send_after, valid_until, priority, updated_at)
      values (${id}, ${m.now}, ${m.kind}, ${m.channel}, ${m.recipient}, ${m.subject ?? null}, ${m.body}, ${m.language ?? 'ja'}, ${m.caseId ?? null},
              ${m.accountId ?? null}, ${m.orgId ?? null}, ${m.itemIds ? [...m.itemIds] : null}, ${sendAfter}, ${validUntil}, ${priority}, ${m.now}))
    select pg_notify('messages', '')`
  return id
}
