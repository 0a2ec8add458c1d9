import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { dictionaryOf } from '../src/i18n/t.ts'
import { programmes } from '../src/programmes/registry.ts'
import { sourceWordsOfProgramme } from '../src/programmes/words.ts'
import { i18nFaults, unknownKeysIn } from './check-i18n.ts'
import { faultsOfLanguage, foreignLetters } from './language-faults.ts'
import { reviewFaults, unreviewed } from './urgent-words.ts'

const source = { 'a.one': '体温', 'a.two': '{count}件', 'a.three': 'SpO2', 'date.day': '{year}年{month}月{date}日' }
const english = { 'a.one': 'Temperature', 'a.two': '{count} items', 'a.three': 'SpO2', 'date.day': '{date} {monthName} {year}' }
const spanish = { 'a.one': 'Temperatura', 'a.two': '{count} entradas', 'a.three': 'SpO2', 'date.day': '{date} de {monthName} de {year}' }

test('a complete language has no fault, and a name is no copy', () => {
  expect(faultsOfLanguage('en', source, english)).toEqual([])
  expect(faultsOfLanguage('es', source, spanish, english)).toEqual([])
})

test.each<[Record<string, string>, string]>([
  [{ 'a.two': '{count} entradas', 'a.three': 'SpO2', 'date.day': '{date}' }, 'es: missing: a.one'],
  [{ ...spanish, 'a.four': 'Four' }, 'es: extra: a.four'],
  [{ ...spanish, 'a.one': '体温' }, 'es: untranslated: a.one'],
  [{ ...spanish, 'a.one': 'Temperature' }, 'es: untranslated: a.one'],
  [{ ...spanish, 'a.one': ' ' }, 'es: untranslated: a.one'],
  [{ ...spanish, 'a.one': 'Temperatura 温' }, 'es: foreign letters 温: a.one'],
  [{ ...spanish, 'a.two': '{number} entradas' }, 'es: other placeholders: a.two'],
])('%j: %s', (dictionary, fault) => {
  expect(faultsOfLanguage('es', source, dictionary, english)).toEqual([fault])
})

test.each<[lang: string, text: string, foreign: string]>([
  ['zh-Hans', '体温38.0℃以上，请确认', ''],
  ['zh-Hant', '體溫38.0℃以上，請確認', ''],
  ['zh-Hans', '請确認', '請認'],
  ['zh-Hant', '体温', '体温'],
  ['zh-Hans', '対応', '対応'],
  ['zh-Hant', 'の頁', 'の'],
  ['zh-Hans', '한', '한'],
  ['ko', '보건소 保健', '保健'],
  ['pt', 'Não é «ー»', 'ー'],
  ['ja-easy', '今の 体の 具合', ''],
])('in %s, "%s" has these foreign letters: "%s"', (lang, text, foreign) => {
  expect(foreignLetters(lang, text)).toBe(foreign)
})

test('a word that is rightly the same as in Japanese stands in the list of its language, and only there', () => {
  expect(faultsOfLanguage('zh-Hans', { a: '体温' }, { a: '体温' })).toEqual([])
  expect(faultsOfLanguage('zh-Hant', { a: '体温' }, { a: '体温' })).toEqual(['zh-Hant: untranslated: a'])
  expect(faultsOfLanguage('ja-easy', { a: '体温' }, { a: '体温' })).toEqual(['ja-easy: untranslated: a'])
})

test('an urgent text needs a back-translation of its present words in every language but Japanese', () => {
  const urgent = { 'report.danger': '119番に電話してください', 'x.daily.urgentSigns.label': '症状', 'x.name': '名' }
  const es = { 'report.danger': 'Llame al 119', 'x.daily.urgentSigns.label': 'Síntomas', 'x.name': 'N' }
  const review = { text: 'Llame al 119', back: '119番に電話してください', reviewedBy: null }
  const complete = { 'report.danger': { es: review }, 'x.daily.urgentSigns.label': { es: { ...review, text: 'Síntomas' } } }
  expect(reviewFaults(urgent, { es }, complete)).toEqual([])
  expect(reviewFaults(urgent, { es }, {})).toHaveLength(2)
  expect(reviewFaults(urgent, { es: { ...es, 'report.danger': 'Llame' } }, complete)).toEqual([
    'es: urgent, changed since its back-translation: report.danger',
  ])
  expect(reviewFaults(urgent, { es }, { ...complete, 'x.name': { es: review } })).toEqual(['urgent-review.json: no urgent text: x.name'])
  expect(unreviewed({ a: { es: review, pt: { ...review, reviewedBy: '架空 通訳' } } })).toEqual({ es: 1, pt: 0 })
})

test('keys asked for in the source must exist', () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the code to look at
  const code = "const a = t('a.one') + words('a.none') + translate(lang, 'a.nowhere') + at('b.c') + t(`a.${x}`)"
  expect(unknownKeysIn('x.tsx', code, source)).toEqual(['x.tsx: unknown key: a.none', 'x.tsx: unknown key: a.nowhere'])
})

test('every label, hint, option and reason of the patients is translated', () => {
  const keys = Object.keys(Object.assign({}, ...programmes.map(sourceWordsOfProgramme)))
  expect(keys).toContain('covid-19.daily.temperature.label')
  expect(keys).toContain('covid-19.daily.urgentSigns.options.chestPain')
  expect(keys).toContain('covid-19.triage.spo2-94-95')
  expect(keys.some((key) => key.startsWith('covid-19.notification'))).toBe(false)
  expect(keys.filter((key) => !Object.hasOwn(dictionaryOf('en'), key))).toEqual([])
})

test('this repository says everything in every language', async () => {
  expect(await i18nFaults(resolve(import.meta.dirname, '..'))).toEqual([])
})
