import { expect, test } from 'vitest'
import { formatDay, formatInstant, formatNumber, formatShortInstant } from './format.ts'
import { dictionaryOf, htmlLang, isLang, type Lang, languages, preferredLang, translate, wordsIn } from './t.ts'

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

test('B15 C16 the eight languages in the order of the footer, each by its own name', () => {
  expect(Object.values(languages)).toEqual([
    '日本語',
    'English',
    '中文(简体)',
    '中文(繁體)',
    '한국어',
    'Español',
    'Português',
    'やさしい日本語',
  ])
})

test.each(Object.keys(languages).filter(isLang))('every text is said in %s', (lang) => {
  for (const key of Object.keys(dictionaryOf('ja'))) expect(dictionaryOf(lang)).toHaveProperty([key])
})

test.each<[asked: string | undefined, lang: Lang]>([
  [undefined, 'ja'],
  ['', 'ja'],
  ['ja,en-US;q=0.9', 'ja'],
  ['en-GB', 'en'],
  ['zh', 'zh-Hans'],
  ['zh-CN,zh;q=0.9', 'zh-Hans'],
  ['zh-TW,zh;q=0.9,en;q=0.8', 'zh-Hant'],
  ['zh-Hant-HK', 'zh-Hant'],
  ['zh-Hans-TW', 'zh-Hans'],
  ['ko-KR', 'ko'],
  ['es-419,es;q=0.9', 'es'],
  ['pt-BR;q=0.8,es;q=0.9', 'es'],
  ['vi-VN,vi;q=0.9,en;q=0.5', 'en'],
  ['pt;q=0,en;q=0.1', 'en'],
  ['fr,de', 'ja'],
  ['ja-easy', 'ja'],
  [';q=,constructor,*', 'ja'],
])('the browser asks for %j and gets %s', (asked, lang) => {
  expect(preferredLang(asked)).toBe(lang)
})

test('HTML calls plain Japanese Japanese and every other language by its own tag', () => {
  expect(Object.keys(languages).filter(isLang).map(htmlLang)).toEqual(['ja', 'en', 'zh-Hans', 'zh-Hant', 'ko', 'es', 'pt', 'ja'])
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

test.each<[Lang, day: string, short: string, number: string]>([
  ['ja', '2022年7月5日', '7月5日 1時05分', '1,234.5'],
  ['en', '5 July 2022', '5 July, 1:05', '1,234.5'],
  ['zh-Hans', '2022年7月5日', '7月5日 1时05分', '1,234.5'],
  ['zh-Hant', '2022年7月5日', '7月5日 1時05分', '1,234.5'],
  ['ko', '2022년 7월 5일', '7월 5일 1시 05분', '1,234.5'],
  ['es', '5 de julio de 2022', '5 de julio, 1:05', '1.234,5'],
  ['pt', '5 de julho de 2022', '5 de julho, 1:05', '1.234,5'],
  ['ja-easy', '2022年7月5日', '7月5日 1時05分', '1,234.5'],
])('days, instants and numbers in the form of %s', (lang, day, short, number) => {
  const words = wordsIn(lang)
  expect(formatDay(words, '2022-07-05')).toBe(day)
  expect(formatShortInstant(words, new Date('2022-07-04T16:05:00Z'))).toBe(short)
  expect(formatNumber(words, 1234.5)).toBe(number)
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
