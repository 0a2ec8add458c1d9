import type { Faults } from '../../fields/faults.ts'
import type { AnyAnswers, Form, Raw } from '../../fields/fields.ts'
import type { Words } from '../../i18n/t.ts'

/**
 * The same form for one of several people on a page: every input's name begins with `prefix`, its words stay those of the form. Only for
 * forms whose questions name no others by `showWhen` or `copies`.
 */
export function prefixedForm(form: Form, prefix: string): Form {
  return { ...form, fields: Object.fromEntries(Object.entries(form.fields).map(([name, field]) => [prefix + name, field])) }
}

/** Words for a prefixed form: the key without the prefix; what nobody translated comes back as it was asked for. */
export function prefixedWords(words: Words, prefix: string): Words {
  return (key, vars) => {
    const plain = key.replace(prefix, '')
    const text = words(plain, vars)
    return text === plain ? key : text
  }
}

export function prefixedFaults(faults: Faults, prefix: string): Faults {
  return Object.fromEntries(Object.entries(faults).map(([name, fault]) => [prefix + name, fault]))
}

/** What was posted for this person alone, under the plain names. */
export function withoutPrefix(body: Raw, prefix: string): Raw {
  return Object.fromEntries(
    Object.entries(body).flatMap(([name, value]) => (name.startsWith(prefix) ? [[name.slice(prefix.length), value]] : [])),
  )
}

/** One person's plain answers as the page of all posts them. */
export function withPrefix<T extends AnyAnswers>(raw: T, prefix: string): T {
  return Object.fromEntries(Object.entries(raw).map(([name, value]) => [prefix + name, value])) as T
}
