import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedPlaces } from '../db/seed/places.server.ts'
import { readCsv } from '../src/platform/excel/csv.server.ts'
import { readWorkbook } from '../src/platform/excel/workbook.server.ts'
import { type Session, type TestApp, testApp, testNow } from '../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../tools/test-database.ts'
import { downloadFile, importCsv, importXlsx, uploadFile, wholeRow, work } from '../tools/test-import.ts'

// What we write is opened by another program, and what another program writes is read by us.

let db: TestDatabase
let app: TestApp
let doctor: Session
/** LibreOffice keeps its settings here and nowhere else. */
const folder = mkdtempSync(join(tmpdir(), 'her-sys-office-'))

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
  doctor = await app.signedInAs('doctor@aoba-clinic')
})
afterAll(async () => {
  await app.close()
  await db.drop()
  rmSync(folder, { recursive: true, force: true })
})

/** Opens a file in LibreOffice and saves its first sheet in another format ('csv', 'xlsx', 'pdf'). */
async function resaved(name: string, bytes: Buffer, to: 'csv' | 'xlsx' | 'pdf'): Promise<Buffer> {
  writeFileSync(join(folder, name), bytes)
  const filter = { csv: 'csv:Text - txt - csv (StarCalc):44,34,76,1', xlsx: 'xlsx:Calc MS Excel 2007 XML', pdf: 'pdf' }[to]
  const input = name.endsWith('.csv') ? ['--infilter=CSV:44,34,76,1,,0,true,false'] : []
  const out = join(folder, to)
  await promisify(execFile)(
    'soffice',
    ['--headless', '--norestore', ...input, '--convert-to', filter, '--outdir', out, join(folder, name)],
    {
      env: { PATH: process.env.PATH, HOME: folder, LANG: 'C.UTF-8' },
    },
  )
  return readFileSync(join(out, name.replace(/\w+$/, to)))
}

test('D14 LibreOffice opens the template: headers, hints, the example, and the drop-downs are kept', async () => {
  const template = await downloadFile(app, doctor, '/institution/imports/template')
  const rows = readCsv(await resaved('template.xlsx', template, 'csv'))!
  expect(rows[0]!.slice(0, 3)).toEqual(['区分', '報告年月日', '医師の氏名 姓'])
  expect(rows[2]).toContain('平成11年1月1日')
  expect(rows[2]).toContain('09000000000')
  const again = await resaved('template.xlsx', template, 'xlsx')
  expect((await readWorkbook(again, '発生届')).rows[0]).toEqual((await readWorkbook(template, '発生届')).rows[0])
  const { location } = await uploadFile(app, doctor, 'again.xlsx', again)
  await work(app, db.worker)
  expect((await app.get(location, doctor)).text).toContain('取り込む行がありません')
})

test('LibreOffice opens the file with the error column, and computes nothing in it', async () => {
  const evil = {
    ...wholeRow(7_001),
    sex: '=1+1',
    street: '=HYPERLINK("http://evil.example","x")',
    'name.given': '@SUM(1)',
    supplement: '+81-1',
  }
  const { location } = await uploadFile(app, doctor, 'evil.xlsx', await importXlsx([evil]))
  await work(app, db.worker)
  const back = await downloadFile(app, doctor, `${location}/file`)
  const [head, row] = readCsv(await resaved('back.xlsx', back, 'csv'))!
  expect(head!.slice(0, 4)).toEqual(['結果', 'エラー', 'お確かめ', 'HER-SYS ID'])
  expect(row![1]).toContain('3 性別: 選択肢の中から選んでください')
  for (const typed of ['=1+1', '=HYPERLINK("http://evil.example","x")', '@SUM(1)', '+81-1']) expect(row).toContain(typed)
  expect((await resaved('back.xlsx', back, 'pdf')).subarray(0, 5).toString()).toBe('%PDF-')
})

test('a workbook that LibreOffice has written is read and judged as ours', async () => {
  const book = await resaved('list.csv', Buffer.from(importCsv([wholeRow(7_002), { ...wholeRow(7_003), sex: '' }])), 'xlsx')
  const { location } = await uploadFile(app, doctor, 'list.xlsx', book)
  await work(app, db.worker)
  const { text } = await app.get(location, doctor)
  expect(text).toContain('誤りのない1行を報告')
  expect(text).toMatch(/3行目<\/td>.*?3 性別: 選択してください/)
})
