import fc from 'fast-check'
import { expect, test } from 'vitest'
import { uuidv7 } from './uuid.ts'

const shape = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

test('ids of one millisecond follow the order of the calls', () => {
  const now = new Date('2022-07-20T01:00:00.000Z')
  const ids = Array.from({ length: 20_000 }, () => uuidv7(now))
  expect(ids.every((id) => shape.test(id))).toBe(true)
  expect(ids.every((id, place) => place === 0 || ids[place - 1]! < id)).toBe(true)
  expect(new Set(ids).size).toBe(ids.length)
})

test('ids follow the time given, whatever was asked before', () => {
  const instants = fc.integer({ min: 0, max: 4_102_444_800_000 })
  fc.assert(
    fc.property(instants, instants, (one, other) => {
      const [first, second] = [uuidv7(new Date(one)), uuidv7(new Date(other))]
      return one === other || first < second === one < other
    }),
  )
})

test('the time stands in the first 48 bits', () => {
  const now = new Date('2022-07-20T01:00:00.123Z')
  expect(Number.parseInt(uuidv7(now).replaceAll('-', '').slice(0, 12), 16)).toBe(now.getTime())
})
