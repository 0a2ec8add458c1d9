import { expect, test } from 'vitest'
import { e164, maskPhone, normalisePhone, phoneKind } from './phone-number.ts'

test.each([
  ['090-0000-0000', '09000000000', 'invalid'],
  ['090-1234-5678', '09012345678', 'mobile'],
  ['０９０ー１２３４ー５６７８', '09012345678', 'mobile'],
  ['+81 90 1234 5678', '09012345678', 'mobile'],
  ['+81(0)90-1234-5678', '09012345678', 'mobile'],
  ['08012345678', '08012345678', 'mobile'],
  ['07012345678', '07012345678', 'mobile'],
  ['06012345678', '06012345678', 'mobile'],
  ['0612345678', '0612345678', 'fixed'],
  ['03-1234-5678', '0312345678', 'fixed'],
  ['(03)1234-5678', '0312345678', 'fixed'],
  ['031234567', '031234567', 'invalid'],
  ['03123456789', '03123456789', 'invalid'],
  ['0901234567', '0901234567', 'invalid'],
  ['090123456789', '090123456789', 'invalid'],
  ['05012345678', '05012345678', 'ip'],
  ['0120123456', '0120123456', 'free'],
  ['08001234567', '08001234567', 'free'],
  ['0570123456', '0570123456', 'free'],
  ['+1 202 555 0100', '+12025550100', 'foreign'],
  ['なし', 'なし', 'invalid'],
  ['', '', 'invalid'],
])('A15 %s is %s, %s', (typed, number, kind) => {
  expect(normalisePhone(typed)).toBe(number)
  expect(phoneKind(typed)).toBe(kind)
})

test('E.164 for the provider, null when there is nothing to call', () => {
  expect(e164('090-1234-5678')).toBe('+819012345678')
  expect(e164('+12025550100')).toBe('+12025550100')
  expect(e164('12345')).toBeNull()
})

test('a masked number tells its owner enough', () => {
  expect(maskPhone('090-1234-5678')).toBe('090****5678')
  expect(maskPhone('123')).toBe('****')
})
