import { toShiftJis } from '../../platform/excel/shift-jis.ts'
import { streamTable } from '../../platform/excel/workbook.server.ts'
import { csvLine, safeCell } from '../../platform/excel/write-csv.ts'
import type { Format } from './formats.ts'

export type Piece = { bytes: Buffer; replaced: number }
/** Small: on its way into the database a piece is a string twice as long, and what is longer than 128 KiB goes to V8's large objects, seldom swept up. */
const pieceBytes = 56 * 2 ** 10

/** The file in small pieces, as the rows come: never more than a piece of it is in memory. Headings first. */
export async function* writePieces(format: Format, head: string[], rows: AsyncIterable<(string | null)[]>): AsyncGenerator<Piece> {
  yield* format === 'xlsx' ? workbook(head, rows) : csv(format, head, rows)
}

async function* csv(format: 'csv-utf8' | 'csv-sjis', head: string[], rows: AsyncIterable<(string | null)[]>): AsyncGenerator<Piece> {
  const encode = (text: string): Piece => {
    if (format === 'csv-utf8') return { bytes: Buffer.from(text), replaced: 0 }
    return toShiftJis(text)
  }
  let text = `${format === 'csv-utf8' ? '\ufeff' : ''}${csvLine(head)}`
  for await (const row of rows) {
    text += csvLine(row.map(clean))
    if (text.length < pieceBytes / 3) continue
    yield encode(text)
    text = ''
  }
  yield encode(text)
}

async function* workbook(head: string[], rows: AsyncIterable<(string | null)[]>): AsyncGenerator<Piece> {
  async function* safe() {
    yield head
    for await (const row of rows) yield row.map((cell) => (cell === null ? null : safeCell(clean(cell)!)))
  }
  let parts: Uint8Array[] = []
  let size = 0
  for await (const part of streamTable({ name: '一覧', rows: safe(), columns: head.map(() => ({ width: 16 })) })) {
    parts.push(part)
    size += part.length
    if (size < pieceBytes) continue
    yield { bytes: Buffer.concat(parts), replaced: 0 }
    parts = []
    size = 0
  }
  yield { bytes: Buffer.concat(parts), replaced: 0 }
}

/** Signs that no spreadsheet holds (XML 1.0) and nobody sees. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones
const unseen = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g
const clean = (cell: string | null): string | null => (cell === null ? null : cell.replace(unseen, ''))
