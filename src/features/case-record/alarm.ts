import type { AnyAnswers } from '../../fields/fields.ts'
import type { RecordTab } from '../../programmes/tabs.ts'

export type Alarm = { kind: 'red-flag' | 'correction-asked'; reason: 'course-grave' | 'course-died' | 'left-grave' }

/** 診療の手引き: 中等症II is SpO2 93 or less; whoever is that ill and in no hospital needs a person now, as with a report of the patient. */
export function alarmOf(tab: RecordTab, answers: AnyAnswers, isInHospital: boolean): Alarm | null {
  if (tab === 'medical') return answers.outcome === 'died' ? { kind: 'correction-asked', reason: 'course-died' } : null
  if (tab !== 'course' || isInHospital) return null
  return isGrave(answers) ? { kind: 'red-flag', reason: 'course-grave' } : null
}

const isGrave = ({ severity, spo2 }: AnyAnswers) =>
  severity === 'moderateTwo' || severity === 'severe' || (typeof spo2 === 'number' && spo2 <= 93)

/** Of what goes on in another hospital, or has ended, nobody is warned as of somebody at home. */
const elsewhere: readonly unknown[] = ['transfer', 'died', 'cured']

/**
 * Somebody has left the hospital (退院, or the stay was struck as a mistake) and the newest entry of the course that says how they are still says
 * gravely ill. `courses`: the newest first. `outcome`: of the stay; null where nobody said, or it was struck.
 */
export function alarmOfLeaving(courses: AnyAnswers[], outcome: unknown): Alarm | null {
  if (elsewhere.includes(outcome)) return null
  const last = courses.find(({ severity, spo2 }) => severity != null || spo2 != null)
  return last && isGrave(last) ? { kind: 'red-flag', reason: 'left-grave' } : null
}
