import { municipalityCheckDigit } from '../../lib/municipality-code.ts'
import type { Shape } from './tiles.ts'

type Point = readonly [number, number]
type Ring = readonly Point[]
type Feature = { properties?: Record<string, unknown> | null; geometry?: { type?: string; coordinates?: unknown } | null }
export type Outline = Shape & { code: string }
export type ReadShapes = { shapes: Outline[]; left: number; faults: string[] }

/** The square of a map, its margin, and what a path may be long (the table's own limit). */
const [side, margin, longest] = [1000, 20, 19_000]

/**
 * Outlines of municipalities from GeoJSON in degrees (WGS 84, JGD2011), as 国土数値情報 行政区域 has them: the code in `N03_007` or `code`, five digits or
 * six. Each prefecture fills its own square of 1000; several features of one code are one outline. `left`: features without a code, which belong to nobody.
 */
export function readShapes(json: unknown): ReadShapes {
  const features = (json as { features?: unknown } | null)?.features
  if (!Array.isArray(features)) return { shapes: [], left: 0, faults: ['the file is no GeoJSON with features'] }
  const faults: string[] = []
  const rings = new Map<string, Ring[]>()
  let left = 0
  for (const [n, feature] of (features as Feature[]).entries()) {
    const given = feature.properties?.N03_007 ?? feature.properties?.code
    if (given === null || given === undefined || given === '') {
      left++
      continue
    }
    const code = sixDigits(String(given))
    const own = ringsOf(feature.geometry)
    if (!code) faults.push(`feature ${n + 1}: ${String(given).slice(0, 20)} is no code of a municipality`)
    else if (!own) faults.push(`feature ${n + 1}: no Polygon or MultiPolygon in degrees`)
    else rings.set(code, [...(rings.get(code) ?? []), ...own])
  }
  return { shapes: faults.length > 0 ? [] : drawn(rings), left, faults }
}

function sixDigits(text: string): string | null {
  if (/^\d{5}$/.test(text)) return text + municipalityCheckDigit(text)
  return /^\d{6}$/.test(text) && municipalityCheckDigit(text.slice(0, 5)) === text[5] ? text : null
}

/** Outer rings alone: what lies in a hole is another municipality, which is drawn itself. */
function ringsOf(geometry: Feature['geometry']): Ring[] | null {
  const { type, coordinates } = geometry ?? {}
  if (!Array.isArray(coordinates)) return null
  const polygons = type === 'Polygon' ? [coordinates] : type === 'MultiPolygon' ? coordinates : null
  const outer = polygons?.map((polygon) => (Array.isArray(polygon) ? polygon[0] : null))
  return outer && outer.length > 0 && outer.every(isRing) ? outer : null
}
const isRing = (ring: unknown): ring is Ring =>
  Array.isArray(ring) && ring.length >= 4 && ring.every((p) => Array.isArray(p) && Math.abs(p[0]) <= 180 && Math.abs(p[1]) <= 90)

function drawn(rings: Map<string, Ring[]>): Outline[] {
  const prefectures = new Map<string, [string, Ring[]][]>()
  for (const entry of rings) prefectures.set(entry[0].slice(0, 2), [...(prefectures.get(entry[0].slice(0, 2)) ?? []), entry])
  return [...prefectures.values()].flatMap((of) => {
    const place = projection(of.flatMap(([, own]) => own))
    return of.map(([code, own]) => ({ code, ...outline(own.map((ring) => ring.map(place))) }))
  })
}

/** Degrees into the square, north up; a degree of longitude is as short as it is in the middle. */
function projection(rings: Ring[]): (point: Point) => Point {
  const [west, east, south, north] = bounds(rings)
  const narrow = Math.cos((((south + north) / 2) * Math.PI) / 180)
  const scale = (side - 2 * margin) / Math.max((east - west) * narrow, north - south, 1e-9)
  return ([x, y]) => [margin + (x - west) * narrow * scale, margin + (north - y) * scale]
}

function bounds(rings: Ring[]): [number, number, number, number] {
  let [west, east, south, north] = [Infinity, -Infinity, Infinity, -Infinity]
  for (const ring of rings)
    for (const [x, y] of ring) {
      west = Math.min(west, x)
      east = Math.max(east, x)
      south = Math.min(south, y)
      north = Math.max(north, y)
    }
  return [west, east, south, north]
}

/** On whole numbers, coarser until it is short enough; what is smaller than a step vanishes, and a municipality of nothing but that is a small square. */
function outline(rings: Ring[]): Shape {
  const [west, east, south, north] = bounds([largest(rings)])
  const [labelX, labelY] = [Math.round((west + east) / 2), Math.round((south + north) / 2)]
  for (let step = 1; step <= 64; step *= 2) {
    const path = rings.map((ring) => pathOf(ring, step)).join('')
    if (path !== '' && path.length <= longest) return { path, labelX, labelY }
  }
  return { path: `M${labelX - 3} ${labelY - 3}H${labelX + 3}V${labelY + 3}H${labelX - 3}Z`, labelX, labelY }
}

function pathOf(ring: Ring, step: number): string {
  const points = ring.map(([x, y]) => `${Math.round(x / step) * step} ${Math.round(y / step) * step}`)
  const turns = points.filter((point, n) => n === 0 || point !== points[n - 1])
  if (turns.length > 1 && turns[0] === turns.at(-1)) turns.pop()
  return turns.length < 3 ? '' : `M${turns.join('L')}Z`
}

const largest = (rings: Ring[]): Ring => {
  const size = (ring: Ring) => {
    const [west, east, south, north] = bounds([ring])
    return (east - west) * (north - south)
  }
  return rings.reduce((most, ring) => (size(ring) > size(most) ? ring : most))
}
