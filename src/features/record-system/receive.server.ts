import { knownAnswers } from '../../fields/check.ts'
import { type Facilities, type Form, formRef, type Raw } from '../../fields/fields.ts'
import { isLang } from '../../i18n/t.ts'
import { type Day, japaneseDay } from '../../lib/japanese-day.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import type { ApiContext } from '../../platform/http/api.server.ts'
import { Problem, type Wrong } from '../../platform/http/problem.ts'
import { caseRowOf } from '../notification/case-row.ts'
import { deskFor, disease, examineDesk, facilitiesOf, formOfDay } from '../notification/desk.server.ts'
import { fileNotification } from '../notification/file.server.ts'
import { hersysIdKey } from '../notification/hersys-id.server.ts'
import { getOrganisation } from '../organisation/queries.server.ts'
import { listAlike } from '../same-person/own.server.ts'
import { type Answered, findAnswered, keepAnswer, takeKey } from './filings.server.ts'
import { type Warning, warningsOf } from './warnings.ts'
import { faultWrongs } from './wrongs.ts'

/** A report as a record system sent it, in whatever format: read by one of the faces, filed by the one below. */
export type Sent = {
  raw: Raw
  /** What of it could not be read, and the questions of that which are not to be called missing as well. */
  wrongs: Wrong[]
  language: string | null
}
/** How a format reads a body for a form, and how it answers. */
export type Format = {
  /** The form the body names, if it names one; and the report day, as far as it can be seen without knowing the form. */
  read: (form: Form, body: unknown) => Sent
  at: (form: Form) => (question: string, part: string | undefined) => string
  answer: (filed: Filed) => string
}
export type Filed = { id: string; hersysId: string; form: Form; receivedAt: Date; warnings: Warning[] }
type Deps = { secret: string; publicUrl: string }
type Asked = { key: string; hash: string; body: unknown }

/**
 * Files a report by the same function as the form, so that ID, watch, SMS, mails and audit happen alike; every fault at once, as the form says
 * them. The same key and body are answered again as they were the first time. Throws Problem.
 */
export async function receive(c: ApiContext, { key, hash, body }: Asked, format: Format, { secret, publicUrl }: Deps): Promise<Answered> {
  const { sql, now, actor } = c
  const filing = { orgId: actor.orgId, key, hash }
  const before = await findAnswered(sql, filing)
  if (before) return again(c, before)
  const { form, facilities, sent } = await formFor(sql, actor.orgId, japaneseDay(now), format, body)
  const desk = { ...(await deskFor(sql, form, now)), facilities }
  const examined = examineDesk(desk, sent.raw)
  const unread = new Set(sent.wrongs.map(({ question }) => question))
  const faults = faultWrongs(form, examined.faults ?? {}, format.at(form)).filter(({ question }) => !unread.has(question))
  const wrongs = [...sent.wrongs, ...faults]
  if (wrongs.length > 0 || examined.faults) throw new Problem('invalid-answers', wrongs)
  if (!(await takeKey(sql, filing, actor.accountId, now))) return again(c, (await findAnswered(sql, filing))!)

  const { answers } = examined
  const asked = { person: caseRowOf(answers, null), orgId: actor.orgId, draftId: key, correctsCaseId: null }
  const alike = await listAlike(sql, asked)
  const language = sent.language !== null && isLang(sent.language) ? sent.language : 'ja'
  const { caseId, hersysId } = await fileNotification(sql, {
    ...{ disease, form, answers, language, actor, publicUrl, now },
    channel: 'api',
    hersysIdKey: hersysIdKey(secret),
  })
  const warnings = warningsOf(form, sent.raw, examined, alike.length > 0)
  const answered = { caseId, answer: format.answer({ id: caseId, hersysId, form, receivedAt: now, warnings }) }
  await keepAnswer(sql, filing, answered)
  c.shows(caseId)
  c.note({ form: formRef(form), warnings: warnings.length })
  return answered
}

function again(c: ApiContext, answered: Answered): Answered {
  c.shows(answered.caseId)
  c.note({ again: true })
  return answered
}

type Chosen = { form: Form; facilities: Facilities; sent: Sent }

/** A report of another day may need another version of the form: read once as of today, and again in the form of its report day. */
async function formFor(sql: Sql, orgId: string, today: Day, format: Format, body: unknown): Promise<Chosen> {
  const [{ prefectureCode }, facilities] = await Promise.all([getOrganisation(sql, orgId), facilitiesOf(sql)])
  const ofToday = formOfDay(prefectureCode, today)
  const sent = format.read(ofToday, body)
  const { reportedOn } = knownAnswers(ofToday, sent.raw, { today })
  const form = typeof reportedOn === 'string' ? formOfDay(prefectureCode, reportedOn) : ofToday
  return { form, facilities, sent: form === ofToday ? sent : format.read(form, body) }
}
