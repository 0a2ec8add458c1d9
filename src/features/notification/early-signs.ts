import type { AnyAnswers } from '../../fields/fields.ts'

/** Of a case without 発生届: its standing tests and courses, and whether a stay in hospital has not ended. */
export type Recorded = { tests: AnyAnswers[]; courses: AnyAnswers[]; isInHospital: boolean }

/** Why a registration that is closed without a 発生届 wants the health centre's eyes, by code; its words: `triageReasonsOfAll`. */
export const infectionSigns = ['test-positive', 'test-pending', 'course-ill', 'in-hospital'] as const
export type InfectionSign = (typeof infectionSigns)[number]

/** What on the tabs speaks for an infection that the doctor would have to report (感染症法12条). Empty: nothing does. */
export function signsOfInfection({ tests, courses, isInHospital }: Recorded): InfectionSign[] {
  const found: Record<InfectionSign, boolean> = {
    'test-positive': tests.some(({ result }) => result === 'positive'),
    'test-pending': tests.some(({ result }) => result === 'pending'),
    'course-ill': courses.some(({ severity }) => ['moderateOne', 'moderateTwo', 'severe'].includes(severity as string)),
    'in-hospital': isInHospital,
  }
  return infectionSigns.filter((sign) => found[sign])
}
