// What is wrong with one language's dictionary: something missing, copied, left in another script, or filled in with other variables.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export type Dictionary = Record<string, string>

/** Words that are rightly the same as in Japanese or English, by language. */
const sameWords: Record<string, string[]> = JSON.parse(readFileSync(join(import.meta.dirname, 'same-words.json'), 'utf8'))
/** Names and units that no language translates. */
const names = ['My HER-SYS', 'HER-SYS ID', 'HER-SYS', 'COVID-19', 'SpO2', 'cm', 'kg', 'PDF', 'JSON', 'QR', 'SMS']

/** Faults of one language against the source: a key missing or beyond it, a copy, a foreign script, other placeholders. */
export function faultsOfLanguage(lang: string, source: Dictionary, dictionary: Dictionary, english: Dictionary = {}): string[] {
  const missing = Object.keys(source).filter((key) => !Object.hasOwn(dictionary, key))
  const extra = Object.keys(dictionary).filter((key) => !Object.hasOwn(source, key))
  const common = Object.keys(source).filter((key) => Object.hasOwn(dictionary, key))
  const isCopy = (key: string, text: string) => text.trim() === '' || (hasWords(text) && !isSameWord(lang, key, text))
  const copied = common.filter((key) => isCopyOf(source[key]!, english[key], dictionary[key]!) && isCopy(key, dictionary[key]!))
  const left = common.filter((key) => !copied.includes(key) && foreignLetters(lang, dictionary[key]!) !== '')
  const placeholders = common.filter((key) => placeholdersOf(source[key]!) !== placeholdersOf(dictionary[key]!) && !key.startsWith('date.'))
  const say = (what: string, keys: string[]) => keys.map((key) => `${lang}: ${what}: ${key}`)
  return [
    ...say('missing', missing),
    ...say('extra', extra),
    ...say('untranslated', copied),
    ...left.map((key) => `${lang}: foreign letters ${foreignLetters(lang, dictionary[key]!)}: ${key}`),
    ...say('other placeholders', placeholders),
  ]
}

const isCopyOf = (japanese: string, english: string | undefined, text: string) =>
  text.trim() === '' || text === japanese || (english !== undefined && text === english)

/** Whether anything is left to translate once names, variables, figures and marks are gone. */
function hasWords(text: string): boolean {
  const rest = names.reduce((left, name) => left.replaceAll(name, ''), text.replace(/\{\w+\}/g, ''))
  return /[\p{L}]/u.test(rest)
}

/** Dates are written alike in Chinese and Japanese characters. */
const isSameWord = (lang: string, key: string, text: string) =>
  (sameWords[lang] ?? []).includes(text) || (key.startsWith('date.') && ['zh-Hans', 'zh-Hant', 'ja-easy'].includes(lang))

/** Letters that this language is not written in: kana anywhere but in Japanese, 体 in Taiwan, 確 on the mainland. */
export function foreignLetters(lang: string, text: string): string {
  if (lang === 'ja' || lang === 'ja-easy') return ''
  return [...new Set([...text].filter((letter) => !isAtHome(lang, letter)))].join('')
}

function isAtHome(lang: string, letter: string): boolean {
  if (/[\p{Script=Hiragana}\p{Script=Katakana}ー]/u.test(letter)) return false
  if (/\p{Script=Hangul}/u.test(letter)) return lang === 'ko'
  if (!/\p{Script=Han}/u.test(letter)) return true
  if (lang === 'zh-Hans') return simplified.has(letter)
  return lang === 'zh-Hant' && traditional.has(letter)
}

/** The characters of GB 2312, and the first level of Big5: what a reader of the mainland and of Taiwan is taught. */
const simplified = charactersOf('gb2312', [0xb0, 0xf7])
const traditional = charactersOf('big5', [0xa4, 0xc6]).add('噁')

function charactersOf(encoding: string, [from, to]: [number, number]): Set<string> {
  const decoder = new TextDecoder(encoding)
  const found = new Set<string>()
  for (let lead = from; lead <= to; lead++)
    for (let trail = encoding === 'big5' ? 0x40 : 0xa1; trail <= 0xfe; trail++) {
      const letter = decoder.decode(new Uint8Array([lead, trail]))
      if ([...letter].length === 1 && /\p{Script=Han}/u.test(letter)) found.add(letter)
    }
  return found
}

const placeholdersOf = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort().join()
