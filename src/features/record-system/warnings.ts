import { asked } from '../../fields/asked.ts'
import { faultText } from '../../fields/faults.ts'
import type { AnyAnswers, Form, Raw } from '../../fields/fields.ts'
import { linkIdOf } from '../../fields/json.ts'
import { wordsIn } from '../../i18n/t.ts'
import type { Wrong } from '../../platform/http/problem.ts'
import { subjectOf } from '../../programmes/subject.ts'
import type { Examined } from '../notification/examine.ts'
import { phoneDoubt } from '../notification/phone-doubt.ts'

/** What the pages after 確認 would ask, each by the question it is about. */
export type Warning = Omit<Wrong, 'pointer'>
type Sound = Extract<Examined, { faults: null }>

/** Everything that looks doubtful about a report that was accepted all the same, in the order of the form. None of it is in the way. */
export function warningsOf(form: Form, raw: Raw, examined: Sound, hasOwnAlike: boolean): Warning[] {
  const { answers, missing, doubts, oddities, dates } = examined
  const about = (question: string, code: string, reason: string): Warning => ({
    code,
    reason,
    question,
    linkId: linkIdOf(form, question),
    label: form.fields[question]!.label,
  })
  const unreachable = phoneDoubt(subjectOf(answers).phone)
  const found = [
    ...missing.map((question) => about(question, 'missing', '未記入です。分かり次第、追記してください')),
    ...Object.entries(doubts)
      .filter(([question]) => question !== 'phone')
      .map(([question, fault]) => about(question, 'doubtful', faultText(fault, wordsIn('ja')))),
    ...(unreachable !== null && Object.hasOwn(form.fields, 'phone') ? [about('phone', 'no-sms', unreachable)] : []),
    ...oddities.map(({ question, text }) => about(question, 'odd', text)),
    ...dates
      .filter((line) => line.wrong)
      .map(({ question }) => about(question, 'date-order', '日付の前後関係が正しくない可能性があります')),
    ...notAsked(form, raw, answers).map((question) => about(question, 'not-asked', '他の回答により対象外のため、登録していません')),
    ...(hasOwnAlike ? [about('name', 'alike', '同じ方と思われる登録が、貴院にあります。画面で確認してください')] : []),
  ]
  const order = Object.keys(form.fields)
  return found.sort((a, b) => order.indexOf(a.question!) - order.indexOf(b.question!))
}

/** Answered, but not asked by this form of this patient: left out of the case, and that is said. */
function notAsked(form: Form, raw: Raw, answers: AnyAnswers): string[] {
  const isGiven = (question: string) =>
    Object.entries(raw).some(([key, value]) => (key === question || key.startsWith(`${question}.`)) && value !== null && value !== '')
  return Object.entries(form.fields)
    .filter(([question, field]) => isGiven(question) && answers[question] === null && asked(field, answers) === 'no')
    .map(([question]) => question)
}
