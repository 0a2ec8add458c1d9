import { formatDay, formatNumber } from '../i18n/format.ts'
import type { Words } from '../i18n/t.ts'
import { showPostalCode } from '../lib/postal-code.ts'
import { asked } from './asked.ts'
import type { Age, AnyAnswers, Facility, Field, FieldOf, FieldType, Form, PersonName } from './fields.ts'
import { type FormWords, formWords } from './words.ts'

type Shown<T extends FieldType> = { name: string; field: FieldOf<T>; value: never; words: Words; own: FormWords }

/** One entry per field type: an answer as a person reads it. */
const textOf: { [T in FieldType]: (shown: Shown<T>) => string } = {
  text: ({ value }) => value,
  textarea: ({ value }) => value,
  number: ({ name, value, words, own }) => formatNumber(words, value) + own.unit(name),
  date: ({ value, words }) => formatDay(words, value),
  postalCode: ({ value }) => showPostalCode(value),
  passport: ({ value }) => value,
  phone: ({ value }) => value,
  yesNoUnknown: ({ value, words }) => words(`answer.${value as string}`),
  presence: ({ value, words }) => words(`presence.${value as string}`),
  choice: ({ name, value, own }) => own.option(name, value),
  choices: ({ name, value, own }) => (value as string[]).map((each) => own.option(name, each)).join(' / '),
  age: ({ value, words }) => ageText(value, words),
  name: ({ value }) => nameText(value),
  facility: ({ value }) => (value as Facility).name,
  tick: ({ words }) => words('answer.yes'),
}

export type AnswerRow = { name: string; section: string | null; question: string; answer: string | null }

/** Every question that was asked, with its answer as shown; null where nothing was answered. Boxes left unticked are left out. */
export function answerRows(form: Form, answers: AnyAnswers, words: Words): AnswerRow[] {
  const own = formWords(form, words)
  const shown = Object.entries<Field>(form.fields).filter(([name, field]) => isShown(field, answers, answers[name] ?? null))
  return shown.map(([name, field]) => ({
    name,
    section: field.section ?? null,
    question: own.label(name),
    answer: answers[name] == null ? null : textOf[field.type]({ name, field, value: answers[name], words, own } as never),
  }))
}

function isShown(field: Field, answers: AnyAnswers, value: unknown): boolean {
  return value !== null || (field.type !== 'tick' && asked(field, answers) !== 'no')
}

/** '架空 花子 (カクウ ハナコ)'. */
export function nameText({ family, given, familyKana, givenKana }: PersonName): string {
  const kana = [familyKana, givenKana].filter((part) => part !== null).join(' ')
  return [family, given].filter((part) => part !== null).join(' ') + (kana === '' ? '' : ` (${kana})`)
}

function ageText({ years, months }: Age, words: Words): string {
  return months === null ? words('age.years', { years }) : words('age.years-months', { years, months })
}
