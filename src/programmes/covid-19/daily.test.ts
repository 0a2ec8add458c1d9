import { expect, test } from 'vitest'
import { check } from '../../fields/check.ts'
import { dailyForm } from './daily.ts'
import { surveyForm } from './survey.ts'

const faultsOf = (raw: Record<string, unknown>) => check(dailyForm, raw).faults
const signs = Object.entries(dailyForm.fields.urgentSigns.options)

test('the form begins with the thirteen 緊急性の高い症状, in their own words', () => {
  expect(Object.keys(dailyForm.fields)[0]).toBe('urgentSigns')
  expect(signs.filter(([sign]) => sign !== 'none' && sign !== 'unknown').map(([, words]) => words)).toEqual([
    '顔色が明らかに悪い※',
    '唇が紫色になっている',
    'いつもと違う、様子がおかしい※',
    '息が荒くなった(呼吸数が多くなった)',
    '急に息苦しくなった',
    '生活をしていて少し動くと息苦しい',
    '胸の痛みがある',
    '横になれない。座らないと息ができない',
    '肩で息をしている',
    '突然(2時間以内を目安)ゼーゼーしはじめた',
    'ぼんやりしている(反応が弱い)※',
    'もうろうとしている(返事がない)※',
    '脈がとぶ、脈のリズムが乱れる感じがする',
  ])
})

test('A19 temperature, SpO2 and あり or なし for the symptoms are asked', () => {
  const symptoms = Object.entries(dailyForm.fields).filter(([, field]) => field.type === 'presence')
  expect(symptoms.map(([, field]) => field.label)).toEqual([
    '表情・顔色',
    '咳・鼻水',
    '息苦しさ',
    '全身倦怠感',
    '嘔気・嘔吐',
    '下痢',
    '意識障害',
    '食事困難',
    '排尿がない',
  ])
})

test.each<[string, Record<string, unknown>]>([
  ['one urgent sign', { urgentSigns: 'chestPain' }],
  ['"none of these"', { urgentSigns: 'none' }],
  ['a temperature', { temperature: '36.5' }],
  ['an SpO2', { spo2: '98' }],
  ['one symptom', { cough: 'no' }],
  ['わからない', { breathless: 'unknown' }],
  ['a note', { note: '架空' }],
])('%s alone is enough to send', (_, raw) => {
  expect(faultsOf(raw)).toBeNull()
})

test.each([{}, { temperatureNotMeasured: 'yes', spo2NotMeasured: 'yes' }, { note: ' 　' }])('%j says nothing about anyone', (raw) => {
  expect(faultsOf(raw)).toEqual({ urgentSigns: { code: 'nothing-answered' } })
})

test.each<[string, string, string | null]>([
  ['temperature', '24.9', 'too-low'],
  ['temperature', '25', null],
  ['temperature', '45', null],
  ['temperature', '45.1', 'too-high'],
  ['temperature', '375', 'too-high'],
  ['temperature', '36.55', 'too-fine'],
  ['temperature', '３７度５分', null],
  ['spo2', '29', 'too-low'],
  ['spo2', '30', null],
  ['spo2', '100', null],
  ['spo2', '101', 'too-high'],
  ['spo2', '93.5', 'too-fine'],
  ['spo2', '98%', null],
])('%s %s: %s', (name, typed, code) => {
  expect(faultsOf({ [name]: typed })?.[name]?.code ?? null).toBe(code)
})

test('C20 the health questionnaire asks what it asked in 2022', () => {
  expect(surveyForm.title).toBe('健康調査回答フォーム')
  expect(Object.values(surveyForm.fields).map((field) => field.label)).toEqual([
    '生年月日',
    '電話番号',
    '身長',
    '体重',
    '既往歴',
    '重症化リスク因子',
    '内服薬',
    '保健所に伝えたいこと',
  ])
  expect(check(surveyForm, {}).faults).not.toBeNull()
  expect(check(surveyForm, { medicines: 'なし' }).faults).toBeNull()
})
