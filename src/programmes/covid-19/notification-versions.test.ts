import { describe, expect, test } from 'vitest'
import { check } from '../../fields/check.ts'
import { missingRecommended } from '../../fields/doubts.ts'
import type { Field, Form } from '../../fields/fields.ts'
import { dateOrder } from '../date-order.ts'
import { subjectOf } from '../subject.ts'
import { oddities } from './implausible.ts'
import { notification1 } from './notification-1.ts'
import { notification2 } from './notification-2.ts'
import { notification3 } from './notification-3.ts'
import { covid19 } from './programme.ts'

const least = {
  reportedOn: '2022-09-27',
  'doctor.family': '架空',
  institutionName: '架空病院',
  category: 'confirmed',
  'name.family': '架空',
  sex: 'female',
  birthOn: '1990-09-09',
  prefecture: '架空県',
  municipality: '架空市',
  diagnosedOn: '2022-09-27',
}
const answersTo = (form: Form, raw: object) => check(form, { ...least, ...raw }).answers!
const fieldsOf = (form: Form): Record<string, Field> => form.fields

describe('the older form, to 2022-06-29', () => {
  test('has its nineteen items, numbered as on the sheet', () => {
    const texts = [...Object.values(notification1.sections!), ...Object.values(fieldsOf(notification1))]
      .map(({ label }) => label)
      .join('\n')
    for (const item of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19])
      expect(texts).toMatch(new RegExp(`(^|\\n|～)${item}[ ～]`))
  })

  test('is no report without the same few answers as ver.2', () => {
    const required = (form: Form) => Object.keys(form.fields).filter((name) => fieldsOf(form)[name]!.required)
    expect(required(notification1)).toEqual(required(notification2))
    expect(check(notification1, least).faults).toBeNull()
  })

  test('the earliest sample of any method is the day of sampling', () => {
    const answers = answersTo(notification1, { pcrSampledOn: '2022-06-19', isolationSampledOn: '2022-06-18' })
    expect(subjectOf(answers).sampledOn).toBe('2022-06-18')
    expect(subjectOf(answersTo(notification1, {})).sampledOn).toBeNull()
    expect(subjectOf(answersTo(notification2, { sampledOn: '2022-06-20' })).sampledOn).toBe('2022-06-20')
  })

  test('an infection after the onset is out of order; ver.2 does not ask for it', () => {
    const raw = { infectedOn: '2022-06-16', onsetOn: '2022-06-15' }
    const wrong = (version: string, form: Form) => {
      const { lines } = dateOrder(covid19.dateOrder, answersTo(form, raw), version)
      return lines.filter((line) => line.wrong).map((line) => line.question)
    }
    expect(wrong('1', notification1)).toEqual(['infectedOn', 'onsetOn'])
    expect(wrong('2', notification2)).toEqual([])
    expect(dateOrder(covid19.dateOrder, {}, '2').lines).toHaveLength(7)
  })
})

describe('the form from 2022-09-26', () => {
  test('is ver.2 and box 13, 治療薬・酸素; severity becomes 14', () => {
    const added = Object.keys(notification3.fields).filter((name) => !Object.hasOwn(notification2.fields, name))
    expect(added).toEqual(['medicineNeeded', 'medicines', 'oxygenNeeded'])
    expect(notification3.sections!.treatment!.label).toBe('13 治療薬の投与又は酸素投与の必要性')
    expect(notification3.sections!.state!.label).toMatch(/^14 /)
    expect(Object.values(notification3.fields.medicines.options)).toHaveLength(8)
  })

  test('the drugs are asked for unless none is needed; both needs have the yellow frame', () => {
    expect(missingRecommended(notification3, answersTo(notification3, {}))).toEqual(
      expect.arrayContaining(['medicineNeeded', 'oxygenNeeded']),
    )
    expect(answersTo(notification3, { medicineNeeded: 'no', medicines: 'paxlovid' }).medicines).toBeNull()
    expect(answersTo(notification3, { medicineNeeded: 'yes', medicines: 'paxlovid' }).medicines).toEqual(['paxlovid'])
  })

  const outside = { admissionNeeded: 'no', riskPresence: 'no', medicineNeeded: 'no', oxygenNeeded: 'no' }
  test.each<[string, object, boolean]>([
    ['32 years, nothing of it', outside, true],
    ['64 years', { ...outside, birthOn: '1957-09-28' }, true],
    ['65 years', { ...outside, birthOn: '1957-09-27' }, false],
    ['in need of hospital', { ...outside, admissionNeeded: 'yes' }, false],
    ['at risk, no drug and no oxygen', { ...outside, riskPresence: 'yes' }, true],
    ['at risk and in need of a drug', { ...outside, riskPresence: 'yes', medicineNeeded: 'yes' }, false],
    ['in need of a drug, not at risk', { ...outside, medicineNeeded: 'yes' }, true],
    ['pregnant', { ...outside, riskPresence: 'yes', riskFactors: 'pregnancy' }, false],
    ['deceased', { ...outside, category: 'deceased' }, false],
    ['one of them not answered', { ...outside, oxygenNeeded: '' }, false],
  ])('whether somebody is to be reported at all is asked, never enforced: %s', (_who, raw, asked) => {
    expect(oddities(answersTo(notification3, raw)).some(({ text }) => text.includes('届出の対象'))).toBe(asked)
  })
})

test.each<[string, object, string | null]>([
  ['D43 born on the day of the report', { birthOn: '2022-09-27' }, 'birthOn'],
  ['D43 104 years', { birthOn: '1917-09-28' }, null],
  ['D43 105 years', { birthOn: '1917-09-27' }, 'birthOn'],
  ['D43 an age typed that the birth date contradicts', { 'age.years': '40' }, 'age'],
  ['a pregnant man', { sex: 'male', riskPresence: 'yes', riskFactors: 'pregnancy' }, 'riskFactors'],
  ['pregnant at 11', { birthOn: '2010-09-28', riskPresence: 'yes', riskFactors: 'pregnancy' }, 'birthOn'],
  ['pregnant at 12', { birthOn: '2010-09-27', riskPresence: 'yes', riskFactors: 'pregnancy' }, null],
  ['a smoker of 14', { birthOn: '2007-09-28', riskPresence: 'yes', riskFactors: 'smoking' }, 'birthOn'],
  ['a smoker of 15', { birthOn: '2007-09-27', riskPresence: 'yes', riskFactors: 'smoking' }, null],
  ['vaccinated before birth', { birthOn: '2022-05-02', vaccineDoses: 'd1', vaccinatedOn: '2022-05-01' }, 'birthOn'],
  ['ill for 30 days', { onsetOn: '2022-08-28' }, null],
  ['ill for 31 days', { onsetOn: '2022-08-27' }, 'onsetOn'],
  ['without symptoms but with an onset', { onsetOn: '2022-09-26', severity: 'asymptomatic' }, 'severity'],
  ['severe and no hospital', { severity: 'severe', admissionNeeded: 'no' }, 'admissionNeeded'],
  ['mild and no hospital', { severity: 'mild', admissionNeeded: 'no' }, null],
])('%s is asked about: %o', (_name, raw, question) => {
  expect(oddities(answersTo(notification2, raw)).map((odd) => odd.question)).toEqual(question === null ? [] : [question])
})
