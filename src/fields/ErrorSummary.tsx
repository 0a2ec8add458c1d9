import type { Words } from '../i18n/t.ts'
import { type Faults, faultText } from './faults.ts'
import type { Field, Form } from './fields.ts'
import { formWords } from './words.ts'

/** All faults at the head of the page, each a link to its input. Takes the focus, so that screen readers begin here. */
export function ErrorSummary({ form, faults, words }: { form: Form; faults: Faults; words: Words }) {
  const own = formWords(form, words)
  const names = Object.keys(form.fields).filter((name) => faults[name])
  if (names.length === 0) return null
  return (
    // biome-ignore lint/a11y/noAutofocus: after a refused form the faults are what everybody came for
    <div class="error-summary" id="error-summary" role="alert" tabIndex={-1} autoFocus>
      <h2>{words('fields.errors')}</h2>
      <p>{words('fields.errors-count', { count: names.length })}</p>
      <ul>
        {names.map((name) => (
          <li key={name}>
            <a href={`#${inputId(name, form.fields[name]!, faults[name]!.part)}`}>
              {own.label(name)}: {faultText(faults[name]!, words)}
            </a>
          </li>
        ))}
      </ul>
    </div>
  )
}

const firstPart: Partial<Record<Field['type'], string>> = { date: 'year', age: 'years', name: 'family' }

/** The id of the input to go to: the faulty part, else the first. */
function inputId(name: string, field: Field, part: string | undefined): string {
  const first = part ?? firstPart[field.type]
  return first === undefined ? name : `${name}.${first}`
}
