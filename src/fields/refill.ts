import { derivedAge } from './derived-age.ts'
import type { Age, AnyAnswers, Facility, Field, FieldOf, FieldType, Form, PersonName } from './fields.ts'

/** Form input by input name, as a browser posts it. */
export type Posted = Record<string, string | string[]>

type Parts = Record<string, string | string[] | null>

/** One entry per field type: an answer as the inputs that give it back. '' names the question itself. */
const rawOf: { [T in FieldType]: (value: never, field: FieldOf<T>) => Parts } = {
  text: whole,
  textarea: whole,
  number: (value) => whole(String(value)),
  date: (value: string) => {
    const [year, month, date] = value.split('-').map((part) => String(Number(part)))
    return { era: 'western', year: year!, month: month!, date: date! }
  },
  postalCode: whole,
  passport: whole,
  phone: whole,
  yesNoUnknown: whole,
  presence: whole,
  choice: whole,
  choices: (value: string[]) => ({ '': value }),
  age: ({ years, months }: Age) => ({ years: String(years), months: months === null ? null : String(months) }),
  name: ({ family, given, familyKana, givenKana }: PersonName) => ({ family, given, familyKana, givenKana }),
  facility: ({ id }: Facility) => whole(id),
  tick: () => whole('yes'),
}

/**
 * Answers as the form would post them: fills the form again, and carries them through a confirmation page in hidden inputs.
 * An age that only follows from the birth date is left out, so that it follows a corrected birth date too.
 */
export function refill(form: Form, answers: AnyAnswers): Posted {
  const posted: Posted = {}
  for (const [name, field] of Object.entries<Field>(form.fields)) {
    const value = answers[name] ?? null
    if (value === null || isDerived(field, value, answers)) continue
    for (const [part, text] of Object.entries(rawOf[field.type](value as never, field as never))) {
      if (text !== null) posted[part === '' ? name : `${name}.${part}`] = text
    }
  }
  return posted
}

function whole(value: string): Parts {
  return { '': value }
}

function isDerived(field: Field, value: unknown, answers: AnyAnswers): boolean {
  const derived = field.type === 'age' ? derivedAge(field, answers) : null
  return derived !== null && derived.years === (value as Age).years && derived.months === (value as Age).months
}
