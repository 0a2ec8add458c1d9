import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type Session, stranger, type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import {
  downloadFile,
  downloadSheet,
  importCsv,
  importTable,
  importXlsx,
  shiftJis,
  uploadFile,
  wholeRow,
  work,
} from '../../../tools/test-import.ts'
import {
  dateCell,
  eraDateCell,
  errorCell,
  formulaCell,
  numberCell,
  workbookParts,
  type XmlCell,
  zipOf,
} from '../../../tools/test-workbook.ts'
import { maxBytes, maxRows, maxWaiting } from './refusals.ts'

let db: TestDatabase
let app: TestApp
let doctor: Session
let person = 500

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
})
beforeEach(async () => {
  app.setNow(testNow)
  await db.sql`delete from imports where state in ('waiting', 'checking')`
  doctor = await app.signedInAs('doctor@aoba-clinic')
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const idOf = (path: string) => path.split('/').at(-1)!
const rowsOf = (path: string) => db.sql<{ row: number; state: string; faults: { text: string }[]; caseId: string | null }[]>`
  select row_number as row, state, faults, case_id from import_rows where import_id = ${idOf(path)} order by row_number`

async function judged(name: string, bytes: Buffer | string): Promise<string> {
  const { location, text } = await uploadFile(app, doctor, name, bytes)
  if (location === '') throw new Error(/notice warning[\s\S]{0,200}/.exec(text)?.[0])
  await work(app, db.worker)
  return location
}
async function filed(path: string): Promise<Record<string, unknown>[]> {
  await app.post(`${path}/accept`, {}, doctor)
  await work(app, db.worker)
  const rows = await db.sql<{ answers: Record<string, unknown> }[]>`
    select n.answers from import_rows r join notifications n on n.case_id = r.case_id where r.import_id = ${idOf(path)} order by r.row_number`
  return rows.map(({ answers }) => answers)
}

describe('a workbook as people really make it', () => {
  /** Cells put over the texts of a row by their header. */
  const dirty = (changes: Record<string, XmlCell>): XmlCell[][] => {
    const [head, texts] = importTable([wholeRow(++person)])
    return [head!, texts!.map((text, place) => (Object.hasOwn(changes, head![place]!) ? changes[head![place]!]! : text))]
  }
  const file = (rows: XmlCell[][], more = {}) => zipOf(workbookParts(rows, more))

  test('dates of every kind, numbers without their zeros, formulas by their result, readings left aside', async () => {
    const rows = dirty({
      報告年月日: dateCell(44762),
      '4 生年月日': eraDateCell(36161),
      '診断(検案)年月日': numberCell(44762),
      '検体採取日(診断の根拠となったもの)': 'Ｒ４．７．１９',
      '6 当該者所在地 郵便番号': numberCell(2001),
      当該者電話番号: numberCell(9_090_000_555),
      '医師の氏名 姓': formulaCell('A1&amp;"x"', '架空'),
      丁目番地: '=HYPERLINK("http://evil.example")',
      '2 当該者氏名(フリガナ) セイ': 'ｶｸｳ',
      新型コロナウイルスワクチン接種回数: numberCell(3),
    })
    const path = await judged('dirty.xlsx', file(rows))
    const [answers] = await filed(path)
    expect(answers).toMatchObject({
      reportedOn: '2022-07-20',
      birthOn: '1999-01-01',
      diagnosedOn: '2022-07-20',
      sampledOn: '2022-07-19',
      postalCode: '0002001',
      phone: '09090000555',
      doctor: { family: '架空', given: '医師太郎' },
      street: '=HYPERLINK("http://evil.example")',
      vaccineDoses: 'd3',
      institutionName: '架空あおば内科クリニック',
    })
    expect(answers!.name).toMatchObject({ familyKana: 'カクウ' })
    const back = await downloadFile(app, doctor, `${path}/file`)
    expect(back.includes('<f>')).toBe(false)
    expect((await downloadSheet(app, doctor, `${path}/file`))[1]).toContain('=HYPERLINK("http://evil.example")')
  })

  test('a workbook that counts from 1904', async () => {
    const path = await judged('mac.xlsx', file(dirty({ 報告年月日: dateCell(43_300), '4 生年月日': numberCell(34_699) }), { is1904: true }))
    expect((await filed(path))[0]).toMatchObject({ reportedOn: '2022-07-20', birthOn: '1999-01-01' })
  })

  test('what a spreadsheet has spoiled is a fault in its own words, beside those of the form', async () => {
    const path = await judged(
      'spoiled.xlsx',
      file(dirty({ 丁目番地: dateCell(36_924), '医師の氏名 姓': errorCell('#N/A'), '3 性別': null, '4 生年月日': dateCell(44_763) })),
    )
    expect((await rowsOf(path))[0]!.faults.map(({ text }) => text)).toEqual([
      expect.stringContaining('セルがエラー'),
      '3 性別: 選択してください',
      '4 生年月日: 今日より後の日付は入力できません',
      expect.stringContaining('日付に変わっています'),
    ])
  })

  test('a report of another day needs another version of the form, and says so', async () => {
    const path = await judged('late.xlsx', file(dirty({ 報告年月日: '2022/6/29' })))
    expect((await rowsOf(path))[0]!.faults.map(({ text }) => text)).toEqual([expect.stringContaining('発生届(旧様式)')])
    expect((await rowsOf(await judged('first.xlsx', file(dirty({ 報告年月日: '2022/6/30' })))))[0]!.state).toBe('good')
  })
})

test('a CSV file in Shift_JIS as Excel writes it: 髙 and ① arrive', async () => {
  const path = await judged('excel.csv', shiftJis(importCsv([{ ...wholeRow(++person), 'name.family': '髙﨑架空', street: '①番地' }])))
  expect((await filed(path))[0]).toMatchObject({ name: { family: '髙﨑架空' }, street: '①番地' })
})

describe('files that are not taken', () => {
  const parts = workbookParts(importTable([wholeRow(1)]))
  const sheet = (rows: string[][]) => zipOf(workbookParts(rows))
  const headers = importTable([wholeRow(1)])[0]!

  test.each<[string, string, Buffer | string, string]>([
    ['macros by name', 'a.xlsm', zipOf(parts), 'マクロを含むファイルは取り込めません'],
    ['macros inside', 'a.xlsx', zipOf({ ...parts, 'xl/vbaProject.bin': 'x' }), 'マクロを含むファイルは取り込めません'],
    ['an old workbook', 'a.xls', 'x', '古い形式(.xls)のファイルです'],
    [
      'a password',
      'a.xlsx',
      Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.from('EncryptedPackage', 'utf16le')]),
      'パスワードで保護されたファイル',
    ],
    ['a PDF', 'a.pdf', '%PDF-1.7', 'この種類のファイルは取り込めません'],
    ['a PDF by another name', 'a.xlsx', '%PDF-1.7', 'Excelブック(.xlsx)として読み取れません'],
    ['a workbook called CSV', 'a.csv', zipOf(parts), 'この種類のファイルは取り込めません'],
    ['nothing in it', 'a.csv', '', 'ファイルの中身が空です'],
    ['too large', 'a.csv', Buffer.alloc(maxBytes + 1, 'a'), '10MB以下に分けてください'],
  ])('%s, said at once', async (_name, name, bytes, text) => {
    const answer = await uploadFile(app, doctor, name, bytes)
    expect(answer.status).toBe(422)
    expect(answer.text).toContain(text)
  })

  test.each<[string, string, () => Buffer | string, string]>([
    ['a bomb', 'a.xlsx', () => zipOf({ ...parts, 'xl/media/a.bin': Buffer.alloc(20 * 2 ** 20) }), '展開すると大きくなりすぎるファイル'],
    ['a damaged workbook', 'a.xlsx', () => zipOf({ ...parts, 'xl/worksheets/sheet1.xml': '<worksheet><sheetData><row' }), '取り込めません'],
    ['blank lines alone', 'a.csv', () => '\r\n,,\r\n', 'ファイルの中身が空です'],
    ['no text', 'a.csv', () => Buffer.from('81ff00', 'hex'), 'CSVの文字コードを読み取れません'],
    ['other headers', 'a.csv', () => 'なまえ,電話\r\n架空,1\r\n', '見出しの行がありません'],
    ['a header that is no question', 'a.xlsx', () => sheet([[...headers, '<b>謎</b>'], ['']]), '「&lt;b>謎&lt;/b>」'],
    ['a header twice', 'a.xlsx', () => sheet([[...headers, '3 性別'], ['']]), '同じ見出しの列が2つ以上あります: 「3 性別」'],
    [
      'a required column missing',
      'a.xlsx',
      () => sheet([headers.filter((header) => header !== '3 性別'), ['']]),
      '必須の項目の列がありません: 「3 性別」',
    ],
    [
      'something beside the columns',
      'a.csv',
      () => `${headers.join(',')}\r\n${headers.map(() => 'x').join(',')},外\r\n`,
      '列に見出しがありませんが',
    ],
    ['headers and nothing below', 'a.xlsx', () => sheet([headers]), '取り込む行がありません'],
    ['a row too many', 'a.csv', () => `${headers.join(',')}\r\n${'x,1\r\n'.repeat(maxRows + 1)}`, '5,001行あります'],
  ])('%s, said when it was read', async (_name, name, bytes, text) => {
    const path = await judged(name, bytes())
    const { text: page } = await app.get(path, doctor)
    expect(page).toContain('ファイルを取り込めませんでした')
    expect(page).toContain(text)
    expect(await db.sql`select from import_files where import_id = ${idOf(path)}`).toHaveLength(0)
  })

  test('as many rows as may be are judged', async () => {
    const path = await judged('full.csv', `${headers.join(',')}\r\n${'x,1\r\n'.repeat(maxRows)}`)
    expect((await app.get(path, doctor)).text).toContain('5,000行')
    expect(await rowsOf(path)).toHaveLength(maxRows)
  })

  test('no file chosen, and more files than the worker has seen', async () => {
    expect((await app.post('/institution/imports', {}, doctor)).text).toContain('ファイルを選択してください')
    for (let n = 0; n < maxWaiting; n++) expect((await uploadFile(app, doctor, 'a.csv', `架空${n}`)).status).toBe(303)
    expect((await uploadFile(app, doctor, 'a.csv', '架空x')).text).toContain('確認の終わっていないファイル')
  })
})

