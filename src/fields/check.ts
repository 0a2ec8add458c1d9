import { asked } from './asked.ts'
import { derivedAge } from './derived-age.ts'
import type { Faults } from './faults.ts'
import type { Answers, AnyAnswers, Field, Fields, Form, Raw } from './fields.ts'
import { givenFor } from './given.ts'
import { type Context, type Parsed, parseOf } from './parse.ts'

export type Checked<Fs extends Fields> = { answers: Answers<Fs>; faults: null } | { answers: null; faults: Faults }

/**
 * Checks raw input (a posted form, JSON, an Excel row, spoken digits) and reports every fault at once.
 * Never throws, whatever arrives; what the form does not ask is ignored.
 */
export function check<Fs extends Fields>(form: Form<Fs>, raw: Raw, context: Context = {}): Checked<Fs> {
  const { answers, faults } = gather(form, raw, context)
  const first = form.atLeastOne?.[0]
  if (first && !Object.keys(faults).length && form.atLeastOne!.every((name) => answers[name] === null))
    faults[first] = { code: 'nothing-answered' }
  return Object.keys(faults).length > 0 ? { answers: null, faults } : { answers: answers as Answers<Fs>, faults: null }
}

/** The answers of a form half filled in, as far as they are without fault: decides which questions a draft still has to show. */
export function knownAnswers(form: Form, raw: Raw, context: Context = {}): AnyAnswers {
  return gather(form, raw, context).answers
}

function gather(form: Form, raw: Raw, context: Context): { answers: AnyAnswers; faults: Faults } {
  const answers: AnyAnswers = {}
  const faults: Faults = {}
  /** Question → the one it is copied from, by the "same as" boxes ticked so far; the first box wins. */
  let copied: Record<string, string> = {}
  for (const [name, field] of Object.entries<Field>(form.fields)) {
    answers[name] = null
    const isAsked = asked(field, answers)
    if (isAsked === 'no') continue
    const source = copied[name]
    if (source !== undefined) {
      answers[name] = answers[source]
      continue
    }
    const parsed = parse(field, name, raw, context)
    if ('fault' in parsed) faults[name] = parsed.fault
    else if (parsed.value === null && field.required && isAsked === 'yes') faults[name] = { code: missingCode(field) }
    else if (!(field.type === 'tick' && field.besides && answers[field.besides] !== null)) answers[name] = parsed.value
    if (field.type === 'tick' && field.copies && answers[name] === true) copied = { ...field.copies, ...copied }
  }
  fillAges(form, answers, faults)
  return { answers, faults }
}

function parse(field: Field, name: string, raw: Raw, context: Context): Parsed {
  const face = parseOf[field.type] as (field: Field, given: ReturnType<typeof givenFor>, context: Context) => Parsed
  return face(field, givenFor(raw, name), context)
}

/** An age left blank follows from the birth date that was given. */
function fillAges(form: Form, answers: AnyAnswers, faults: Faults) {
  for (const [name, field] of Object.entries(form.fields)) {
    if (field.type === 'age' && answers[name] === null && !faults[name]) answers[name] = derivedAge(field, answers)
  }
}

const chosen: Field['type'][] = ['choice', 'choices', 'yesNoUnknown', 'presence', 'facility', 'tick']
const missingCode = (field: Field) => (chosen.includes(field.type) ? 'required-choice' : 'required')
