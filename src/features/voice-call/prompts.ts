import type { Form } from '../../fields/fields.ts'
import { formWords } from '../../fields/words.ts'
import { formatNumber } from '../../i18n/format.ts'
import { type Lang, wordsIn } from '../../i18n/t.ts'

/** What a sentence is filled with: a question's label, options (with their keys), a number with its unit, or plain text. */
type Value = string | number | { label: string } | { options: readonly string[]; of: string; keyed?: true } | { number: string; of: string }

/** One sentence: a key of the words, in another language than the call's where `lang` says so. Stored as it is, and shown to staff in Japanese. */
export type Prompt = { key: string; vars?: Record<string, Value>; lang?: Lang }

/** The sentence in words. The mark of what family sees (※, *) is for readers only. */
export function promptText({ key, vars = {} }: Prompt, form: Form, lang: Lang): string {
  const words = wordsIn(lang)
  const own = formWords(form, words)
  const spoken = (value: Value): string | number => {
    if (typeof value !== 'object') return value
    if ('label' in value) return own.label(value.label)
    if ('number' in value) return formatNumber(words, Number(value.number)) + own.unit(value.of)
    const labels = value.options.map((option) => own.option(value.of, option).replace(/[※*]/g, ''))
    return labels.map((label, n) => (value.keyed ? words('voice.option', { label, n: n + 1 }) : label)).join(words('voice.and'))
  }
  return words(key, Object.fromEntries(Object.entries(vars).map(([name, value]) => [name, spoken(value)])))
}
