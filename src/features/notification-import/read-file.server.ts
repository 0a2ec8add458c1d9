import { type Form, formRef } from '../../fields/fields.ts'
import { faultOfContainer } from '../../platform/excel/container.server.ts'
import { readCsv } from '../../platform/excel/csv.server.ts'
import type { Cell } from '../../platform/excel/spreadsheet.ts'
import { readWorkbook } from '../../platform/excel/workbook.server.ts'
import { plain } from './cells.ts'
import { markKey, marks, readHeaders } from './headers.ts'
import { maxRows, type Refusal, sheetName } from './refusals.ts'

export type FileRow = { row: number; cells: Cell[] }
export type FileTable = {
  form: Form
  formVersion: string
  keys: string[]
  rows: FileRow[]
  /** Rows marked 説明 or 記入例 that say nothing else. */
  ignored: number[]
  isFrom1904: boolean
}
export type Refused = { refusal: Refusal; detail: string[] }

/**
 * The rows of a file that are to become 発生届: everything below the headers that is not empty and not marked as hint or example. `forms` are
 * the versions it may ask, the one in force first. `isExample` says whether a row marked as example is still ours.
 */
export async function readFile(
  kind: 'xlsx' | 'csv',
  bytes: Buffer,
  forms: readonly Form[],
  isExample: (form: Form, keys: string[], cells: Cell[]) => boolean,
): Promise<FileTable | Refused> {
  const read = kind === 'csv' ? csvTable(bytes) : await xlsxTable(bytes)
  if ('refusal' in read) return read
  const headAt = read.rows.findIndex((row) => row.some(isFilled))
  if (headAt < 0) return refused('empty')
  const headers = readHeaders((read.rows[headAt] ?? []).map(textOf), forms)
  if ('code' in headers) return refused(headers.code, headers.detail)
  const filled = read.rows
    .map((cells, index) => ({ row: index + 1, cells }))
    .slice(headAt + 1)
    .filter(({ cells }) => cells.some(isFilled))
  const nameless = namelessColumn(headers.keys, read.rows[headAt]!, filled)
  if (nameless !== null) return refused('nameless-column', [String(nameless)])
  const markAt = headers.keys.indexOf(markKey)
  const isIgnored = ({ cells }: FileRow) => {
    const mark = markAt < 0 ? '' : plain(textOf(cells[markAt] ?? null))
    return mark === marks.hint || (mark === marks.example && isExample(headers.form, headers.keys, cells))
  }
  const rows = filled.filter((row) => !isIgnored(row))
  if (rows.length === 0) return refused('no-rows')
  if (rows.length > maxRows) return refused('too-many-rows', [String(rows.length)])
  const { form, keys } = headers
  return {
    form,
    formVersion: formRef(form),
    keys,
    rows,
    ignored: filled.filter(isIgnored).map(({ row }) => row),
    isFrom1904: read.isFrom1904,
  }
}

/** The first column that holds something and has no header: what stands there would be lost without a word. */
function namelessColumn(keys: readonly string[], head: readonly Cell[], rows: readonly FileRow[]): number | null {
  const isNamed = (place: number) => Boolean(keys[place]) || isFilled(head[place] ?? null)
  const places = rows.map(({ cells }) => cells.findIndex((cell, place) => isFilled(cell) && !isNamed(place))).filter((place) => place >= 0)
  return places.length === 0 ? null : places.reduce((first, place) => Math.min(first, place))
}

type Sheet = { rows: Cell[][]; isFrom1904: boolean }

function csvTable(bytes: Buffer): Sheet | Refused {
  const rows = readCsv(bytes)
  return rows ? { rows, isFrom1904: false } : refused('not-text')
}

async function xlsxTable(bytes: Buffer): Promise<Sheet | Refused> {
  const fault = await faultOfContainer(bytes)
  if (fault) return refused(fault)
  try {
    return await readWorkbook(bytes, sheetName)
  } catch {
    // Whatever the reader stumbles over: nobody learns more from its words, and they may quote the file.
    return refused('damaged')
  }
}

const refused = (refusal: Refusal, detail: string[] = []): Refused => ({ refusal, detail })
const textOf = (cell: Cell) => (cell === null || typeof cell === 'object' ? '' : String(cell))
const isFilled = (cell: Cell) => cell !== null && !(typeof cell === 'string' && cell.trim() === '')
