import { check } from '../../fields/check.ts'
import { doubtsOf, missingRecommended } from '../../fields/doubts.ts'
import type { Faults } from '../../fields/faults.ts'
import type { AnyAnswers, Facilities, Form, Raw } from '../../fields/fields.ts'
import type { Day } from '../../lib/japanese-day.ts'
import { type DatedLine, dateOrder } from '../../programmes/date-order.ts'
import type { Oddity, Programme } from '../../programmes/programme.ts'

/** Pages between 確認 and 報告; the two questions come only where there is something to ask. */
export type Step = 'gaps' | 'dates' | 'period'

export type Examined =
  | { answers: null; faults: Faults }
  | { answers: AnyAnswers; faults: null; missing: string[]; doubts: Faults; oddities: Oddity[]; dates: DatedLine[]; steps: Step[] }

/** Everything 確認 finds in what was typed: faults, else the yellow frames (D25), doubtful telephones (D42) and dates out of order (D27). */
export function examine(
  form: Form,
  programme: Programme,
  raw: Raw,
  { today, facilities }: { today: Day; facilities: Facilities },
): Examined {
  const { answers, faults } = check(form, raw, { today, facilities })
  if (faults) return { answers: null, faults }
  const missing = missingRecommended(form, answers)
  const order = dateOrder(programme.dateOrder, answers, form.version)
  const steps: Step[] = [...(missing.length > 0 ? ['gaps' as const] : []), ...(order.inOrder ? [] : ['dates' as const]), 'period']
  return {
    answers,
    faults: null,
    missing,
    doubts: doubtsOf(form, answers),
    oddities: programme.oddities(answers),
    dates: order.lines,
    steps,
  }
}

/** The page after this one; null after the last. */
export function stepAfter(steps: Step[], step: Step | null): Step | null {
  return steps[step === null ? 0 : steps.indexOf(step) + 1] ?? null
}
