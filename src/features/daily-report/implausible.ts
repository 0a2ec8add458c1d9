import type { AnyAnswers } from '../../fields/fields.ts'
import { measuresOf } from '../../programmes/subject.ts'

export type Implausible = { name: 'temperature' | 'spo2'; value: number }

/**
 * Values that a person can have, but that are more often mistyped (42.0 for 37.0, 70 for 97): asked once "is this right?", then taken.
 * Own rule, no published source: 42.0 ℃ or more, below 34.0 ℃, SpO2 70 % or less.
 */
export function implausibleIn(answers: AnyAnswers): Implausible[] {
  const { temperature, spo2 } = measuresOf(answers)
  const found: Implausible[] = []
  if (temperature !== null && (temperature >= 42 || temperature < 34)) found.push({ name: 'temperature', value: temperature })
  if (spo2 !== null && spo2 <= 70) found.push({ name: 'spo2', value: spo2 })
  return found
}

/** What the button "yes, this is right" carries: it confirms these very values and no others. */
export const sureOf = (values: Implausible[]) => values.map(({ name, value }) => `${name}=${value}`).join(';')
