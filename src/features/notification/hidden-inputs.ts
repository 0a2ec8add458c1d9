import { asked } from '../../fields/asked.ts'
import type { AnyAnswers, Form, Raw } from '../../fields/fields.ts'
import { besideTheForm } from './draft.ts'

/** What was typed into questions that the page does not show now: sent along, so that a mistyped birth date loses no guardian. */
export function hiddenInputs(form: Form, given: Raw, known: AnyAnswers): [name: string, value: string][] {
  return Object.entries(given).flatMap(([key, value]) => {
    const field = form.fields[key.split('.')[0]!]
    const isShown = field ? asked(field, known) !== 'no' : !(besideTheForm as readonly string[]).includes(key)
    const texts = [value].flat().filter((text) => typeof text === 'string')
    return isShown ? [] : texts.map((text): [string, string] => [key, text])
  })
}
