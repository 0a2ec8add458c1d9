import { isLang, type Lang, languages, translate } from '../../i18n/t.ts'

/** Text by language. Japanese and English are always there, the others where the operator wrote them. */
export type OutageTexts = { ja: string; en: string } & Partial<Record<Lang, string>>

export const textLength = 500
export const langs = Object.keys(languages).filter(isLang)

/** What a reader of `lang` gets: their own text, else English; plain Japanese falls back to Japanese. With the language it is in. */
export function outageIn(texts: OutageTexts, lang: Lang): { text: string; lang: Lang } {
  const own = texts[lang]
  if (own) return { text: own, lang }
  return lang === 'ja-easy' ? { text: texts.ja, lang: 'ja' } : { text: texts.en, lang: 'en' }
}

/** For the HTTP kernel: asks the board and answers in the language of the page. */
export const outageOn =
  (current: () => OutageTexts | null) =>
  (lang: Lang): { text: string; lang: Lang } | null => {
    const texts = current()
    return texts && outageIn(texts, lang)
  }

/** The text that stands in the form before anybody has written one, in every language. */
export function usualTexts(): OutageTexts {
  return Object.fromEntries(langs.map((lang) => [lang, translate(lang, 'outage.usual')])) as OutageTexts
}

export type OutageFaults = Partial<Record<Lang, string>>

/** Reads the form: `text-<lang>` each. Faults are Japanese, for the operator; what is off may be incomplete. */
export function checkOutage(body: Record<string, unknown>): { isOn: boolean; texts: Partial<Record<Lang, string>>; faults: OutageFaults } {
  const isOn = body.state === 'on'
  const given = langs.map(
    (lang) =>
      [
        lang,
        String(body[`text-${lang}`] ?? '')
          .replace(/\r\n/g, '\n')
          .trim(),
      ] as const,
  )
  const faultOf = (lang: Lang, text: string) => {
    if ([...text].length > textLength) return `${textLength}文字以内で入力してください`
    return isOn && text === '' && (lang === 'ja' || lang === 'en') ? '入力してください' : null
  }
  const faults = given.map(([lang, text]) => [lang, faultOf(lang, text)] as const).filter(([, fault]) => fault !== null)
  return { isOn, texts: Object.fromEntries(given.filter(([, text]) => text !== '')), faults: Object.fromEntries(faults) }
}
