import { dayOfEra, type Era } from '../lib/era.ts'
import { asked } from './asked.ts'
import { derivedAge } from './derived-age.ts'
import type { AnyAnswers, Field, FieldOf } from './fields.ts'

/**
 * Makes a long form shorter while it is filled in: hides what does not apply, what a ticked "same as" copies, and shows the age that
 * follows from the birth date. Without it everything is shown; the server decides again either way.
 */
type Asking = { element: HTMLElement; showWhen?: Field['showWhen']; copiedBy: string | undefined }

for (const questions of document.querySelectorAll<HTMLElement>('.questions')) {
  const form = questions.closest('form')
  if (form) enhance(questions, form)
}

function enhance(questions: HTMLElement, form: HTMLFormElement) {
  const asking = [...questions.querySelectorAll<HTMLElement>('.question')].map(askingOf)
  const update = () => {
    const answers = answersIn(form, asking)
    for (const { element, showWhen, copiedBy } of asking) {
      const isCopied = copiedBy !== undefined && answers[copiedBy] === true
      element.hidden = isCopied || asked({ showWhen } as Field, answers) === 'no'
    }
    for (const age of questions.querySelectorAll<HTMLElement>('[data-age]')) showAge(age, answers)
  }
  form.addEventListener('input', update)
  form.addEventListener('change', update)
  update()
}

function askingOf(element: HTMLElement): Asking {
  const { showWhen, copiedBy } = element.dataset
  return { element, copiedBy, ...(showWhen && { showWhen: JSON.parse(showWhen) }) }
}

/** Answers as far as conditions need them: days, ticks, choices. Everything else is text. */
function answersIn(form: HTMLFormElement, asking: Asking[]): AnyAnswers {
  const data = new FormData(form)
  const answers: AnyAnswers = {}
  for (const { element } of asking) {
    const name = element.id.replace(/^q-/, '')
    answers[name] = answerIn(form, data, name)
  }
  return answers
}

function answerIn(form: HTMLFormElement, data: FormData, name: string): unknown {
  if (form.elements.namedItem(`${name}.era`)) return dayIn(data, name)
  const values = data.getAll(name).filter((value) => value !== '')
  const control = form.querySelectorAll<HTMLInputElement>(`[name="${name}"]`)
  if (control[0]?.type !== 'checkbox') return values[0] ?? null
  if (control.length === 1 && control[0].value === 'yes') return values.length > 0 ? true : null
  return values.length > 0 ? values : null
}

function dayIn(data: FormData, name: string) {
  const part = (key: string) =>
    String(data.get(`${name}.${key}`) ?? '')
      .normalize('NFKC')
      .replace('元', '1')
  return dayOfEra(part('era') as Era, Number(part('year')), Number(part('month')), Number(part('date')))
}

/** The age as grey text in the empty inputs: left blank, that is what will be stored. */
function showAge(element: HTMLElement, answers: AnyAnswers) {
  const age = derivedAge(JSON.parse(element.dataset.age ?? '{}') as FieldOf<'age'>, answers)
  const [years, months] = element.querySelectorAll('input')
  if (years) years.placeholder = age ? String(age.years) : ''
  if (months) months.placeholder = age?.months == null ? '' : String(age.months)
}
