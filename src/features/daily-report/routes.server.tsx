import type { Sql } from '../../platform/db/sql.server.ts'
import type { Context, Patient, Reply, Route } from '../../platform/http/route.server.ts'
import { route } from '../../platform/http/route.server.ts'
import type { Settings } from '../../platform/settings.server.ts'
import { familyRoutes } from './family-routes.server.tsx'
import { askCorrection, history } from './history.server.tsx'
import { listPeople, personIn } from './people.server.ts'
import { reportRoutes } from './report-routes.server.tsx'
import { openDesk } from './submit.server.ts'

type Deps = { settings: Settings; sql: Sql; clock: () => Date }

/** The patient's daily report, for one or for the whole family, and its history (A17–A20, C18, C22, C37). */
export function dailyReportRoutes({ settings, sql, clock }: Deps): Route[] {
  const desk = openDesk({ sql, clock })
  return [
    choosing('/report'),
    ...reportRoutes({ settings, desk }),
    ...familyRoutes({ settings, desk }),
    choosing('/history'),
    route({ method: 'GET', url: '/history/:registrationId', who: 'patient', audit: 'daily-report.history', handle: (c) => history(c) }),
    route({
      method: 'POST',
      url: '/history/:registrationId/correction',
      who: 'patient',
      audit: 'daily-report.ask-correction',
      handle: askCorrection,
    }),
  ]
}

/** /report?person=… and /history?person=…: to the address of that person, or of the first. */
function choosing(url: string): Route {
  const handle = async (c: Context<Patient>): Promise<Reply> => {
    const people = await listPeople(c.sql, c.actor.accountId)
    if (people.length === 0) return { redirect: '/home' }
    return { redirect: `${url}/${(c.query.person ? personIn(people, c.query.person) : people[0]!).registrationId}` }
  }
  return route({ method: 'GET', url, who: 'patient', audit: 'daily-report.choose', handle })
}
