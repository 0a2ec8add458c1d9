import type { Field, FieldOf, FieldType, Form } from './fields.ts'

/**
 * How a question is asked on a telephone, where there are twelve keys and a voice. 'presence': 1, 2, 3. 'group': some options of a question
 * with several, under a question of presence; 'which' follows where the group was answered あり: one option by its key. 'number': digits
 * without the point (3, 7, 5 is 37.5), read back before they count; 0 alone ticks `besides`.
 */
export type VoiceStep =
  | { is: 'presence'; name: string; words: 'presence' | 'yesNo' }
  | { is: 'group'; name: string; of: string; options: readonly string[] }
  | { is: 'which'; name: string; of: string; options: readonly string[] }
  | { is: 'number'; name: string; least: number; most: number; decimals: number; besides: string | null }

const unasked = (): VoiceStep[] => []

/** One entry per field type. What cannot be said with keys (a text, a name, a place) is not asked, and stays unanswered. */
const voiceOf: { [T in FieldType]: (name: string, field: FieldOf<T>, form: Form) => VoiceStep[] } = {
  text: unasked,
  textarea: unasked,
  number: (name, { max, step }, form) => {
    const decimals = Number.isInteger(step) ? 0 : 1
    const most = String(Math.round(max * 10 ** decimals)).length
    return [{ is: 'number', name, least: decimals === 0 ? Math.max(1, most - 1) : most, most, decimals, besides: boxBeside(form, name) }]
  },
  date: unasked,
  postalCode: unasked,
  passport: unasked,
  phone: unasked,
  yesNoUnknown: (name) => [{ is: 'presence', name, words: 'yesNo' }],
  presence: (name) => [{ is: 'presence', name, words: 'presence' }],
  choice: unasked,
  choices: (of, { spokenUnder = {} }) =>
    Object.entries(spokenUnder).flatMap(([name, options]): VoiceStep[] => [
      { is: 'group', name, of, options },
      { is: 'which', name, of, options },
    ]),
  age: unasked,
  name: unasked,
  facility: unasked,
  tick: unasked,
}

/** The questions of a form in the order in which they are asked by telephone; what a group has asked is not asked again. */
export function voiceSteps(form: Form): VoiceStep[] {
  const steps = Object.entries<Field>(form.fields).flatMap(([name, field]) => voiceOf[field.type](name, field as never, form))
  const inGroups = steps.flatMap((step) => (step.is === 'group' ? [step.name] : []))
  return steps.filter((step) => step.is !== 'presence' || !inGroups.includes(step.name))
}

const boxBeside = (form: Form, of: string) =>
  Object.entries<Field>(form.fields).find(([, field]) => field.type === 'tick' && field.besides === of)?.[0] ?? null

/** Digits as pressed: '375' with one decimal is '37.5'; null when there are too few or too many. Leading noughts are allowed (0, 9, 8). */
export function numberOfKeys(keys: string, { least, most, decimals }: Extract<VoiceStep, { is: 'number' }>): string | null {
  if (!/^\d+$/.test(keys) || keys.length < least || keys.length > most) return null
  return String(Number(keys) / 10 ** decimals)
}
