import { check } from '../../fields/check.ts'
import type { Raw } from '../../fields/fields.ts'
import { refill } from '../../fields/refill.ts'
import { addDays, type Day, instantOfJapaneseTime, japaneseDay, japaneseTime } from '../../lib/japanese-day.ts'
import { isUuid } from '../../lib/uuid.ts'
import { AppError } from '../../platform/http/errors.ts'
import { type Context, type Reply, type Route, route, type Staff } from '../../platform/http/route.server.ts'
import { dailyFormFor, formByRef } from '../../programmes/registry.ts'
import { centreStaff, institutionStaff } from '../organisation/who.ts'
import { composeReport } from './compose.server.ts'
import { keyOf, newKey } from './form-key.server.ts'
import { implausibleIn, sureOf } from './implausible.ts'
import { findPreviousSpo2, findReport, recordReport, type StaffOutcome } from './queries.server.ts'
import { StaffReportPage, type StaffReportPageProps } from './StaffReportPage.tsx'
import { daysOpen, getOwnCase, type StaffCase } from './staff-case.server.ts'
import { typedIn } from './submit.server.ts'

type C = Context<Staff>
type Said = Partial<Props>

/**
 * What staff of the owning centre enter for a patient: by telephone, past days too; and corrections, as revisions. An institution that reported
 * or treats the patient enters what it saw.
 */
export function staffReportRoutes(): Route[] {
  const correcting = '/centre/cases/:id/reports/:reportId/correct'
  return [
    ...entering('/centre/cases/:id/reports/new', centreStaff),
    ...entering('/institution/cases/:id/reports/new', institutionStaff),
    route({ method: 'GET', url: correcting, who: centreStaff, audit: 'daily-report.correct', handle: (c) => showCorrection(c) }),
    route({ method: 'POST', url: correcting, who: centreStaff, audit: 'daily-report.correct', handle: correct }),
  ]
}

function entering(url: string, who: typeof centreStaff | typeof institutionStaff): Route[] {
  return [
    route({ method: 'GET', url, who, audit: 'daily-report.enter', handle: (c) => showEntry(c) }),
    route({ method: 'POST', url, who, audit: 'daily-report.enter', handle: enter }),
  ]
}

async function caseOf(c: C): Promise<StaffCase> {
  const found = await getOwnCase(c.sql, c.params.id, c.actor)
  c.shows(found.id)
  return found
}

type Props = Omit<StaffReportPageProps, 'base' | 'back'>
const page = ({ actor }: C, props: Props, status = 200): Reply => {
  const base = baseOf(actor, props.of.id)
  return {
    page: <StaffReportPage {...props} base={base} back={actor.orgKind === 'institution' ? `${base}/tabs/observation` : base} />,
    status,
  }
}
const baseOf = ({ orgKind }: Staff, caseId: string) => `/${orgKind === 'institution' ? 'institution' : 'centre'}/cases/${caseId}`

async function showEntry(c: C): Promise<Reply> {
  const of = await caseOf(c)
  const [today, time] = [japaneseDay(c.now), japaneseTime(c.now)]
  const entry = { days: daysOpen(of, c.now), when: { day: today, time } }
  return page(c, { of, form: dailyFormFor({ disease: of.disease, on: today }), formKey: newKey(), entry })
}

