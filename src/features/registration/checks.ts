import { check } from '../../fields/check.ts'
import type { Faults } from '../../fields/faults.ts'
import type { AnswersOf, Raw } from '../../fields/fields.ts'
import { readHersysId } from '../../lib/hersys-id.ts'
import type { Day } from '../../lib/japanese-day.ts'
import { registrationForm } from './fields.ts'

export type RegistrationAnswers = AnswersOf<typeof registrationForm>
export type CheckedRegistration = { answers: RegistrationAnswers; faults: null } | { answers: null; faults: Faults }

/** The attributes as typed, every fault at once. The HER-SYS ID comes out as its 6–8 digits. `today`: the Japanese day. */
export function checkRegistration(raw: Raw, today: Day): CheckedRegistration {
  const hersysId = readHersysId(typeof raw.hersysId === 'string' ? raw.hersysId : '')
  const { answers, faults } = check(registrationForm, hersysId ? { ...raw, hersysId } : raw, { today })
  if (hersysId && answers) return { answers, faults: null }
  if (hersysId && faults) return { answers: null, faults }
  return { answers: null, faults: { ...faults, hersysId: faults?.hersysId ?? { code: 'hersys-id' } } }
}

const typedNames = ['name.family', 'name.given', 'birthOn.era', 'birthOn.year', 'birthOn.month', 'birthOn.date', 'phone', 'hersysId']

/** What was typed, and nothing else that a form may have sent along. */
export function typedOf(body: Raw): Record<string, string> {
  return Object.fromEntries(typedNames.map((name) => [name, String([body[name] ?? ''].flat().at(-1)).slice(0, 300)]))
}
