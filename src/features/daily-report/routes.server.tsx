import { check } from '../../fields/check.ts'
import type { Form, Raw } from '../../fields/fields.ts'
import { addDays, japaneseDay } from '../../lib/japanese-day.ts'
import { isUuid, uuidv7 } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { AppError } from '../../platform/http/errors.ts'
import { type Context, type Patient, type Reply, type Route, route } from '../../platform/http/route.server.ts'
import type { Settings } from '../../platform/settings.server.ts'
import { dailyFormFor, programmeOf } from '../../programmes/registry.ts'
import { raise } from '../attention/raise.server.ts'
import { keyOf, newKey } from './form-key.server.ts'
import { HistoryPage } from './HistoryPage.tsx'
import { implausibleIn, sureOf } from './implausible.ts'
import { keptFormCookie, openForm, sealForm } from './kept-form.server.ts'
import { listPeople, personIn } from './people.server.ts'
import { findReport, insertCorrectionRequest, listReports } from './queries.server.ts'
import { ReportPage } from './ReportPage.tsx'
import { SentPage } from './SentPage.tsx'
import { SignedOutPage } from './SignedOutPage.tsx'
import { isKnown, openDesk, typedIn } from './submit.server.ts'

type Deps = { settings: Settings; sql: Sql; clock: () => Date }
type C = Context<Patient>

/** The patient's daily report and its history (A17–A20, C18, C22). */
export function dailyReportRoutes({ settings, sql, clock }: Deps): Route[] {
  const desk = openDesk({ sql, clock })
  const secure = settings.publicUrl.startsWith('https:')
  const cookie = { path: '/', httpOnly: true, sameSite: 'lax', secure, maxAge: 3600 } as const

  /** Today's form of whatever disease is known here, for pages without a case at hand. */
  const formOf = (disease: string | null, now: Date): Form => dailyFormFor({ disease: disease ?? 'covid-19', on: japaneseDay(now) })

  /** Signed out meanwhile: keeps what was typed until they have signed in again. Changes nothing else. */
  function keep(c: Context<null>): Reply {
    const typed = typedIn(formOf(null, c.now), c.body)
    const { registrationId = '' } = c.params
    const sealed = isUuid(registrationId) ? sealForm(settings.secret, { registrationId, day: japaneseDay(c.now), typed }) : null
    if (sealed) c.reply.setCookie(keptFormCookie, sealed, cookie)
    return { page: <SignedOutPage isKept={sealed !== null} />, status: 401 }
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
    const again = (form: Form) => ({ form, registrationId, people: [], today: japaneseDay(c.now), formKey, given: typedIn(form, c.body) })
    try {
      const reporter = await reporterOf(c)
      if (!reporter) return keep(c)
      const form = formOf(reporter.disease, c.now)
      const page = () => ({ ...again(form), name: `${reporter.familyName} ${reporter.givenName}` })
      const { answers, faults } = check(form, c.body as Raw, { today: japaneseDay(c.now) })
      if (faults) return { page: <ReportPage {...page()} faults={faults} />, status: 422 }
      const doubted = implausibleIn(answers)
      const isUrgentAnyway = () =>
        programmeOf(reporter.disease).triage({ ...answers, temperature: null, spo2: null }, { at: c.now, previous: null }).level ===
        'urgent'
      if (doubted.length > 0 && c.body.sure !== sureOf(doubted) && !isUrgentAnyway())
        return { page: <ReportPage {...page()} doubted={doubted} />, status: 422 }
      const said = { form, answers, lang: c.lang, formKey, sessionHash: c.sessionHash, requestId: c.request.id, now: c.now }
      const { outcome, reportId } = await desk.submit(reporter, said)
      if (outcome === 'refused') return keep(c)
      if (c.request.cookies[keptFormCookie]) c.reply.clearCookie(keptFormCookie, { path: '/' })
      return { redirect: `/report/${registrationId}/sent/${reportId}` }
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
    return { page: <ReportPage {...page} given={typedIn(form, c.body)} notice="again" />, status: 422 }
  }

  async function showForm(c: C): Promise<Reply> {
    const people = await listPeople(c.sql, c.actor.accountId)
    const person = personIn(people, c.params.registrationId)
    c.shows(person.caseId)
    const kept = openForm(settings.secret, c.request.cookies[keptFormCookie], c.now)
    const isKept = kept?.registrationId === person.registrationId
    const page = {
      form: formOf(person.disease, c.now),
      registrationId: person.registrationId,
      name: person.name,
      people,
      today: japaneseDay(c.now),
      formKey: newKey(),
    }
    return { page: <ReportPage {...page} {...(isKept ? { given: kept.typed, notice: 'restored' as const } : {})} /> }
  }

  return [
    choosing('/report', 'daily-report.choose'),
    route({ method: 'GET', url: '/report/:registrationId', who: 'patient', audit: 'daily-report.form', handle: showForm }),
    route({
      method: 'POST',
      url: '/report/:registrationId',
      who: 'patient',
      audit: 'daily-report.submit',
      transaction: 'shared',
      handle: send,
      whenExpired: askAgain,
    }),
    route({ method: 'GET', url: '/report/:registrationId/sent/:reportId', who: 'patient', audit: 'daily-report.sent', handle: sent }),
    choosing('/history', 'daily-report.choose'),
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
function choosing(url: string, audit: string): Route {
  return route({
    method: 'GET',
    url,
    who: 'patient',
    audit,
    handle: async (c) => {
      const people = await listPeople(c.sql, c.actor.accountId)
      if (people.length === 0) return { redirect: '/home' }
      return { redirect: `${url}/${(c.query.person ? personIn(people, c.query.person) : people[0]!).registrationId}` }
    },
  })
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

async function history(c: C, said: { fault?: 'blank' | 'long'; typed?: string } = {}): Promise<Reply> {
  const people = await listPeople(c.sql, c.actor.accountId)
  const person = personIn(people, c.params.registrationId)
  c.shows(person.caseId)
  const reports = await listReports(c.sql, { caseId: person.caseId, from: addDays(person.since, -1), to: japaneseDay(c.now) })
  const page = <HistoryPage people={people} person={person} reports={reports} isAsked={c.query.asked === 'yes'} {...said} />
  return { page, ...(said.fault ? { status: 422 } : {}) }
}

async function askCorrection(c: C): Promise<Reply> {
  const person = personIn(await listPeople(c.sql, c.actor.accountId), c.params.registrationId)
  c.shows(person.caseId)
  const typed = typeof c.body.text === 'string' ? c.body.text.trim() : ''
  if (typed === '') return history(c, { fault: 'blank' })
  if ([...typed].length > 500) return history(c, { fault: 'long', typed })
  const id = uuidv7(c.now)
  await insertCorrectionRequest(c.sql, { id, caseId: person.caseId, accountId: c.actor.accountId, text: typed, askedAt: c.now })
  await raise(c.sql, { kind: 'correction-asked', caseId: person.caseId, detail: { request: id }, now: c.now })
  return { redirect: `/history/${person.registrationId}?asked=yes` }
}
