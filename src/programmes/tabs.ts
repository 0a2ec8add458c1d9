import { type AnyAnswers, type Form, formRef } from '../fields/fields.ts'
import type { Day } from '../lib/japanese-day.ts'
import { programmeOf } from './registry.ts'

/** What is recorded of a case beside its 発生届. 医療 shows two of them: stays and treatment ('medical'), and their course. */
export const recordTabs = ['identity', 'basics', 'tests', 'places', 'movements', 'observation', 'medical', 'course', 'measures'] as const
export type RecordTab = (typeof recordTabs)[number]

/** Tabs with one entry a case, which is then corrected; the others have any number. */
export const singleTabs: readonly RecordTab[] = ['identity', 'basics', 'observation']

/** The form of a tab in force on that day, for a case with or without 発生届; null for a disease without one. */
export function recordFormFor({ disease, tab, isFiled, on }: { disease: string; tab: RecordTab; isFiled: boolean; on: Day }): Form | null {
  const { recordForms, earlyForms } = programmeOf(disease)
  const dated = (isFiled ? undefined : earlyForms[tab]) ?? recordForms[tab] ?? []
  return dated.find(({ from, until }) => from <= on && (until === null || on <= until))?.form ?? null
}

/**
 * The answers of a stored entry for the form in force now: what that form does not know is left out, what it knows more is blank. A
 * correction is written with today's form.
 */
export function answersFor(form: Form, stored: { formVersion: string; answers: AnyAnswers }): AnyAnswers {
  if (stored.formVersion === formRef(form)) return stored.answers
  return Object.fromEntries(Object.keys(form.fields).map((name) => [name, stored.answers[name] ?? null]))
}
