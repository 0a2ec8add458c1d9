import { expect, test } from 'vitest'
import { type PasswordFault, passwordFaults } from './password-rule.ts'

test.each<[string, PasswordFault[]]>([
  ['Kumo-7Tsuki', []],
  ['kumo7-tsuki', []],
  ['Kumo7tsuk', []],
  ['Kumo-7t', ['too-short']],
  ['Kumo-7ts', []],
  ['kumotsuki', ['too-simple']],
  ['kumotsuki7', ['too-simple']],
  ['KUMO TSUKI 7', ['too-simple']],
  ['かきくけこ12aB', []],
  [`Aa1-${'xyz'.repeat(42)}`, ['too-long']],
  ['P@ssw0rd', ['common']],
  ['Password2022!', ['common']],
  ['Qwerty123!', ['common']],
  ['HerSys2022', ['common']],
  ['Corona-19', ['common']],
  ['Abcd1234!', ['common']],
  ['1qaz!QAZ', ['common']],
  ['Ｐａｓｓｗｏｒｄ１', ['common']],
  ['12345678', ['too-simple', 'common']],
  ['aaa', ['too-short', 'too-simple', 'common']],
  ['', ['too-short', 'too-simple']],
])('the password rule on %j', (password, faults) => {
  expect(passwordFaults(password)).toEqual(faults)
})

test('a password that holds the login ID or the name part of the address is refused', () => {
  expect(passwordFaults('Nurse-aoba-7', ['nurse@aoba'])).toEqual(['common'])
  expect(passwordFaults('Hanamizuki7!', ['hanamizuki@example.invalid'])).toEqual(['common'])
  expect(passwordFaults('Hanamizuki7!', ['abc@example.invalid'])).toEqual([])
})
