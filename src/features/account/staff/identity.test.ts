import { expect, test } from 'vitest'
import { callerChecks, isCallerKnown, ticked } from './identity.ts'

test.each([
  [[], false],
  [['org-name'], false],
  [['centre', 'callback'], false],
  [['org-name', 'centre'], true],
  [['org-name', 'callback'], true],
  [['org-name', 'centre', 'callback'], true],
])('D5 G24 asked %j: the helpdesk knows the caller: %s', (checked, known) => {
  expect(isCallerKnown(checked)).toBe(known)
})

test('only what the table knows counts as ticked', () => {
  expect(ticked(callerChecks, ['callback', 'x', 'org-name'])).toEqual(['org-name', 'callback'])
  expect(ticked(callerChecks, 'centre')).toEqual(['centre'])
  expect(ticked(callerChecks, undefined)).toEqual([])
})
