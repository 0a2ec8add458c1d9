// Does the storm find what it is there for? Each planted fault must break its rule within a short run; one that is not found is a failure.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { plants } from './plants.mjs'

const storm = join(import.meta.dirname, '..', 'storm.mjs')
let found = 0
for (const [name, { about, foundBy }] of Object.entries(plants)) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [storm, `--plant=${name}`, '--events=4000', '--connections=8'], {
    encoding: 'utf8',
  })
  const rules = [...stdout.matchAll(/: ([a-z-]+) is broken/g)].map(([, rule]) => rule)
  const isFound = status === 1 && rules.some((rule) => foundBy.includes(rule))
  const after = /after (\d+) events: \S+ is broken/.exec(stdout)?.[1]
  console.log(
    `${isFound ? 'found ' : 'MISSED'} ${name} (${about})${isFound ? `: ${rules[0]} after ${after} events` : `: exit ${status}\n${stdout}${stderr}`}`,
  )
  if (isFound) found++
}
const missed = Object.keys(plants).length - found
console.log(`${found} passed, ${missed} failed`)
process.exit(missed === 0 ? 0 : 1)
