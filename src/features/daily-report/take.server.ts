import { check } from '../../fields/check.ts'
import type { Faults } from '../../fields/faults.ts'
import type { Form, Raw } from '../../fields/fields.ts'
import type { Lang } from '../../i18n/t.ts'
import { japaneseDay } from '../../lib/japanese-day.ts'
import { programmeOf } from '../../programmes/registry.ts'
import type { Triage } from '../../programmes/triage.ts'
import { type Implausible, implausibleIn, sureOf } from './implausible.ts'
import { withRest } from './shortcuts.ts'
import type { Desk, KnownReporter } from './submit.server.ts'

type Said = { form: Form; raw: Raw; formKey: string; lang: Lang; sessionHash: string; requestId: string; now: Date }

/** What became of one person's report. `doubted`: likely mistyped, asked once; 'refused': the session ended meanwhile. */
export type Taken =
  | { is: 'sent'; reportId: string; advice: Triage }
  | { is: 'faulty'; faults: Faults }
  | { is: 'doubted'; doubted: Implausible[] }
  | { is: 'refused' }

/** Checks and stores what one person said; `raw.sure` confirms doubted values. What is urgent anyway is never held up by a doubt. */
export async function takeReport(desk: Desk, reporter: KnownReporter, said: Said): Promise<Taken> {
  const { form, raw, now } = said
  const { answers, faults } = check(form, withRest(form, raw), { today: japaneseDay(now) })
  if (faults) return { is: 'faulty', faults }
  const doubted = implausibleIn(answers)
  const { triage } = programmeOf(reporter.disease)
  const isUrgentAnyway = () => triage({ ...answers, temperature: null, spo2: null }, { at: now, previous: null }).level === 'urgent'
  if (doubted.length > 0 && raw.sure !== sureOf(doubted) && !isUrgentAnyway()) return { is: 'doubted', doubted }
  const { formKey, lang, sessionHash, requestId } = said
  const { outcome, reportId } = await desk.submit(reporter, { form, answers, lang, formKey, sessionHash, requestId, now })
  if (outcome === 'refused' || reportId === null) return { is: 'refused' }
  const { previousSpo2, previousAt } = reporter
  const previous = previousAt === null ? null : { spo2: previousSpo2, at: previousAt }
  return { is: 'sent', reportId, advice: triage(answers, { at: now, previous }) }
}
