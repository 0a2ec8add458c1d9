import type { AnyAnswers } from '../../fields/fields.ts'
import { ageOn, type Day } from '../../lib/japanese-day.ts'

const limitedFrom: Day = '2022-09-26'
/** Confirmed by a test (C21): 疑似症 and みなし陽性 are not. */
const tested = ['confirmed', 'asymptomatic']

/**
 * 療養証明書: whoever a test confirmed; diagnosed from 2022-09-26 on, only subjects of the 発生届 (C23): 65 or older, in need of hospital,
 * at risk and in need of a drug or of new oxygen, pregnant. What is not known does not count as yes (C24).
 */
export function mayShowCertificate(answers: AnyAnswers): boolean {
  const { category, diagnosedOn } = answers
  if (typeof category !== 'string' || !tested.includes(category) || typeof diagnosedOn !== 'string') return false
  return diagnosedOn < limitedFrom || isNotifiable(answers, diagnosedOn)
}

function isNotifiable(answers: AnyAnswers, diagnosedOn: Day): boolean {
  const says = (question: string) => answers[question] === 'yes'
  const age = typeof answers.birthOn === 'string' ? ageOn(answers.birthOn, diagnosedOn) : null
  const factors = Array.isArray(answers.riskFactors) ? answers.riskFactors : []
  if (age !== null && age.years >= 65) return true
  if (says('admissionNeeded') || says('admitted')) return true
  if (says('riskPresence') && (says('drugNeeded') || says('oxygenNeeded'))) return true
  return factors.includes('pregnancy')
}
