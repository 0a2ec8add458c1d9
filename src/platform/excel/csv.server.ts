import { parseCsv } from 'hucre/csv'

/**
 * The records of a CSV file as text, in UTF-8 with or without its mark, else in Shift_JIS as Excel writes it in Japan. Null when it is
 * neither, or no text at all.
 */
export function readCsv(bytes: Buffer): string[][] | null {
  const text = textOf(bytes)
  if (text === null || text.includes('\0')) return null
  const records = parseCsv(text, { delimiter: ',', typeInference: false, skipEmptyRows: false })
  return records.map((record) => record.map((cell) => (cell === null ? '' : String(cell))))
}

function textOf(bytes: Buffer): string | null {
  for (const encoding of ['utf-8', 'shift_jis']) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes)
    } catch {
      // The next one.
    }
  }
  return null
}
