import { type Form, formRef } from '../fields/fields.ts'
import type { Day } from '../lib/japanese-day.ts'
import { covid19 } from './covid-19/programme.ts'
import type { DatedForm, Programme } from './programme.ts'

/** Every disease this installation knows: one line each. The functions below take another list, so that a test can bring its own. */
export const programmes: readonly Programme[] = [covid19]

/** Throws Error for a disease nobody defined. */
export function programmeOf(disease: string, known = programmes): Programme {
  const found = known.find((programme) => programme.id === disease)
  if (!found) throw new Error('no such disease')
  return found
}

type Where = { disease: string; reportedOn: Day; prefecture: string | null }

/** The 発生届 in force for that disease on that report day in that prefecture. Throws Error when there is none. */
export function notificationFormFor({ disease, reportedOn, prefecture }: Where, known = programmes): Form {
  return inForce(programmeOf(disease, known).notificationForms, reportedOn, prefecture)
}

export function dailyFormFor({ disease, on }: { disease: string; on: Day }, known = programmes): Form {
  return inForce(programmeOf(disease, known).dailyForms, on, null)
}

/** 健康調査; null for a disease without one. */
export function surveyFormFor({ disease, on }: { disease: string; on: Day }, known = programmes): Form | null {
  return find(programmeOf(disease, known).surveyForms, on, null)?.form ?? null
}

/** The form a stored submission was made with: 'covid-19.daily/1'. Throws Error when no programme has it. */
export function formByRef(ref: string, known = programmes): Form {
  const found = formsOf(known).find((form) => formRef(form) === ref)
  if (!found) throw new Error(`no form ${ref}`)
  return found
}

/** Every form of every programme, each version. */
export function formsOf(known = programmes): Form[] {
  return known
    .flatMap((each) => [
      ...each.notificationForms,
      ...each.dailyForms,
      ...each.surveyForms,
      ...Object.values(each.recordForms).flat(),
      ...Object.values(each.earlyForms).flat(),
    ])
    .map(({ form }) => form)
}

function inForce(forms: readonly DatedForm[], on: Day, prefecture: string | null): Form {
  const found = find(forms, on, prefecture)
  if (!found) throw new Error(`no form in force on ${on}`)
  return found.form
}

function find(forms: readonly DatedForm[], on: Day, prefecture: string | null): DatedForm | undefined {
  return forms.find(
    ({ from, until, prefectures }) =>
      from <= on && (until === null || on <= until) && (!prefectures || (prefecture !== null && prefectures.includes(prefecture))),
  )
}
