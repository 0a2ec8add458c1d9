import { answerRows } from '../../../fields/answer-text.ts'
import type { AnyAnswers, Field, Form } from '../../../fields/fields.ts'
import { formWords } from '../../../fields/words.ts'
import { wordsIn } from '../../../i18n/t.ts'
import { japaneseEraText } from '../../../lib/era.ts'

/** Paper has twelve columns (D16). */
export const columns = 12

/** One box of the sheet. `options`: tick boxes, drawn whether chosen or not; `text`: what is written, '' where nothing was answered. */
export type Cell = { name: string; label: string; span: number; text: string; options: { text: string; isChosen: boolean }[] | null }
/** A line of the sheet: a heading over the whole width, or boxes that fill the twelve columns. */
export type SheetLine = { heading: string } | { cells: Cell[] }

/** A longer list than this is written, not ticked: nobody looks for one of 21 counts of doses among boxes. */
const mostBoxes = 20
const dose = { '': 3, Age: 2, Vaccine: 7, Maker: 4, On: 5, OnUnknown: 3 }
/** Narrower than on the screen, so that a report is one A4 page, and one of the nineteen items two. */
const closer: Record<string, number> = {
  reportedOn: 4,
  phone: 5,
  residenceSame: 7,
  residencePhoneSame: 5,
  vaccineDoses: 2,
  vaccinatedOn: 4,
  vaccine: 6,
  riskPresence: 3,
  riskOther: 9,
  medicineNeeded: 4,
  medicines: 8,
  spo2: 3,
  symptomsOther: 9,
  pcrSampledOn: 6,
  pcrResult: 6,
  qualitativeSpecimen: 5,
  qualitativeSampledOn: 4,
  qualitativeResult: 3,
  quantitativeSpecimen: 5,
  quantitativeSampledOn: 4,
  quantitativeResult: 3,
  remote: 4,
  ...Object.fromEntries([1, 2, 3].flatMap((n) => Object.entries(dose).map(([end, span]) => [`dose${n}${end}`, span]))),
}
/** Asked of the person at the screen, no part of the report. */
const onScreenOnly = ['rememberDoctor']

/** The form as the authority knows its paper: every field boxed, filled or not, in the order and the widths of the form's `paper` (D40). */
export function sheetOf(form: Form, answers: AnyAnswers): SheetLine[] {
  const words = wordsIn('ja')
  const own = formWords(form, words)
  const written = new Map(answerRows(form, answers, words).map(({ name, answer }) => [name, answer ?? '']))
  const lines: SheetLine[] = []
  let row: Cell[] = []
  const room = () => columns - row.reduce((sum, { span }) => sum + span, 0)
  const end = () => {
    if (row.length > 0) lines.push({ cells: stretched(row, room()) })
    row = []
  }
  let section: string | undefined
  for (const [name, field] of Object.entries<Field>(form.fields)) {
    if (onScreenOnly.includes(name)) continue
    if (field.section !== section) {
      end()
      section = field.section
      if (section !== undefined) lines.push({ heading: own.sectionLabel(section) })
    }
    const span = closer[name] ?? form.paper?.[name] ?? columns
    if (span > room()) end()
    const options = boxesOf(field, name, answers[name] ?? null, own.option)
    row.push({
      name,
      label: own.label(name),
      span,
      options,
      text: options ? '' : textOf(field, answers[name] ?? null, written.get(name) ?? ''),
    })
  }
  end()
  return lines
}

/** The last box of a line takes what is left of it: the sheet has no holes. */
function stretched(cells: Cell[], left: number): Cell[] {
  return cells.map((cell, n) => (n === cells.length - 1 ? { ...cell, span: cell.span + left } : cell))
}

function boxesOf(field: Field, name: string, value: unknown, wordOf: (name: string, option: string) => string): Cell['options'] {
  if (field.type === 'tick') return [{ text: field.copies ? '同じ' : 'はい', isChosen: value === true }]
  if (field.type === 'yesNoUnknown' || field.type === 'presence') {
    const kind = field.type === 'presence' ? 'presence' : 'answer'
    return ['yes', 'no', 'unknown'].map((key) => ({ text: wordsIn('ja')(`${kind}.${key}`), isChosen: value === key }))
  }
  if (field.type !== 'choice' && field.type !== 'choices') return null
  const keys = Object.keys(field.options)
  if (keys.length > mostBoxes) return null
  const isChosen = (key: string) => (Array.isArray(value) ? value.includes(key) : value === key)
  return keys.map((key) => ({ text: wordOf(name, key), isChosen: isChosen(key) }))
}

/** Days in both calendars, as offices write them. */
function textOf(field: Field, value: unknown, written: string): string {
  return field.type === 'date' && typeof value === 'string' ? `${written}（${japaneseEraText(value)}）` : written
}
