import type { AnyAnswers } from '../../fields/fields.ts'
import { ageOn, daysBetween } from '../../lib/japanese-day.ts'
import type { Oddity } from '../programme.ts'
import { ageContradictsBirth } from '../subject.ts'

type Row = { question: string; odd: (a: AnyAnswers) => boolean; text: string }

const day = (value: unknown) => (typeof value === 'string' ? value : null)
const ageOf = (a: AnyAnswers) => {
  const [birth, on] = [day(a.birthOn), day(a.diagnosedOn) ?? day(a.reportedOn)]
  return birth === null || on === null ? null : (ageOn(birth, on)?.years ?? null)
}
const isAge = (a: AnyAnswers, test: (age: number) => boolean) => {
  const age = ageOf(a)
  return age !== null && test(age)
}
const hasRisk = (a: AnyAnswers, factor: string) => Array.isArray(a.riskFactors) && a.riskFactors.includes(factor)
const isPregnant = (a: AnyAnswers) => hasRisk(a, 'pregnancy') || a.pregnancy === 'yes'
const after = (earlier: unknown, later: unknown) => day(earlier) !== null && day(later) !== null && day(earlier)! > day(later)!

const rows: Row[] = [
  {
    question: 'birthOn',
    odd: (a) => day(a.birthOn) !== null && [a.reportedOn, a.diagnosedOn].includes(a.birthOn),
    text: '生年月日が報告日または診断日と同じです。間違いありませんか。',
  },
  { question: 'birthOn', odd: (a) => isAge(a, (age) => age >= 105), text: '105歳以上になります。元号や年に間違いありませんか。' },
  { question: 'age', odd: ageContradictsBirth, text: '入力した年齢と、生年月日から計算した年齢が合いません。' },
  { question: 'riskFactors', odd: (a) => isPregnant(a) && a.sex === 'male', text: '性別が男で「妊婦」です。間違いありませんか。' },
  {
    question: 'birthOn',
    odd: (a) => isPregnant(a) && isAge(a, (age) => age < 12 || age > 55),
    text: '「妊婦」ですが、年齢が12歳未満または56歳以上になります。生年月日に間違いありませんか。',
  },
  {
    question: 'birthOn',
    odd: (a) => hasRisk(a, 'smoking') && isAge(a, (age) => age < 15),
    text: '「喫煙歴」がありますが、15歳未満になります。生年月日に間違いありませんか。',
  },
  {
    question: 'birthOn',
    odd: (a) => after(a.birthOn, a.vaccinatedOn) || ['dose1On', 'dose2On', 'dose3On'].some((dose) => after(a.birthOn, a[dose])),
    text: 'ワクチンの接種年月日が生年月日より前です。',
  },
  {
    question: 'onsetOn',
    odd: (a) => day(a.onsetOn) !== null && day(a.diagnosedOn) !== null && daysBetween(day(a.onsetOn)!, day(a.diagnosedOn)!) > 30,
    text: '発病から診断まで30日を超えています。年と月に間違いありませんか。',
  },
  {
    question: 'severity',
    odd: (a) => a.severity === 'asymptomatic' && day(a.onsetOn) !== null,
    text: '重症度は「無症状」ですが、発病年月日が入力されています。',
  },
  {
    question: 'admissionNeeded',
    odd: (a) => (a.severity === 'severe' || a.severity === 'moderateTwo') && a.admissionNeeded === 'no',
    text: '重症度が中等症II以上で、入院の必要性が「無」です。',
  },
  // 旧様式: the order of days that 日付の整合性確認 does not compare.
  { question: 'firstVisitOn', odd: (a) => after(a.firstVisitOn, a.diagnosedOn), text: '初診年月日が、診断年月日より後です。' },
  { question: 'departedOn', odd: (a) => after(a.departedOn, a.returnedOn), text: '出国日が入国日より後です。' },
  {
    question: 'dose1On',
    odd: (a) => after(a.dose1On, a.dose2On) || after(a.dose2On, a.dose3On) || after(a.dose1On, a.dose3On),
    text: 'ワクチンの接種年月日が、回数の順になっていません。',
  },
  // From 2022-09-26 only four groups, and the dead, are reported.
  {
    question: 'category',
    odd: (a) => Object.hasOwn(a, 'medicineNeeded') && isKnownOutside(a),
    text: '2022年9月26日以降の届出の対象（65歳以上、入院を要する、重症化リスクがあり治療薬または酸素投与が必要、妊婦、死亡）に当てはまる項目がありません。',
  },
]

/** Every criterion was answered, and none holds: a blank is not "no". */
function isKnownOutside(a: AnyAnswers): boolean {
  if (a.category === 'deceased' || a.category === 'suspectedDeceased') return false
  const answered = ageOf(a) !== null && [a.admissionNeeded, a.riskPresence, a.medicineNeeded, a.oxygenNeeded].every((each) => each != null)
  const atRisk = a.riskPresence === 'yes' && (a.medicineNeeded === 'yes' || a.oxygenNeeded === 'yes')
  return answered && !isAge(a, (age) => age >= 65) && a.admissionNeeded !== 'yes' && !atRisk && !isPregnant(a)
}

/** What in these answers is odd enough to be asked about, in the order of the form. */
export function oddities(answers: AnyAnswers): Oddity[] {
  return rows.filter(({ odd }) => odd(answers)).map(({ question, text }) => ({ question, text }))
}
