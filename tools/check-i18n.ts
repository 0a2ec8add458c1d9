// Every language says everything, nothing twice and nothing in another's words; what is urgent stands translated back. Prints each fault and exits 1 when there is one.
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Form } from '../src/fields/fields.ts'
import { sourceWordsOf } from '../src/fields/words.ts'
import { dictionaryOf, isLang, languages } from '../src/i18n/t.ts'
import { programmes } from '../src/programmes/registry.ts'
import { sourceWordsOfProgramme } from '../src/programmes/words.ts'
import { type Dictionary, faultsOfLanguage } from './language-faults.ts'
import { type Reviews, reviewFaults, unreviewed } from './urgent-words.ts'

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
  const source = { ...ja, ...fromForms }
  const typedTwice = Object.keys(ja).filter((key) => Object.hasOwn(fromForms, key))
  const others = Object.keys(languages)
    .filter(isLang)
    .filter((lang) => lang !== 'ja')
  return [
    ...typedTwice.map((key) => `ja: already in its form's definition: ${key}`),
    ...others.flatMap((lang) => faultsOfLanguage(lang, source, dictionaryOf(lang), lang === 'en' ? {} : dictionaryOf('en'))),
    ...reviewFaults(
      source,
      Object.fromEntries(others.filter((lang) => lang !== 'ja-easy').map((lang) => [lang, dictionaryOf(lang)])),
      reviewsOf(root),
    ),
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

const reviewsOf = (root: string): Reviews => JSON.parse(readFileSync(join(root, 'src/i18n/urgent-review.json'), 'utf8'))

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const root = resolve(import.meta.dirname, '..')
  const faults = await i18nFaults(root)
  for (const fault of faults) console.error(fault)
  const open = Object.entries(unreviewed(reviewsOf(root))).map(([lang, count]) => `${lang} ${count}`)
  console.log(`urgent texts that no native speaker has signed off: ${open.join(', ')}`)
  console.log(faults.length === 0 ? 'i18n: complete' : `i18n: ${faults.length} faults`)
  process.exitCode = faults.length === 0 ? 0 : 1
}
