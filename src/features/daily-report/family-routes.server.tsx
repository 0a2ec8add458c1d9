import type { Raw } from '../../fields/fields.ts'
import { addDays, japaneseDay } from '../../lib/japanese-day.ts'
import { isUuid } from '../../lib/uuid.ts'
import { AppError } from '../../platform/http/errors.ts'
import { type Context, type Patient, type Reply, type Route, route } from '../../platform/http/route.server.ts'
import type { Settings } from '../../platform/settings.server.ts'
import { FamilyPage, type FamilyPageProps } from './FamilyPage.tsx'
import { FamilySentPage } from './FamilySentPage.tsx'
import { type Member, membersOf, prefixOf, wholeFamily } from './family.ts'
import { keyOf, newKey } from './form-key.server.ts'
import { forgetTyped, keepTyped } from './keep-typed.server.tsx'
import { keptFormCookie, openForm } from './kept-form.server.ts'
import { listPeople } from './people.server.ts'
import { withoutPrefix, withPrefix } from './prefixed.ts'
import { findLastReport, listReportsOfKey, type Reporter } from './queries.server.ts'
import { formOf, givenIn } from './report-routes.server.tsx'
import { sameAsLast } from './shortcuts.ts'
import { type Desk, isKnown, type KnownReporter } from './submit.server.ts'
import { takeReport } from './take.server.ts'

type C = Context<Patient>
/** A household, not a list: nobody posts more than this. */
const most = 30
const nobody = '00000000-0000-0000-0000-000000000000'

/** The page on which one sends today's report of the whole family: several reports, each judged and stored for itself. */
export function familyRoutes({ settings, desk }: { settings: Settings; desk: Desk }): Route[] {
  const typedFor = (c: Context, id: string) => givenIn(formOf(null, c.now), withoutPrefix(c.body as Raw, prefixOf(id)))

  function keep(c: Context<null>): Reply {
    const typed = Object.assign({}, ...idsIn(c).map((id) => withPrefix(typedFor(c, id), prefixOf(id))))
    return keepTyped(c, settings, { registrationId: wholeFamily, day: japaneseDay(c.now), typed })
  }

  const page = (c: Context, props: Omit<FamilyPageProps, 'today' | 'formKey'>, status: number): Reply => ({
    page: <FamilyPage {...props} today={japaneseDay(c.now)} formKey={keyOf(c.body)} />,
    status,
  })

  /** Null: signed out. Throws 'not-found' when none of them is this account's, or none was named. */
  async function reportersOf(c: Context<null>): Promise<KnownReporter[] | null> {
    const asked = idsIn(c).length > 0 ? idsIn(c) : [nobody]
    const found = await Promise.all(asked.map((registrationId) => desk.find({ sessionHash: c.sessionHash, registrationId })))
    const here = found.filter((one): one is Reporter => one !== null)
    if (here.length === 0) return null
    c.enters({ kind: 'patient', accountId: here[0]!.accountId, language: here[0]!.language })
    const known = here.filter(isKnown)
    if (known.length === 0) throw new AppError('not-found')
    return known
  }

  async function send(c: Context<null>): Promise<Reply> {
    const strangers = () => idsIn(c).map((registrationId) => unknown(c, registrationId))
    try {
      const reporters = await reportersOf(c)
      if (!reporters) return keep(c)
      const results = await Promise.all(reporters.map((reporter) => sendOne(c, reporter)))
      if (results.includes('refused')) return keep(c)
      const members = results.filter((one) => one !== 'refused')
      if (members.every(({ given }) => Object.keys(given).length === 0)) return page(c, { members, notice: 'nothing' }, 422)
      const isDone = members.every(({ is, given }) => is === 'sent' || (is === 'open' && Object.keys(given).length === 0))
      if (!isDone) return page(c, { members, ...(members.some(({ is }) => is === 'sent') ? { notice: 'some' } : {}) }, 422)
      forgetTyped(c)
      return { redirect: `/family/sent/${keyOf(c.body)}` }
    } catch (error) {
      if (error instanceof AppError) throw error
      c.request.log.error({ err: error, route: '/family' }, 'unexpected')
      return page(c, { members: strangers(), notice: 'failed' }, 503)
    }
  }

  async function sendOne(c: Context<null>, reporter: KnownReporter): Promise<Member | 'refused'> {
    const raw = withoutPrefix(c.body as Raw, prefixOf(reporter.registrationId))
    const form = formOf(reporter.disease, c.now)
    const member: Member = memberOf(reporter, form, givenIn(form, raw))
    if (Object.keys(member.given).length === 0) return member
    const said = { form, raw, lang: c.lang, formKey: keyOf(c.body), sessionHash: c.sessionHash, requestId: c.request.id, now: c.now }
    const taken = await takeReport(desk, reporter, said).catch((error: Error) => {
      c.request.log.error({ err: error, route: '/family' }, 'unexpected')
      return { is: 'failed' } as const
    })
    if (taken.is === 'refused') return 'refused'
    if (taken.is === 'faulty') return { ...member, faults: taken.faults }
    if (taken.is === 'doubted') return { ...member, doubted: taken.doubted }
    return taken.is === 'sent' ? { ...member, is: 'sent', advice: taken.advice } : { ...member, is: 'failed' }
  }

  async function askAgain(c: Context<null>): Promise<Reply> {
    const reporters = c.sessionHash === '' ? null : await reportersOf(c)
    if (!reporters) return keep(c)
    const members = reporters.map((reporter) => memberOf(reporter, formOf(reporter.disease, c.now), typedFor(c, reporter.registrationId)))
    return page(c, { members, notice: 'again' }, 422)
  }

  async function show(c: C): Promise<Reply> {
    const people = membersOf(await listPeople(c.sql, c.actor.accountId))
    if (people.length < 2) return { redirect: '/report' }
    c.shows(...people.map(({ caseId }) => caseId))
    const kept = openForm(settings.secret, c.request.cookies[keptFormCookie], c.now)
    const typed = kept?.registrationId === wholeFamily ? kept.typed : {}
    const members = people.map((person) =>
      memberOf(person, formOf(person.disease, c.now), withoutPrefix(typed, prefixOf(person.registrationId))),
    )
    const isRestored = members.some(({ given }) => Object.keys(given).length > 0)
    const canRepeat = people.some(({ lastReportAt }) => lastReportAt !== null)
    const notice = isRestored ? { notice: 'restored' as const } : {}
    return { page: <FamilyPage members={members} today={japaneseDay(c.now)} formKey={newKey()} canRepeat={canRepeat} {...notice} /> }
  }

  /** "The same as last time", for each the own. Stores nothing. */
  async function fillSame(c: C): Promise<Reply> {
    const people = membersOf(await listPeople(c.sql, c.actor.accountId))
    c.shows(...people.map(({ caseId }) => caseId))
    const members: Member[] = []
    for (const person of people) {
      const { caseId, since, registrationId } = person
      const form = formOf(person.disease, c.now)
      const last = await findLastReport(c.sql, { caseId, from: since, to: japaneseDay(c.now) })
      const typed = typedFor(c, registrationId)
      members.push(memberOf(person, form, last ? sameAsLast(form, last, typed) : typed))
    }
    return page(c, { members, notice: 'same', canRepeat: true }, 422)
  }

  return [
    route({ method: 'GET', url: '/family', who: 'patient', audit: 'daily-report.family', handle: show }),
    route({
      method: 'POST',
      url: '/family',
      who: 'patient',
      audit: 'daily-report.submit',
      transaction: 'shared',
      handle: send,
      whenExpired: askAgain,
    }),
    route({ method: 'POST', url: '/family/same', who: 'patient', audit: 'daily-report.same', handle: fillSame, whenExpired: askAgain }),
    route({ method: 'GET', url: '/family/sent/:key', who: 'patient', audit: 'daily-report.sent', handle: sent }),
  ]
}

