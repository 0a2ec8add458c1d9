import { expect, test } from 'vitest'
import { fromBase64url, toBase64url } from './bytes.ts'
import { keyFaultText } from './words.ts'

test.each([[[]], [[0]], [[255, 254]], [[251, 239, 190]], [[1, 2, 3, 4, 5]]])('bytes %j come back as they went', (bytes) => {
  const text = toBase64url(new Uint8Array(bytes))
  expect(text).toBe(Buffer.from(bytes).toString('base64url'))
  expect([...fromBase64url(text)]).toEqual(bytes)
})

test('every failure of a key has words, also one that no browser has had so far', () => {
  expect(keyFaultText('none')).toContain('Microsoft Edge')
  expect(keyFaultText('InvalidStateError')).toContain('すでに登録')
  expect(keyFaultText('SomethingNewError')).toBe(keyFaultText('NotAllowedError'))
})
