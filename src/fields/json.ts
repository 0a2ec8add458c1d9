import type { Condition, Field, FieldOf, FieldType, Form, Options } from './fields.ts'

/** The part of JSON Schema (2020-12) that a question needs. */
export type Schema = {
  type?: string | readonly string[]
  title?: string
  description?: string
  properties?: Record<string, Schema>
  required?: readonly string[]
  additionalProperties?: false
  items?: Schema
  enum?: readonly unknown[]
  format?: string
  minimum?: number
  maximum?: number
  maxLength?: number
  uniqueItems?: true
  examples?: readonly unknown[]
}

const text = (more: Schema = {}): Schema => ({ type: ['string', 'null'], ...more })
const code = (options: Options): Schema => ({
  enum: [...Object.keys(options), null],
  type: ['string', 'null'],
  description: listed(options),
})
const listed = (options: Options) =>
  Object.entries(options)
    .map(([key, label]) => `${key}: ${label}`)
    .join('、')
const parts = (properties: Record<string, Schema>, required: string[]): Schema => ({
  type: ['object', 'null'],
  properties,
  required,
  additionalProperties: false,
})

/** One entry per field type: an answer as JSON. null and a missing key are both "not answered". */
const shapes: { [T in FieldType]: (field: FieldOf<T>) => Schema } = {
  text: ({ max = 200 }) => text({ maxLength: max }),
  textarea: ({ max = 1000 }) => text({ maxLength: max }),
  number: ({ min, max, unit }) => ({ type: ['number', 'null'], minimum: min, maximum: max, description: `単位: ${unit}` }),
  date: () =>
    text({ format: 'date', examples: ['2022-07-20'], description: '西暦は2022-07-20、和暦は「令和4年7月20日」でも受け付けます。' }),
  postalCode: () => text({ examples: ['1000001'] }),
  passport: () => text({ maxLength: 9 }),
  phone: () => text({ maxLength: 40, examples: ['09012345678'] }),
  yesNoUnknown: () => code({ yes: 'はい', no: 'いいえ', unknown: 'わからない' }),
  presence: () => code({ yes: 'あり', no: 'なし', unknown: 'わからない' }),
  choice: ({ options }) => code(options),
  choices: ({ options }) => ({
    type: ['array', 'null'],
    items: { type: 'string', enum: Object.keys(options) },
    uniqueItems: true,
    description: listed(options),
  }),
  age: () =>
    parts({ years: { type: 'integer', minimum: 0, maximum: 130 }, months: { type: ['integer', 'null'], minimum: 0, maximum: 11 } }, [
      'years',
    ]),
  name: ({ kana }) =>
    parts({ family: text({ maxLength: 100 }), given: text({ maxLength: 100 }), ...(kana === false ? {} : reading) }, ['family']),
  facility: () => text({ description: '保健所のIDまたは名称' }),
  tick: () => ({ type: ['boolean', 'null'] }),
}
const reading = {
  familyKana: text({ maxLength: 100, description: 'カタカナ（ひらがな・半角も可）' }),
  givenKana: text({ maxLength: 100, description: 'カタカナ（ひらがな・半角も可）' }),
}

export const shapeOf = (field: Field): Schema => (shapes[field.type] as (field: Field) => Schema)(field)

/** All questions of a form as one object. What must be there is `required`; what is asked for and never a hindrance is not. */
export function answersSchema(form: Form): Schema {
  const fields = Object.entries<Field>(form.fields)
  return {
    type: 'object',
    title: form.title,
    properties: Object.fromEntries(fields.map(([name, field]) => [name, labelled(form, name, field)])),
    required: fields.filter(([, field]) => field.required && !field.showWhen).map(([name]) => name),
    additionalProperties: false,
  }
}

function labelled(form: Form, name: string, field: Field): Schema {
  const shape = shapeOf(field)
  const said = [field.hint, shape.description, askedWhen(field), `linkId ${linkIdOf(form, name)}`].filter((each) => each != null)
  return { ...shape, title: field.label, description: said.join(' / ') }
}

/** When a question is asked, for whoever writes a program; null: always. */
export function askedWhen({ showWhen = {} }: Field): string | null {
  const conditions = Object.entries(showWhen).map(([name, condition]) => conditionText(name, condition))
  return conditions.length === 0 ? null : `${conditions.join('、')}のとき`
}

function conditionText(name: string, condition: Condition): string {
  if (condition === true) return `${name} が true`
  if (typeof condition === 'string') return `${name} が ${condition}`
  if ('in' in condition) return `${name} が ${condition.in.join(' か ')}`
  if ('not' in condition) return `${name} が ${condition.not.join(' か ')} 以外`
  return `${condition.ageBelow}歳未満`
}

/** What programs call a question: the number of the paper where it has one. */
export const linkIdOf = (form: Form, name: string): string => form.linkIds?.questions[name] ?? name

/** Something that no form on a screen could send. `path` leads to it, the question first. */
export type Misshapen = { path: string[]; code: 'unknown-question' | 'unknown-part' | 'wrong-type' }

/** What of these answers is no JSON of this form: it would be lost in silence. What the values say is for `check` to judge. */
export function misshapen(form: Form, given: Record<string, unknown>): Misshapen[] {
  return Object.entries(given).flatMap(([name, value]): Misshapen[] => {
    if (!Object.hasOwn(form.fields, name)) return [{ path: [name], code: 'unknown-question' }]
    return ofShape(shapeOf(form.fields[name]!), value, [name])
  })
}

function ofShape(shape: Schema, value: unknown, path: string[]): Misshapen[] {
  if (value === null) return []
  if (!kindsOf(shape).includes(kindOf(value))) return [{ path, code: 'wrong-type' }]
  if (Array.isArray(value)) return value.flatMap((each, place) => ofShape(shape.items!, each, [...path, String(place)]))
  if (typeof value !== 'object') return []
  return Object.entries(value).flatMap(([part, inner]): Misshapen[] =>
    Object.hasOwn(shape.properties!, part)
      ? ofShape(shape.properties![part]!, inner, [...path, part])
      : [{ path: [...path, part], code: 'unknown-part' }],
  )
}

const kindsOf = (shape: Schema) => [shape.type ?? []].flat().flatMap((type) => (type === 'integer' ? ['number'] : [type]))
const kindOf = (value: unknown) => (Array.isArray(value) ? 'array' : typeof value)
