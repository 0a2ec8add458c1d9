import { type Words, wordsIn } from '../i18n/t.ts'
import type { Field, FieldOf, FieldType, Form } from './fields.ts'

/** How a cell of this column is read: as text, as a day, as one of the choices, or as a mark (○) for one thing. */
export type CellKind = 'text' | 'digits' | 'day' | 'choice' | 'mark'

/** A column of a table (a spreadsheet, a CSV file) whose rows are filled-in forms. */
export type Column = {
  question: string
  /** Input of the question that it answers: '' for the question itself, 'family', 'years'. */
  part: string
  /** Of a mark: the option that it chooses; '' ticks the box. */
  option: string | null
  header: string
  kind: CellKind
  /** What may stand there, as people read it → as the form takes it. Null: anything. */
  choices: Record<string, string> | null
  /** The list of organisations to choose from. */
  list: string | null
  hint: string | null
  required: boolean
}

type Part = {
  part?: string
  suffix?: string
  option?: string
  kind: CellKind
  choices?: Record<string, string>
  list?: string
  required?: boolean
}

const one =
  (kind: CellKind): (() => Part[]) =>
  () => [{ kind }]
const inverted = (options: Record<string, string>) => Object.fromEntries(Object.entries(options).map(([key, label]) => [label, key]))
const threeAnswers = (words: Words, area: string) =>
  Object.fromEntries(['yes', 'no', 'unknown'].map((key) => [words(`${area}.${key}`), key]))

/** One entry per field type: the columns a question takes. */
const partsOf: { [T in FieldType]: (field: FieldOf<T>, words: Words) => Part[] } = {
  text: one('text'),
  textarea: one('text'),
  number: one('text'),
  date: one('day'),
  postalCode: one('digits'),
  passport: one('text'),
  phone: one('digits'),
  yesNoUnknown: (_field, words) => [{ kind: 'choice', choices: threeAnswers(words, 'answer') }],
  presence: (_field, words) => [{ kind: 'choice', choices: threeAnswers(words, 'presence') }],
  choice: ({ options }) => [{ kind: 'choice', choices: inverted(options) }],
  choices: ({ options }) => Object.entries(options).map(([option, suffix]) => ({ kind: 'mark', option, suffix })),
  age: () => [
    { part: 'years', suffix: '歳', kind: 'text' },
    { part: 'months', suffix: 'か月', kind: 'text' },
  ],
  name: ({ kana, required }) => [
    { part: 'family', suffix: '姓', kind: 'text', required: required === true },
    { part: 'given', suffix: '名', kind: 'text', required: false },
    ...(kana === false
      ? []
      : [
          { part: 'familyKana', suffix: 'セイ', kind: 'text' as const, required: false },
          { part: 'givenKana', suffix: 'メイ', kind: 'text' as const, required: false },
        ]),
  ],
  facility: ({ list }) => [{ kind: 'text', list }],
  tick: () => [{ kind: 'mark', option: '' }],
}

/** Every question of a form as columns, in the order of its paper, in Japanese. Headers are unlike each other. */
export function columnsOf(form: Form): Column[] {
  const words = wordsIn('ja')
  return Object.entries<Field>(form.fields).flatMap(([question, field]) =>
    partsOf[field.type](field as never, words).map(({ part = '', suffix = '', option, kind, choices, list, required }) => ({
      question,
      part,
      option: option ?? null,
      header: [field.label, suffix].filter((text) => text !== '').join(' '),
      kind,
      choices: choices ?? null,
      list: list ?? null,
      hint: field.hint ?? null,
      required: required ?? field.required === true,
    })),
  )
}

/** What names a column for good, whatever its header says: 'name.family', 'riskFactors=cancer', 'birthOn'. */
export function columnKey({ question, part, option }: Pick<Column, 'question' | 'part' | 'option'>): string {
  return option !== null && option !== '' ? `${question}=${option}` : part === '' ? question : `${question}.${part}`
}
