import fc from 'fast-check'
import { expect, test } from 'vitest'
import { counterOfHersysId, hersysIdCount, issueHersysId } from './hersys-id.server.ts'
import { readHersysId } from './hersys-id.ts'

const key = Buffer.from('an invented key of some length')
const counters = fc.integer({ min: 0, max: hersysIdCount - 1 })

test('every counter has its own ID of eight digits: the way back finds it', () => {
  fc.assert(
    fc.property(counters, (counter) => {
      const id = issueHersysId(counter, key)
      return /^[1-9]\d{7}$/.test(id) && counterOfHersysId(id, key) === counter
    }),
    { numRuns: 500 },
  )
})

test('every ID has its own counter', () => {
  fc.assert(
    fc.property(counters, (place) => {
      const id = String(10_000_000 + place)
      return issueHersysId(counterOfHersysId(id, key), key) === id
    }),
    { numRuns: 500 },
  )
})

test('two thousand counters in a row share no ID and lie all over the range', () => {
  const ids = Array.from({ length: 2_000 }, (_, counter) => issueHersysId(counter, key))
  expect(new Set(ids).size).toBe(2_000)
  const firstDigits = new Set(ids.slice(0, 200).map((id) => id[0]))
  expect(firstDigits.size).toBe(9)
})

test.each([29_363_418, 1_214_637, 76_705_388])(
  'counter %i, whose first step falls outside the range, walks on to an ID inside it',
  (counter) => {
    const id = issueHersysId(counter, key)
    expect(id).toMatch(/^\d{8}$/)
    expect(counterOfHersysId(id, key)).toBe(counter)
  },
)

test('another key gives other IDs', () => {
  expect(issueHersysId(1, key)).not.toBe(issueHersysId(1, Buffer.from('another')))
})

test.each([-1, hersysIdCount, 1.5, Number.NaN])('counter %s is refused', (counter) => {
  expect(() => issueHersysId(counter, key)).toThrow(RangeError)
})

test.each(['1234567', '123456789', '01234567', 'abcdefgh'])('%s was never issued', (id) => {
  expect(() => counterOfHersysId(id, key)).toThrow(RangeError)
})

test.each([
  ['12345', null],
  ['123456', '123456'],
  ['1234567', '1234567'],
  ['１２３４ ５６７８', '12345678'],
  ['123456789', null],
  ['1234567a', null],
  ['', null],
])('A13 C11 typed %s is read as %s', (typed, id) => {
  expect(readHersysId(typed)).toBe(id)
})
