import { isLang } from '../../i18n/t.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { type Context, type Route, route } from '../../platform/http/route.server.ts'
import { hashToken } from '../../platform/http/session.server.ts'
import type { Settings } from '../../platform/settings.server.ts'
import { DevicesPage } from './PatientDevicesPage.tsx'
import { CentresPage, PatientTopPage } from './PatientTopPage.tsx'
import { patientAccountSettingRoutes } from './patient-account-routes.server.tsx'
import { proofCookies, proofRoutes } from './patient-proof-routes.server.tsx'
import {
  findMailProof,
  listCentrePhones,
  listOwnSessions,
  revokeOtherSessions,
  revokeOwnSession,
  setOwnLanguage,
} from './patient-queries.server.ts'
import { giveCookie, takeCookie } from './patient-session.server.ts'
import { signInRoutes } from './patient-sign-in-routes.server.tsx'

const year = 365 * 86_400_000

/** Everything a patient meets before the home page: front page, sign-up, sign-in, new password, language, sign-out. */
export function patientAccountRoutes(deps: { settings: Settings; sql: Sql }): Route[] {
  const { settings } = deps
  return [
    route({
      method: 'GET',
      url: '/',
      who: 'anyone',
      audit: 'account.top',
      handle: async (c) => {
        if (c.actor?.kind === 'patient') return { redirect: '/home' }
        const waiting = await codesWaiting(c)
        return { page: <PatientTopPage helpPhone={settings.helpPhone} waiting={waiting} deleted={c.query.done === 'account-deleted'} /> }
      },
    }),
    route({
      method: 'GET',
      url: '/centres',
      who: 'anyone',
      audit: 'account.centres',
      handle: async (c) => ({ page: <CentresPage centres={await listCentrePhones(c.sql)} /> }),
    }),
    route({
      method: 'GET',
      url: '/language/:code',
      who: 'anyone',
      audit: 'account.language',
      handle: async (c) => {
        const { code = '' } = c.params
        if (isLang(code)) {
          giveCookie(c.reply, settings, 'lang', code, year)
          if (c.actor?.kind === 'patient') await setOwnLanguage(c.sql, c.actor.accountId, code)
        }
        return { redirect: ownPath(c.query.back) }
      },
    }),
    ...signInRoutes(deps),
    route({
      method: 'POST',
      url: '/sign-out',
      who: 'anyone',
      audit: 'account.sign-out',
      handle: async (c) => {
        if (c.actor?.kind === 'patient') await revokeOwnSession(c.sql, c.sessionHash, c.now)
        // The browser forgets the person: session, a report typed but not sent, codes under way, drafts kept on the device.
        for (const name of Object.keys(c.request.cookies)) if (isPatients(name)) takeCookie(c.reply, settings, name)
        c.reply.header('clear-site-data', '"storage"')
        return { redirect: '/' }
      },
    }),
    route({
      method: 'GET',
      url: '/devices',
      who: 'patient',
      audit: 'account.devices',
      handle: async (c) => ({ page: <DevicesPage sessions={await listOwnSessions(c.sql, c.actor.accountId, c.sessionHash, c.now)} /> }),
    }),
    route({
      method: 'POST',
      url: '/devices',
      who: 'patient',
      audit: 'account.sign-out-others',
      handle: async (c) => {
        await revokeOtherSessions(c.sql, c.actor.accountId, c.sessionHash, c.now)
        return { redirect: '/devices' }
      },
    }),
    ...patientAccountSettingRoutes(deps),
    ...proofRoutes('sign-up', deps),
    ...proofRoutes('password-reset', deps),
  ]
}

/** Cookies that say something about a patient; the staff's in the same browser, the token of forms and the language stay. */
const isPatients = (name: string) => /^hersys_(?!staff|csrf)/.test(name)

/** Which codes this browser has asked for and not typed yet: the top page leads back to them (A10, E6). */
async function codesWaiting(c: Context): Promise<('sign-up' | 'password-reset')[]> {
  const found: ('sign-up' | 'password-reset')[] = []
  for (const purpose of ['sign-up', 'password-reset'] as const) {
    const token = c.request.cookies[proofCookies[purpose]]
    if (token && (await findMailProof(c.sql, hashToken(token), purpose, c.now))) found.push(purpose)
  }
  return found
}

/** Only a path of this site: a link with a foreign address behind our name leads home. */
export function ownPath(path: string | undefined): string {
  return path && /^\/(?![/\\])[\w/.-]*$/.test(path) ? path : '/'
}
