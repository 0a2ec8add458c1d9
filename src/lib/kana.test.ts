import { expect, test } from 'vitest'
import { isKatakanaName, tidy, tidyLines, toKatakana } from './kana.ts'

test.each([
  ['ｶｸｳ ﾊﾅｺ', 'カクウ ハナコ'],
  ['かくう　はなこ', 'カクウ ハナコ'],
  ['ｶﾞｸﾌﾞﾁ', 'ガクブチ'],
  ['バ-バラ', 'バーバラ'],
  ['ゔぁん', 'ヴァン'],
  [' カクウ  ', 'カクウ'],
])('%s in katakana is %s', (text, kana) => {
  expect(toKatakana(text)).toBe(kana)
})

test.each([
  ['カクウ', true],
  ['カク・ウー', true],
  ["O'Kakuu", true],
  ['架空', false],
  ['カク1', false],
  ['', false],
])('%s as a reading: %s', (text, expected) => {
  expect(isKatakanaName(text)).toBe(expected)
})

test('tidying narrows letters and digits and never touches the old forms of ideographs', () => {
  expect(tidy('　ＡＢＣ１２３　ｱ ')).toBe('ABC123 ア')
  expect(tidy('\ufa19\u9ad9\u{20bb7}①')).toBe('\ufa19\u9ad9\u{20bb7}①')
})

test('what PostgreSQL cannot store in jsonb is dropped', () => {
  expect(tidy('a\u0000b\ud800c')).toBe('abc')
  expect(tidyLines('a\r\nb\u0000\rc  d')).toBe('a\nb\nc d')
})
