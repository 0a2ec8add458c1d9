import type { Form, Raw } from '../../fields/fields.ts'
import { japaneseDay } from '../../lib/japanese-day.ts'
import { isUuid } from '../../lib/uuid.ts'
import { AppError } from '../../platform/http/errors.ts'
import { type Context, type Patient, type Reply, type Route, route } from '../../platform/http/route.server.ts'
import type { Settings } from '../../platform/settings.server.ts'
import { dailyFormFor } from '../../programmes/registry.ts'
import { keyOf, newKey } from './form-key.server.ts'
import { forgetTyped, keepTyped } from './keep-typed.server.tsx'
import { keptFormCookie, openForm } from './kept-form.server.ts'
import { listPeople, personIn } from './people.server.ts'
import { findLastReport, findReport } from './queries.server.ts'
import { ReportPage } from './ReportPage.tsx'
import { SentPage } from './SentPage.tsx'
import { restName, sameAsLast, withRest } from './shortcuts.ts'
import { type Desk, isKnown, typedIn } from './submit.server.ts'
import { takeReport } from './take.server.ts'

type C = Context<Patient>

/** Today's form of whatever disease is known here, for pages without a case at hand. */
export const formOf = (disease: string | null, now: Date): Form => dailyFormFor({ disease: disease ?? 'covid-19', on: japaneseDay(now) })

/** What was typed, with the box that answers the rest: the form shows those answers filled in. */
export function givenIn(form: Form, body: Raw): Raw {
  const typed = typedIn(form, body)
  return body[restName] === 'none' ? withRest(form, { ...typed, [restName]: 'none' }) : typed
}

/** The report of one person: form, sending, what to do now. */
export function reportRoutes({ settings, desk }: { settings: Settings; desk: Desk }): Route[] {
  function keep(c: Context<null>): Reply {
    const { registrationId = '' } = c.params
    const typed = typedIn(formOf(null, c.now), c.body)
    return keepTyped(c, settings, isUuid(registrationId) ? { registrationId, day: japaneseDay(c.now), typed } : null)
  }

  async function reporterOf(c: Context<null>) {
    const { registrationId = '' } = c.params
    if (!isUuid(registrationId)) throw new AppError('not-found')
    const reporter = await desk.find({ sessionHash: c.sessionHash, registrationId })
    if (!reporter) return null
    c.enters({ kind: 'patient', accountId: reporter.accountId, language: reporter.language })
    if (!isKnown(reporter)) throw new AppError('not-found')
    return reporter
  }

  async function send(c: Context<null>): Promise<Reply> {
    const { registrationId = '' } = c.params
    const formKey = keyOf(c.body)
    const again = (form: Form) => ({ form, registrationId, people: [], today: japaneseDay(c.now), formKey, given: givenIn(form, c.body) })
    try {
      const reporter = await reporterOf(c)
      if (!reporter) return keep(c)
      const form = formOf(reporter.disease, c.now)
      const page = () => ({ ...again(form), name: `${reporter.familyName} ${reporter.givenName}` })
      const said = { form, raw: c.body as Raw, lang: c.lang, formKey, sessionHash: c.sessionHash, requestId: c.request.id, now: c.now }
      const taken = await takeReport(desk, reporter, said)
      if (taken.is === 'faulty') return { page: <ReportPage {...page()} faults={taken.faults} />, status: 422 }
      if (taken.is === 'doubted') return { page: <ReportPage {...page()} doubted={taken.doubted} />, status: 422 }
      if (taken.is === 'refused') return keep(c)
      forgetTyped(c)
      return { redirect: `/report/${registrationId}/sent/${taken.reportId}` }
    } catch (error) {
      if (error instanceof AppError) throw error
      c.request.log.error({ err: error, route: '/report/:registrationId' }, 'unexpected')
      return { page: <ReportPage {...again(formOf(null, c.now))} name={null} notice="failed" />, status: 503 }
    }
  }

  /** The token belonged to another session: the form again, filled, for the same person, once it is theirs. */
  async function askAgain(c: Context<null>): Promise<Reply> {
    const reporter = c.sessionHash === '' ? null : await reporterOf(c)
    if (!reporter) return keep(c)
    const form = formOf(reporter.disease, c.now)
    const name = `${reporter.familyName} ${reporter.givenName}`
    const page = { form, name, registrationId: reporter.registrationId, people: [], today: japaneseDay(c.now), formKey: keyOf(c.body) }
    return { page: <ReportPage {...page} given={givenIn(form, c.body)} notice="again" />, status: 422 }
  }

  async function showForm(c: C): Promise<Reply> {
    const people = await listPeople(c.sql, c.actor.accountId)
    const person = personIn(people, c.params.registrationId)
    c.shows(person.caseId)
    const kept = openForm(settings.secret, c.request.cookies[keptFormCookie], c.now)
    const isKept = kept?.registrationId === person.registrationId
    const { registrationId, name, lastReportAt } = person
    const form = formOf(person.disease, c.now)
    const page = { form, registrationId, name, people, today: japaneseDay(c.now), formKey: newKey(), canRepeat: lastReportAt !== null }
    return { page: <ReportPage {...page} {...(isKept ? { given: kept.typed, notice: 'restored' as const } : {})} /> }
  }

  const url = '/report/:registrationId'
  return [
    route({ method: 'GET', url, who: 'patient', audit: 'daily-report.form', handle: showForm }),
    route({
      method: 'POST',
      url,
      who: 'patient',
      audit: 'daily-report.submit',
      transaction: 'shared',
      handle: send,
      whenExpired: askAgain,
    }),
    route({ method: 'POST', url: `${url}/same`, who: 'patient', audit: 'daily-report.same', handle: fillSame, whenExpired: askAgain }),
    route({ method: 'GET', url: `${url}/sent/:reportId`, who: 'patient', audit: 'daily-report.sent', handle: sent }),
  ]
}

/** "The same as last time": fills the form with the answers of the last report, to be looked at and sent by the person. Stores nothing. */
async function fillSame(c: C): Promise<Reply> {
  const people = await listPeople(c.sql, c.actor.accountId)
  const person = personIn(people, c.params.registrationId)
  c.shows(person.caseId)
  const form = formOf(person.disease, c.now)
  const today = japaneseDay(c.now)
  const last = await findLastReport(c.sql, { caseId: person.caseId, from: person.since, to: today })
  const typed = givenIn(form, c.body as Raw)
  const page = { form, registrationId: person.registrationId, name: person.name, people, today, formKey: keyOf(c.body), canRepeat: true }
  return { page: <ReportPage {...page} given={last ? sameAsLast(form, last, typed) : typed} notice="same" />, status: 422 }
}

async function sent(c: C): Promise<Reply> {
  const people = await listPeople(c.sql, c.actor.accountId)
  const person = personIn(people, c.params.registrationId)
  const id = c.params.reportId ?? ''
  const today = japaneseDay(c.now)
  const report = isUuid(id) ? await findReport(c.sql, { caseId: person.caseId, id, from: person.since, to: today }) : null
  if (!report) throw new AppError('not-found')
  c.shows(person.caseId)
  return { page: <SentPage person={person} others={people.filter((other) => other !== person)} report={report} /> }
}
