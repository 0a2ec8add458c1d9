import type { Sql } from '../../platform/db/sql.server.ts'
import { AppError } from '../../platform/http/errors.ts'
import type { Context, Patient, Reply } from '../../platform/http/route.server.ts'
import { audit } from '../../platform/http/serve.server.tsx'
import { openContext } from '../../platform/http/session.server.ts'
import type { PasswordNowFault } from './PatientAccountPages.tsx'
import { verifyPassword } from './password.server.ts'
import { findOwnAccount, type OwnAccount } from './patient-account-queries.server.ts'
import { clearThrottle, type ThrottleRule, throttle } from './throttle.server.ts'

/** As at the sign-in: whoever found an open telephone does not find its password by trying. */
const perAccount: ThrottleRule = { limit: 10, windowMs: 3_600_000, blockMs: 15 * 60_000 }

type Inside = {
  sql: Sql
  actor: Patient
  account: OwnAccount
  /** null: the typed password is this account's. */
  passwordFault: PasswordNowFault | null
  /** Names cases for the audit row. */
  shows: (caseIds: string[]) => void
}

/**
 * Runs `work` in a transaction of the signed-in patient, with what came of the password they typed. The comparison waits its turn outside any
 * transaction, so that a flood of it holds no connection; the session is looked at again afterwards. Throws 'not-signed-in'.
 */
export async function withPassword(c: Context, action: string, work: (inside: Inside) => Promise<Reply>): Promise<Reply> {
  const { actor, account } = await asPatient(c, async (sql, actor) => ({ actor, account: await ownAccount(sql, actor) }))
  c.enters(actor)
  const key = `patient password ${actor.accountId}`
  const password = [c.body.password ?? ''].flat().at(-1) ?? ''
  const { allowed } = await throttle(c.sql, key, perAccount, c.now)
  const isRight = allowed && password !== '' && (await verifyPassword(account.passwordHash, password))
  const passwordFault = isRight ? null : allowed ? 'wrong' : 'many'
  return asPatient(c, async (sql) => {
    const now = await ownAccount(sql, actor)
    if (isRight) await clearThrottle(sql, key)
    const shown: string[] = []
    const fault = passwordFault ?? (now.passwordHash === account.passwordHash ? null : 'wrong')
    const shows = (caseIds: string[]) => void shown.push(...caseIds)
    const reply = await work({ sql, actor, account: now, passwordFault: fault, shows })
    await audit(sql, action, actor, fault ? 'failed' : 'ok', shown, {}, c.request.id, c.now)
    return reply
  })
}

async function asPatient<T>(c: Context, work: (sql: Sql, actor: Patient) => Promise<T>): Promise<T> {
  const done = await c.sql.begin(async (tx) => {
    const sql = tx as unknown as Sql
    const { actor } = await openContext(sql, c.sessionHash, c.now, 'patient')
    if (actor?.kind !== 'patient') throw new AppError('not-signed-in')
    return work(sql, actor)
  })
  return done as T
}

async function ownAccount(sql: Sql, actor: Patient): Promise<OwnAccount> {
  const account = await findOwnAccount(sql, actor.accountId)
  if (!account) throw new AppError('not-signed-in')
  return account
}
