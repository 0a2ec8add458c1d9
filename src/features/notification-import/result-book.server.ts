import { columnKey } from '../../fields/columns.ts'
import { columnLetter } from '../../platform/excel/spreadsheet.ts'
import { writeTable } from '../../platform/excel/workbook.server.ts'
import { formByRef } from '../../programmes/registry.ts'
import { readCell } from './cells.ts'
import type { Remark } from './examine-row.ts'
import { askedColumns, markKey, ownHeaders } from './headers.ts'
import type { Import, RowLine } from './queries.server.ts'
import { sheetName } from './refusals.ts'
import { knownText, resultWords } from './rows.ts'

/**
 * The file as it came, with what was found in front: mended and uploaded again it is read as before. Everything is text, whatever it begins with.
 */
export function resultBook(found: Pick<Import, 'formVersion' | 'columns' | 'isFrom1904'>, rows: readonly RowLine[]): Promise<Buffer> {
  const asked = new Map(askedColumns(formByRef(found.formVersion!)).map((column) => [columnKey(column), column]))
  const places = (found.columns ?? []).flatMap((key, place) =>
    key === markKey || asked.has(key) ? [{ place, column: asked.get(key) ?? null }] : [],
  )
  const ours = [ownHeaders.result, ownHeaders.errors, ownHeaders.notes, ownHeaders.hersysId]
  const named = (remark: Remark) => {
    const at = places.findIndex(({ place }) => place === remark.column)
    return at < 0 ? remark.text : `${columnLetter(at + ours.length)}列 ${remark.text}`
  }
  const said = (remarks: readonly Remark[] | null) => remarks?.map(named).join('\n') || null
  return writeTable({
    name: sheetName,
    rows: [
      [...ours, ...places.map(({ column }) => column?.header ?? ownHeaders.mark)],
      ...rows.map((row) => [
        resultWords[row.state],
        row.state === 'known' ? knownText(row) : said(row.faults),
        said(row.notes),
        row.hersysId,
        ...places.map(({ place, column }) => textOf(row.cells?.[place] ?? null, column, found.isFrom1904)),
      ]),
    ],
    columns: [{ width: 14 }, { width: 50 }, { width: 40 }, { width: 12 }, ...places.map(() => ({ width: 18 }))],
    frozen: { rows: 1, columns: 2 },
  })
}

function textOf(
  cell: NonNullable<RowLine['cells']>[number],
  column: Parameters<typeof readCell>[1] | null,
  isFrom1904: boolean,
): string | null {
  const read = readCell(cell, column ?? { kind: 'text', question: '' }, isFrom1904)
  const text = 'text' in read ? read.text : typeof cell === 'object' && cell ? cell.day : String(cell ?? '')
  return text === '' ? null : text
}
