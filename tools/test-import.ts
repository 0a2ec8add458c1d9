import { askedColumns, ownHeaders } from '../src/features/notification-import/headers.ts'
import { type Hand, workImports } from '../src/features/notification-import/jobs.server.ts'
import { columnKey } from '../src/fields/columns.ts'
import type { Sql } from '../src/platform/db/sql.server.ts'
import { readWorkbook, writeWorkbook } from '../src/platform/excel/workbook.server.ts'
import { notification2 } from '../src/programmes/covid-19/notification-2.ts'
import type { Answer, Session, TestApp } from './test-app.ts'

/** A row by the keys of its columns ('name.family', 'riskFactors=diabetes'). */
export type ImportRow = Record<string, string>

/** Nothing left for anybody to ask: the person's number makes name and telephone their own. */
export const wholeRow = (person: number): ImportRow => ({
  reportedOn: '2022/07/20',
  'doctor.family': '架空',
  'doctor.given': '医師太郎',
  category: '患者(確定例)',
  'name.family': `架空${kanji(person)}`,
  'name.given': '取込',
  'name.familyKana': `カクウ${kana(person)}`,
  'name.givenKana': 'トリコミ',
  sex: '女',
  birthOn: `${1940 + (person % 60)}/${1 + (person % 12)}/${1 + (person % 28)}`,
  postalCode: '0002001',
  prefecture: '架空県',
  municipality: 'みなと市',
  street: `見本町${person}-2-3`,
  phone: `0909${String(1_000_000 + person)}`,
  residenceSame: '○',
  residencePhoneSame: '○',
  diagnosedOn: '2022/07/20',
  sampledOn: '2022/07/19',
  onsetOn: '2022/07/18',
  vaccineDoses: '2回',
  vaccinatedOn: 'R4.2.1',
  vaccine: 'コミナティ(ファイザー)',
  riskPresence: '無',
  severity: '軽症',
  admissionNeeded: '無',
  admitted: '無',
})

/** The number in letters that make names unlike each other. */
const kanji = (person: number) => [...String(person)].map((digit) => '零壱弐参四五六七八九'[Number(digit)]).join('')
const kana = (person: number) => [...String(person)].map((digit) => 'ラリルレロマミムメモ'[Number(digit)]).join('')

const headers = new Map(askedColumns(notification2).map((column) => [columnKey(column), column.header]))
const keysOf = (rows: ImportRow[]) => [...headers.keys()].filter((key) => rows.some((row) => Object.hasOwn(row, key)))

/** Headers and rows as texts; 区分 in front where a row has it. */
export function importTable(rows: ImportRow[]): string[][] {
  const keys = keysOf(rows)
  return [
    [ownHeaders.mark, ...keys.map((key) => headers.get(key)!)],
    ...rows.map((row) => [row[ownHeaders.mark] ?? '', ...keys.map((key) => row[key] ?? '')]),
  ]
}

/** The place of a column in `importTable`. */
export const placeIn = (rows: ImportRow[], key: string) => keysOf(rows).indexOf(key) + 1

export function importXlsx(rows: ImportRow[]): Promise<Buffer> {
  const table = importTable(rows)
  return writeWorkbook([{ name: '発生届', rows: table, columns: table[0]!.map(() => ({ width: 12 })) }])
}

export const importCsv = (rows: ImportRow[]) =>
  `${importTable(rows)
    .map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(','))
    .join('\r\n')}\r\n`

/** Chooses a file and presses アップロードして確認する, as a browser would. */
export async function uploadFile(app: TestApp, session: Session, name: string, bytes: Buffer | string): Promise<Answer> {
  const { csrf } = await app.get('/institution/imports', session)
  const form = new FormData()
  form.append('_csrf', csrf)
  form.append('file', new Blob([bytes as never]), name)
  const response = await fetch(`${app.url}/institution/imports`, {
    method: 'POST',
    body: form,
    redirect: 'manual',
    headers: { cookie: app.cookieHeader(session) },
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, location: response.headers.get('location') ?? '', csrf }
}

/** The worker does what waits, then ends. `more`: another clock, or a signal that stops it. */
export async function work(app: TestApp, sql: Sql, more: Partial<Pick<Hand, 'clock' | 'signal'>> = {}): Promise<void> {
  const log = { error: () => {}, warn: () => {} }
  const { secret, publicUrl } = app.settings
  await workImports(sql, { secret, publicUrl }, { clock: app.clock, signal: new AbortController().signal, log, ...more })
}

/** Downloads a workbook and reads its first sheet as texts. */
export async function downloadSheet(app: TestApp, session: Session, path: string): Promise<string[][]> {
  const bytes = await downloadFile(app, session, path)
  const sheet = await readWorkbook(bytes, '発生届')
  return sheet.rows.map((row) => row.map((cell) => (cell === null ? '' : String(cell))))
}

export async function downloadFile(app: TestApp, session: Session, path: string): Promise<Buffer> {
  const response = await fetch(app.url + path, { headers: { cookie: app.cookieHeader(session) } })
  if (response.status !== 200) throw new Error(`no file (status ${response.status})`)
  return Buffer.from(await response.arrayBuffer())
}

/** A text as Excel writes it in Japan. Node only decodes Shift_JIS, so every code is tried once. */
export function shiftJis(text: string): Buffer {
  const codes = new Map<string, number[]>()
  const decoder = new TextDecoder('shift_jis')
  for (const high of [...range(0x81, 0x9f), ...range(0xe0, 0xfc)])
    for (const low of range(0x40, 0xfc)) {
      const letter = decoder.decode(new Uint8Array([high, low]))
      if ([...letter].length === 1 && letter !== '\uFFFD' && !codes.has(letter)) codes.set(letter, [high, low])
    }
  return Buffer.from([...text].flatMap((letter) => (letter.charCodeAt(0) < 0x80 ? [letter.charCodeAt(0)] : codes.get(letter)!)))
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => from + n)
