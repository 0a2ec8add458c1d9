import type { Context, Patient, Reply, Route } from '../../platform/http/route.server.ts'
import { route } from '../../platform/http/route.server.ts'
import type { Settings } from '../../platform/settings.server.ts'
import { keptFormCookie, openForm } from '../daily-report/kept-form.server.ts'
import { listPeople, personIn } from '../daily-report/people.server.ts'
import { HomePage } from './HomePage.tsx'

/** The patient's home screen (C18–C21). The person stands in the path, so that changing the language keeps them. */
export function myHomeRoutes({ settings }: { settings: Settings }): Route[] {
  const show = async (c: Context<Patient>): Promise<Reply> => {
    if (c.query.person) return { redirect: `/home/${encodeURIComponent(c.query.person)}` }
    const people = await listPeople(c.sql, c.actor.accountId)
    c.shows(...people.map(({ caseId }) => caseId))
    const person = c.params.registrationId ? personIn(people, c.params.registrationId) : (people[0] ?? null)
    const kept = openForm(settings.secret, c.request.cookies[keptFormCookie], c.now)
    const unsent = people.find(({ registrationId }) => registrationId === kept?.registrationId) ?? null
    return { page: <HomePage people={people} person={person} unsent={unsent} /> }
  }
  return ['/home', '/home/:registrationId'].map((url) => route({ method: 'GET', url, who: 'patient', audit: 'my-home.show', handle: show }))
}
