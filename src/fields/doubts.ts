import { phoneKind } from '../lib/phone-number.ts'
import { asked } from './asked.ts'
import type { Faults } from './faults.ts'
import type { AnyAnswers, Field, Form, PersonName } from './fields.ts'

/** Questions with the yellow frame (D25): recommended, asked for certain, and still blank. In the order of the form. */
export function missingRecommended(form: Form, answers: AnyAnswers): string[] {
  return Object.entries(form.fields)
    .filter(([name, field]) => field.recommended && asked(field, answers) === 'yes' && isBlank(field, answers[name] ?? null))
    .map(([name]) => name)
}

/** How many questions with the yellow frame are asked for certain: those that are blank are `missingRecommended`. */
export function countRecommended(form: Form, answers: AnyAnswers): number {
  return Object.values(form.fields).filter((field) => field.recommended && asked(field, answers) === 'yes').length
}

/** Answers that were taken although they look wrong: a telephone number that is none (D42). A warning, never a hindrance. */
export function doubtsOf(form: Form, answers: AnyAnswers): Faults {
  const phones = Object.entries(form.fields).filter(([, field]) => field.type === 'phone')
  const doubtful = phones.filter(([name]) => typeof answers[name] === 'string' && phoneKind(answers[name]) === 'invalid')
  return Object.fromEntries(doubtful.map(([name]) => [name, { code: 'phone' }]))
}

function isBlank(field: Field, value: unknown): boolean {
  if (value === null) return true
  return field.type === 'name' && field.kana !== false && (value as PersonName).familyKana === null
}
