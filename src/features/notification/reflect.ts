import type { AnyAnswers } from '../../fields/fields.ts'

/** What stands on the tabs of a case without 発生届; of those with several entries the newest first. */
export type OnTabs = {
  identity: AnyAnswers | null
  basics: AnyAnswers | null
  tests: AnyAnswers[]
  courses: AnyAnswers[]
  isInHospital: boolean
}

const ofIdentity = ['name', 'sex', 'birthOn', 'postalCode', 'prefecture', 'municipality', 'street', 'phone', 'responsibleCentre']
const ofBasics = ['onsetOn', 'riskPresence', 'riskFactors', 'riskOther']

/**
 * 入力内容が自動反映 (D30): the answers a new 発生届 begins with. Nothing is guessed: a day comes from a test that was positive, 入院 from a stay that
 * has begun and not ended; what the tabs leave blank stays blank.
 */
export function reflected({ identity, basics, tests, courses, isInHospital }: OnTabs): AnyAnswers {
  const positive = tests.find(({ result }) => result === 'positive')
  return {
    ...pick(identity, ofIdentity),
    ...pick(basics, ofBasics),
    sampledOn: positive?.sampledOn ?? null,
    severity: courses.find(({ severity }) => typeof severity === 'string')?.severity ?? null,
    admitted: isInHospital ? 'yes' : null,
  }
}

function pick(answers: AnyAnswers | null, names: string[]): AnyAnswers {
  return Object.fromEntries(names.map((name) => [name, answers?.[name] ?? null]))
}
