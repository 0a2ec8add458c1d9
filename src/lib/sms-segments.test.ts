import { expect, test } from 'vitest'
import { smsSegments } from './sms-segments.ts'

test.each([
  ['', 1],
  ['a'.repeat(160), 1],
  ['a'.repeat(161), 2],
  ['a'.repeat(306), 2],
  ['a'.repeat(307), 3],
  ['€'.repeat(80), 1],
  ['€'.repeat(81), 2],
  ['あ'.repeat(70), 1],
  ['あ'.repeat(71), 2],
  ['あ'.repeat(134), 2],
  ['あ'.repeat(135), 3],
  [`${'a'.repeat(70)}あ`, 2],
  ['😷'.repeat(35), 1],
  ['😷'.repeat(36), 2],
])('a text of so many letters is so many SMS: %s', (text, segments) => {
  expect(smsSegments(text)).toBe(segments)
})