const idsIn = (c: Context) => [...new Set([c.body.person ?? []].flat())].filter(isUuid).slice(0, most)

type Who = { registrationId: string; disease: string; centreName: string | null; centrePhone: string | null } & (
  | { name: string }
  | { familyName: string; givenName: string }
)

function memberOf(who: Who, form: Member['form'], given: Raw): Member {
  const { registrationId, disease, centreName, centrePhone } = who
  const name = 'name' in who ? who.name : `${who.familyName} ${who.givenName}`
  return { registrationId, disease, centreName, centrePhone, name, form, given, is: 'open' }
}

/** While the database is out of reach: nobody is named, what was typed is shown again. */
function unknown(c: Context, registrationId: string): Member {
  const form = formOf(null, c.now)
  const given = givenIn(form, withoutPrefix(c.body as Raw, prefixOf(registrationId)))
  return { registrationId, disease: '', centreName: null, centrePhone: null, name: null, form, given, is: 'failed' }
}

async function sent(c: C): Promise<Reply> {
  const people = await listPeople(c.sql, c.actor.accountId)
  const { key = '' } = c.params
  const today = japaneseDay(c.now)
  const caseIds = people.map(({ caseId }) => caseId)
  const reports = /^[\w-]{8,64}$/.test(key) ? await listReportsOfKey(c.sql, { caseIds, key, from: addDays(today, -1), to: today }) : []
  if (reports.length === 0) return { redirect: '/home' }
  c.shows(...reports.map(({ caseId }) => caseId))
  const personOf = (caseId: string) => people.find((person) => person.caseId === caseId)!
  const others = membersOf(people).filter((person) => !reports.some(({ caseId }) => caseId === person.caseId))
  return { page: <FamilySentPage sent={reports.map((report) => ({ person: personOf(report.caseId), report }))} others={others} /> }
}
