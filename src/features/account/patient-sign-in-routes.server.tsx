import type { Sql } from '../../platform/db/sql.server.ts'
import { type Context, type Route, route } from '../../platform/http/route.server.ts'
import { audit } from '../../platform/http/serve.server.tsx'
import type { Settings } from '../../platform/settings.server.ts'
import { PatientSignInPage, type SignInFault } from './PatientSignInPage.tsx'
import { verifyPassword } from './password.server.ts'
import { readEmail } from './patient-email.ts'
import { findPatientLogin } from './patient-queries.server.ts'
import { addressKey, givePatientCookie, openPatientSession } from './patient-session.server.ts'
import { clearThrottle, forgive, type ThrottleRule, throttle } from './throttle.server.ts'

const minute = 60_000
/** A password reset leads past it, and sessions already open do not feel it. */
const perAccount: ThrottleRule = { limit: 10, windowMs: 60 * minute, blockMs: 15 * minute }
/** Hospitals and carriers share an address: slowed by seconds, never locked. Only wrong passwords add up. */
const perAddress: ThrottleRule = { limit: 100, windowMs: 10 * minute, blockMs: 20_000 }

/** Sign-in by e-mail and password. A wrong password and an unknown address get one answer after the same work (C9). */
export function signInRoutes({ settings }: { settings: Settings; sql: Sql }): Route[] {
  return [
    route({
      method: 'GET',
      url: '/sign-in',
      who: 'anyone',
      audit: 'account.sign-in',
      handle: (c) => (c.actor?.kind === 'patient' ? { redirect: '/home' } : { page: <PatientSignInPage /> }),
    }),
    route({
      method: 'POST',
      url: '/sign-in',
      who: 'anyone',
      audit: 'account.sign-in',
      // The password is compared between two short transactions: a flood of sign-ins must not hold connections.
      transaction: 'own',
      handle: async (c) => {
        const typed = text(c.body.email)
        const password = text(c.body.password)
        const page = (fault: SignInFault, status: number) => ({ page: <PatientSignInPage email={typed} fault={fault} />, status })
        if (typed.trim() === '' || password === '') return page('blank', 422)
        const email = readEmail(typed) ?? typed.trim().toLowerCase().slice(0, 300)
        const keys = { account: `patient sign-in ${email}`, address: `patient sign-in address ${addressKey(c.request, settings.secret)}` }
        const byAddress = await throttle(c.sql, keys.address, perAddress, c.now)
        const byAccount = await throttle(c.sql, keys.account, perAccount, c.now)
        if (!byAddress.allowed || !byAccount.allowed) {
          await refused(c, 'too-many')
          return page('too-many', 429)
        }
        const login = await findPatientLogin(c.sql, email)
        if (!(await verifyPassword(login?.passwordHash ?? null, password))) {
          await refused(c, 'wrong')
          return page('unknown', 422)
        }
        const session = await c.sql.begin(async (tx) => {
          const sql = tx as unknown as Sql
          await clearThrottle(sql, keys.account)
          await forgive(sql, keys.address)
          const actor = { kind: 'patient', accountId: login!.accountId, language: c.lang } as const
          await audit(sql, 'account.sign-in', actor, 'ok', [], {}, c.request.id, c.now)
          return openPatientSession(sql, login!.accountId, c.request, c.now)
        })
        givePatientCookie(c.reply, settings, session)
        return { redirect: '/home' }
      },
    }),
  ]
}

const refused = (c: Context, reason: string) => audit(c.sql, 'account.sign-in', null, 'failed', [], { reason }, c.request.id, c.now)
const text = (typed: string | string[] | undefined) => [typed ?? ''].flat().at(-1) ?? ''
