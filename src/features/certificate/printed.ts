import type { AnyAnswers } from '../../fields/fields.ts'
import type { Day } from '../../lib/japanese-day.ts'
import type { Programme } from '../../programmes/programme.ts'

/** What the certificate follows from: the case as institution and centre keep it, never what the patient typed (C15). */
export type CertifiableCase = {
  caseId: string
  hersysId: string
  familyName: string
  givenName: string
  birthOn: Day | null
  diagnosedOn: Day | null
  diedOn: Day | null
  disease: string
  state: string
  /** How the observation ended; null while it goes on. */
  endKind: string | null
  /** 担当保健所: the centre that owns the case. */
  centreName: string | null
  centrePhone: string | null
  /** Of the newest 発生届; null where there is none. */
  answers: AnyAnswers | null
}

/** The six fields (C25), in their order. */
export type Printed = { name: string; birthOn: Day; hersysId: string; disease: string; diagnosedOn: Day; centre: string }

/**
 * What is printed for this case, or null when it has no certificate: not certified by the programme's rule (C21, C23), birth date or diagnosis
 * date not recorded (C24), withdrawn, or the person has died.
 */
export function printedOf(subject: CertifiableCase, programme: Programme): Printed | null {
  const { familyName, givenName, birthOn, diagnosedOn, diedOn, hersysId, state, endKind, centreName, answers } = subject
  if (state !== 'filed' && state !== 'withdrawal-asked') return null
  if (diedOn !== null || endKind === 'death' || endKind === 'withdrawal') return null
  if (birthOn === null || diagnosedOn === null || centreName === null || answers === null) return null
  if (!programme.mayShowCertificate(answers)) return null
  const name = `${familyName} ${givenName}`.trim()
  return { name, birthOn, hersysId, disease: programme.certificateName, diagnosedOn, centre: centreName }
}

/** Whether the programme's rule certifies and nothing but a missing birth date stands in the way (C24). */
export function lacksBirthDate(subject: CertifiableCase, programme: Programme): boolean {
  return (
    printedOf(subject, programme) === null &&
    subject.birthOn === null &&
    printedOf({ ...subject, birthOn: '1900-01-01' }, programme) !== null
  )
}
