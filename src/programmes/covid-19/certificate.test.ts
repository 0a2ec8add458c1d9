import { expect, test } from 'vitest'
import { mayShowCertificate } from './certificate.ts'

const young = { category: 'confirmed', diagnosedOn: '2022-09-26', birthOn: '1990-09-09', riskFactors: null }

test.each<[string, object, boolean]>([
  ['the last day before the rule', { diagnosedOn: '2022-09-25' }, true],
  ['the first day of the rule', {}, false],
  ['64 years and 364 days', { birthOn: '1957-09-27' }, false],
  ['① 65 that day', { birthOn: '1957-09-26' }, true],
  ['② in need of hospital', { admissionNeeded: 'yes' }, true],
  ['② in hospital', { admitted: 'yes' }, true],
  ['hospital said to be needless', { admissionNeeded: 'no', admitted: 'no' }, false],
  ['③ at risk and in need of a drug', { riskPresence: 'yes', drugNeeded: 'yes' }, true],
  ['③ at risk and in need of oxygen', { riskPresence: 'yes', oxygenNeeded: 'yes' }, true],
  ['a drug without risk', { riskPresence: 'no', drugNeeded: 'yes' }, false],
  ['risk alone', { riskPresence: 'yes', riskFactors: ['diabetes'] }, false],
  ['④ pregnant', { riskFactors: ['pregnancy'] }, true],
  ['C24 birth date unknown', { birthOn: null }, false],
])('C23 diagnosed from 2022-09-26: %s', (_, change, shown) => {
  expect(mayShowCertificate({ ...young, ...change })).toBe(shown)
})

test.each([
  ['confirmed', true],
  ['asymptomatic', true],
  ['suspected', false],
  ['suspectedDeceased', false],
  [null, false],
])('C21 only whom a test confirmed: %s %s', (category, shown) => {
  expect(mayShowCertificate({ ...young, category, diagnosedOn: '2022-07-20' })).toBe(shown)
})

test('without a diagnosis date there is nothing to certify', () => {
  expect(mayShowCertificate({ ...young, diagnosedOn: null })).toBe(false)
})