async function enter(c: C): Promise<Reply> {
  const of = await caseOf(c)
  const days = daysOpen(of, c.now)
  const when = { day: textOf(c, 'day'), time: textOf(c, 'time').normalize('NFKC') }
  const form = dailyFormFor({ disease: of.disease, on: days.includes(when.day) ? when.day : japaneseDay(c.now) })
  const again: Props = { of, form, formKey: keyOf(c.body), entry: { days, when }, given: typedIn(form, c.body) }
  const at = days.includes(when.day) ? momentOf(when.day, when.time) : null
  const { answers, faults } = check(form, c.body as Raw, { today: japaneseDay(c.now) })
  const fault = at === null ? '日と時刻を確認してください（例：9:30）。' : at > c.now ? 'これから先の時刻は入力できません。' : undefined
  if (faults || fault || at === null) return page(c, { ...again, ...(faults ? { faults } : {}), ...(fault ? { fault } : {}) }, 422)
  const doubted = implausibleIn(answers)
  if (doubted.length > 0 && c.body.sure !== sureOf(doubted)) return page(c, { ...again, doubted }, 422)
  const previous = await findPreviousSpo2(c.sql, of.id, at, addDays(when.day, -2), when.day, null)
  const { disease, settings } = of
  const row = composeReport({
    caseId: of.id,
    disease,
    form,
    answers,
    lang: 'ja',
    formKey: again.formKey,
    at,
    now: c.now,
    previous,
    settings,
  })
  return done(c, of, await recordReport(c.sql, row, c.now), 'reported')
}

/** The minute given; this very minute means now. Null for what is no time of day. */
function momentOf(day: Day, time: string): Date | null {
  const [, hour, minute] = /^(\d{1,2})[:時](\d{1,2})分?$/.exec(time) ?? []
  if (minute === undefined || Number(hour) > 23 || Number(minute) > 59) return null
  return instantOfJapaneseTime(day, `${hour!.padStart(2, '0')}:${minute.padStart(2, '0')}`)
}

async function reportOf(c: C, of: StaffCase) {
  const id = c.params.reportId ?? ''
  const range = { from: addDays(of.begunOn, -31), to: japaneseDay(c.now) }
  const report = isUuid(id) ? await findReport(c.sql, { caseId: of.id, id, ...range }) : null
  if (!report) throw new AppError('not-found')
  return report
}

async function showCorrection(c: C, said: Said = {}): Promise<Reply> {
  const of = await caseOf(c)
  const corrects = await reportOf(c, of)
  if (corrects.supersededAt !== null) throw new AppError('conflict')
  const form = formByRef(corrects.formVersion)
  return page(c, { of, form, formKey: newKey(), entry: { corrects, reason: '' }, given: refill(form, corrects.answers), ...said })
}

async function correct(c: C): Promise<Reply> {
  const of = await caseOf(c)
  const corrects = await reportOf(c, of)
  const form = formByRef(corrects.formVersion)
  const reason = textOf(c, 'reason').slice(0, 200)
  const again: Props = { of, form, formKey: keyOf(c.body), entry: { corrects, reason }, given: typedIn(form, c.body) }
  const { answers, faults } = check(form, c.body as Raw, { today: japaneseDay(c.now) })
  const fault = reason === '' ? '訂正の理由を入力してください。' : undefined
  if (faults || fault) return page(c, { ...again, ...(faults ? { faults } : {}), ...(fault ? { fault } : {}) }, 422)
  const doubted = implausibleIn(answers)
  if (doubted.length > 0 && c.body.sure !== sureOf(doubted)) return page(c, { ...again, doubted }, 422)
  const at = new Date(corrects.reportedAt)
  const previous = await findPreviousSpo2(c.sql, of.id, at, addDays(corrects.reportedOn, -2), corrects.reportedOn, corrects.id)
  const { disease, settings } = of
  const row = composeReport({
    caseId: of.id,
    disease,
    form,
    answers,
    lang: 'ja',
    formKey: again.formKey,
    at,
    now: c.now,
    previous,
    settings,
  })
  return done(c, of, await recordReport(c.sql, { ...row, revises_id: corrects.id, reason }, c.now), 'revised')
}

function done(c: C, of: StaffCase, { outcome, reportId }: StaffOutcome, said: string): Reply {
  if (outcome === 'refused') throw new AppError('not-allowed')
  if (outcome === 'conflict') throw new AppError('conflict')
  c.note({ report: reportId, ...(outcome === 'duplicate' ? { duplicate: true } : {}) })
  return { redirect: `${baseOf(c.actor, of.id)}${c.actor.orgKind === 'institution' ? '/tabs/observation' : ''}?done=${said}` }
}

const textOf = (c: C, name: string) => (typeof c.body[name] === 'string' ? c.body[name].trim() : '')
