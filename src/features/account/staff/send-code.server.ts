import type { Sql } from '../../../platform/db/sql.server.ts'
import { enqueue } from '../../message/enqueue.server.ts'
import { issueCode } from '../code.server.ts'
import { throttle } from '../throttle.server.ts'
import { codeMessage } from './code-message.ts'
import { codeRule } from './limits.ts'
import type { OwnAccount } from './queries.server.ts'

export type CodeWay = { purpose: 'sign-in' | 'phone'; phone: string; channel: 'sms' | 'voice' }

/**
 * Which number a code goes to now: one waiting to be proved where a factor may be registered, else the registered one. With a password alone a
 * registered factor stays the one that counts, whatever somebody began to change. Null: there is none yet.
 */
export function codeWay(account: OwnAccount, mayBeProved: boolean): CodeWay | null {
  if (mayBeProved && account.pendingPhone && account.pendingChannel)
    return { purpose: 'phone', phone: account.pendingPhone, channel: account.pendingChannel }
  if (account.phone && account.phoneChannel && account.phoneVerifiedAt)
    return { purpose: 'sign-in', phone: account.phone, channel: account.phoneChannel }
  return null
}

/** Issues a code and queues its message. False when too many were asked for lately: the last one sent is still good. */
export async function sendCode(sql: Sql, account: OwnAccount, way: CodeWay, secret: string, now: Date): Promise<boolean> {
  const state = await throttle(sql, `staff-code ${account.id}`, codeRule, now)
  if (!state.allowed) return false
  const code = await issueCode(sql, { purpose: way.purpose, subject: account.id, secret }, now)
  const body = codeMessage(code, way.channel)
  await enqueue(sql, { kind: 'staff-code', channel: way.channel, recipient: way.phone, body, accountId: account.id, now })
  return true
}
