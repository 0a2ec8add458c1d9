import type { AnyAnswers, Form, Raw } from '../../fields/fields.ts'
import type { Lang } from '../../i18n/t.ts'
import { uuidv7 } from '../../lib/uuid.ts'
import { batched } from '../../platform/db/batch.server.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { composeReport } from './compose.server.ts'
import { type Ask, findReporters, type Outcome, type Reporter, type Submission, submitReports } from './queries.server.ts'

export type KnownReporter = Reporter & { registrationId: string; caseId: string }
type Said = { form: Form; answers: AnyAnswers; lang: Lang; formKey: string; sessionHash: string; requestId: string; now: Date }

/** The way in of patients' reports: two statements, each shared with whatever else arrives in the same moment. */
export type Desk = {
  find: (ask: Ask) => Promise<Reporter | null>
  submit: (reporter: KnownReporter, said: Said) => Promise<Outcome>
}

export function openDesk({ sql, clock }: { sql: Sql; clock: () => Date }): Desk {
  const find = batched((asked: Ask[]) => findReporters(sql, asked, clock()))
  const store = batched((rows: Submission[]) => submitReports(sql, rows, clock()))
  const storeAt = (reporter: KnownReporter, { sessionHash, requestId, now, ...said }: Said) => {
    const { caseId, disease, settings, previousSpo2, previousAt } = reporter
    const previous = previousAt === null ? null : { spo2: previousSpo2, at: previousAt }
    const report = composeReport({ ...said, caseId, disease, settings, previous, at: now, now })
    return store({ ...report, session_hash: sessionHash, audit_id: uuidv7(now), request_id: requestId })
  }
  const submit = async (reporter: KnownReporter, said: Said): Promise<Outcome> => {
    const done = await storeAt(reporter, said)
    if (done.outcome !== 'refused') return done
    // Between the two statements the case became part of another, or was parted from it: who is still signed in reports for where they are now.
    const now = await find({ sessionHash: said.sessionHash, registrationId: reporter.registrationId })
    return now && isKnown(now) && now.caseId !== reporter.caseId ? submit(now, said) : done
  }
  return { find, submit }
}

/** True when the reporter owns the registration that was asked for. */
export const isKnown = (reporter: Reporter): reporter is KnownReporter => reporter.caseId !== null

/** Only what the form asks, at a length a person types: what is carried back into a page or kept is never more. */
export function typedIn(form: Form, raw: Raw): Record<string, string | string[]> {
  const typed: Record<string, string | string[]> = {}
  for (const name of Object.keys(form.fields)) {
    const value = raw[name]
    if (typeof value === 'string' && value !== '') typed[name] = value.slice(0, 2000)
    else if (Array.isArray(value)) typed[name] = value.filter((one) => typeof one === 'string').slice(0, 40)
  }
  return typed
}
