import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { dictionaryOf } from '../src/i18n/t.ts'
import { programmes } from '../src/programmes/registry.ts'
import { sourceWordsOfProgramme } from '../src/programmes/words.ts'
import { faultsOfLanguage, i18nFaults, unknownKeysIn } from './check-i18n.ts'

const source = { 'a.one': '体温', 'a.two': '{count}件', 'a.three': 'SpO2' }
const complete = { 'a.one': 'Temperature', 'a.two': '{count} items', 'a.three': 'SpO2' }

test('a complete language has no fault, and the same Latin word in both is no copy', () => {
  expect(faultsOfLanguage('en', source, complete)).toEqual([])
})

test.each<[Record<string, string>, string]>([
  [{ 'a.two': '{count} items', 'a.three': 'SpO2' }, 'en: missing: a.one'],
  [{ ...complete, 'a.four': 'Four' }, 'en: extra: a.four'],
  [{ ...complete, 'a.one': '体温' }, 'en: untranslated: a.one'],
  [{ ...complete, 'a.one': ' ' }, 'en: untranslated: a.one'],
  [{ ...complete, 'a.one': 'Temperature 温' }, 'en: Japanese left in: a.one'],
  [{ ...complete, 'a.two': '{number} items' }, 'en: other placeholders: a.two'],
])('%j: %s', (dictionary, fault) => {
  expect(faultsOfLanguage('en', source, dictionary)).toEqual([fault])
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
