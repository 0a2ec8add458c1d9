import type { Field, Form, Raw } from '../../fields/fields.ts'
import { givenFor } from '../../fields/given.ts'
import { refill } from '../../fields/refill.ts'

/** The box 「ほかの症状は、すべて「なし」」. */
export const restName = 'rest'

/** The あり・なし questions: those the box speaks of. */
export function restQuestions(form: Form): string[] {
  return Object.entries<Field>(form.fields).flatMap(([name, { type }]) => (type === 'presence' ? [name] : []))
}

/**
 * One touch instead of nine: with the box ticked, every あり・なし question that has no answer is answered なし. Without the tick a blank stays
 * a blank. The urgent signs have their own 「どれもない」 and are never answered by this box.
 */
export function withRest(form: Form, raw: Raw): Raw {
  if (givenFor(raw, restName).text() !== 'none') return raw
  const blank = restQuestions(form).filter((name) => givenFor(raw, name).text() === '')
  return { ...raw, ...Object.fromEntries(blank.map((name) => [name, 'no'])) }
}

/** Figures are measured anew and words are written anew: nobody's temperature of yesterday becomes today's. */
const neverCopied: Field['type'][] = ['number', 'text', 'textarea', 'tick']

/** What the last report said, as far as it may be said again, under what has been typed already. For the form to show, never to send. */
export function sameAsLast(form: Form, last: { formVersion: string; answers: Record<string, unknown> }, typed: Raw): Raw {
  if (last.formVersion.split('/')[0] !== form.id) return typed
  const copied = Object.entries(refill(form, last.answers)).filter(([name]) => {
    const field = (form.fields as Record<string, Field>)[name]
    return field && !neverCopied.includes(field.type) && givenFor(typed, name).texts().join('') === ''
  })
  return { ...typed, ...Object.fromEntries(copied) }
}
