// Every language says everything, nothing twice and nothing in Japanese. Prints each fault and exits 1 when there is one.
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Form } from '../src/fields/fields.ts'
import { sourceWordsOf } from '../src/fields/words.ts'
import { dictionaryOf, isLang, languages } from '../src/i18n/t.ts'
import { programmes } from '../src/programmes/registry.ts'
import { sourceWordsOfProgramme } from '../src/programmes/words.ts'

type Dictionary = Record<string, string>
const japanese = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u

/** Faults of one language against the source: a key missing or beyond it, Japanese left in, other placeholders. */
export function faultsOfLanguage(lang: string, source: Dictionary, dictionary: Dictionary): string[] {
  const missing = Object.keys(source).filter((key) => !Object.hasOwn(dictionary, key))
  const extra = Object.keys(dictionary).filter((key) => !Object.hasOwn(source, key))
  const common = Object.keys(source).filter((key) => Object.hasOwn(dictionary, key))
  const copied = common.filter((key) => japanese.test(source[key]!) && (source[key] === dictionary[key] || dictionary[key]!.trim() === ''))
  const left = common.filter((key) => !copied.includes(key) && lang === 'en' && japanese.test(dictionary[key]!))
  const placeholders = common.filter((key) => placeholdersOf(source[key]!) !== placeholdersOf(dictionary[key]!) && !key.startsWith('date.'))
  const say = (what: string, keys: string[]) => keys.map((key) => `${lang}: ${what}: ${key}`)
  return [
    ...say('missing', missing),
    ...say('extra', extra),
    ...say('untranslated', copied),
    ...say('Japanese left in', left),
    ...say('other placeholders', placeholders),
  ]
}

/** Keys that the source text of a file asks for in so many words and that Japanese lacks. */
export function unknownKeysIn(file: string, code: string, source: Dictionary): string[] {
  const calls = code.matchAll(/(?<![\w.])(?:t|words|translate\([\w.]+,)\s*\(?\s*'([a-z][\w-]*(?:\.[\w-]+)+)'/g)
  return [...calls].flatMap(([, key]) => (Object.hasOwn(source, key!) ? [] : [`${file}: unknown key: ${key}`]))
}

/** All faults of the repository. */
export async function i18nFaults(root: string): Promise<string[]> {
  const forms = (await formsOfFeatures(root)).filter((form) => form.audience === 'patient')
  const fromForms: Dictionary = Object.assign({}, ...programmes.map(sourceWordsOfProgramme), ...forms.map(sourceWordsOf))
  const ja = dictionaryOf('ja')
  const typedTwice = Object.keys(ja).filter((key) => Object.hasOwn(fromForms, key))
  const others = Object.keys(languages)
    .filter(isLang)
    .filter((lang) => lang !== 'ja')
  return [
    ...typedTwice.map((key) => `ja: already in its form's definition: ${key}`),
    ...others.flatMap((lang) => faultsOfLanguage(lang, { ...ja, ...fromForms }, dictionaryOf(lang))),
    ...sourcesIn(root).flatMap((file) => unknownKeysIn(file, readFileSync(join(root, file), 'utf8'), ja)),
  ]
}

/** The forms that features define for themselves, each in its fields.ts. */
async function formsOfFeatures(root: string): Promise<Form[]> {
  const files = sourcesIn(root).filter((file) => /^src\/features\/[^/]+\/fields\.ts$/.test(file))
  const modules: object[] = await Promise.all(files.map((file) => import(pathToFileURL(join(root, file)).href)))
  return modules
    .flatMap((module) => Object.values(module))
    .filter((each) => typeof each === 'object' && 'fields' in each && 'audience' in each)
}

function sourcesIn(root: string): string[] {
  const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  return files.filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file)).map((file) => join('src', file))
}

const placeholdersOf = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort().join()

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const faults = await i18nFaults(resolve(import.meta.dirname, '..'))
  for (const fault of faults) console.error(fault)
  console.log(faults.length === 0 ? 'i18n: complete' : `i18n: ${faults.length} faults`)
  process.exitCode = faults.length === 0 ? 0 : 1
}
