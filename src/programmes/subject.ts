import type { Age, AnyAnswers, PersonName } from '../fields/fields.ts'
import { ageOn, type Day } from '../lib/japanese-day.ts'

/**
 * What the system itself needs from a 発生届, whatever the disease and version: these questions have the same names in every form.
 * A form that lacks one leaves null.
 */
export type Subject = {
  name: PersonName | null
  sex: string | null
  birthOn: Day | null
  phone: string | null
  postalCode: string | null
  prefecture: string | null
  municipality: string | null
  street: string | null
  category: string | null
  severity: string | null
  diagnosedOn: Day | null
  sampledOn: Day | null
  onsetOn: Day | null
  reportedOn: Day | null
  deathOn: Day | null
}

export function subjectOf(answers: AnyAnswers): Subject {
  const text = (question: string) => (typeof answers[question] === 'string' ? answers[question] : null)
  return {
    name: (answers.name as PersonName | null | undefined) ?? null,
    sex: text('sex'),
    birthOn: text('birthOn'),
    phone: text('phone'),
    postalCode: text('postalCode'),
    prefecture: text('prefecture'),
    municipality: text('municipality'),
    street: text('street'),
    category: text('category'),
    severity: text('severity'),
    diagnosedOn: text('diagnosedOn'),
    sampledOn: text('sampledOn') ?? earliestSample(answers),
    onsetOn: text('onsetOn'),
    reportedOn: text('reportedOn'),
    deathOn: text('deathOn'),
  }
}

/** A form that asks for the sample of every method has questions that end so: the first of them counts. */
function earliestSample(answers: AnyAnswers): Day | null {
  const days = Object.entries(answers).filter(([question, day]) => question.endsWith('SampledOn') && typeof day === 'string')
  return days.map(([, day]) => day as Day).sort()[0] ?? null
}

/** The two figures that lists show and charts draw; null when not measured or not asked by that disease. */
export function measuresOf(answers: AnyAnswers): { temperature: number | null; spo2: number | null } {
  const number = (question: string) => (typeof answers[question] === 'number' ? answers[question] : null)
  return { temperature: number('temperature'), spo2: number('spo2') }
}

/**
 * True when the age typed and the age by the birth date differ by a year or more: one of them is mistyped, and with a wrong birth date the
 * patient cannot register (D43). A warning only.
 */
export function ageContradictsBirth(answers: AnyAnswers): boolean {
  const { birthOn, diagnosedOn, reportedOn } = subjectOf(answers)
  const typed = answers.age as Age | null | undefined
  const on = diagnosedOn ?? reportedOn
  const counted = birthOn !== null && on !== null ? ageOn(birthOn, on) : null
  return typed != null && counted !== null && Math.abs(typed.years - counted.years) >= 1
}
