import { knownAnswers } from '../../fields/check.ts'
import { type Faults, faultText } from '../../fields/faults.ts'
import type { Unreadable, UnreadableCode } from '../../fields/fhir/read.ts'
import type { Form, Raw } from '../../fields/fields.ts'
import { linkIdOf, type Misshapen } from '../../fields/json.ts'
import { wordsIn } from '../../i18n/t.ts'
import type { Wrong } from '../../platform/http/problem.ts'

/** What no form on a screen can send, and so has no words among its faults. */
const reasons: Record<Misshapen['code'] | UnreadableCode | 'patient-differs' | 'wrong-form' | 'language', string> = {
  'unknown-question': 'この様式にない項目です',
  'unknown-part': 'この質問にない項目です',
  'wrong-type': '値の型が違います',
  'given-twice': '1つだけ答える質問に、2つ以上の値があります',
  choice: '選択肢の中から選んでください',
  'patient-differs': 'Patient の内容と、項目の値が食い違っています',
  'wrong-form': '報告年月日に有効な様式ではありません',
  language: '案内の言語は、一覧にあるものを指定してください',
}

export const wrong = (code: keyof typeof reasons, pointer: string): Wrong => ({ pointer, code, reason: reasons[code] })

/** Which question of which form: by its key, its number on the paper and its label. */
const named = (form: Form, question: string) => ({ question, linkId: linkIdOf(form, question), label: form.fields[question]!.label })

/** JSON that is none of this form. A key that is no question of ours is told in the pointer alone: it may hold anything. */
export const misshapenWrongs = (form: Form, found: readonly Misshapen[]): Wrong[] =>
  found.map(({ path, code }) => ({
    ...wrong(code, `#/answers/${path.map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1')).join('/')}`),
    ...(code === 'unknown-question' ? {} : named(form, path[0]!)),
  }))

export const unreadableWrongs = (form: Form, found: readonly Unreadable[]): Wrong[] =>
  found.map(({ at, code, question }) => ({ ...wrong(code, at), ...(question === null ? {} : named(form, question)) }))

/** The faults that the form would show, in its order and its words. `at` says where in the body a question stands. */
export function faultWrongs(form: Form, faults: Faults, at: (question: string, part: string | undefined) => string): Wrong[] {
  return Object.keys(form.fields).flatMap((question) => {
    const fault = faults[question]
    if (!fault) return []
    const { code, part } = fault
    return [
      { pointer: at(question, part), code, reason: faultText(fault, wordsIn('ja')), ...named(form, question), ...(part ? { part } : {}) },
    ]
  })
}

export const jsonPointer = (form: Form) => (question: string, part: string | undefined) =>
  `#/answers/${question}${part && ['name', 'age'].includes(form.fields[question]!.type) ? `/${part}` : ''}`
export const fhirPath = (form: Form) => (question: string, part: string | undefined) => {
  const withPart = part && ['name', 'age'].includes(form.fields[question]!.type) ? `.${part}` : ''
  return `QuestionnaireResponse.descendants().where(linkId='${linkIdOf(form, question)}${withPart}')`
}

/** Who it is about. A telephone or an address that differs is the items' to say and hinders nothing. */
const identifying = ['name', 'sex', 'birthOn']
const identifyingParts = ['family', 'given']

/** The Patient says who it is about; so do the items. Where both speak and do not agree, somebody's case would go to somebody else. */
export function patientWrongs(form: Form, items: Raw, patient: Raw): Wrong[] {
  const [said, meant] = [knownAnswers(form, items), knownAnswers(form, patient)]
  return identifying
    .filter((question) => differ(said[question] ?? null, meant[question] ?? null))
    .map((question) => ({ ...wrong('patient-differs', fhirPath(form)(question, undefined)), ...named(form, question) }))
}

function differ(one: unknown, other: unknown): boolean {
  if (one === null || other === null) return false
  if (typeof one !== 'object') return one !== other
  const partOf = (name: unknown, part: string) => (name as Record<string, unknown>)[part] ?? null
  return identifyingParts.some(
    (part) => partOf(one, part) !== null && partOf(other, part) !== null && partOf(one, part) !== partOf(other, part),
  )
}
