import { type Context, type OrgKind, type Reply, type Route, route, type Staff } from '../../../platform/http/route.server.ts'
import { cookieNames, hashToken, newToken } from '../../../platform/http/session.server.ts'
import { hashPassword, verifyPassword } from '../password.server.ts'
import { passwordFaults } from '../password-rule.ts'
import { takeCookie } from '../patient-session.server.ts'
import { listOwnKeys } from '../security-key/queries.server.ts'
import { clearThrottle, throttle } from '../throttle.server.ts'
import { type ChangeFaults, ChangePasswordPage, passwordFaultText } from './ChangePasswordPage.tsx'
import { accountRule } from './limits.ts'
import { nextStep } from './next-step.ts'
import { OwnAccountPage } from './OwnAccountPage.tsx'
import { changeOwnPassword, endOwnSessions, getOwnAccount, listOwnSessions } from './queries.server.ts'
import { giveStaffCookie, type StaffDeps, typed } from './sign-in-routes.server.tsx'

export const everyOrg = ['ministry', 'prefecture', 'centre', 'institution', 'helpdesk', 'operator'] as const satisfies readonly OrgKind[]

/** One's own account: the way home, sessions, password. */
export function ownAccountRoutes({ settings }: StaffDeps): Route[] {
  return [
    route({
      method: 'GET',
      url: '/staff',
      who: { org: everyOrg },
      audit: 'staff.home',
      handle: ({ actor }) => ({ redirect: nextStep(actor) }),
    }),
    route({
      method: 'GET',
      url: '/staff/account',
      who: { org: everyOrg },
      audit: 'staff.account',
      handle: async ({ sql, actor, sessionHash, now }) => {
        const own = await getOwnAccount(sql)
        const sessions = await listOwnSessions(sql, actor.accountId, sessionHash, now)
        return { page: <OwnAccountPage own={own} orgName={actor.orgName} sessions={sessions} keys={await listOwnKeys(sql)} /> }
      },
    }),
    route({
      method: 'POST',
      url: '/staff/account/sign-out-everywhere',
      who: { org: everyOrg },
      audit: 'staff.sign-out-everywhere',
      handle: async (c) => {
        await endOwnSessions(c.sql, c.actor.accountId, c.now)
        takeCookie(c.reply, settings, cookieNames.staff)
        return { redirect: '/staff/sign-in' }
      },
    }),
    route({
      method: 'GET',
      url: '/staff/password',
      who: 'half-staff',
      audit: 'staff.password-page',
      handle: ({ actor }) => {
        if (actor.stage !== 'full') return { redirect: nextStep(actor) }
        return { page: <ChangePasswordPage first={actor.mustChangePassword} faults={{}} /> }
      },
    }),
    route({
      method: 'POST',
      url: '/staff/password',
      who: 'half-staff',
      audit: 'staff.change-password',
      handle: async (c) => {
        if (c.actor.stage !== 'full') return { redirect: nextStep(c.actor) }
        const faults = await changeFaults(c)
        if (Object.keys(faults).length > 0) {
          c.fails()
          return { page: <ChangePasswordPage first={c.actor.mustChangePassword} faults={faults} />, status: 422 }
        }
        return change(c, settings)
      },
    }),
  ]
}

/** Every fault at once; a wrong current password costs one of five tries. */
async function changeFaults({ sql, actor, body, now }: Context<Staff>): Promise<ChangeFaults> {
  const [current, password, again] = [typed(body.current), typed(body.password), typed(body.again)]
  const faults: ChangeFaults = {}
  const key = `staff-password ${actor.accountId}`
  const { allowed } = await throttle(sql, key, accountRule, now)
  if (!allowed) return { current: '続けて間違えました。1分ほど待ってから、もう一度入力してください' }
  const own = await getOwnAccount(sql)
  if (await verifyPassword(own.passwordHash, current)) await clearThrottle(sql, key)
  else faults.current = '現在のパスワードが正しくありません'
  const broken = passwordFaults(password, [actor.loginId])
  if (broken.length > 0) faults.password = broken.map((fault) => passwordFaultText[fault]).join('。')
  else if (password.normalize('NFKC') === current.normalize('NFKC')) faults.password = '現在のパスワードと違うパスワードを入力してください'
  if (password !== again) faults.again = '新しいパスワードと一致しません'
  return faults
}

async function change(c: Context<Staff>, settings: StaffDeps['settings']): Promise<Reply> {
  const token = newToken()
  await changeOwnPassword(c.sql, await hashPassword(typed(c.body.password)), hashToken(token), c.now)
  giveStaffCookie(c.reply, settings, token)
  return { redirect: '/staff' }
}