describe('whose file it is', () => {
  test('another institution sees neither page nor file nor rows, and files nothing with it', async () => {
    const path = await judged('own.xlsx', await importXlsx([wholeRow(++person)]))
    const other = await app.signedInAs('doctor@minato-clinic')
    for (const address of [path, `${path}/file`]) expect((await app.get(address, other)).status).toBe(404)
    for (const verb of ['accept', 'discard']) expect((await app.post(`${path}/${verb}`, {}, other)).status).toBe(404)
    expect((await app.get('/institution/imports', other)).text).not.toContain('own.xlsx')
    await work(app, db.worker)
    expect((await rowsOf(path))[0]!.state).toBe('good')
  })

  test('the same file of another institution is nobody else’s business', async () => {
    const [centre] = await db.sql<{ name: string }[]>`select name from organisations where kind = 'centre' order by code limit 1`
    // With the institution's own columns filled in the two reports say the very same.
    const joint = {
      institutionName: '架空合同',
      institutionAddress: '架空県',
      institutionPhone: '0481100021',
      notifiedCentre: centre!.name,
    }
    const bytes = await importXlsx([{ ...wholeRow(++person), ...joint }])
    const path = await judged('a.xlsx', bytes)
    expect(await filed(path)).toHaveLength(1)
    const other = await app.signedInAs('doctor@minato-clinic')
    const theirs = await uploadFile(app, other, 'a.xlsx', bytes)
    await work(app, db.worker)
    const page = await app.get(theirs.location, other)
    expect(page.text).toContain('1行を報告')
    expect(page.text).not.toMatch(/同じ方|同じ内容の発生届|同じ内容です|同じファイル/)
  })

  test('a file is read from who may come in alone', async () => {
    expect((await uploadFile(app, stranger(), 'a.csv', 'x')).status).toBe(401)
    expect((await uploadFile(app, await app.signedInAs('nurse@aoba'), 'a.csv', 'x')).status).toBe(403)
    const form = new FormData()
    form.append('file', new Blob(['x']), 'a.csv')
    const cookie = app.cookieHeader(doctor)
    const withoutToken = await fetch(`${app.url}/institution/imports`, { method: 'POST', body: form, headers: { cookie } })
    expect(withoutToken.status).toBe(403)
  })

  test('names of files and people stand in no log line', async () => {
    const before = app.logs.length
    await judged(
      '架空ログ花子.xlsx',
      await importXlsx([
        { ...wholeRow(++person), sex: '架空ログ' },
        { ...wholeRow(++person), 'name.family': '架空ログ' },
      ]),
    )
    const lines = app.logs.slice(before).join('\n')
    expect(lines).toContain('/institution/imports')
    expect(lines).not.toContain('架空ログ')
  })
})
