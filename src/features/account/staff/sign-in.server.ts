import type { FastifyRequest } from 'fastify'
import { uuidv7 } from '../../../lib/uuid.ts'
import type { Sql } from '../../../platform/db/sql.server.ts'
import { audit } from '../../../platform/http/serve.server.tsx'
import { hashToken, newToken, openContext } from '../../../platform/http/session.server.ts'
import { deviceOf } from '../device.ts'
import { verifyPassword } from '../password.server.ts'
import { addressKey } from '../patient-session.server.ts'
import { clearThrottle, forgive, throttle } from '../throttle.server.ts'
import { accountRule, addressRule, globalRule } from './limits.ts'
import { nextStep } from './next-step.ts'
import { beginSession, countFailure, findForSignIn, getOwnAccount } from './queries.server.ts'
import { codeWay, sendCode } from './send-code.server.ts'

export type SignIn =
  | { outcome: 'accepted'; token: string; next: string }
  | { outcome: 'refused' }
  | { outcome: 'slow'; retryAfterMs: number }
type Deps = { sql: Sql; secret: string }
type Given = { loginId: string; password: string; request: FastifyRequest }

/**
 * The first factor. `sql` is the pool, not a transaction: what is counted stays counted whatever comes after, and no connection waits
 * while the password is hashed. An unknown ID, a wrong password, a locked and an ended account are one answer, after the same work.
 * Throws 'busy' when too many sign in at once.
 */
export async function signIn({ sql, secret }: Deps, { loginId, password, request }: Given, now: Date): Promise<SignIn> {
  const perAccount = `staff-sign-in ${loginId}`
  const perAddress = `staff-sign-in-address ${addressKey(request, secret)}`
  const note = (outcome: 'ok' | 'refused' | 'failed', detail: Record<string, unknown>) =>
    audit(sql, 'staff.sign-in', null, outcome, [], detail, request.id, now)

  const states = [await throttle(sql, perAddress, addressRule, now), await throttle(sql, perAccount, accountRule, now)]
  const retryAfterMs = Math.max(...states.map((state) => state.retryAfterMs))
  if (retryAfterMs > 0) {
    await note('refused', { reason: 'slow' })
    return { outcome: 'slow', retryAfterMs }
  }
  const account = await findForSignIn(sql, loginId)
  const isRight = await verifyPassword(account?.passwordHash ?? null, password)
  if (!account || !isRight || !account.isOpen) {
    const locked = await countFailure(sql, isRight ? null : (account?.id ?? null), now)
    await alertOfMany(sql, now)
    const reason = !account ? 'unknown' : !isRight ? 'wrong' : 'closed'
    await note('failed', { reason, ...(account ? { accountId: account.id } : {}), ...(locked ? { locked } : {}) })
    return { outcome: 'refused' }
  }
  const token = newToken()
  const next = (await sql.begin(async (tx) => {
    const inside = tx as unknown as Sql
    await beginSession(inside, hashToken(token), account.id, deviceOf(request.headers['user-agent']), now)
    return firstCode(inside, hashToken(token), secret, now)
  })) as string
  await clearThrottle(sql, perAccount)
  await forgive(sql, perAddress)
  await note('ok', { accountId: account.id })
  return { outcome: 'accepted', token, next }
}

/** Sends the code to a registered telephone (D11); without one the next page asks for it (D7). Who has a key is asked for the key. */
async function firstCode(sql: Sql, sessionHash: string, secret: string, now: Date): Promise<string> {
  const { actor } = await openContext(sql, sessionHash, now, 'staff')
  if (actor?.kind === 'staff' && actor.hasKey) return nextStep(actor)
  const own = await getOwnAccount(sql)
  const way = codeWay(own, !own.phoneVerifiedAt)
  if (!way) return '/staff/sign-in/more-information'
  await sendCode(sql, own, way, secret, now)
  return '/staff/code'
}

/** Once per window: somebody tries many accounts. */
async function alertOfMany(sql: Sql, now: Date): Promise<void> {
  const state = await throttle(sql, 'staff-sign-in-all', globalRule, now)
  if (state.allowed || state.retryAfterMs < globalRule.blockMs) return
  await sql`insert into system_alerts (id, at, kind, detail) values (${uuidv7(now)}, ${now}, 'sign-in-failures', '{}')`
}
