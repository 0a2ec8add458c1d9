import type { Context, Patient, Reply, Route } from '../../platform/http/route.server.ts'
import { route } from '../../platform/http/route.server.ts'
import type { Settings } from '../../platform/settings.server.ts'
import { membersOf, prefixOf, wholeFamily } from '../daily-report/family.ts'
import { type KeptForm, keptFormCookie, openForm } from '../daily-report/kept-form.server.ts'
import { listPeople, type Person, personIn } from '../daily-report/people.server.ts'
import { HomePage } from './HomePage.tsx'
import { listOffers } from './offers.server.ts'

/** The patient's home screen (C18–C21). The person stands in the path, so that changing the language keeps them. */
export function myHomeRoutes({ settings }: { settings: Settings }): Route[] {
  const show = async (c: Context<Patient>): Promise<Reply> => {
    if (c.query.person) return { redirect: `/home/${encodeURIComponent(c.query.person)}` }
    const people = await listPeople(c.sql, c.actor.accountId)
    c.shows(...people.map(({ caseId }) => caseId))
    const person = c.params.registrationId ? personIn(people, c.params.registrationId) : (people[0] ?? null)
    const kept = openForm(settings.secret, c.request.cookies[keptFormCookie], c.now)
    const props = {
      people,
      person,
      unsent: unsentOf(kept, people),
      offered: person ? await listOffers(c.sql, person, c.now) : [],
      isFamily: membersOf(people).length > 1,
      isSurveyDone: c.query.done === 'survey',
    }
    return { page: <HomePage {...props} /> }
  }
  return ['/home', '/home/:registrationId'].map((url) => route({ method: 'GET', url, who: 'patient', audit: 'my-home.show', handle: show }))
}

/** Only what belongs to one of one's own people is spoken of. */
function unsentOf(kept: KeptForm | null, people: Person[]) {
  if (!kept) return null
  if (kept.registrationId === wholeFamily) {
    const isOurs = people.some(({ registrationId }) => Object.keys(kept.typed).some((name) => name.startsWith(prefixOf(registrationId))))
    return isOurs ? { name: null, href: '/family' } : null
  }
  const person = people.find(({ registrationId }) => registrationId === kept.registrationId)
  return person ? { name: person.name, href: `/report/${person.registrationId}` } : null
}
