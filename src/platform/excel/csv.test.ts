import { expect, test } from 'vitest'
import { readCsv } from './csv.server.ts'

/** 架空,花子 / 髙﨑,① in the encoding Excel writes in Japan. */
const shiftJis = Buffer.from('89cb8bf32c89d48e710d0afbfc9bb32c87400d0a'.replace('9bb3', 'fab1'), 'hex')

test.each<[string, Buffer, string[][] | null]>([
  ['UTF-8', Buffer.from('架空,花子\r\n'), [['架空', '花子']]],
  ['UTF-8 with its mark', Buffer.from('\uFEFF架空,花子\n'), [['架空', '花子']]],
  [
    'Shift_JIS with its extra letters',
    shiftJis,
    [
      ['架空', '花子'],
      ['髙﨑', '①'],
    ],
  ],
  ['commas, quotes and line breaks in a cell', Buffer.from('"a,b","c ""d""","e\nf"\n'), [['a,b', 'c "d"', 'e\nf']]],
  ['nothing is a number or a formula', Buffer.from('0901,=1+1,-5,+81,@x,1e5\n'), [['0901', '=1+1', '-5', '+81', '@x', '1e5']]],
  ['UTF-16', Buffer.from('\uFEFF架空,花子', 'utf16le'), null],
  ['no text', Buffer.from('00010203ff', 'hex'), null],
])('%s', (_name, bytes, expected) => {
  expect(readCsv(bytes)).toEqual(expected)
})
