import en from './en.json' with { type: 'json' }
import es from './es.json' with { type: 'json' }
import ja from './ja.json' with { type: 'json' }
import jaEasy from './ja-easy.json' with { type: 'json' }
import ko from './ko.json' with { type: 'json' }
import pt from './pt.json' with { type: 'json' }
import zhHans from './zh-Hans.json' with { type: 'json' }
import zhHant from './zh-Hant.json' with { type: 'json' }

/** One JSON per language. A new language is its JSON and a line in each of these two tables. */
const dictionaries = { ja, en, 'zh-Hans': zhHans, 'zh-Hant': zhHant, ko, es, pt, 'ja-easy': jaEasy }
export type Lang = keyof typeof dictionaries
/** Each language by its own name, in the order of the footer (B15, C16). */
export const languages: Record<Lang, string> = {
  ja: '日本語',
  en: 'English',
  'zh-Hans': '中文(简体)',
  'zh-Hant': '中文(繁體)',
  ko: '한국어',
  es: 'Español',
  pt: 'Português',
  'ja-easy': 'やさしい日本語',
}

export type Vars = Record<string, string | number>
/** The words of one language: views take this by props and stay language-neutral. */
export type Words = (key: string, vars?: Vars) => string

/**
 * The text under that key, `{name}` replaced from `vars`. Japanese is the source: what another language lacks is shown in Japanese.
 * A key nobody knows comes back as it is: the form engine then takes the Japanese text of its own definition.
 */
export function translate(lang: Lang, key: string, vars: Vars = {}): string {
  const text = own(dictionaries[lang], key) ?? own(dictionaries.ja, key) ?? key
  if (!text.includes('{')) return text
  return text.replace(/\{(\w+)\}/g, (asIs, name) => (Object.hasOwn(vars, name) ? String(vars[name]) : asIs))
}

export function wordsIn(lang: Lang): Words {
  return speakers[lang]
}

/** One and the same function for a language, so that what is collected from it can be kept by it. */
const speakers = Object.fromEntries(
  Object.keys(dictionaries).map((lang) => [lang, (key: string, vars?: Vars) => translate(lang as Lang, key, vars)]),
) as Record<Lang, Words>

export function isLang(text: unknown): text is Lang {
  return typeof text === 'string' && Object.hasOwn(dictionaries, text)
}

/** What HTML calls the language: plain Japanese is Japanese to a screen reader. */
export function htmlLang(lang: Lang): string {
  return lang === 'ja-easy' ? 'ja' : lang
}

/**
 * The language of ours that the browser asks for first, by its weights ('zh-TW,zh;q=0.9,en;q=0.8' → zh-Hant); Japanese when it asks for none
 * of ours. Plain Japanese is chosen by a person, never guessed.
 */
export function preferredLang(acceptLanguage: string | undefined): Lang {
  const wishes = (acceptLanguage ?? '').slice(0, 200).split(',').flatMap(wishOf)
  return wishes.sort((a, b) => b.weight - a.weight)[0]?.lang ?? 'ja'
}

function wishOf(part: string): { lang: Lang; weight: number }[] {
  const [tag = '', ...params] = part.trim().split(';')
  const weight = Number(params.find((param) => param.trim().startsWith('q='))?.split('=')[1] ?? 1)
  const [main = '', ...rest] = tag.toLowerCase().split('-')
  const isTraditional = rest.includes('hant') || (!rest.includes('hans') && rest.some((region) => ['tw', 'hk', 'mo'].includes(region)))
  const lang = main === 'zh' ? (isTraditional ? 'zh-Hant' : 'zh-Hans') : main
  return isLang(lang) && weight > 0 ? [{ lang, weight }] : []
}

/** All keys and texts of one language, for the completeness check. */
export function dictionaryOf(lang: Lang): Record<string, string> {
  return dictionaries[lang]
}

const own = (dictionary: Record<string, string>, key: string) => (Object.hasOwn(dictionary, key) ? dictionary[key] : undefined)
