import type { Field, FieldType, Form, Raw } from '../fields.ts'
import { linkIdOf } from '../json.ts'
import { groupLinkIds, groupsOf } from './groups.ts'
import { type Answer, centreSystem, systemOf } from './resources.ts'

/** Something in a QuestionnaireResponse that is none of this form. `at` is its FHIRPath. */
export type Unreadable = { at: string; linkId: string | null; question: string | null; code: UnreadableCode }
export type UnreadableCode = 'unknown-question' | 'wrong-type' | 'given-twice' | 'choice'
type Read = { raw: Raw; unreadable: Unreadable[] }

/** Which value each type of question takes; the text of it as the form would post it, undefined when it is no such value. */
const faces: Record<Exclude<FieldType, 'age' | 'name'>, (answer: Answer, system: string, base: string) => unknown> = {
  text: ({ valueString }) => valueString,
  textarea: ({ valueString }) => valueString,
  number: ({ valueInteger, valueDecimal }) => numberOf(valueInteger ?? valueDecimal),
  date: ({ valueDate }) => valueDate,
  postalCode: ({ valueString }) => valueString,
  passport: ({ valueString }) => valueString,
  phone: ({ valueString }) => valueString,
  yesNoUnknown: codeOf,
  presence: codeOf,
  choice: codeOf,
  choices: codeOf,
  facility: ({ valueReference }, _system, base) => {
    const { identifier, display } = valueReference ?? {}
    return identifier === undefined ? display : identifier.system === centreSystem(base) ? identifier.value : undefined
  },
  tick: ({ valueBoolean }) => (typeof valueBoolean === 'boolean' ? String(valueBoolean) : undefined),
}

function codeOf({ valueCoding }: Answer, system: string): unknown {
  return valueCoding?.system === undefined || valueCoding.system === system ? valueCoding?.code : undefined
}

const numberOf = (value: unknown) => (typeof value === 'number' ? String(value) : undefined)

type Leaf = { question: string; field: Field; part: string | null }

/** Every linkId of a form that holds an answer. */
function leavesOf(form: Form): Map<string, Leaf> {
  const leaves = Object.entries<Field>(form.fields).flatMap(([question, field]): [string, Leaf][] => {
    const linkId = linkIdOf(form, question)
    const parts = partsOf[field.type as 'age' | 'name']
    return parts ? parts.map((part) => [`${linkId}.${part}`, { question, field, part }]) : [[linkId, { question, field, part: null }]]
  })
  return new Map(leaves)
}
const partsOf = { age: ['years', 'months'], name: ['family', 'given', 'familyKana', 'givenKana'] }

/** The items of a QuestionnaireResponse as the form would post them. What cannot be read is named, never passed over. Never throws. */
export function readResponse(form: Form, items: unknown, base: string): Read {
  const leaves = leavesOf(form)
  const holders = new Set([...groupLinkIds(groupsOf(form)), ...Object.keys(form.fields).map((name) => linkIdOf(form, name))])
  const read: Read = { raw: {}, unreadable: [] }
  const seen = new Set<string>()
  const walk = (given: unknown, at: string) => {
    for (const [place, item] of listOf(given).entries()) {
      const here = `${at}.item[${place}]`
      const { linkId, answer, item: inner } = asRecord(item)
      const leaf = typeof linkId === 'string' ? leaves.get(linkId) : undefined
      const say = (code: UnreadableCode) =>
        read.unreadable.push({ at: here, linkId: typeof linkId === 'string' ? linkId : null, question: leaf?.question ?? null, code })
      if (leaf && answer !== undefined) {
        if (seen.has(linkId as string)) say('given-twice')
        else take(read.raw, leaf, listOf(answer), systemOf(base, form.id, leaf.question), base, say)
        seen.add(linkId as string)
      } else if (!leaf && (typeof linkId !== 'string' || !holders.has(linkId) || answer !== undefined)) say('unknown-question')
      walk(inner, here)
      for (const [nth, each] of listOf(answer).entries()) walk(asRecord(each).item, `${here}.answer[${nth}]`)
    }
  }
  walk(items, 'QuestionnaireResponse')
  return read
}

function take(
  raw: Raw,
  { question, field, part }: Leaf,
  answers: unknown[],
  system: string,
  base: string,
  say: (code: UnreadableCode) => void,
) {
  if (answers.length > 1 && field.type !== 'choices') return say('given-twice')
  const face = part === null ? faces[field.type as keyof typeof faces] : partFace(field)
  const values = answers.map((answer) => face(asRecord(answer) as Answer, system, base))
  if (values.some((value) => typeof value !== 'string')) return say('options' in field ? 'choice' : 'wrong-type')
  if (part !== null) raw[`${question}.${part}`] = values[0]
  else raw[question] = field.type === 'choices' ? values : values[0]
}

const partFace = (field: Field) => (field.type === 'age' ? faces.number : faces.text)
const listOf = (given: unknown): unknown[] => (Array.isArray(given) ? given : given === undefined ? [] : [given])
const asRecord = (given: unknown) => (typeof given === 'object' && given !== null ? given : {}) as Record<string, unknown>
