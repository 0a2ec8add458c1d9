import type { AnyAnswers } from '../../fields/fields.ts'
import type { Day } from '../../lib/japanese-day.ts'
import { type PhoneKind, phoneKind } from '../../lib/phone-number.ts'
import { subjectOf } from '../../programmes/subject.ts'

/** What lists filter, sort and search by: columns of `cases` that follow from the newest 発生届. */
export type CaseRow = {
  caseClass: string | null
  familyName: string
  givenName: string
  familyKana: string | null
  givenKana: string | null
  sex: string | null
  birthOn: Day | null
  phone: string | null
  phoneKind: PhoneKind | null
  postalCode: string | null
  municipalityCode: string | null
  address: string | null
  severity: string | null
  diagnosedOn: Day | null
  onsetOn: Day | null
  sampledOn: Day | null
  diedOn: Day | null
  reportedOn: Day | null
  riskFactors: string[] | null
  hospitalised: boolean | null
}

/** Blank stays null: only 「無」 makes an empty list of risk factors, only 有 or 無 says whether the patient is in hospital. */
export function caseRowOf(answers: AnyAnswers, municipalityCode: string | null): CaseRow {
  const s = subjectOf(answers)
  const address = [s.prefecture, s.municipality, s.street].filter((part) => part !== null).join('')
  return {
    caseClass: s.category,
    familyName: s.name?.family ?? '',
    givenName: s.name?.given ?? '',
    familyKana: s.name?.familyKana ?? null,
    givenKana: s.name?.givenKana ?? null,
    sex: s.sex,
    birthOn: s.birthOn,
    phone: s.phone,
    phoneKind: s.phone === null ? null : phoneKind(s.phone),
    postalCode: s.postalCode,
    municipalityCode,
    address: address === '' ? null : address,
    severity: s.severity,
    diagnosedOn: s.diagnosedOn,
    onsetOn: s.onsetOn,
    sampledOn: s.sampledOn,
    diedOn: s.deathOn,
    reportedOn: s.reportedOn,
    riskFactors: riskFactorsOf(answers),
    hospitalised: answers.admitted === 'yes' ? true : answers.admitted === 'no' ? false : null,
  }
}

function riskFactorsOf(answers: AnyAnswers): string[] | null {
  if (Array.isArray(answers.riskFactors)) return answers.riskFactors as string[]
  return answers.riskPresence === 'no' ? [] : null
}

const dead = ['deceased', 'suspectedDeceased']

/** A 発生届 of somebody who has died: nobody is observed, and no text message goes to the family's hands. */
export function isOfDeceased(row: Pick<CaseRow, 'caseClass' | 'diedOn'>): boolean {
  return row.diedOn !== null || (row.caseClass !== null && dead.includes(row.caseClass))
}
