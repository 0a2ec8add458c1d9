import { describe, expect, test } from 'vitest'
import { check } from '../../fields/check.ts'
import { doubtsOf, missingRecommended } from '../../fields/doubts.ts'
import type { Field } from '../../fields/fields.ts'
import { ageContradictsBirth, subjectOf } from '../subject.ts'
import { notification2 as form } from './notification-2.ts'

const fields: Record<string, Field> = form.fields
const least = {
  reportedOn: '2022-06-27',
  'doctor.family': '架空',
  institutionName: '架空病院',
  category: 'confirmed',
  'name.family': '架空',
  sex: 'female',
  birthOn: '1990-09-09',
  prefecture: '架空県',
  municipality: '架空市',
  diagnosedOn: '2022-06-23',
}
const context = { today: '2022-06-27' }
const answersTo = (raw: object) => check(form, { ...least, ...raw }, context).answers!
const missing = (raw: object) => missingRecommended(form, answersTo(raw))

test('the few questions without which there is no report', () => {
  const required = Object.keys(fields).filter((name) => fields[name]!.required)
  expect(required).toEqual(Object.keys(least).map((name) => name.split('.')[0]))
  for (const name of required) expect(check(form, { ...least, [name]: '', [`${name}.family`]: '' }, context).faults).toHaveProperty(name)
  expect(check(form, least, context).faults).toBeNull()
})

test('D15 D16 the form says that it is a duty', () => {
  expect(form.title).toBe('発生届(ver.2)')
  expect(form.notice).toBe('※ 発生届の提出は、感染症法第12条に基づく義務です。必要な事項を入力の上、速やかに提出して下さい。')
  expect(form.sections!.header!.hint).toBe('入力できる箇所は必ず全て入力してください。')
})

test.each<[string, string, string | undefined]>([
  ['D17', 'rememberDoctor', undefined],
  ['D18', 'institutionPhone', '(※病院・診療所に従事していない医師にあっては、その住所・電話番号を記載)'],
  ['D19', 'category', '※疑似症患者について、入院を要しないと認められる場合は、発生届の届出は不要'],
  ['D20', 'street', '※住所は現在居住している住所を記入'],
  ['D20', 'phone', '※連絡のつく携帯電話推奨 ※こちらの番号にMy HER-SYS等の通知が送られます'],
  ['D20', 'residenceStreet', '※住民票のある住所等'],
  ['D20', 'guardian', '※保護者氏名、電話番号は患者が未成年の場合のみ記入'],
  ['D21', 'sampledOn', '※みなしで検体採取していない場合は、診断年月日を入力してください'],
  ['D21', 'onsetOn', '※患者(確定例)を診断した場合のみ入力すること'],
  ['D22', 'vaccine', '※リストに無いワクチンの場合は、その他を選択し接種ワクチンの種類を記入'],
])('%s %s has its hint', (_, name, hint) => {
  expect(fields[name]!.hint).toBe(hint)
})

test('D17 the doctor may be kept for the next time', () => {
  expect(fields.rememberDoctor).toMatchObject({ type: 'tick', label: '医師マスタに登録する' })
})

test('D19 the kinds of 類型 and sex', () => {
  expect(Object.values(form.fields.category.options)).toEqual([
    '患者(確定例)',
    '無症状病原体保有者',
    '疑似症患者',
    '感染症死亡者の死体',
    '感染症死亡疑い者の死体',
  ])
  expect(Object.values(form.fields.sex.options)).toEqual(['男', '女', 'その他'])
})

test('D19 the age follows from the birth date on the day of diagnosis, for babies in months', () => {
  expect(answersTo({}).age).toEqual({ years: 31, months: null })
  expect(answersTo({ birthOn: '2022-01-23' }).age).toEqual({ years: 0, months: 5 })
})

test('D20 the residence is copied where it is the same', () => {
  const answers = answersTo({
    postalCode: '000-0000',
    street: '架空1-1',
    residenceSame: 'yes',
    phone: '090-1234-5678',
    residencePhoneSame: 'yes',
  })
  expect(answers).toMatchObject({ residencePostalCode: '0000000', residencePrefecture: '架空県', residenceMunicipality: '架空市' })
  expect(answers).toMatchObject({ residenceStreet: '架空1-1', residencePhone: '09012345678' })
})

