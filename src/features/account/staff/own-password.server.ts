import type { Context, Staff } from '../../../platform/http/route.server.ts'
import { verifyPassword } from '../password.server.ts'
import { clearThrottle, throttle } from '../throttle.server.ts'
import { accountRule } from './limits.ts'
import { getOwnAccount } from './queries.server.ts'

/** What is wrong with the password of one's own account, null when it is right. Five tries, then a minute's pause. */
export async function ownPasswordFault(
  { sql, actor, now }: Pick<Context<Staff>, 'sql' | 'actor' | 'now'>,
  given: string,
): Promise<string | null> {
  const key = `staff-password ${actor.accountId}`
  const { allowed } = await throttle(sql, key, accountRule, now)
  if (!allowed) return '続けて間違えました。1分ほど待ってから、もう一度入力してください'
  const { passwordHash } = await getOwnAccount(sql)
  if (!(await verifyPassword(passwordHash, given))) return 'パスワードが正しくありません'
  await clearThrottle(sql, key)
  return null
}
