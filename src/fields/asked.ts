import { ageOn } from '../lib/japanese-day.ts'
import type { AnyAnswers, Condition, Field } from './fields.ts'

/** Whether a question is asked; 'open' while it depends on a question that has no answer yet. */
export type Asked = 'yes' | 'no' | 'open'

export function asked(field: Field, answers: AnyAnswers): Asked {
  if (!field.showWhen) return 'yes'
  let so: Asked = 'yes'
  for (const name in field.showWhen) {
    const held = holds(field.showWhen[name]!, answers[name] ?? null, answers)
    if (held === 'no') return 'no'
    if (held === 'open') so = 'open'
  }
  return so
}

function holds(condition: Condition, value: unknown, answers: AnyAnswers): Asked {
  if (condition === true) return value === true ? 'yes' : 'no'
  if (value === null) return 'open'
  if (typeof condition === 'string') return yesIf(includes(value, condition))
  if ('in' in condition) return yesIf(condition.in.some((one) => includes(value, one)))
  if ('not' in condition) return yesIf(!condition.not.some((one) => includes(value, one)))
  const day = condition.on.map((name) => answers[name]).find((known) => typeof known === 'string')
  if (typeof day !== 'string' || typeof value !== 'string') return 'open'
  return yesIf((ageOn(value, day)?.years ?? 0) < condition.ageBelow)
}

const includes = (value: unknown, one: string) => (Array.isArray(value) ? value.includes(one) : value === one)
const yesIf = (is: boolean): Asked => (is ? 'yes' : 'no')
