import { type Column, columnKey, columnsOf } from '../../fields/columns.ts'
import type { Form } from '../../fields/fields.ts'
import { languages } from '../../i18n/t.ts'
import { plain } from './cells.ts'

/** Columns of the sheet that are no question: whose row it is, what the import wrote into it, and what stands beside the form. */
export const ownHeaders = { mark: '区分', errors: 'エラー', notes: 'お確かめ', result: '結果', hersysId: 'HER-SYS ID' } as const

/** Rows marked so in 区分 are no reports. */
export const marks = { hint: '説明', example: '記入例' } as const

/** The patient's language, asked beside the form (健康観察の画面). */
export const languageColumn: Column = {
  question: 'invitationLanguage',
  part: '',
  option: null,
  header: '案内のSMSの言語',
  kind: 'choice',
  choices: Object.fromEntries(Object.entries(languages).map(([key, name]) => [name, key])),
  list: null,
  hint: '空欄のときは日本語で送ります',
  required: false,
}

/** Answered by the institution's own record where a row leaves them blank, as the form has them filled in when it is opened (D18). */
export const filledIn = ['institutionName', 'institutionAddress', 'institutionPhone', 'notifiedCentre'] as const
export const isFilledIn = ({ question }: Pick<Column, 'question'>) => (filledIn as readonly string[]).includes(question)

/** What the sheet of a form asks, in the order of its paper. */
export const askedColumns = (form: Form): Column[] =>
  [...columnsOf(form), languageColumn].map((column) => (isFilledIn(column) ? { ...column, required: false } : column))

/** In place of a column's key: 区分. Our other columns have ''. */
export const markKey = '#mark'
export type Headers = { form: Form; keys: string[] }
export type HeaderFault = { code: 'no-headers' | 'unknown-headers' | 'double-headers' | 'missing-headers'; detail: string[] }

/**
 * Which form a row of headers asks, and which column answers what: in any order, without what is not required. Among versions the first that
 * knows every header. Faults name headers, those of the first form where no version fits.
 */
export function readHeaders(texts: readonly string[], forms: readonly Form[]): Headers | HeaderFault {
  if (texts.every((text) => text.trim() === '')) return { code: 'no-headers', detail: [] }
  const tries = forms.map((form) => match(texts, form))
  return tries.find((each) => 'form' in each) ?? tries[0]!
}

function match(texts: readonly string[], form: Form): Headers | HeaderFault {
  const asked = askedColumns(form)
  const byHeader = new Map(asked.map((column) => [plain(column.header), column]))
  const own = new Set<string>(Object.values(ownHeaders).map(plain))
  const known = texts.map((text) => byHeader.get(plain(text)) ?? null)
  const unknown = texts.filter((text, place) => plain(text) !== '' && !known[place] && !own.has(plain(text)))
  if (known.every((column) => column === null)) return { code: 'no-headers', detail: [] }
  if (unknown.length > 0) return { code: 'unknown-headers', detail: unknown.slice(0, 20) }
  const twice = texts.filter((text, place) => plain(text) !== '' && texts.findIndex((other) => plain(other) === plain(text)) !== place)
  if (twice.length > 0) return { code: 'double-headers', detail: twice.slice(0, 20) }
  const missing = asked.filter((column) => column.required && !known.includes(column))
  if (missing.length > 0) return { code: 'missing-headers', detail: missing.map(({ header }) => header) }
  const keys = texts.map((text, place) => (known[place] ? columnKey(known[place]) : plain(text) === ownHeaders.mark ? markKey : ''))
  return { form, keys }
}

/** The columns of a file read before, by their keys as stored. */
export function columnsByKey(form: Form, keys: readonly string[]): (Column | null)[] {
  const asked = new Map(askedColumns(form).map((column) => [columnKey(column), column]))
  return keys.map((key) => asked.get(key) ?? null)
}
