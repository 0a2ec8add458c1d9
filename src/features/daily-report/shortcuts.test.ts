import { expect, test } from 'vitest'
import { check } from '../../fields/check.ts'
import type { Form } from '../../fields/fields.ts'
import { dailyForm } from '../../programmes/covid-19/daily.ts'
import { prefixedForm, prefixedWords, withoutPrefix } from './prefixed.ts'
import { restQuestions, sameAsLast, withRest } from './shortcuts.ts'

const form = dailyForm as unknown as Form

test('the box answers なし for what has no answer, keeps what has one, and never speaks for the urgent signs', () => {
  const raw = withRest(form, { rest: 'none', cough: 'yes', breathless: 'unknown' })
  const { answers } = check(form, raw)
  expect(restQuestions(form)).toHaveLength(9)
  expect(answers).toMatchObject({ cough: 'yes', breathless: 'unknown', face: 'no', noUrine: 'no', urgentSigns: null, temperature: null })
})

test.each([{}, { rest: '' }, { rest: 'yes' }, { rest: ['x', ''] }])('without the box, %j, a blank stays a blank', (ticked) => {
  expect(withRest(form, { ...ticked, cough: 'no' }).diarrhoea).toBeUndefined()
})

const last = {
  formVersion: 'covid-19.daily/1',
  answers: { urgentSigns: ['none'], temperature: 38.2, spo2: 95, cough: 'yes', diarrhoea: 'no', note: '昨日のメモ', spo2NotMeasured: null },
}

test('the same as last time: symptoms and signs, but no figure and no words of yesterday', () => {
  expect(sameAsLast(form, last, {})).toEqual({ urgentSigns: ['none'], cough: 'yes', diarrhoea: 'no' })
})

test('what has been typed already stands against the last time', () => {
  const given = sameAsLast(form, last, { temperature: '36.5', cough: 'no', urgentSigns: ['chestPain'] })
  expect(given).toEqual({ temperature: '36.5', cough: 'no', urgentSigns: ['chestPain'], diarrhoea: 'no' })
})

test('another form’s answers are not taken over', () => {
  expect(sameAsLast(form, { ...last, formVersion: 'imaginary.daily/1' }, { cough: 'no' })).toEqual({ cough: 'no' })
})

test('two people on a page: names apart, words the same, answers never mixed', () => {
  const own = prefixedForm(form, 'a_')
  expect(Object.keys(own.fields)).toContain('a_temperature')
  const words = prefixedWords((key) => (key === 'covid-19.daily.temperature.label' ? 'Temperature' : key), 'a_')
  expect(words('covid-19.daily.a_temperature.label')).toBe('Temperature')
  expect(words('covid-19.daily.a_spo2.label')).toBe('covid-19.daily.a_spo2.label')
  expect(withoutPrefix({ a_cough: 'yes', b_cough: 'no', cough: 'unknown' }, 'a_')).toEqual({ cough: 'yes' })
})
