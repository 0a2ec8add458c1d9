// Imports go one way. Prints each that does not, with the reason, and exits 1 when there is one. The tables are in layers.ts.
import { join, normalize, resolve } from 'node:path'
import { filesOf } from './check-clock.ts'
import { arrows, exceptions, keptIn, layers, purePackages } from './layers.ts'

type File = { path: string; text: string }
type Import = { from: string; to: string; isType: boolean }

/** Paths are below src/, or ../db/seed/… */
export function importsOf({ path, text }: File): Import[] {
  const statements = text.matchAll(/^(?:import|export)\s+(type\s)?(?:[^'"`;=()]*?\bfrom\s+)?'([^']+)'|\bimport\('([^']+)'\)/gm)
  return [...statements].map(([, type, named, lazy]) => {
    const to = (named ?? lazy)!
    return { from: path, to: to.startsWith('.') ? normalize(join(path, '..', to)) : to, isType: Boolean(type) }
  })
}

const isPackage = (to: string) => !/\.(tsx?|json|mjs)$/.test(to)
const isServer = (path: string) => /\.server\.tsx?$/.test(path)
const isWeb = (path: string) => /\.web\.ts$/.test(path)

function layerOf(path: string): string {
  if (path.startsWith('../db/seed/')) return 'seed'
  if (path.startsWith('../')) return path
  return path.includes('/') ? path.split('/')[0]! : 'entries'
}

const featureOf = (path: string) => (path.startsWith('features/') ? path.split('/')[1]! : null)

function faultOfLayer({ from, to }: Import): string | null {
  const [a, b] = [layerOf(from), layerOf(to)]
  if (a === b || exceptions.some((exception) => from.startsWith(exception.from) && to.startsWith(exception.to))) return null
  const layer = layers[a]
  if (!layer) return `${a} is no layer: src/ has ${Object.keys(layers).join(', ')}`
  if (layer.mayUse.includes(b)) return null
  return layers[b] ? `${a} may not use ${b}: ${b === 'entries' ? 'nothing imports an entry' : layer.why}` : `${b} is no part of the product`
}

function faultOfTier({ from, to, isType }: Import): string | null {
  if (isServer(from)) return isWeb(to) ? 'a browser script does not run on the server' : null
  const place = isWeb(from) ? 'runs in the browser' : 'is pure: it runs in the browser too'
  if (isServer(to) && !isType)
    return `${from.split('/').at(-1)} ${place}, so it may not use the server's ${to.split('/').at(-1)} (its types it may)`
  if (isWeb(to) && !isWeb(from)) return 'a browser script is loaded by a page, not imported'
  if (isPackage(to) && !isType && !purePackages.includes(to)) return `${from.split('/').at(-1)} ${place}, so it may not use ${to}`
  return null
}

function faultOfPackage({ from, to }: Import): string | null {
  const name = to.startsWith('@') ? to.split('/').slice(0, 2).join('/') : to.split('/')[0]!
  const kept = isPackage(to) ? keptIn[name] : undefined
  return kept && !from.startsWith(kept.folder) ? `${name} is used in ${kept.folder} alone: ${kept.why}` : null
}

function faultOfArrow({ from, to }: Import): string | null {
  const [a, b] = [featureOf(from), featureOf(to)]
  if (!a || !b || a === b || arrows.some((arrow) => arrow.from === a && arrow.to === b)) return null
  return `there is no arrow ${a} → ${b} in tools/layers.ts: add one with its reason, or turn the dependency round`
}

/** Every fault of these files (paths below src/), as 'path → import: reason'. */
export function importFaults(files: File[]): string[] {
  const rules = [faultOfLayer, faultOfTier, faultOfPackage, faultOfArrow]
  const all = files.flatMap(importsOf)
  const relevant = (rule: unknown, to: string) => rule === faultOfPackage || rule === faultOfTier || !isPackage(to)
  const faults = all.flatMap((one) =>
    rules.filter((rule) => relevant(rule, one.to)).flatMap((rule) => (rule(one) ? [`src/${one.from} → ${one.to}: ${rule(one)}`] : [])),
  )
  const env = files.filter(({ path, text }) => path !== 'platform/settings.server.ts' && /\bprocess\.env\b/.test(text))
  const used = new Set(all.map(({ from, to }) => `${featureOf(from)} → ${featureOf(to)}`))
  const unused = arrows.filter(({ from, to }) => !used.has(`${from} → ${to}`))
  return [
    ...faults,
    ...env.map(
      ({ path }) =>
        `src/${path}: process.env is read in platform/settings.server.ts alone: a setting is parsed once, and every fault told at once`,
    ),
    ...unused.map(({ from, to }) => `tools/layers.ts: nothing needs the arrow ${from} → ${to} any more`),
  ]
}

/** A way along the arrows that ends where it began, or null. */
export function circleIn(edges: { from: string; to: string }[]): string[] | null {
  const walk = (path: string[]): string[] | null => {
    for (const { to } of edges.filter(({ from }) => from === path.at(-1))) {
      if (path.includes(to)) return [...path.slice(path.indexOf(to)), to]
      const circle = walk([...path, to])
      if (circle) return circle
    }
    return null
  }
  for (const start of new Set(edges.map(({ from }) => from))) {
    const circle = walk([start])
    if (circle) return circle
  }
  return null
}

if (process.argv[1] === import.meta.filename) {
  const root = resolve(import.meta.dirname, '..')
  const files = filesOf(root, ['src'], /\.tsx?$/).map(({ path, text }) => ({ path: path.slice('src/'.length), text }))
  const circle = circleIn(arrows)
  const faults = [...importFaults(files), ...(circle ? [`tools/layers.ts: the arrows go in a circle: ${circle.join(' → ')}`] : [])]
  console.log(faults.join('\n') || `${files.length} files import one way`)
  process.exitCode = faults.length > 0 ? 1 : 0
}
