import { type CellStyle, type CellValue, type ColumnDef, type DataValidation, streamXlsxRows, writeXlsx, writeXlsxStream } from 'hucre/xlsx'
import { dayOf } from '../../lib/japanese-day.ts'
import { readEntry } from './container.server.ts'
import { type Cell, columnLetter } from './spreadsheet.ts'

export type SheetRows = { rows: Cell[][]; isFrom1904: boolean }

const nothing: Cell[] = []

/**
 * One sheet of a workbook that has passed `faultOfContainer`: the one of that name, else the first; row by row, so that nobody else waits for it.
 * Of a formula its last result is read, never the formula. Throws what the reader throws when the workbook is damaged.
 */
export async function readWorkbook(bytes: Buffer, preferred: string): Promise<SheetRows> {
  const named = await readRows(bytes, preferred)
  const isFrom1904 = /<workbookPr[^>]*\bdate1904="(1|true)"/.test((await readEntry(bytes, 'xl/workbook.xml')) ?? '')
  return { rows: named.length > 0 ? named : await readRows(bytes, 0), isFrom1904 }
}

async function readRows(bytes: Buffer, sheet: string | number): Promise<Cell[][]> {
  const rows: Cell[][] = []
  for await (const { index, values } of streamXlsxRows(bytes, { sheet })) {
    while (rows.length < index) rows.push(nothing)
    rows.push(values.map(cellOf))
  }
  return rows
}

/** The reader gives a date as midnight UTC of the day that the spreadsheet shows. */
function cellOf(value: CellValue): Cell {
  if (!(value instanceof Date)) return value
  if (Number.isNaN(value.getTime())) return null
  const day = dayOf(value.getUTCFullYear(), value.getUTCMonth() + 1, value.getUTCDate())
  return day === null ? null : { day }
}

export type BookColumn = { width: number; choices?: { from: string; message: string } | null }
export type BookSheet = {
  name: string
  /** Everything is text: a cell that begins with = + - @ stays what it is, also when somebody edits it. */
  rows: (string | null)[][]
  columns: BookColumn[]
  /** Rows and columns that stay when the rest scrolls. */
  frozen?: { rows: number; columns: number }
  /** Rows in another look, by number from 0. */
  looks?: Record<number, 'head' | 'hint'>
  /** Empty rows that are made ready below, so that what is typed stays text there too. */
  ready?: number
  hidden?: boolean
}

const plain: CellStyle = { numFmt: '@', alignment: { vertical: 'top', wrapText: true } }
const looks: Record<'head' | 'hint', CellStyle> = {
  head: {
    ...plain,
    font: { bold: true, color: { rgb: 'FFFFFF' } },
    fill: { type: 'pattern', pattern: 'solid', fgColor: { rgb: '1A3E8C' } },
  },
  hint: { ...plain, font: { color: { rgb: '555555' } }, fill: { type: 'pattern', pattern: 'solid', fgColor: { rgb: 'F2F2F2' } } },
}

/** Room for what is wrapped: not every program measures it when it opens the file. Points. */
const heights = { head: 48, hint: 80 } as const

/** A workbook of text, without a single formula. `choices.from` is a range of another of its sheets ('選択肢!$A$1:$A$3'). */
export async function writeWorkbook(sheets: BookSheet[], firstRow = 2): Promise<Buffer> {
  const bytes = await writeXlsx({ sheets: sheets.map((sheet) => written(sheet, firstRow)) })
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** Rows that others may be answered between. */
const together = 50

type Streamed = { name: string; rows: AsyncIterable<(string | null)[]>; columns: BookColumn[]; rowsPerSheet?: number }
/** No spreadsheet has more, the headers among them (ECMA-376: 2^20). */
const mostRows = 1_048_576

/** A sheet of text as it comes, its headers first; a million rows need no more memory than ten. What is longer than a sheet goes on in the next, under its headers. */
export function streamTable({ name, rows, columns, rowsPerSheet = mostRows }: Streamed) {
  return writeXlsxStream(rows, {
    name,
    maxRowsPerSheet: rowsPerSheet,
    columns: columns.map(({ width }) => ({ width, style: plain })),
    freezePane: { rows: 1, columns: 0 },
  })
}

/** One sheet of text with its headers in the first row, however long: written row by row, so that nobody else waits for it. */
export async function writeTable({
  name,
  rows,
  columns,
  frozen,
}: Pick<BookSheet, 'name' | 'rows' | 'columns' | 'frozen'>): Promise<Buffer> {
  async function* slowly() {
    for (const [n, row] of rows.entries()) {
      if (n % together === 0) await new Promise((resolve) => setImmediate(resolve))
      yield row
    }
  }
  const stream = writeXlsxStream(slowly(), {
    name,
    columns: columns.map(({ width }) => ({ width, style: plain })),
    ...(frozen ? { freezePane: frozen } : {}),
  })
  const parts: Uint8Array[] = []
  for await (const part of stream) parts.push(part)
  return Buffer.concat(parts)
}

function written({ name, rows, columns, frozen, looks: marked = {}, ready = 0, hidden }: BookSheet, firstRow: number) {
  const blank: null[] = columns.map(() => null)
  const cells = new Map<string, { style: CellStyle; value: string | null; type: 'string' | 'empty' }>()
  for (const [row, look] of Object.entries(marked))
    for (const [column, value] of (rows[Number(row)] ?? []).entries())
      cells.set(`${row},${column}`, { value, type: value === null ? 'empty' : 'string', style: looks[look] })
  const lastRow = rows.length + ready
  return {
    name,
    rows: [...rows, ...Array.from({ length: ready }, () => blank)],
    columns: columns.map(({ width }): ColumnDef => ({ width, style: plain })),
    cells,
    rowDefs: new Map(
      Object.entries(marked).map(([row, look]) => [Number(row), { height: row === '0' || look === 'hint' ? heights[look] : undefined }]),
    ),
    dataValidations: columns.flatMap(({ choices }, column) => (choices ? [dropDown(column, choices, firstRow, lastRow)] : [])),
    ...(frozen ? { freezePane: { rows: frozen.rows, columns: frozen.columns } } : {}),
    ...(hidden ? { hidden } : {}),
  }
}

/** Something else is asked about and may stay: the import judges, not the spreadsheet. */
function dropDown(column: number, { from, message }: { from: string; message: string }, firstRow: number, lastRow: number): DataValidation {
  const letter = columnLetter(column)
  return {
    type: 'list',
    formula1: from,
    range: `${letter}${firstRow}:${letter}${Math.max(lastRow, firstRow)}`,
    allowBlank: true,
    showErrorMessage: true,
    errorStyle: 'warning',
    errorTitle: '選択肢',
    errorMessage: message,
  }
}
