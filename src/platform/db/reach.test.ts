import { expect, test } from 'vitest'
import { isOutOfReach } from './reach.ts'

test.each([
  ['57P01', true], // the server is shutting down
  ['57P03', true], // it is starting
  ['08006', true],
  ['CONNECTION_CLOSED', true],
  ['CONNECT_TIMEOUT', true],
  ['ECONNREFUSED', true],
  ['ECONNRESET', true],
  ['57014', false], // it was asked, and told to stop
  ['23505', false],
  ['42501', false],
  [undefined, false],
])('%s: out of reach is %s', (code, is) => {
  expect(isOutOfReach({ code })).toBe(is)
  expect(isOutOfReach(null)).toBe(false)
})
