import { type Context, type Patient, type Reply, type Route, route } from '../../platform/http/route.server.ts'
import { listPeople, personIn } from '../daily-report/people.server.ts'
import { NoticeStopPage, type Notified } from './NoticeStopPage.tsx'
import { askStops, listStops } from './queries.server.ts'
import { mayAsk, noticeStateOf } from './state.ts'

type C = Context<Patient>

/** The patient asks the centre to stop the daily notice (C32, C33). The centre decides on the case page. */
export function noticeStopRoutes(): Route[] {
  return [
    route({ method: 'GET', url: '/notices', who: 'patient', audit: 'notice-stop.show', handle: (c) => show(c) }),
    route({ method: 'POST', url: '/notices', who: 'patient', audit: 'notice-stop.ask', handle: ask }),
  ]
}

async function notified(c: C): Promise<Notified[]> {
  const people = await listPeople(c.sql, c.actor.accountId)
  const caseIds = people.map(({ caseId }) => caseId)
  const stops = new Map((await listStops(c.sql, caseIds)).map((stop) => [stop.caseId, stop]))
  c.shows(...caseIds)
  return people.map((person) => {
    const stop = stops.get(person.caseId) ?? null
    return { person, state: noticeStateOf(person.watchState, stop), since: stop?.decidedAt ?? stop?.askedAt ?? null }
  })
}

async function show(c: C, isBlank = false): Promise<Reply> {
  const page = <NoticeStopPage people={await notified(c)} isAsked={c.query.asked === 'yes' && !isBlank} isBlank={isBlank} />
  return { page, ...(isBlank ? { status: 422 } : {}) }
}

async function ask(c: C): Promise<Reply> {
  const people = await notified(c)
  const ticked = [c.body.person ?? []].flat()
  const all = people.map(({ person }) => person)
  const wanted = ticked.includes('all')
    ? people.filter(({ state }) => mayAsk(state)).map(({ person }) => person)
    : ticked.map((registrationId) => personIn(all, registrationId))
  if (wanted.length === 0) return show(c, true)
  const asked = await askStops(
    c.sql,
    wanted.map(({ registrationId }) => registrationId),
    c.now,
  )
  c.note({ asked: asked.length })
  return { redirect: '/notices?asked=yes' }
}
