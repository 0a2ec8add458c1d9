import { uuidv7 } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { type AttentionKind, attentionKinds } from './kinds.ts'

type Raise = {
  kind: AttentionKind
  now: Date
  /** With a case: the queue of its owner, unless `centreId` says otherwise. Without: `centreId` and `subject` tell items apart. */
  caseId?: string
  centreId?: string
  subject?: string
  /** Ids and codes only, never personal data. */
  detail?: Record<string, unknown>
  /** Default: the kind's. */
  urgent?: boolean
  /** Default: now. Later: it shows from then on, unless `meet` comes first. */
  dueAt?: Date
}

/** For the web, in the name of somebody who sees the case (the database asks): raises an item, or appends an occurrence to the open one and cancels its acknowledgement. Returns the item's id. */
export async function raise(
  sql: Sql,
  { kind, now, caseId, centreId, subject = '', detail = {}, urgent, dueAt = now }: Raise,
): Promise<string> {
  const [row] = await sql<{ id: string }[]>`
    select raise_own_item(${uuidv7(now)}, ${centreId ?? null}, ${caseId ?? null}, ${subject}, ${kind}, ${urgent ?? attentionKinds[kind].urgent},
                      ${dueAt}, ${sql.json(detail as never)}, ${now}) as id`
  return row!.id
}

/** What the item waited for has happened: not yet due, it closes by itself; already due, it stays and is marked as answered. */
export async function meet(sql: Sql, { caseId, kind, now }: { caseId: string; kind: AttentionKind; now: Date }): Promise<void> {
  await sql`select meet_own_item(${caseId}, ${kind}, ${now})`
}
