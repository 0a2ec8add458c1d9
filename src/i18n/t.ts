import en from './en.json' with { type: 'json' }
import ja from './ja.json' with { type: 'json' }

/** One JSON per language. A new language is its JSON and a line in each of these two tables. */
const dictionaries = { ja, en }
export type Lang = keyof typeof dictionaries
export const languages: Record<Lang, string> = { ja: '日本語', en: 'English' }

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
  return (key, vars) => translate(lang, key, vars)
}

export function isLang(text: unknown): text is Lang {
  return typeof text === 'string' && Object.hasOwn(dictionaries, text)
}

/** All keys and texts of one language, for the completeness check. */
export function dictionaryOf(lang: Lang): Record<string, string> {
  return dictionaries[lang]
}

const own = (dictionary: Record<string, string>, key: string) => (Object.hasOwn(dictionary, key) ? dictionary[key] : undefined)
