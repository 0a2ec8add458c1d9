import { type Context, type Reply, type Route, route, type Staff } from '../../../platform/http/route.server.ts'
import { hashToken, newToken } from '../../../platform/http/session.server.ts'
import { codeHash } from '../code.server.ts'
import { type CodeFault, CodePage } from './CodePage.tsx'
import { mayAddFactor, nextStep } from './next-step.ts'
import { ownPasswordFault } from './own-password.server.ts'
import { MoreInformationPage, PhonePage, RegisteredPage } from './PhonePages.tsx'
import { choosePhone } from './phone-choice.ts'
import { askPhone, getOwnAccount, type OwnAccount, passSecondFactor } from './queries.server.ts'
import { codeWay, sendCode } from './send-code.server.ts'
import { giveStaffCookie, line, type StaffDeps, typed } from './sign-in-routes.server.tsx'

type StaffContext = Context<Staff>

/** The second factor: a telephone at the first sign-in (D7–D10), a code at every one (D11). */
export function secondFactorRoutes({ settings }: StaffDeps): Route[] {
  return [
    route({
      method: 'GET',
      url: '/staff/sign-in/more-information',
      who: 'half-staff',
      audit: 'staff.more-information',
      handle: ({ actor }) => (hasFactor(actor) ? { redirect: nextStep(actor) } : { page: <MoreInformationPage /> }),
    }),
    route({
      method: 'GET',
      url: '/staff/phone',
      who: 'half-staff',
      audit: 'staff.phone-page',
      handle: async ({ sql, actor }) => {
        if (!mayAddFactor(actor)) return { redirect: nextStep(actor) }
        const own = await getOwnAccount(sql)
        return {
          page: (
            <PhonePage
              given={{ phone: own.pendingPhone ?? '', channel: own.pendingChannel ?? '' }}
              faults={{}}
              registered={hasFactor(actor)}
            />
          ),
        }
      },
    }),
    route({
      method: 'POST',
      url: '/staff/phone',
      who: 'half-staff',
      audit: 'staff.choose-phone',
      handle: (c) => (mayAddFactor(c.actor) ? choose(c, settings.secret) : { redirect: nextStep(c.actor) }),
    }),
    route({
      method: 'GET',
      url: '/staff/code',
      who: 'half-staff',
      audit: 'staff.code-page',
      handle: async (c) => (await codePage(c)) ?? { redirect: nextStep(c.actor) },
    }),
    route({
      method: 'POST',
      url: '/staff/code',
      who: 'half-staff',
      audit: 'staff.code',
      handle: async (c) => {
        const way = wayOf(c.actor, await getOwnAccount(c.sql))
        if (!way) return { redirect: nextStep(c.actor) }
        const token = newToken()
        const hashed = codeHash({ purpose: way.purpose, subject: c.actor.accountId, secret: settings.secret }, typed(c.body.code))
        const found = await passSecondFactor(c.sql, { purpose: way.purpose, codeHash: hashed, tokenHash: hashToken(token) }, c.now)
        c.note({ purpose: way.purpose, result: found })
        if (found !== 'right') {
          c.fails()
          return (await codePage(c, { fault: found }))!
        }
        giveStaffCookie(c.reply, settings, token)
        return { redirect: way.purpose === 'phone' ? '/staff/phone/registered' : nextStep({ ...c.actor, stage: 'full' }) }
      },
    }),
    route({
      method: 'POST',
      url: '/staff/code/again',
      who: 'half-staff',
      audit: 'staff.code-again',
      handle: async (c) => {
        const own = await getOwnAccount(c.sql)
        const way = wayOf(c.actor, own)
        if (!way) return { redirect: nextStep(c.actor) }
        const sent = await sendCode(c.sql, own, way, settings.secret, c.now)
        if (!sent) c.fails()
        return (await codePage(c, sent ? { sent } : { fault: 'too-many' }))!
      },
    }),
    route({
      method: 'GET',
      url: '/staff/phone/registered',
      who: 'half-staff',
      audit: 'staff.phone-registered',
      handle: async ({ sql, actor }) => {
        if (actor.stage !== 'full') return { redirect: nextStep(actor) }
        const own = await getOwnAccount(sql)
        return {
          page: <RegisteredPage channel={own.phoneChannel ?? 'sms'} next={actor.mustChangePassword ? '/staff/password' : '/staff'} />,
        }
      },
    }),
  ]
}

const hasFactor = (actor: Staff) => actor.phoneVerified || actor.hasKey

/** The number whose code counts now; null when this person needs none. */
function wayOf(actor: Staff, own: OwnAccount) {
  const way = codeWay(own, mayAddFactor(actor))
  return actor.stage === 'full' && way?.purpose === 'sign-in' ? null : way
}

async function choose(c: StaffContext, secret: string): Promise<Reply> {
  const given = { phone: line(c.body.phone), channel: typed(c.body.channel) }
  const { choice, faults } = choosePhone(given)
  const wrong = hasFactor(c.actor) ? await ownPasswordFault(c, typed(c.body.password)) : null
  if (wrong) faults.password = wrong
  if (!choice || faults.password) {
    c.fails()
    return { page: <PhonePage given={given} faults={faults} registered={hasFactor(c.actor)} />, status: 422 }
  }
  await askPhone(c.sql, choice.phone, choice.channel)
  const asked = await getOwnAccount(c.sql)
  const sent = await sendCode(c.sql, asked, { purpose: 'phone', ...choice }, secret, c.now)
  return sent ? { redirect: '/staff/code' } : (await codePage(c, { fault: 'too-many' }))!
}

async function codePage(c: StaffContext, more: { fault?: CodeFault; sent?: boolean } = {}): Promise<Reply | null> {
  const way = wayOf(c.actor, await getOwnAccount(c.sql))
  if (!way) return null
  const back = way.purpose === 'phone' ? '/staff/phone' : c.actor.hasKey ? '/staff/security-key' : '/staff/help/sign-in'
  const status = more.fault === 'too-many' ? 429 : more.fault ? 422 : 200
  return { page: <CodePage way={way} back={back} {...more} />, status }
}
