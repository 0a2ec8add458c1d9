import type { ComponentChildren } from 'preact'
import type { Words } from '../i18n/t.ts'
import { asked } from './asked.ts'
import { type Faults, faultText } from './faults.ts'
import type { AnyAnswers, Facilities, Field, FieldType, Form, Raw } from './fields.ts'
import { type InputProps, inputOf } from './inputs.tsx'
import { type FormWords, formWords } from './words.ts'

type Props = {
  form: Form
  words: Words
  /** What was posted, or `refill(form, answers)`. */
  given?: Raw
  faults?: Faults
  /** Questions with the yellow frame: `missingRecommended`. */
  missing?: readonly string[]
  /** Answers taken although they look wrong: `doubtsOf`. */
  doubts?: Faults
  /** With the answers known, questions that do not apply are left out. */
  answers?: AnyAnswers
  facilities?: Facilities
  /** Words offered while typing, by question. */
  suggestions?: Record<string, readonly string[]>
  /** What a page adds below a question's control: a button that fills it, a list to choose from. */
  beside?: Record<string, ComponentChildren>
  /** Laid out as the paper: the same questions in the boxes of `form.paper`. */
  asPaper?: boolean
}

/** All questions of a form, in their sections. Goes inside a form element; works without script. */
export function Questions(props: Props) {
  const { form, words, answers } = props
  const own = formWords(form, words)
  const shown = Object.entries<Field>(form.fields).filter(([, field]) => !answers || asked(field, answers) !== 'no')
  return (
    <div class={props.asPaper ? 'questions paper' : 'questions'} data-form={form.id}>
      {shown.map(([name, field], place) => (
        <>
          {field.section && field.section !== shown[place - 1]?.[1].section && <SectionHead section={field.section} own={own} />}
          <Question key={name} name={name} field={field} own={own} props={props} />
        </>
      ))}
    </div>
  )
}

function SectionHead({ section, own }: { section: string; own: FormWords }) {
  const hint = own.sectionHint(section)
  return (
    <>
      <h2 class="section-head">{own.sectionLabel(section)}</h2>
      {hint && <p class="hint">{hint}</p>}
    </>
  )
}

/** Types whose one control can be named by a label; the others are a group and get a legend. */
const single: FieldType[] = ['text', 'textarea', 'number', 'postalCode', 'passport', 'phone', 'facility']
const isSingle = (field: Field) => single.includes(field.type) || (field.type === 'choice' && field.as === 'select')

function Question({ name, field, own, props }: { name: string; field: Field; own: FormWords; props: Props }) {
  const { words, form, given = {}, faults = {}, missing = [], doubts = {}, facilities = {}, suggestions = {}, beside = {} } = props
  const fault = faults[name] ?? doubts[name]
  const isMissing = missing.includes(name)
  const hint = own.hint(name)
  const describedBy =
    [hint && `${name}-hint`, isMissing && `${name}-missing`, fault && `${name}-fault`].filter(Boolean).join(' ') || undefined
  const control = (inputOf[field.type] as (input: InputProps) => ComponentChildren)({
    name,
    field: field as never,
    raw: given,
    own,
    words,
    invalid: faults[name] ? (faults[name].part ?? '') : null,
    describedBy,
    autoComplete: form.audience === 'staff' ? 'off' : undefined,
    facilities,
    suggestions: suggestions[name] ?? [],
  })
  const state = `${faults[name] ? ' wrong' : ''}${isMissing || doubts[name] ? ' missing' : ''}`
  const below = (
    <>
      {hint && (
        <p class="hint" id={`${name}-hint`}>
          {hint}
        </p>
      )}
      {isMissing && (
        <p class="missing-text" id={`${name}-missing`}>
          {words('fields.recommended-missing')}
        </p>
      )}
      {fault && (
        <p class="fault" id={`${name}-fault`}>
          {faultText(fault, words)}
        </p>
      )}
      {control}
      {beside[name]}
    </>
  )
  const enhance = { id: `q-${name}`, ...forScript(form, name, field) }
  if (field.type === 'tick') {
    return (
      <div class={`question tick${state}`} {...enhance}>
        {below}
      </div>
    )
  }
  const mark = field.required && <span class="required-mark">{words('fields.required')}</span>
  if (isSingle(field)) {
    return (
      <div class={`question${state}`} {...enhance}>
        <label class="question-label" for={name}>
          {own.label(name)}
          {mark}
        </label>
        {below}
      </div>
    )
  }
  return (
    <fieldset class={`question${state}`} aria-describedby={describedBy} {...enhance}>
      <legend class="question-label">
        {own.label(name)}
        {mark}
      </legend>
      {below}
    </fieldset>
  )
}

/** What `questions.web.ts` needs to hide what does not apply and to show the age. */
function forScript(form: Form, name: string, field: Field) {
  const copier = Object.entries(form.fields).find(([, tick]) => tick.type === 'tick' && tick.copies && Object.hasOwn(tick.copies, name))
  return {
    'data-columns': form.paper?.[name],
    'data-show-when': field.showWhen && JSON.stringify(field.showWhen),
    'data-copied-by': copier?.[0],
    'data-age': field.type === 'age' && field.of ? JSON.stringify({ of: field.of, on: field.on }) : undefined,
  }
}
