import { expect, test } from 'vitest'
import { readWorkbook, streamTable } from './workbook.server.ts'

async function* rows(count: number) {
  yield ['見出し', '番号']
  for (let n = 1; n <= count; n++) yield ['架空', String(n)]
}
async function written(count: number, rowsPerSheet?: number): Promise<Buffer> {
  const parts: Uint8Array[] = []
  const columns = [{ width: 16 }, { width: 16 }]
  for await (const part of streamTable({ name: '一覧', rows: rows(count), columns, ...(rowsPerSheet ? { rowsPerSheet } : {}) }))
    parts.push(part)
  return Buffer.concat(parts)
}
const sheets = (bytes: Buffer) => new Set(bytes.toString('latin1').match(/xl\/worksheets\/sheet\d+\.xml/g)).size

test.each([
  [2, 1],
  [3, 2],
  [4, 2],
  [5, 3],
])('of %i rows, two to a sheet below the headings, there are %i sheets, each under its headings', async (count, n) => {
  const bytes = await written(count, 3)
  expect(sheets(bytes)).toBe(n)
  const seen: string[] = []
  for (let sheet = 1; sheet <= n; sheet++) {
    const [head, ...lines] = (await readWorkbook(bytes, sheet === 1 ? '一覧' : `一覧_${sheet}`)).rows
    expect(head).toEqual(['見出し', '番号'])
    expect(lines.length).toBeLessThanOrEqual(2)
    seen.push(...lines.map(([, number]) => String(number)))
  }
  expect(seen).toEqual(Array.from({ length: count }, (_, k) => String(k + 1)))
})

test('what fits into a sheet stays in one', async () => {
  expect(sheets(await written(5_000))).toBe(1)
})
