// `npm run test:faults`: plants one fault at a time in a copy of the tree and runs the test that must notice it.
// A fault that survives, or one whose place is no longer found, fails the run. Outside `npm test`: it takes minutes.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { faults } from './faults.mjs'

const root = new URL('..', import.meta.url).pathname
const only = process.argv.slice(2)
const chosen = faults.filter((f) => only.length === 0 || only.some((word) => f.name.includes(word)))

function copyTree() {
  const copy = mkdtempSync(join(tmpdir(), 'her-sys-faults-'))
  const left = ['node_modules', '.git', '.data', '.tmp', 'dist', 'docs']
  cpSync(root, copy, { recursive: true, filter: (from) => !left.some((name) => from === join(root, name)) })
  for (const name of ['node_modules', 'dist']) symlinkSync(join(root, name), join(copy, name))
  return copy
}

function runTest(copy, { test, project }) {
  const args = ['vitest', 'run', '--project', project ?? 'unit', test]
  return spawnSync('npx', args, { cwd: copy, encoding: 'utf8', timeout: 300_000, env: { ...process.env, CI: 'true' } })
}

let killed = 0
let survived = 0
const copy = copyTree()
try {
  for (const fault of chosen) {
    const path = join(copy, fault.file)
    const before = readFileSync(path, 'utf8')
    const after = before.replace(fault.find, fault.put)
    let verdict = 'survived'
    if (after === before) verdict = 'place not found'
    else {
      writeFileSync(path, after)
      const run = runTest(copy, fault)
      writeFileSync(path, before)
      // A run that found no test to run proves nothing.
      if (run.status !== 0 && /Tests .*failed|FAIL /.test(run.stdout)) verdict = 'killed'
      else if (run.status !== 0) verdict = `no verdict: ${run.stdout.slice(-300)}${run.stderr.slice(-300)}`
    }
    if (verdict === 'killed') killed++
    else survived++
    console.log(
      `${verdict === 'killed' ? 'ok  ' : 'FAIL'} ${fault.name} — ${fault.file} — by ${fault.test}${verdict === 'killed' ? '' : ` — ${verdict}`}`,
    )
  }
} finally {
  rmSync(copy, { recursive: true, force: true })
}
console.log(`${killed} passed, ${survived} failed`)
// Whoever asked for all gets the faults that only the storm finds as well.
const storm = only.length > 0 || spawnSync(process.execPath, [join(root, 'tools/storm/prove.mjs')], { stdio: 'inherit' }).status === 0
process.exitCode = survived > 0 || !storm ? 1 : 0
