// How many reports about the same person are found, and how many found are wrong: the rules of features/same-person on invented people.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { again, dice, errors, lookAlike, personOf } from './people.mjs'

const root = join(import.meta.dirname, '..')

/** The product's own rules, bundled: { blocksOf, traitsOf, compareTraits, nameKeysOf }. */
export async function rules() {
  const folder = mkdtempSync(join(tmpdir(), 'her-sys-rules-'))
  const outfile = join(folder, 'rules.mjs')
  const contents = ['features/same-person/blocks', 'features/same-person/person', 'features/same-person/score', 'lib/name-keys']
    .map((path) => `export * from './src/${path}.ts'`)
    .join('\n')
  await build({ stdin: { contents, resolveDir: root, loader: 'ts' }, outfile, bundle: true, format: 'esm', logLevel: 'error' })
  const found = await import(outfile)
  rmSync(folder, { recursive: true })
  return found
}

/** `people` are registered; of `second` of them another report comes with errors, and of as many look-alikes a report of somebody else. */
export async function likeness({ people = 200_000, second = 10_000, seed = 7 } = {}) {
  const { blocksOf, traitsOf, compareTraits } = await rules()
  const known = Array.from({ length: people }, (_, n) => traitsOf(personOf(n)))
  const holders = new Map()
  for (const [n, traits] of known.entries()) for (const key of blocksOf(traits)) holders.set(key, [...(holders.get(key) ?? []), n])
  const likelyOf = (person) => {
    const traits = traitsOf(person)
    const sharing = new Set(blocksOf(traits).flatMap((key) => holders.get(key) ?? []))
    return { compared: sharing.size, likely: [...sharing].filter((n) => compareTraits(traits, known[n]).isLikely) }
  }
  const d = dice(seed)
  const missed = {}
  let [found, wrong, compared, changed] = [0, 0, 0, 0]
  for (let k = 0; k < second; k++) {
    const n = d.below(people)
    const { other, made } = again(personOf(n), d)
    const { likely, compared: looked } = likelyOf(other)
    compared += looked
    if (made.length > 0) changed++
    if (likely.includes(n)) found++
    else for (const name of made) missed[name] = (missed[name] ?? 0) + 1
    wrong += likely.filter((each) => each !== n).length
  }
  let alarms = 0
  for (let k = 0; k < second; k++) alarms += likelyOf(lookAlike(personOf(d.below(people)), d)).likely.length
  const round = (x) => Number(x.toFixed(4))
  return {
    people,
    secondReports: second,
    withErrors: changed,
    lookAlikes: second,
    recall: round(found / second),
    precision: round(found / (found + wrong + alarms)),
    wronglyAskedPerLookAlike: round(alarms / second),
    comparisonsPerReport: round(compared / second),
    errors: Object.fromEntries(Object.entries(errors).map(([name, [percent]]) => [name, percent])),
    missed,
  }
}
