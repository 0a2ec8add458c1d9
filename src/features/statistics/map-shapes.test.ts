import { expect, test } from 'vitest'
import { readShapes } from './map-shapes.ts'

const square = (west: number, south: number, size: number) => [
  [west, south],
  [west + size, south],
  [west + size, south + size],
  [west, south + size],
  [west, south],
]
const feature = (code: unknown, ...rings: number[][][]) => ({
  properties: { N03_007: code },
  geometry: { type: 'MultiPolygon', coordinates: rings.map((ring) => [ring]) },
})

test('outlines fill the square of their prefecture, north up; several features of one code are one; the code gets its check digit', () => {
  const { shapes, left, faults } = readShapes({
    features: [
      feature('13101', square(139, 0, 1)),
      feature('131024', square(140, 0, 1)),
      feature('13101', square(139.9, 0.9, 0.05)),
      feature('27100', square(135, 34, 0.2)),
      feature(null, square(135, 34, 1)),
    ],
  })
  expect([faults, left]).toEqual([[], 1])
  expect(shapes.map(({ code }) => code)).toEqual(['131016', '131024', '271004'])
  const [chiyoda, chuo, osaka] = shapes
  expect(chiyoda!.path).toBe('M20 500L500 500L500 20L20 20ZM452 68L476 68L476 44L452 44Z')
  expect([chiyoda!.labelX, chiyoda!.labelY]).toEqual([260, 260])
  expect(chuo!.path).toBe('M500 500L980 500L980 20L500 20Z')
  expect(osaka!.path).toContain('980')
  for (const { path } of shapes) expect(path).toMatch(/^[MLHVZ0-9 .,-]+$/)
})

test('what is too fine becomes coarser until it fits, and what is too small to be drawn is a small square', () => {
  const jagged = Array.from({ length: 9000 }, (_, n) => [139 + n / 9000, n % 2 ? 0.003 : 0])
  const { shapes } = readShapes({
    features: [feature('13101', [...jagged, [140, 1], [139, 1], jagged[0]!]), feature('13102', square(139.5, 0.5, 1e-6))],
  })
  expect(shapes[0]!.path.length).toBeLessThan(20_000)
  expect(shapes[0]!.path.split('L').length).toBeGreaterThan(50)
  expect(shapes[1]!.path).toMatch(/^M\d+ \d+H\d+V\d+H\d+Z$/)
})

test('every fault is told at once, and then nothing is drawn', () => {
  const found = readShapes({
    features: [
      feature('99', square(1, 1, 1)),
      feature('131017', square(1, 1, 1)),
      feature('13101', [[1, 1]]),
      feature('13101', square(200, 1, 1)),
    ],
  })
  expect(found.shapes).toEqual([])
  expect(found.faults).toHaveLength(4)
  expect(readShapes([]).faults).toEqual(['the file is no GeoJSON with features'])
})
