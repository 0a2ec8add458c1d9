import type { Column } from '../../fields/columns.ts'
import type { Raw } from '../../fields/fields.ts'
import { addDays, type Day } from '../../lib/japanese-day.ts'
import { tidy } from '../../lib/kana.ts'
import type { Cell } from '../../platform/excel/spreadsheet.ts'

/** A cell that cannot be handed to the form; every other fault is the form's own to find. */
export type CellFault = 'cell-error' | 'cell-date' | 'cell-mark'
export type ReadCell = { text: string } | { fault: CellFault }

/** Days of the 1900 system whose number cannot be a year somebody typed into a cell that is no date. */
const serials = { first: 10_000, last: 2_958_465 }
/** A database's day often brings its midnight along. */
const timeOfDay = /[\sT]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s*$/
const excelErrors = /^#(N\/A|REF!|VALUE!|NAME\?|DIV\/0!|NUM!|NULL!|GETTING_DATA|SPILL!|CALC!)$/

/**
 * A cell as the form's input takes it. Text stays what was typed. A number in a column of days is the spreadsheet's count of days; in a column
 * of telephone numbers and postal codes it has lost its leading zero; elsewhere it is its digits. A day in any other column is a text that
 * the spreadsheet has turned into a date (1-2-3): nobody can tell what it was.
 */
export function readCell(cell: Cell, { kind, question }: Pick<Column, 'kind' | 'question'>, isFrom1904: boolean): ReadCell {
  if (cell === null) return { text: '' }
  if (typeof cell === 'object') return kind === 'day' ? { text: cell.day } : { fault: 'cell-date' }
  if (typeof cell === 'string')
    return excelErrors.test(cell.trim()) ? { fault: 'cell-error' } : { text: kind === 'day' ? cell.replace(timeOfDay, '') : cell }
  if (typeof cell === 'boolean') return { text: kind === 'mark' ? (cell ? '○' : '') : String(cell).toUpperCase() }
  if (kind === 'day') return { text: dayOfSerial(cell, isFrom1904) ?? String(cell) }
  if (kind === 'digits') return { text: withLeadingZero(cell, question) }
  return { text: String(cell) }
}

/** The 1900 system counts a 29 February 1900 that never was: from 1 March on a day is one less. Null for what is no such count. */
export function dayOfSerial(serial: number, isFrom1904 = false): Day | null {
  if (!(serial >= serials.first && serial < serials.last + 1)) return null
  return addDays('1899-12-30', Math.floor(serial) + (isFrom1904 ? 1462 : 0))
}

/** Postal codes have seven digits; Japanese telephone numbers begin with 0. */
function withLeadingZero(number: number, question: string): string {
  const digits = String(number)
  if (/postalCode$/i.test(question)) return digits.padStart(7, '0')
  return /^[1-9]\d{8,9}$/.test(digits) ? `0${digits}` : digits
}

const yes = new Set(['○', '〇', '◯', '●', '✓', '✔', '☑', 'レ', '1', 'はい', '有', 'あり', 'yes', 'true'])
const no = new Set(['', '×', '✕', '0', 'いいえ', '無', 'なし', 'no', 'false', '☐'])

type RowFault = { column: number; fault: CellFault }

/** A row as a browser would post the same form; what cannot be read stands in `faults`, by place of its column in the row. */
export function rawOfRow(
  columns: readonly (Column | null)[],
  cells: readonly Cell[],
  isFrom1904: boolean,
): { raw: Raw; faults: RowFault[] } {
  const raw: Record<string, string | string[]> = {}
  const faults: RowFault[] = []
  for (const [place, column] of columns.entries()) {
    if (!column) continue
    const read = readCell(cells[place] ?? null, column, isFrom1904)
    if ('fault' in read) faults.push({ column: place, fault: read.fault })
    else if (column.kind === 'mark') mark(raw, column, read.text, () => faults.push({ column: place, fault: 'cell-mark' }))
    else if (tidy(read.text) !== '')
      raw[column.part === '' ? column.question : `${column.question}.${column.part}`] = chosen(column, read.text)
  }
  return { raw, faults }
}

function mark(raw: Record<string, string | string[]>, { question, option }: Column, text: string, strange: () => void): void {
  const said = tidy(text).toLowerCase()
  if (no.has(said)) return
  if (!yes.has(said)) strange()
  else raw[question] = option === '' || option === null ? 'yes' : [...((raw[question] as string[] | undefined) ?? []), option]
}

/** The choice that was meant: by its words in any width, its words without the counter (2 for 2回), or its key. Else as typed: the form says no. */
function chosen({ choices }: Column, text: string): string {
  if (!choices) return text
  const typed = plain(text)
  const found = Object.entries(choices).find(([label, key]) => plain(label) === typed || plain(label) === `${typed}回` || key === typed)
  return found ? found[1] : text
}

/** Compares words whatever their width and spaces. */
export const plain = (text: string) => text.normalize('NFKC').replace(/\s/g, '')
