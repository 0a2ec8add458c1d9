import { createHash } from 'node:crypto'
import { questionAndAnswerText } from '../../fields/document.ts'
import { documentHash } from '../../fields/document-hash.server.ts'
import { type AnyAnswers, type Form, formRef } from '../../fields/fields.ts'
import { type Lang, wordsIn } from '../../i18n/t.ts'
import { addDays, type Day, japaneseDay } from '../../lib/japanese-day.ts'
import { uuidv7 } from '../../lib/uuid.ts'
import { nextDeadline } from '../../programmes/deadline.ts'
import { programmeOf } from '../../programmes/registry.ts'
import { measuresOf } from '../../programmes/subject.ts'
import type { Level, Previous } from '../../programmes/triage.ts'
import { centreSettings } from '../organisation/centre-settings.ts'

type Said = {
  caseId: string
  disease: string
  form: Form
  answers: AnyAnswers
  /** Of the page that the person saw. */
  lang: Lang
  /** From the form: the same for both taps of a double tap. */
  formKey: string
  /** The moment whose state of health it tells. */
  at: Date
  now: Date
  /** Last SpO2 measured before. */
  previous: Previous | null
  /** `organisations.settings` of the owner. */
  settings: unknown
}

/** A report ready to be stored, in the names of the columns (see `report_row`). */
export type ReportRow = {
  id: string
  case_id: string
  key: string
  reported_on: Day
  reported_at: string
  form_version: string
  answers: AnyAnswers
  language: Lang
  document_hash: string
  level: Level
  reasons: string[]
  temperature: number | null
  spo2: number | null
  next_deadline: string | null
  item_id: string
}

/** Everything that follows from what was said: level, document, the deadline it leaves open. Pure but for its ids. */
export function composeReport({ caseId, disease, form, answers, lang, formKey, at, now, previous, settings }: Said): ReportRow {
  const { level, reasons } = programmeOf(disease).triage(answers, { at, previous })
  const reportedOn = japaneseDay(at)
  return {
    id: uuidv7(now),
    case_id: caseId,
    key: `${formKey}.${hashOf(answers)}`,
    reported_on: reportedOn,
    reported_at: at.toISOString(),
    form_version: formRef(form),
    answers,
    language: lang,
    document_hash: documentHash(questionAndAnswerText(form, answers, wordsIn(lang))),
    level,
    reasons,
    ...measuresOf(answers),
    next_deadline: deadlineAfter(reportedOn, reportDeadlineOf(settings), now)?.toISOString() ?? null,
    item_id: uuidv7(now),
  }
}

/** The deadline that this report leaves open; null for a day whose silence lasted past the next deadline: it answers nothing. */
function deadlineAfter(reportedOn: Day, reportDeadline: string, now: Date): Date | null {
  const next = nextDeadline(now, { reportDeadline, reportedOn })
  return japaneseDay(next) === addDays(reportedOn, 1) ? next : null
}

/** The same form sent again with other answers (Back, then a new temperature) is another report, never swallowed as a double tap. */
const hashOf = (answers: AnyAnswers) => createHash('sha256').update(JSON.stringify(answers)).digest('base64url').slice(0, 16)

/** Centres are a few hundred and reports are millions: the settings of each are read once, not with every report. */
const deadlines = new Map<string, string>()

function reportDeadlineOf(settings: unknown): string {
  const text = JSON.stringify(settings ?? {})
  const known = deadlines.get(text) ?? centreSettings(settings).reportDeadline
  if (deadlines.size > 5000) deadlines.clear()
  deadlines.set(text, known)
  return known
}
