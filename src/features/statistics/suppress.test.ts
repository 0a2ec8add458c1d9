import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addUp, publish, publishNation } from './suppress.ts'

test.each([
  [
    { a: 10, b: 25 },
    { shown: { a: 10, b: 25 }, rest: 0 },
  ],
  [
    { a: 9, b: 25 },
    { shown: {}, rest: 34 },
  ],
  [
    { a: 5, b: 5, c: 25 },
    { shown: { c: 25 }, rest: 10 },
  ],
  [
    { a: 5, b: 4, c: 25, d: 11 },
    { shown: { c: 25 }, rest: 20 },
  ],
  [{ a: 9 }, { shown: {}, rest: null }],
  [{ a: 0 }, { shown: {}, rest: 0 }],
])('cells under 10 are pooled, and a small pool takes the smallest of the others along (C2: %j)', (cells, published) => {
  expect(publish(cells, 100)).toEqual(published)
})

test('three hidden cells of 27 in all would each be nine: another joins them', () => {
  expect(publish({ a: 9, b: 9, c: 9, d: 80, e: 90 }, 5)).toEqual({ shown: { e: 90 }, rest: 107 })
  expect(publish({ a: 9, b: 9, c: 9, d: 80, e: 90 }, 6)).toEqual({ shown: { d: 80, e: 90 }, rest: 27 })
})

/** Every table of `size` cells with this sum. */
function* tables(size: number, sum: number): Generator<number[]> {
  if (size === 1) return yield [sum]
  for (let n = 0; n <= sum; n++) for (const others of tables(size - 1, sum - n)) yield [n, ...others]
}

test('no suppressed cell can be recomputed: for every small table another with the same publication gives it another value (C2)', () => {
  const least = 4
  const universe = 4
  for (let sum = 0; sum <= 18; sum++) {
    const values = new Map<string, Set<number>[]>()
    const written = (table: number[]) => JSON.stringify(publish(Object.fromEntries(table.map((n, k) => [k, n])), universe, least))
    for (const table of tables(universe, sum)) {
      const seen = values.get(written(table)) ?? table.map(() => new Set<number>())
      values.set(written(table), seen)
      for (const [k, n] of table.entries()) seen[k]!.add(n)
    }
    for (const table of tables(universe, sum)) {
      const { shown } = publish(Object.fromEntries(table.map((n, k) => [k, n])), universe, least)
      for (const [k, n] of table.entries())
        if (n > 0 && !(k in shown)) expect(values.get(written(table))![k]!.size, `${table}, cell ${k}`).toBeGreaterThan(1)
    }
  }
})

const counts = fc.dictionary(fc.constantFrom(...'abcdefgh'), fc.integer({ min: 0, max: 40 }), { maxKeys: 8 })

test('nothing under 10 is ever shown, and what is shown adds up to what there is', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom('48', '49', '13', '27'), counts, { maxKeys: 4 }), (groups) => {
      const { groups: shown, rest } = publishNation(groups, { groups: 47, cells: 1000 })
      const all = Object.values(groups)
        .flatMap((cells) => Object.values(cells))
        .reduce((sum, n) => sum + n, 0)
      const numbers = Object.values(shown).flatMap(({ total, published }) => [
        total,
        published.rest ?? 0,
        ...Object.values(published.shown),
      ])
      expect(numbers.filter((n) => n > 0 && n < 10)).toEqual([])
      if (rest !== null) expect(Object.values(shown).reduce((sum, { total }) => sum + total, rest)).toBe(all)
      for (const [key, { total, published }] of Object.entries(shown)) {
        const { shown: cells, rest: pool } = addUp([published])
        expect(published.rest, key).not.toBeNull()
        expect(Object.values(cells).reduce((sum, n) => sum + n, pool)).toBe(total)
      }
    }),
    { numRuns: 300, seed: 48 },
  )
})
