import type { Words } from '../i18n/t.ts'
import type { Field, Form } from './fields.ts'

/**
 * Every word of a form with its key. Japanese is the definition itself; other languages have it in i18n under a key made of form and field
 * names ('covid-19.daily.temperature.label'), so that no key is ever typed by hand.
 */
export function sourceWordsOf(form: Form): Record<string, string> {
  const sections = Object.entries(form.sections ?? {}).map(([name, section]) => [`sections.${name}`, section] as const)
  const fields = Object.entries<Field>(form.fields)
  return {
    ...present(form.id, { title: form.title, notice: form.notice }),
    ...merged(sections.map(([name, { label, hint }]) => present(`${form.id}.${name}`, { label, hint }))),
    ...merged(fields.map(([name, field]) => wordsOfField(`${form.id}.${name}`, field))),
  }
}

function wordsOfField(key: string, field: Field): Record<string, string> {
  const { label, hint } = field
  const unit = 'unit' in field ? field.unit : undefined
  return { ...present(key, { label, hint, unit }), ...('options' in field ? present(`${key}.options`, field.options) : {}) }
}

export type FormWords = ReturnType<typeof wordsOf>

/** The words of a form in the language of `words`. `hint` is null where there is none. */
export function formWords(form: Form, words: Words): FormWords {
  const known = spoken.get(words)?.get(form)
  if (known) return known
  const collected = wordsOf(form, words)
  if (!spoken.has(words)) spoken.set(words, new WeakMap())
  spoken.get(words)!.set(form, collected)
  return collected
}

/** Form and language never change while the program runs, and every report speaks: each text is looked up once. */
const spoken = new WeakMap<Words, WeakMap<Form, FormWords>>()

function wordsOf(form: Form, words: Words) {
  const sources = sourcesOf(form)
  const lookUp = (key: string) => {
    const source = sources[`${form.id}.${key}`]
    if (source === undefined) return null
    const found = words(`${form.id}.${key}`)
    return found === `${form.id}.${key}` ? source : found
  }
  const texts = new Map<string, string | null>()
  const optional = (key: string) => {
    const known = texts.get(key)
    if (known !== undefined) return known
    const text = lookUp(key)
    // What a form does not know is not kept: keys of options come from outside.
    if (text !== null || texts.size < 1000) texts.set(key, text)
    return text
  }
  const needed = (key: string) => optional(key) ?? key
  return {
    title: needed('title'),
    notice: optional('notice'),
    sectionLabel: (section: string) => needed(`sections.${section}.label`),
    sectionHint: (section: string) => optional(`sections.${section}.hint`),
    label: (name: string) => needed(`${name}.label`),
    hint: (name: string) => optional(`${name}.hint`),
    unit: (name: string) => optional(`${name}.unit`) ?? '',
    option: (name: string, value: string) => needed(`${name}.options.${value}`),
  }
}

/** Forms never change while the program runs: their words are collected once. */
const collected = new WeakMap<Form, Record<string, string>>()

function sourcesOf(form: Form): Record<string, string> {
  const known = collected.get(form) ?? sourceWordsOf(form)
  collected.set(form, known)
  return known
}

function present(key: string, texts: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).flatMap(([name, text]) => (text === undefined ? [] : [[`${key}.${name}`, text]])))
}

const merged = (parts: Record<string, string>[]): Record<string, string> => Object.assign({}, ...parts)
