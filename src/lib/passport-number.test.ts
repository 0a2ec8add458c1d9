import { expect, test } from 'vitest'
import { readPassportNumber } from './passport-number.ts'

test.each([
  ['TK1234567', 'TK1234567'],
  ['ｔｋ１２３４５６７', 'TK1234567'],
  [' tk-123 4567 ', 'TK1234567'],
  ['1', '1'],
  ['TK12345678', null],
  ['', null],
  ['ＴＫ１２３４５６あ', null],
  ['TK_123', null],
])('A23 the passport number %j is read as %j', (typed, read) => {
  expect(readPassportNumber(typed)).toBe(read)
})
