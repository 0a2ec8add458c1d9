import type { Sql } from '../../platform/db/sql.server.ts'
import type { Standing } from '../../platform/voice/caller.ts'
import { type CallState, moveOf, providerStatuses } from './provider-status.ts'

export type Taken = 'moved' | 'same' | 'late' | 'not-found' | 'ignored'

/**
 * A provider's word about a call, by its callback or because it was asked: `status` in Twilio's words, `code` of its own when something failed,
 * `answeredBy` where a machine picked up. What comes late, or twice, changes nothing. Any role may call it; the caller has checked the signature.
 */
export async function takeStatus(
  sql: Sql,
  callId: string,
  status: string,
  code: string | null,
  now: Date,
  { answeredBy = '', providerCallId }: { answeredBy?: string; providerCallId?: string } = {},
): Promise<Taken> {
  if (!providerStatuses.includes(status as Standing['status'])) return 'ignored'
  const [call] = await sql<{ state: CallState }[]>`select state from call_of(${callId})`
  if (!call) return 'not-found'
  const machine = /^(machine|fax)/.test(answeredBy)
  const move = moveOf({ status: status as Standing['status'], machine, ...(code ? { code: code.slice(0, 40) } : {}) }, call.state)
  const more = { ...(move?.code ? { code: move.code } : {}), ...(providerCallId ? { providerCallId } : {}) }
  const [row] = await sql<{ said: Taken }[]>`select move_call(${callId}, ${move?.state ?? null}, ${sql.json(more)}, ${now}) as said`
  return row!.said
}
