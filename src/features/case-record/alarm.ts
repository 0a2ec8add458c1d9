import type { AnyAnswers } from '../../fields/fields.ts'
import type { RecordTab } from '../../programmes/tabs.ts'

export type Alarm = { kind: 'red-flag' | 'correction-asked'; reason: 'course-grave' | 'course-died' }

/** 診療の手引き: 中等症II is SpO2 93 or less; whoever is that ill and in no hospital needs a person now, as with a report of the patient. */
export function alarmOf(tab: RecordTab, answers: AnyAnswers, isInHospital: boolean): Alarm | null {
  if (tab === 'medical') return answers.outcome === 'died' ? { kind: 'correction-asked', reason: 'course-died' } : null
  if (tab !== 'course' || isInHospital) return null
  const isGrave =
    answers.severity === 'moderateTwo' || answers.severity === 'severe' || (typeof answers.spo2 === 'number' && answers.spo2 <= 93)
  return isGrave ? { kind: 'red-flag', reason: 'course-grave' } : null
}