describe('D20 the guardian', () => {
  test('is asked for a minor on the day of the report, 18 being of age', () => {
    const adult = { birthOn: '2004-06-27', guardian: { family: '架空' }, guardianPhone: '09012345678' }
    expect(answersTo(adult)).toMatchObject({ guardian: null, guardianPhone: null })
    expect(missing(adult)).not.toContain('guardian')
    expect(missing({ birthOn: '2004-06-28' })).toEqual(expect.arrayContaining(['guardian', 'guardianPhone']))
  })

  test('may have the phone of the patient', () => {
    const answers = answersTo({ birthOn: '2015-01-01', phone: '09012345678', guardianPhoneSame: 'yes' })
    expect(answers.guardianPhone).toBe('09012345678')
  })
})

test('D21 onset is not asked of those without symptoms, death only of the dead', () => {
  expect(missing({ category: 'asymptomatic' })).not.toContain('onsetOn')
  expect(missing({ category: 'confirmed' })).toContain('onsetOn')
  expect(missing({ category: 'confirmed' })).not.toContain('deathOn')
  expect(missing({ category: 'deceased' })).toContain('deathOn')
})

test('D22 doses: 0回 to many, or 不明, and blank is neither', () => {
  const { options } = form.fields.vaccineDoses
  expect(options).toMatchObject({ d0: '0回', d5: '5回', unknown: '不明' })
  expect(form.sections!.vaccination!.hint).toBe('※ワクチン接種回数が0回の場合は「0回」と選択し、不明の場合は「不明」と選択')
  expect(answersTo({}).vaccineDoses).toBeNull()
  expect(missing({ vaccineDoses: 'd0' })).not.toContain('vaccinatedOn')
  expect(missing({ vaccineDoses: 'd1' })).toEqual(expect.arrayContaining(['vaccinatedOn', 'vaccine']))
  expect(answersTo({ vaccineDoses: 'd3', vaccine: 'other', vaccineOther: '架空ワクチン' }).vaccineOther).toBe('架空ワクチン')
})

test('D23 the thirteen risk factors, the first being 悪性腫瘍', () => {
  const factors = Object.values(form.fields.riskFactors.options)
  expect(factors).toHaveLength(13)
  expect(factors[0]).toBe('1. 悪性腫瘍')
  expect(factors[10]).toBe('11. 臓器の移植、免疫抑制剤、抗がん剤等の使用、その他の事由による免疫機能の低下')
  expect(factors.map((label) => Number.parseInt(label, 10))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13])
  expect(form.sections!.risk!.hint).toContain('該当する番号にすべてチェックを入れ')
})

test('D24 severity, hospital and the two health centres', () => {
  expect(Object.values(form.fields.severity.options)).toEqual(['軽症', '中等症I(呼吸不全なし)', '中等症II(呼吸不全あり)', '重症', '無症状'])
  const last = Object.values(fields)
    .slice(-5)
    .map((field) => field.label)
  expect(last).toEqual(['届出時点の入院の必要性の有無', '届出時点の入院の有無', '補足情報', '届出先保健所', '担当保健所'])
})

test('D25 nothing that is only recommended stops the report; all of it has the yellow frame', () => {
  const expected = Object.keys(fields).filter((name) => fields[name]!.recommended)
  const conditional = ['guardian', 'guardianPhone', 'deathOn', 'vaccinatedOn', 'vaccine', 'vaccineOther']
  expect(missing({})).toEqual(expected.filter((name) => !conditional.includes(name)))
})

test('D42 a wrong phone number never blocks: it is kept as typed and doubted', () => {
  const answers = answersTo({ phone: '090-1234-567' })
  expect(answers.phone).toBe('0901234567')
  expect(doubtsOf(form, answers)).toEqual({ phone: { code: 'phone' } })
  expect(doubtsOf(form, answersTo({ phone: '090-1234-5678' }))).toEqual({})
})

test('D43 an age that contradicts the birth date is noticed', () => {
  expect(ageContradictsBirth(answersTo({ 'age.years': '31' }))).toBe(false)
  expect(ageContradictsBirth(answersTo({ 'age.years': '30' }))).toBe(true)
  expect(ageContradictsBirth(answersTo({ 'age.years': '32' }))).toBe(true)
  expect(ageContradictsBirth(answersTo({}))).toBe(false)
})

test('the days of birth and report cannot lie ahead, the others are left to the check of their order', () => {
  expect(check(form, { ...least, reportedOn: '2022-06-28' }, context).faults).toEqual({ reportedOn: { code: 'future', part: 'year' } })
  expect(check(form, { ...least, diagnosedOn: '2022-06-28' }, context).faults).toBeNull()
})

test('what the system needs of a notification is found under its common names', () => {
  expect(subjectOf(answersTo({ phone: '09012345678' }))).toMatchObject({
    name: { family: '架空' },
    birthOn: '1990-09-09',
    phone: '09012345678',
    municipality: '架空市',
    category: 'confirmed',
    reportedOn: '2022-06-27',
    onsetOn: null,
  })
})
