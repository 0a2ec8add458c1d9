import { render } from 'preact-render-to-string'
import { describe, expect, test } from 'vitest'
import { imaginaryFever, imaginaryNotification } from '../../tools/imaginary-programme.ts'
import { check } from '../fields/check.ts'
import { questionAndAnswerText } from '../fields/document.ts'
import { formRef } from '../fields/fields.ts'
import { Questions } from '../fields/Questions.tsx'
import { wordsIn } from '../i18n/t.ts'
import { covid19 } from './covid-19/programme.ts'
import { dateOrder } from './date-order.ts'
import type { Programme } from './programme.ts'
import { dailyFormFor, formByRef, formsOf, notificationFormFor, programmeOf, programmes, surveyFormFor } from './registry.ts'
import { measuresOf } from './subject.ts'
import { diseaseName, reasonText } from './words.ts'

const covid = { disease: 'covid-19', prefecture: '13' }

test.each([
  ['2020-02-01', '1'],
  ['2022-06-29', '1'],
  ['2022-06-30', '2'],
  ['2022-09-25', '2'],
  ['2022-09-26', '3'],
])('a report of %s is in version %s of the form, by its own day', (reportedOn, version) => {
  expect(formRef(notificationFormFor({ ...covid, reportedOn }))).toBe(`covid-19.notification/${version}`)
})

test('before the first form there is none', () => {
  expect(() => notificationFormFor({ ...covid, reportedOn: '2020-01-31' })).toThrow('no form in force')
})

test('every stored form reference finds its form, and no two forms share one', () => {
  const refs = formsOf().map(formRef)
  expect(new Set(refs).size).toBe(refs.length)
  for (const form of formsOf()) expect(formByRef(formRef(form))).toBe(form)
  expect(() => formByRef('covid-19.daily/99')).toThrow()
})

test('an unknown disease is an error, not an empty form', () => {
  expect(() => programmeOf('imaginary-fever')).toThrow('no such disease')
})

test("a prefecture's own form stands before the national one, from its day to its last", () => {
  const local = { form: imaginaryNotification, from: '2022-08-04', until: '2022-09-25', prefectures: ['14'] }
  const both: Programme = { ...covid19, notificationForms: [local, ...covid19.notificationForms] }
  const refFor = (reportedOn: string, prefecture: string | null) =>
    formRef(notificationFormFor({ disease: 'covid-19', reportedOn, prefecture }, [both]))
  expect(refFor('2022-08-03', '14')).toBe('covid-19.notification/2')
  expect(refFor('2022-08-04', '14')).toBe('imaginary-fever.notification/1')
  expect(refFor('2022-09-25', '14')).toBe('imaginary-fever.notification/1')
  expect(refFor('2022-09-26', '14')).toBe('covid-19.notification/3')
  expect(refFor('2022-08-04', '13')).toBe('covid-19.notification/2')
  expect(refFor('2022-08-04', null)).toBe('covid-19.notification/2')
})

describe('a second disease is its data alone', () => {
  const known = [...programmes, imaginaryFever]
  const disease = 'imaginary-fever'
  const programme = programmeOf(disease, known)

  test('its forms are chosen, shown, checked and written down by the same code', () => {
    const form = notificationFormFor({ disease, reportedOn: '2022-12-31', prefecture: null }, known)
    expect(() => notificationFormFor({ disease, reportedOn: '2023-01-01', prefecture: null }, known)).toThrow()
    expect(render(<Questions form={form} words={wordsIn('ja')} />)).toContain('触れた動物')
    const { answers } = check(form, { reportedOn: '2022-07-20', 'name.family': '架空', onsetOn: '2022-07-21' })
    expect(questionAndAnswerText(form, answers!, wordsIn('ja'))).toContain('Q 発病日\nA 2022年7月21日\n')
    expect(dateOrder(programme.dateOrder, answers!).inOrder).toBe(false)
  })

  test('its own rules judge its own questions', () => {
    const form = dailyFormFor({ disease, on: '2022-07-20' }, known)
    const context = { at: new Date('2022-07-20T01:00:00Z'), previous: null }
    const { answers } = check(form, { glow: 'yes', temperature: '40' })
    expect(programme.triage(answers!, context)).toEqual({ level: 'urgent', reasons: ['glow'] })
    expect(reasonText(programme, 'glow', wordsIn('ja'))).toBe('光っている')
    expect(measuresOf(answers!)).toEqual({ temperature: 40, spo2: null })
    expect(programme.observationPeriod({ onsetOn: null, reportedOn: '2022-07-20' }).days).toBe(3)
    expect(surveyFormFor({ disease, on: '2022-07-20' }, known)).toBeNull()
  })
})

test('C26 the disease and the reasons of triage have words in both languages', () => {
  expect(diseaseName(covid19, wordsIn('ja'))).toBe('新型コロナウイルス(COVID-19)感染症')
  expect(diseaseName(covid19, wordsIn('en'))).toContain('COVID-19')
  expect(reasonText(covid19, 'spo2-94-95', wordsIn('en'))).toBe('SpO2 of 94–95%')
  expect(reasonText(covid19, 'a-reason-of-the-past', wordsIn('en'))).toBe('a-reason-of-the-past')
})
