import type { Sql } from '../../platform/db/sql.server.ts'

export type Shown = {
  id: string
  createdAt: string
  kind: string
  channel: 'sms' | 'mail' | 'voice'
  recipient: string
  subject: string | null
  body: string
  language: string
  state: string
  stateReason: string | null
}

/** The newest messages, whatever became of them. `sql` signs in as the worker: the web role may not read codes. */
export async function listNewestMessages(sql: Sql, channel: Shown['channel'] | null, limit = 100): Promise<Shown[]> {
  return sql<Shown[]>`
    select id, created_at, kind, channel, recipient, subject, body, language, state, state_reason from messages
     where ${channel}::text is null or channel = ${channel} order by created_at desc, id desc limit ${limit}`
}
