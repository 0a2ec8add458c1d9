import type { Age, AnyAnswers, Facility, Field, FieldOf, FieldType, Form, PersonName } from '../fields.ts'
import { linkIdOf } from '../json.ts'
import { type Group, groupsOf } from './groups.ts'
import { type Answer, centreSystem, type ResponseItem, systemOf } from './resources.ts'

type Given<T extends FieldType> = { field: FieldOf<T>; value: never; linkId: string; system: string; base: string }
type Face = { answer: Answer[] } | { item: ResponseItem[] }

/** One entry per field type: an answer as FHIR says it. */
const faces: { [T in FieldType]: (given: Given<T>) => Face } = {
  text: ({ value }) => text(value),
  textarea: ({ value }) => text(value),
  number: ({ field, value }) => ({ answer: [field.step % 1 === 0 ? { valueInteger: value } : { valueDecimal: value }] }),
  date: ({ value }) => ({ answer: [{ valueDate: value }] }),
  postalCode: ({ value }) => text(value),
  passport: ({ value }) => text(value),
  phone: ({ value }) => text(value),
  yesNoUnknown: ({ value, system }) => codes(system, [value]),
  presence: ({ value, system }) => codes(system, [value]),
  choice: ({ field, value, system }) => codes(system, [value], field.options),
  choices: ({ field, value, system }) => codes(system, value, field.options),
  age: ({ value, linkId }) => {
    const { years, months } = value as Age
    // Older than anybody may say: it only follows from the birth date, and will again.
    if (years > oldest) return { item: [] }
    return { item: partsOf(linkId, { years, months }, (valueInteger) => ({ valueInteger: valueInteger as number })) }
  },
  name: ({ value, linkId }) => {
    const { family, given, familyKana, givenKana } = value as PersonName
    return { item: partsOf(linkId, { family, given, familyKana, givenKana }, (valueString) => ({ valueString: valueString as string })) }
  },
  facility: ({ value, base }) => {
    const { id, name } = value as Facility
    return { answer: [{ valueReference: { type: 'Organization', identifier: { system: centreSystem(base), value: id }, display: name } }] }
  },
  tick: () => ({ answer: [{ valueBoolean: true }] }),
}

/** As `parse` has it. */
const oldest = 130

const text = (valueString: string): Face => ({ answer: [{ valueString }] })

const codes = (system: string, given: readonly string[], options: Record<string, string> = {}): Face => ({
  answer: given.map((code) => ({ valueCoding: { system, code, ...(options[code] ? { display: options[code] } : {}) } })),
})

const partsOf = (linkId: string, parts: Record<string, unknown>, answer: (value: unknown) => Answer): ResponseItem[] =>
  Object.entries(parts).flatMap(([part, value]) => (value === null ? [] : [{ linkId: `${linkId}.${part}`, answer: [answer(value)] }]))

/** Answers as the items of a QuestionnaireResponse, in the order and the groups of the form. A blank has no item. */
export function responseItems(form: Form, answers: AnyAnswers, base: string): ResponseItem[] {
  return groupsOf(form).flatMap((group) => groupItem(form, answers, group, base))
}

function groupItem(form: Form, answers: AnyAnswers, { linkId, label, groups, questions }: Group, base: string): ResponseItem[] {
  const item = [
    ...groups.flatMap((group) => groupItem(form, answers, group, base)),
    ...questions.flatMap((name) => {
      const value = answers[name] ?? null
      return value === null ? [] : questionItem(form, name, form.fields[name]!, value, base)
    }),
  ]
  return item.length === 0 ? [] : [{ linkId, ...(label ? { text: label } : {}), item }]
}

function questionItem(form: Form, name: string, field: Field, value: unknown, base: string): ResponseItem[] {
  const linkId = linkIdOf(form, name)
  const face = faces[field.type] as (given: unknown) => Face
  const said = face({ field, value, linkId, system: systemOf(base, form.id, name), base })
  return 'item' in said && said.item.length === 0 ? [] : [{ linkId, text: field.label, ...said }]
}
