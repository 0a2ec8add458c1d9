import { expect, test } from 'vitest'
import { bandsOf, bandsOn } from '../../programmes/covid-19/daily-count.ts'
import { checkCounts } from './check.ts'
import { cutOffOf, doorOf, lastCutDay } from './deadline.ts'
import { type Entry, reconcile, sumOf } from './reconcile.ts'

const at = (text: string) => new Date(`${text}+09:00`)

test.each([
  ['2022-09-25', '2022-09-25T12:00:00', 'institution', 'not-counted'],
  ['2022-09-25', '2022-09-26T12:00:00', 'prefecture', 'not-counted'],
  ['2022-09-26', '2022-09-25T23:59:59', 'institution', 'not-yet'],
  ['2022-09-26', '2022-09-26T00:00:00', 'institution', 'open'],
  ['2022-09-26', '2022-09-26T23:59:59', 'institution', 'open'],
  ['2022-09-26', '2022-09-27T00:00:00', 'institution', 'closed'],
  ['2022-09-26', '2022-09-26T23:59:59', 'centre', 'open'],
  ['2022-09-26', '2022-09-27T00:00:00', 'centre', 'with-reason'],
  ['2022-09-26', '2022-12-31T09:00:00', 'prefecture', 'with-reason'],
  ['2022-09-28', '2022-09-27T23:59:59', 'centre', 'not-yet'],
] as const)('the count of %s at %s JST by a %s: %s (2022-09-26, 24:00)', (day, now, who, door) => {
  expect(doorOf(day, at(now), who)).toBe(door)
})

test('bands hold from their day; the national figures of a day stand at its 24:00', () => {
  const usual = { from: '2022-09-26', starts: [0, 1, 5, 10, 15, 20, 30, 40, 50, 60, 70, 80, 90] }
  const coarse = { from: '2022-11-01', starts: [0, 10, 20, 65] }
  const labelsOn = (day: string) => bandsOn(day, [coarse, usual])?.map(({ label }) => label)
  expect(labelsOn('2022-09-25')).toBeUndefined()
  for (const day of ['2022-09-26', '2022-10-31'])
    expect(labelsOn(day)).toEqual('0歳 1～4歳 5～9歳 10～14歳 15～19歳 20代 30代 40代 50代 60代 70代 80代 90歳以上 年齢不明'.split(' '))
  expect(labelsOn('2022-11-01')).toEqual('0～9歳 10代 20～64歳 65歳以上 年齢不明'.split(' '))
  expect(
    bandsOf(usual.starts)
      .map(({ key }) => key)
      .join(),
  ).toBe('0,1-4,5-9,10-14,15-19,20-29,30-39,40-49,50-59,60-69,70-79,80-89,90-,unknown')
  expect(cutOffOf('2022-09-26')).toEqual(at('2022-09-27T00:00:00'))
  expect(lastCutDay(at('2022-09-27T23:59:59'))).toBe('2022-09-26')
  expect(lastCutDay(at('2022-09-28T00:00:00'))).toBe('2022-09-27')
})

const entry = (source: Entry['source'], counts: Entry['counts'], institutionId = 'a'): Entry => ({
  institutionId,
  onDay: '2022-09-26',
  source,
  counts,
  total: Object.values(counts).reduce((sum, n) => sum + n, 0),
})
const notified = (n: number, institutionId = 'a') => [{ institutionId, onDay: '2022-09-26', n }]

test('a day counted by institution and centre alike is summed once and said to be double', () => {
  const [line] = reconcile([entry('centre', { '0': 7 }), entry('institution', { '0': 2, '20-29': 3 })], [])
  expect(line).toMatchObject({ counted: { source: 'institution', total: 5 }, double: { source: 'centre', total: 7 }, doubts: ['double'] })
  expect(sumOf([line!])).toEqual({ '0': 2, '20-29': 3 })
})

test.each([
  [[entry('institution', { '0': 2 })], 2, []],
  [[entry('institution', { '0': 2 })], 3, ['fewer-than-notified']],
  [[entry('centre', { '0': 2 })], 0, []],
  [[], 1, ['notified-only']],
] as const)('counts are held against 発生届, and never added to them (%#)', (entries, n, doubts) => {
  const [line] = reconcile([...entries], notified(n))
  expect(line!.doubts).toEqual(doubts)
  expect(sumOf([line!])['0'] ?? 0).toBe(entries[0]?.total ?? 0)
})

test('two institutions of one day stay two lines', () => {
  expect(reconcile([entry('institution', { '0': 1 }), entry('centre', { '0': 1 }, 'b')], []).map(({ doubts }) => doubts)).toEqual([[], []])
})

test('every box that is no number is told at once; blank is nobody; full width is read', () => {
  const bands = bandsOf([0, 1, 5, 10, 15, 20, 30, 40, 50, 60, 70, 80, 90])
  expect(checkCounts(bands, { '0': '', '1-4': '０', '5-9': '１２', '20-29': '1,234', '30-39': '3人' })).toEqual({
    counts: { '5-9': 12, '20-29': 1234, '30-39': 3 },
    faults: {},
  })
  const { faults } = checkCounts(bands, { '0': '-1', '1-4': 'x', '5-9': '9999', '10-14': '10000', '15-19': '1.5' })
  expect(Object.keys(faults)).toEqual(['0', '1-4', '10-14', '15-19'])
})
