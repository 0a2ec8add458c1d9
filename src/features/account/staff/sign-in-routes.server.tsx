import type { FastifyReply } from 'fastify'
import type { Sql } from '../../../platform/db/sql.server.ts'
import { type Context, type Route, route } from '../../../platform/http/route.server.ts'
import { cookieNames, sessionLife } from '../../../platform/http/session.server.ts'
import type { Settings } from '../../../platform/settings.server.ts'
import { giveCookie, takeCookie } from '../patient-session.server.ts'
import { ForgottenPasswordPage, SignInHelpPage } from './HelpPages.tsx'
import { nextStep } from './next-step.ts'
import { endSession, getHelpdesk } from './queries.server.ts'
import { PasswordPage, SignInPage } from './SignInPages.tsx'
import { signIn } from './sign-in.server.ts'

export type StaffDeps = { sql: Sql; settings: Settings }

/** One line of a form, blanks at the ends taken away; '' when it is missing. Passwords are taken as typed instead. */
export const line = (value: string | string[] | undefined) => typed(value).normalize('NFKC').trim()
export const typed = (value: string | string[] | undefined) => (typeof value === 'string' ? value : '')
const loginIdOf = (c: Context) => line(c.body.loginId).toLowerCase().slice(0, 100)

export const giveStaffCookie = (reply: FastifyReply, settings: Settings, token: string) =>
  giveCookie(reply, settings, cookieNames.staff, token, sessionLife.staff.absolute)

/** The door: login ID, password (D5, D6), and the pages that help somebody who cannot open it. */
export function signInRoutes({ sql, settings }: StaffDeps): Route[] {
  return [
    route({
      method: 'GET',
      url: '/staff/sign-in',
      who: 'anyone',
      audit: 'staff.sign-in-page',
      handle: ({ actor }) => (actor?.kind === 'staff' ? { redirect: nextStep(actor) } : { page: <SignInPage /> }),
    }),
    route({
      method: 'POST',
      url: '/staff/sign-in',
      who: 'anyone',
      audit: 'staff.sign-in-id',
      handle: (c) => {
        const loginId = loginIdOf(c)
        if (loginId === '') return { page: <SignInPage fault="ログインIDを入力してください" />, status: 422 }
        return { page: <PasswordPage loginId={loginId} /> }
      },
    }),
    route({
      method: 'GET',
      url: '/staff/sign-in/password',
      who: 'anyone',
      audit: 'staff.sign-in-page',
      handle: () => ({ redirect: '/staff/sign-in' }),
    }),
    route({
      method: 'POST',
      url: '/staff/sign-in/password',
      who: 'anyone',
      audit: 'staff.sign-in',
      transaction: 'own',
      handle: async (c) => {
        const loginId = loginIdOf(c)
        if (loginId === '') return { redirect: '/staff/sign-in' }
        const done = await signIn(
          { sql, secret: settings.secret },
          { loginId, password: typed(c.body.password), request: c.request },
          c.now,
        )
        if (done.outcome === 'accepted') {
          giveStaffCookie(c.reply, settings, done.token)
          return { redirect: done.next }
        }
        if (done.outcome === 'refused') return { page: <PasswordPage loginId={loginId} fault="wrong" />, status: 422 }
        const seconds = Math.ceil(done.retryAfterMs / 1000)
        c.reply.header('retry-after', seconds)
        return { page: <PasswordPage loginId={loginId} fault={{ seconds }} />, status: 429 }
      },
    }),
    route({
      method: 'GET',
      url: '/staff/help/sign-in',
      who: 'anyone',
      audit: 'staff.help',
      handle: async (c) => ({ page: <SignInHelpPage helpdesk={await getHelpdesk(c.sql)} /> }),
    }),
    route({
      method: 'GET',
      url: '/staff/help/password',
      who: 'anyone',
      audit: 'staff.help',
      handle: async (c) => ({ page: <ForgottenPasswordPage helpdesk={await getHelpdesk(c.sql)} /> }),
    }),
    route({
      method: 'POST',
      url: '/staff/sign-out',
      who: 'anyone',
      audit: 'staff.sign-out',
      handle: async (c) => {
        await endSession(c.sql, c.sessionHash, c.now)
        takeCookie(c.reply, settings, cookieNames.staff)
        return { redirect: '/staff/sign-in' }
      },
    }),
  ]
}
