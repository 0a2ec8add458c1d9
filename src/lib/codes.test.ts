import { expect, test } from 'vitest'
import { institutionCheckDigit, isInstitutionCode } from './institution-code.ts'
import { isMunicipalityCode, municipalityCheckDigit } from './municipality-code.ts'
import { readPostalCode, showPostalCode } from './postal-code.ts'

test.each([
  ['13101', '6'],
  ['27100', '4'],
  ['01100', '2'],
])('check digit of municipality %s is %s', (five, digit) => {
  expect(municipalityCheckDigit(five)).toBe(digit)
  expect(isMunicipalityCode(five + digit)).toBe(true)
  expect(isMunicipalityCode(five + ((Number(digit) + 1) % 10))).toBe(false)
})

test('a municipality code has six digits', () => {
  expect(isMunicipalityCode('13101')).toBe(false)
  expect(() => municipalityCheckDigit('1310')).toThrow()
})

test('check digit of an institution code', () => {
  expect(institutionCheckDigit('011011371')).toBe('9')
  expect(isInstitutionCode('0110113719')).toBe(true)
  expect(isInstitutionCode('0110113718')).toBe(false)
  expect(isInstitutionCode('0120113719')).toBe(false)
  expect(() => institutionCheckDigit('01101137')).toThrow()
})

test.each([
  ['100-8916', '1008916'],
  ['〒１００ー８９１６', '1008916'],
  [' 1008916 ', '1008916'],
  ['100891', null],
  ['10089160', null],
  ['架空', null],
])('D31 postal code %s is %s', (typed, code) => {
  expect(readPostalCode(typed)).toBe(code)
})

test('postal codes are shown with their hyphen', () => {
  expect(showPostalCode('1008916')).toBe('100-8916')
})
