import { expect, test } from 'vitest'
import type { AnyAnswers } from '../../fields/fields.ts'
import type { RecordTab } from '../../programmes/tabs.ts'
import { alarmOf, alarmOfLeaving } from './alarm.ts'

test.each<[string, RecordTab, AnyAnswers, boolean, string | null]>([
  ['SpO2 93 at home', 'course', { spo2: 93 }, false, 'red-flag'],
  ['SpO2 94 at home', 'course', { spo2: 94 }, false, null],
  ['SpO2 93 in hospital', 'course', { spo2: 93 }, true, null],
  ['中等症II at home', 'course', { severity: 'moderateTwo' }, false, 'red-flag'],
  ['中等症I at home', 'course', { severity: 'moderateOne' }, false, null],
  ['重症 at home', 'course', { severity: 'severe' }, false, 'red-flag'],
  ['nothing measured', 'course', { spo2: null, severity: null }, false, null],
  ['died in hospital', 'medical', { outcome: 'died' }, true, 'correction-asked'],
  ['sent home', 'medical', { outcome: 'home' }, true, null],
  ['a test', 'tests', { result: 'positive' }, false, null],
])('a record that needs a person: %s', (_name, tab, answers, isInHospital, kind) => {
  expect(alarmOf(tab, answers, isInHospital)?.kind ?? null).toBe(kind)
})

test.each<[string, AnyAnswers[], unknown, boolean]>([
  ['home, last SpO2 93', [{ spo2: 93 }], 'home', true],
  ['home, last SpO2 94', [{ spo2: 94 }, { spo2: 90 }], 'home', false],
  ['home, severe; the newest entry says nothing of it', [{ spo2: null, severity: null }, { severity: 'severe' }], 'home', true],
  ['to a hotel, 中等症I', [{ severity: 'moderateOne' }], 'hotel', false],
  ['nobody said where, 中等症II', [{ severity: 'moderateTwo' }], null, true],
  ['to another hospital', [{ severity: 'severe' }], 'transfer', false],
  ['cured', [{ severity: 'severe' }], 'cured', false],
  ['died', [{ severity: 'severe' }], 'died', false],
  ['no course at all', [], 'home', false],
])('leaving the hospital: %s', (_name, courses, outcome, isAlarming) => {
  expect(alarmOfLeaving(courses, outcome) !== null).toBe(isAlarming)
})
