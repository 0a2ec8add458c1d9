import type { Condition, Field, FieldOf, FieldType, Form, Options } from '../fields.ts'
import { linkIdOf } from '../json.ts'
import { type Group, groupsOf } from './groups.ts'
import { type Coding, type EnableWhen, type QuestionItem, systemOf } from './resources.ts'

export type Questionnaire = {
  resourceType: 'Questionnaire'
  id: string
  url: string
  version: string
  name: string
  title: string
  status: 'active'
  subjectType: ['Patient']
  language: 'ja'
  description?: string
  item: QuestionItem[]
}

const idOf = (form: Form) => `${form.id}-${form.version}`
export const questionnaireId = idOf
const urlOf = (form: Form, base: string) => `${base}/Questionnaire/${form.id}`
/** What a QuestionnaireResponse calls its form by: address and version. */
export const canonicalOf = (form: Form, base: string) => `${urlOf(form, base)}|${form.version}`

/** A version of a form as FHIR says it. */
export function questionnaireOf(form: Form, base: string): Questionnaire {
  return {
    resourceType: 'Questionnaire',
    id: idOf(form),
    language: 'ja',
    url: urlOf(form, base),
    version: form.version,
    name: `HersysNotification${form.version}`,
    title: form.title,
    status: 'active',
    subjectType: ['Patient'],
    ...(form.notice ? { description: form.notice } : {}),
    item: groupsOf(form).map((group) => groupItem(form, group, base)),
  }
}

function groupItem(form: Form, { linkId, label, groups, questions }: Group, base: string): QuestionItem {
  const items = [...groups.map((group) => groupItem(form, group, base)), ...questions.map((name) => questionItem(form, name, base))]
  return { linkId, ...(label ? { text: label } : {}), type: 'group', item: items }
}

type Asked<T extends FieldType> = { field: FieldOf<T>; linkId: string; system: string }
type Face = Omit<QuestionItem, 'linkId' | 'text'>

/** One entry per field type: what kind of question it is. */
const faces: { [T in FieldType]: (asked: Asked<T>) => Face } = {
  text: ({ field }) => ({ type: 'string', maxLength: field.max ?? 200 }),
  textarea: ({ field }) => ({ type: 'text', maxLength: field.max ?? 1000 }),
  number: ({ field }) => ({
    type: field.step % 1 === 0 ? 'integer' : 'decimal',
    extension: limits(field.step % 1 === 0, field.min, field.max),
  }),
  date: () => ({ type: 'date' }),
  postalCode: () => ({ type: 'string' }),
  passport: () => ({ type: 'string', maxLength: 9 }),
  phone: () => ({ type: 'string', maxLength: 40 }),
  yesNoUnknown: ({ system }) => chosen(system, { yes: 'はい', no: 'いいえ', unknown: 'わからない' }),
  presence: ({ system }) => chosen(system, { yes: 'あり', no: 'なし', unknown: 'わからない' }),
  choice: ({ field, system }) => chosen(system, field.options),
  choices: ({ field, system }) => ({ ...chosen(system, field.options), repeats: true }),
  age: ({ linkId }) => ({
    type: 'group',
    item: [
      { linkId: `${linkId}.years`, text: '歳', type: 'integer', extension: limits(true, 0, 130) },
      { linkId: `${linkId}.months`, text: 'か月（0歳のみ）', type: 'integer', extension: limits(true, 0, 11) },
    ],
  }),
  name: ({ field, linkId }) => ({
    type: 'group',
    item: Object.entries(field.kana === false ? writtenParts : allParts).map(([part, text]) => ({
      linkId: `${linkId}.${part}`,
      text,
      type: 'string',
      ...(field.required && part === 'family' ? { required: true } : {}),
      maxLength: 100,
    })),
  }),
  facility: () => ({ type: 'reference' }),
  tick: () => ({ type: 'boolean' }),
}

const writtenParts = { family: '姓', given: '名' }
const allParts = { ...writtenParts, familyKana: 'セイ', givenKana: 'メイ' }

const limits = (whole: boolean, min: number, max: number) =>
  Object.entries({ minValue: min, maxValue: max }).map(([name, value]) => ({
    url: `http://hl7.org/fhir/StructureDefinition/${name}`,
    ...(whole ? { valueInteger: value } : { valueDecimal: value }),
  }))

const chosen = (system: string, options: Options): Face => ({
  type: 'choice',
  answerOption: Object.entries(options).map(([code, display]) => ({ valueCoding: { system, code, display } })),
})

function questionItem(form: Form, name: string, base: string): QuestionItem {
  const field = form.fields[name]!
  const linkId = linkIdOf(form, name)
  const face = (faces[field.type] as (asked: Asked<FieldType>) => Face)({ field, linkId, system: systemOf(base, form.id, name) })
  const hint = field.hint === undefined ? [] : [hintItem(linkId, field.hint)]
  const inner = [...hint, ...(face.item ?? [])]
  return {
    linkId,
    text: field.label,
    ...face,
    ...(field.required && !field.showWhen ? { required: true } : {}),
    ...enabled(form, field, base),
    ...(inner.length > 0 ? { item: inner } : {}),
  }
}

/** 「※…」 beside a question, as FHIR's own help text. */
const hintItem = (linkId: string, text: string): QuestionItem => ({
  linkId: `${linkId}.hint`,
  text,
  type: 'display',
  extension: [
    {
      url: 'http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl',
      valueCodeableConcept: { coding: [{ system: 'http://hl7.org/fhir/questionnaire-item-control', code: 'help' }] },
    },
  ],
})

/**
 * When a question is asked. While the other one is unanswered it is asked too, as on the screen. An age has no words in `enableWhen`: such a
 * question (保護者) is always shown, and what need not be asked is left out of the case with a warning.
 */
function enabled(form: Form, field: Field, base: string): Pick<QuestionItem, 'enableWhen' | 'enableBehavior'> {
  const conditions = Object.entries(field.showWhen ?? {})
  if (conditions.length !== 1) return {}
  const [other, condition] = conditions[0]!
  const coding = (code: string): Coding => ({ system: systemOf(base, form.id, other), code })
  const when = whenOf(condition, linkIdOf(form, other), coding)
  return when.length === 0 ? {} : { enableWhen: when, enableBehavior: isNegative(condition) ? 'all' : 'any' }
}

function whenOf(condition: Condition, question: string, coding: (code: string) => Coding): EnableWhen[] {
  if (condition === true) return [{ question, operator: '=', answerBoolean: true }]
  const unanswered: EnableWhen = { question, operator: 'exists', answerBoolean: false }
  if (typeof condition === 'string') return [{ question, operator: '=', answerCoding: coding(condition) }, unanswered]
  if ('in' in condition)
    return [...condition.in.map((code): EnableWhen => ({ question, operator: '=', answerCoding: coding(code) })), unanswered]
  if ('not' in condition) return condition.not.map((code) => ({ question, operator: '!=', answerCoding: coding(code) }))
  return []
}

const isNegative = (condition: Condition) => typeof condition === 'object' && 'not' in condition
