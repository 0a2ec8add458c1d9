import { expect, test } from 'vitest'
import { channelShare, filledShare, type Line, percentText, type Sort, sorted } from './measures.ts'

const line = (name: string, more: Partial<Line> = {}): Line => ({
  orgId: name,
  name,
  reports: 10,
  asked: 100,
  filled: 90,
  dated: 10,
  median: 0,
  nineOfTen: 1,
  byChannel: {},
  ...more,
})

test.each([
  [null, '－'],
  [0, '0.0%'],
  [0.0001, '0.1%'],
  [0.833333, '83.3%'],
  [0.9999, '99.9%'],
  [1, '100.0%'],
])('a share of %s reads %s', (value, text) => {
  expect(percentText(value)).toBe(text)
})

test('nothing asked is no share, and no fax among ten is none', () => {
  expect(filledShare(line('a', { asked: 0, filled: 0 }))).toBeNull()
  expect(channelShare(line('a'), 'fax')).toBe(0)
  expect(channelShare(line('a', { byChannel: { fax: line('x', { reports: 4 }) } }), 'fax')).toBe(0.4)
})

test.each<[Sort, string[]]>([
  ['name', ['あ', 'い', 'う']],
  ['reports', ['う', 'あ', 'い']],
  ['filled', ['い', 'あ', 'う']],
  ['median', ['あ', 'う', 'い']],
])('sorted by %s: the worst first, no figure last, equals by name', (by, names) => {
  const lines = [line('う', { reports: 12, filled: 100, median: 1 }), line('い', { filled: 10, median: null }), line('あ', { median: 2 })]
  expect(sorted(lines, by).map(({ name }) => name)).toEqual(names)
})
