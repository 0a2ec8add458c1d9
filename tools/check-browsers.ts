// What patients' phones are sent works on Android 5 (Chromium 37) and iOS 12. Judges the built style sheet and scripts; prints each fault and
// exits 1 when there is one. Staff have present browsers and are not judged.
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type AnyNode, parse as parseScript } from 'acorn'
import doiuse from 'doiuse'
import postcss, { type Declaration } from 'postcss'

const browsers = ['chrome 37', 'ios_saf 12.0-12.1']

/** What the table of browsers calls unsupported and what is right all the same: why, and for which usages alone. */
const harmless: { feature: string; usage: RegExp; why: string }[] = [
  { feature: 'word-break', usage: /^word-break:auto-phrase$/, why: 'dropped; lines then break between any two characters' },
  { feature: 'mdn-text-decoration-shorthand', usage: /^text-decoration:(underline|none)$/, why: 'one word is as old as CSS' },
  { feature: 'css-focus-visible', usage: /:focus-visible/, why: 'the rule is dropped, and the ring of :focus stays' },
  { feature: 'css-overflow', usage: /^overflow(-x|-y)?:(hidden|auto)$/, why: 'only newer values are missing' },
  { feature: 'css-masks', usage: /clip-path:inset/, why: 'clip stands before it' },
  { feature: 'css-clip-path', usage: /^clip-path:inset/, why: 'clip stands before it' },
  { feature: 'css-not-sel-list', usage: /^[^{]*:not\([^(),]*\)(?![^{]*:not\([^)]*,)/, why: 'each :not holds one simple selector' },
  { feature: 'font-variant-numeric', usage: /^font-variant-numeric:tabular-nums$/, why: 'digits are then as wide as they are' },
]

/** Newer words of CSS that the table does not know by value: an older one stands before them in the same rule. */
const olderFirst: { newer: RegExp; older: RegExp }[] = [
  { newer: /^overflow-wrap:anywhere$/, older: /^word-wrap:break-word$/ },
  { newer: /^(-webkit-)?clip-path:/, older: /^clip:/ },
]

/** Young words that the table does not hold at all. */
const young = [
  /^(aspect-ratio|place-[\w-]+|inset[\w-]*|row-gap|translate|rotate|scale|content-visibility|overscroll-[\w-]+|scroll-[\w-]+|container[\w-]*):/,
  /:.*\b(clamp|color-mix|oklch|oklab|lab|lch|light-dark|env)\(/,
  /:.*\d(dvh|svh|lvh|dvw|cqw|lh)\b/,
]

/** Faults of a style sheet. */
export async function styleFaults(name: string, css: string): Promise<string[]> {
  const faults = new Set<string>()
  const onFeatureUsage = ({ feature, usage }: { feature: string; usage: object }) => {
    const text = String(usage).replace(/\s*:\s+/g, ':')
    if (!harmless.some((each) => each.feature === feature && each.usage.test(text)))
      faults.add(`${name}: ${feature}: ${text.slice(0, 100)}`)
  }
  const { root } = await postcss([doiuse({ browsers, onFeatureUsage })]).process(css, { from: undefined })
  root.walkAtRules(/^(layer|container|property|scope|starting-style)$/, ({ name: rule }) => void faults.add(`${name}: @${rule}`))
  root.walkDecls((declaration) => {
    if (young.some((each) => each.test(written(declaration)))) faults.add(`${name}: too young: ${written(declaration)}`)
    for (const { newer, older } of olderFirst)
      if (newer.test(written(declaration)) && !hasBefore(declaration, older))
        faults.add(`${name}: nothing older before ${written(declaration)}`)
  })
  return [...faults]
}

const written = ({ prop, value }: Declaration) => `${prop}:${value}`

function hasBefore(declaration: Declaration, older: RegExp): boolean {
  for (let before = declaration.prev(); before; before = before.prev())
    if (before.type === 'decl' && older.test(written(before))) return true
  return false
}

/** Younger than Chrome 61 or iOS 12: the last syntax both can read, and what neither may be asked for. */
const ecmaVersion = 2018
const youngNames = new Set(
  `at flat flatMap fromEntries replaceAll matchAll allSettled replaceChildren replaceWithAll hasOwn toSorted toReversed findLast findLastIndex
   groupBy structuredClone randomUUID queueMicrotask globalThis requestSubmit submitter showModal inert showPopover ResizeObserver
   IntersectionObserver BarcodeDetector OffscreenCanvas WeakRef AbortSignal trimStart trimEnd userAgentData isWellFormed`.split(/\s+/),
)

/** Young names that a script looks for and does without. */
const guarded: { script: string; name: string; why: string }[] = [
  { script: 'verify.js', name: 'BarcodeDetector', why: 'asked whether it is there; else our own reader is fetched' },
]
const isGuarded = (script: string, name: string) => guarded.some((each) => each.script === script && each.name === name)

/** Faults of a script: syntax too young, or a name that old browsers lack. */
export function scriptFaults(name: string, code: string): string[] {
  let program: AnyNode
  try {
    program = parseScript(code, { ecmaVersion, sourceType: 'module', allowHashBang: false })
  } catch (error) {
    return [`${name}: syntax: ${(error as Error).message}`]
  }
  return [...new Set(namesIn(program))]
    .filter((word) => youngNames.has(word) && !isGuarded(name, word))
    .map((word) => `${name}: ${word} is too young`)
}

/** Names of members that are asked for, and of globals. */
function namesIn(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(namesIn)
  if (typeof node !== 'object' || node === null || !('type' in node)) return []
  const own = node.type === 'MemberExpression' || node.type === 'Identifier' ? nameOf(node) : []
  return [...own, ...Object.values(node).flatMap(namesIn)]
}

function nameOf(node: object): string[] {
  if ('name' in node) return [String(node.name)]
  const { property, computed } = node as { property: { name?: string; value?: unknown }; computed: boolean }
  return computed ? (typeof property.value === 'string' ? [property.value] : []) : [property.name ?? '']
}

/** The scripts that patient pages name. */
export function patientScripts(root: string): string[] {
  const views = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx$/.test(file))
  const named = views.flatMap((file) => {
    const layouts = readFileSync(join(root, 'src', file), 'utf8').matchAll(/<PatientLayout\b[^\n]*?\bscripts=\{\[([^\]]*)\]\}/g)
    return [...layouts].flatMap(([, list]) => [...list!.matchAll(/'([\w-]+)'/g)].map(([, name]) => name!))
  })
  return [...new Set(named)].sort()
}

/** All faults of what was built last: the style sheet, the scripts, and those they fetch when a person asks for them. */
export async function browserFaults(root: string): Promise<string[]> {
  const asset = (name: string) => readFileSync(join(root, 'dist/assets', name), 'utf8')
  const named = patientScripts(root)
  const fetched = named.flatMap((name) => [...asset(`${name}.js`).matchAll(/\/assets\/([\w-]+)\.js/g)].map(([, inner]) => inner!))
  const scripts = [...new Set([...named, ...fetched])].flatMap((name) => scriptFaults(`${name}.js`, asset(`${name}.js`)))
  return [...(await styleFaults('patient.css', asset('patient.css'))), ...scripts]
}

if (process.argv[1] === import.meta.filename) {
  const root = resolve(import.meta.dirname, '..')
  const faults = await browserFaults(root)
  console.log(faults.join('\n') || `patient.css and ${patientScripts(root).length} scripts work on Android 5 and iOS 12`)
  process.exitCode = faults.length > 0 ? 1 : 0
}
