import { countRecommended, missingRecommended } from '../../fields/doubts.ts'
import type { AnyAnswers, Form } from '../../fields/fields.ts'
import { type Day, daysBetween } from '../../lib/japanese-day.ts'

/** Questions with the yellow frame (D25) that apply to this patient, and how many of them are open. */
export function completeness(form: Form, answers: AnyAnswers): { asked: number; gaps: number } {
  return { asked: countRecommended(form, answers), gaps: missingRecommended(form, answers).length }
}

/** Days from the diagnosis to the report; null where the day is unknown, or lies after the report (a slip of the hand is no delay). */
export function delayDays(diagnosedOn: Day | null, reportedOn: Day): number | null {
  if (diagnosedOn === null || diagnosedOn > reportedOn) return null
  return daysBetween(diagnosedOn, reportedOn)
}
