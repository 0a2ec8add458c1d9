import { isLang } from '../../i18n/t.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { type Route, route } from '../../platform/http/route.server.ts'
import { cookieNames } from '../../platform/http/session.server.ts'
import type { Settings } from '../../platform/settings.server.ts'
import { DevicesPage } from './PatientDevicesPage.tsx'
import { CentresPage, PatientTopPage } from './PatientTopPage.tsx'
import { proofRoutes } from './patient-proof-routes.server.tsx'
import { listCentrePhones, listOwnSessions, revokeOtherSessions, revokeOwnSession, setOwnLanguage } from './patient-queries.server.ts'
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
      handle: (c) => (c.actor?.kind === 'patient' ? { redirect: '/home' } : { page: <PatientTopPage helpPhone={settings.helpPhone} /> }),
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
        takeCookie(c.reply, settings, cookieNames.patient)
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
    ...proofRoutes('sign-up', deps),
    ...proofRoutes('password-reset', deps),
  ]
}

/** Only a path of this site: a link with a foreign address behind our name leads home. */
export function ownPath(path: string | undefined): string {
  return path && /^\/(?![/\\])[\w/.-]*$/.test(path) ? path : '/'
}
