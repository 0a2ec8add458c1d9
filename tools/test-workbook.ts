import { crc32, deflateRawSync } from 'node:zlib'
import { columnLetter } from '../src/platform/excel/spreadsheet.ts'

type ZipOptions = { encrypted?: boolean }

/** A zip of these entries, deflated, as any program writes it. `encrypted` sets the mark of a password and nothing more. */
export function zipOf(entries: Record<string, string | Buffer>, { encrypted = false }: ZipOptions = {}): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const [name, content] of Object.entries(entries)) {
    const data = Buffer.from(content)
    const packed = deflateRawSync(data, { level: 9 })
    const head = Buffer.alloc(26)
    head.writeUInt16LE(20, 0)
    head.writeUInt16LE(encrypted ? 0x801 : 0x800, 2)
    head.writeUInt16LE(8, 4)
    head.writeUInt32LE(crc32(data), 10)
    head.writeUInt32LE(packed.length, 14)
    head.writeUInt32LE(data.length, 18)
    head.writeUInt16LE(Buffer.byteLength(name), 22)
    const place = Buffer.alloc(14)
    place.writeUInt32LE(at, 10)
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), head, place, Buffer.from(name)]))
    parts.push(Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), head, Buffer.from(name), packed]))
    at += parts.at(-1)!.length
  }
  const end = Buffer.alloc(18)
  end.writeUInt16LE(directory.length, 4)
  end.writeUInt16LE(directory.length, 6)
  end.writeUInt32LE(Buffer.concat(directory).length, 8)
  end.writeUInt32LE(at, 12)
  return Buffer.concat([...parts, ...directory, Buffer.from('PK\x05\x06', 'latin1'), end])
}

const xml = (body: string) => `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>${body}`
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const packages = 'http://schemas.openxmlformats.org/package/2006'

/** A cell as its XML, between `<c r="A1"` and its end; a plain text is one of the shared strings. */
export type XmlCell = string | { xml: string } | null

/** A date (format 14), an era date (a format of its own), a number, a tick, an error, and a formula with its last result. */
export const dateCell = (serial: number): XmlCell => ({ xml: ` s="1"><v>${serial}</v>` })
export const eraDateCell = (serial: number): XmlCell => ({ xml: ` s="2"><v>${serial}</v>` })
export const numberCell = (value: number): XmlCell => ({ xml: `><v>${value}</v>` })
export const booleanCell = (value: boolean): XmlCell => ({ xml: ` t="b"><v>${value ? 1 : 0}</v>` })
export const errorCell = (error: string): XmlCell => ({ xml: ` t="e"><v>${error}</v>` })
export const formulaCell = (formula: string, result: string): XmlCell => ({ xml: ` t="str"><f>${formula}</f><v>${result}</v>` })

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/** The parts of a workbook as a spreadsheet program of Japan writes it: shared strings with their readings, dates as numbers with a format. */
export function workbookParts(rows: XmlCell[][], { is1904 = false } = {}): Record<string, string> {
  const strings: string[] = []
  const cell = (content: XmlCell, row: number, column: number) => {
    if (content === null) return ''
    const at = `<c r="${columnLetter(column)}${row + 1}"`
    return typeof content === 'string' ? `${at} t="s"><v>${strings.push(content) - 1}</v></c>` : `${at}${content.xml}</c>`
  }
  const data = rows.map((row, n) => `<row r="${n + 1}">${row.map((each, column) => cell(each, n, column)).join('')}</row>`).join('')
  const shared = strings.map((text) => `<si><t xml:space="preserve">${escaped(text)}</t><rPh sb="0" eb="1"><t>ヨミ</t></rPh></si>`).join('')
  const format = '<numFmt numFmtId="176" formatCode="[$-411]ggge&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/>'
  return {
    '[Content_Types].xml': xml(
      `<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`,
    ),
    '_rels/.rels': xml(
      `<Relationships xmlns="${packages}/relationships"><Relationship Id="r1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ),
    'xl/workbook.xml': xml(
      `<workbook xmlns="${main}" xmlns:r="${relations}"><workbookPr${is1904 ? ' date1904="1"' : ''}/><sheets><sheet name="Sheet1" sheetId="1" r:id="r1"/></sheets></workbook>`,
    ),
    'xl/_rels/workbook.xml.rels': xml(
      `<Relationships xmlns="${packages}/relationships"><Relationship Id="r1" Type="${relations}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="${relations}/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="r3" Type="${relations}/styles" Target="styles.xml"/></Relationships>`,
    ),
    'xl/worksheets/sheet1.xml': xml(`<worksheet xmlns="${main}"><sheetData>${data}</sheetData></worksheet>`),
    'xl/sharedStrings.xml': xml(`<sst xmlns="${main}">${shared}</sst>`),
    'xl/styles.xml': xml(
      `<styleSheet xmlns="${main}"><numFmts count="1">${format}</numFmts><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="176"/></cellXfs></styleSheet>`,
    ),
  }
}
