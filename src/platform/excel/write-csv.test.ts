import { expect, test } from 'vitest'
import { toShiftJis } from './shift-jis.ts'
import { csvLine, safeCell } from './write-csv.ts'

test.each([
  ['=1+1', "'=1+1"],
  ['+81', "'+81"],
  ['-1', "'-1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', "'\t=1"],
  ['\r=1', "'\r=1"],
  ['＝１＋１', "'＝１＋１"],
  ['架空=1', '架空=1'],
  ['', ''],
])('a cell that a spreadsheet would calculate is text: %j', (text, safe) => {
  expect(safeCell(text)).toBe(safe)
})

test('commas, quotes and line breaks stay inside their cell; nothing is an empty one', () => {
  expect(csvLine(['架空', 'a,b', '"x"', '一\n二', null, '=HYPERLINK("x")'])).toBe('架空,"a,b","""x""","一\n二",,"\'=HYPERLINK(""x"")"\r\n')
})

test('Shift_JIS says the same when read again; what it lacks is 〓 and counted', () => {
  const read = (bytes: Buffer) => new TextDecoder('shift_jis').decode(bytes)
  for (const text of ['架空 花子 ABC 123 ｶﾅ', '髙﨑①Ⅳ㈱', '～－―∥']) expect(read(toShiftJis(text).bytes)).toBe(text)
  expect(read(toShiftJis('〜−').bytes)).toBe('～－')
  const { bytes, replaced } = toShiftJis('𠮷田 김 é〓')
  expect([read(bytes), replaced]).toEqual(['〓田 〓 〓〓', 3])
})
