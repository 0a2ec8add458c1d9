import { expect, test } from 'vitest'
import { formatDay, formatInstant, formatNumber, formatShortInstant } from './format.ts'
import { dictionaryOf, isLang, languages, translate, wordsIn } from './t.ts'

const [ja, en] = [wordsIn('ja'), wordsIn('en')]

test('texts are filled in, and only from what was given', () => {
  expect(translate('ja', 'fault.too-high', { max: 45, unit: '℃' })).toBe('45℃以下で入力してください')
  expect(translate('en', 'fault.too-high', { max: 45, unit: '℃' })).toBe('Please enter 45℃ or less')
  expect(translate('en', 'fault.too-high', { max: 45 })).toContain('{unit}')
})

test('what a variable holds is text, never a pattern', () => {
  expect(translate('en', 'fault.too-high', { max: '$&', unit: '{max}' })).toBe('Please enter $&{max} or less')
})

test('a key nobody knows comes back, also one that every object has', () => {
  expect(translate('en', 'no.such.key')).toBe('no.such.key')
  expect(translate('ja', 'constructor')).toBe('constructor')
  expect(isLang('toString')).toBe(false)
  expect(isLang('en')).toBe(true)
})

test('both languages say every text', () => {
  expect(Object.keys(languages)).toEqual(['ja', 'en'])
  for (const key of Object.keys(dictionaryOf('ja'))) expect(dictionaryOf('en')).toHaveProperty([key])
})

test('days and instants, in Japanese time', () => {
  const instant = new Date('2022-07-19T16:05:00Z')
  expect(formatDay(ja, '2022-07-05')).toBe('2022年7月5日')
  expect(formatDay(en, '2022-07-05')).toBe('5 July 2022')
  expect(formatInstant(ja, instant)).toBe('2022年7月20日 01:05')
  expect(formatInstant(en, instant)).toBe('20 July 2022, 01:05')
  expect(formatShortInstant(ja, instant)).toBe('7月20日 1時05分')
  expect(formatShortInstant(en, instant)).toBe('20 July, 1:05')
})

test.each([
  [0, '0'],
  [999, '999'],
  [1000, '1,000'],
  [1234567.5, '1,234,567.5'],
  [36.5, '36.5'],
])('%d is written %s', (value, text) => {
  expect(formatNumber(ja, value)).toBe(text)
  expect(formatNumber(en, value)).toBe(text)
})
