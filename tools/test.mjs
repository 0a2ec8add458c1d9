// `npm test`: everything that must hold, from a fresh clone, without a question. The last line reads `N passed, N failed`.
import { spawn } from 'node:child_process'
import * as fs from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { installIfChanged } from './install.mjs'
import { endWithNpm } from './processes.mjs'
import { stopGroup } from './supervisor.mjs'
import { sweepClusters } from './sweep.mjs'
import { ensureSystemPackages } from './system-packages.mjs'

const clone = resolve(import.meta.dirname, '..')
const bin = (name) => join(clone, 'node_modules/.bin', name)
const tsx = (script, ...args) => [bin('tsx'), join('tools', script), ...args]

/** A check counts as one; a suite counts its tests, a program says itself how many it tried. `seconds` is the budget, printed beside the time it took. */
const steps = [
  {
    name: 'lock file',
    kind: 'check',
    seconds: 10,
    run: ['npm', 'ci', '--dry-run', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
  },
  { name: 'format and lint', kind: 'check', seconds: 15, run: [bin('biome'), 'ci', '--error-on-warnings', '.'] },
  { name: 'types of the server', kind: 'check', seconds: 20, run: [bin('tsc'), '-p', 'tsconfig.json'] },
  { name: 'types of the browser', kind: 'check', seconds: 10, run: [bin('tsc'), '-p', 'tsconfig.web.json'] },
  { name: 'imports', kind: 'check', seconds: 5, run: tsx('check-imports.ts') },
  { name: 'writes', kind: 'check', seconds: 5, run: tsx('check-writes.ts') },
  { name: 'clock', kind: 'check', seconds: 5, run: tsx('check-clock.ts') },
  { name: 'i18n', kind: 'check', seconds: 10, run: tsx('check-i18n.ts') },
  { name: 'build', kind: 'check', seconds: 10, run: [process.execPath, 'tools/build.mjs'] },
  { name: 'old browsers', kind: 'check', seconds: 10, run: tsx('check-browsers.ts') },
  { name: 'schema', kind: 'check', seconds: 20, run: tsx('schema.ts', '--check') },
  { name: 'permissions', kind: 'check', seconds: 10, run: tsx('permissions.ts', '--check') },
  { name: 'unit tests', kind: 'suite', seconds: 60, project: 'unit' },
  { name: 'database tests', kind: 'suite', seconds: 780, project: 'database' },
  ...otherServers().map(({ version, path }) => ({
    name: `database tests on PostgreSQL ${version}`,
    kind: 'suite',
    seconds: 180,
    project: 'database',
    files: () => someOfEachFolder('.db.test.ts'),
    env: { TEST_PG_BIN: path },
  })),
  { name: 'journeys', kind: 'suite', seconds: 900, project: 'journeys' },
  { name: 'start', kind: 'suite', seconds: 60, project: 'start' },
  { name: 'logs', kind: 'check', seconds: 10, run: tsx('check-logs.ts') },
]

/** Debian keeps each version of its servers in a folder of its own. */
function otherServers() {
  const folder = '/usr/lib/postgresql'
  const versions = fs.existsSync(folder) ? fs.readdirSync(folder).filter((name) => Number(name) >= 15) : []
  return versions
    .map((version) => ({ version, path: join(folder, version, 'bin') }))
    .filter(({ path }) => fs.existsSync(join(path, 'postgres')))
}

/**
 * Every database test runs on the newest server. What an older one does differently it does everywhere, so there one file of each folder runs,
 * and all with `--every-file`.
 */
function someOfEachFolder(suffix) {
  if (process.argv.includes('--every-file')) return []
  const files = ['src', 'db', 'tools', 'bench'].flatMap((top) =>
    fs.readdirSync(join(clone, top), { recursive: true, withFileTypes: true }).filter((entry) => entry.name.endsWith(suffix)),
  )
  const paths = files.map(({ parentPath, name }) => join(parentPath, name).slice(clone.length + 1)).sort()
  const seen = new Map()
  return paths.filter((path) => {
    const nth = (seen.get(dirname(path)) ?? 0) + 1
    seen.set(dirname(path), nth)
    return nth === 1
  })
}

/** `--only=` takes names, beginnings of names, or kinds: `--only=check,unit`. */
function chosen() {
  const only = process.argv
    .find((arg) => arg.startsWith('--only='))
    ?.slice(7)
    .split(',')
  if (!only) return steps
  const found = steps.filter((step) =>
    only.some((word) => step.kind === word || step.name.startsWith(word) || step.name.startsWith(word.replaceAll('-', ' '))),
  )
  if (found.length > 0) return found
  throw new Error(`--only= takes check, suite, program, or: ${steps.map(({ name }) => name).join(', ')}`)
}

let current = null
let isStopping = false

/** Runs one step in a process group of its own, which is gone afterwards whatever it left behind. */
async function execute([command, ...args], { name, env = {} }) {
  const output = fs.createWriteStream(outputPath(name))
  const child = spawn(command, args, { cwd: clone, env: { ...environment(), ...env }, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  current = child
  for (const stream of [child.stdout, child.stderr]) {
    stream.pipe(output, { end: false })
    stream.pipe(process.stdout, { end: false })
  }
  const closed = new Promise((done) => child.once('close', done))
  const code = await new Promise((done) => {
    child.once('error', () => done(1))
    child.once('exit', (exitCode) => done(exitCode ?? 1))
  })
  await stopGroup(child.pid, 2_000)
  await Promise.race([closed, sleep(2_000)])
  await new Promise((done) => output.end(done))
  current = null
  // the run has been ended from outside: no further step begins
  if (isStopping) await new Promise(() => {})
  return code
}

async function runCheck(step) {
  const code = await execute(step.run, step)
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 }
}

/** The closing line of the program counts; without one it has failed. */
async function runProgram(step) {
  const code = await execute(step.run, step)
  const output = fs.readFileSync(outputPath(step.name), 'utf8')
  const [, passed, failed] = /(\d+) passed, (\d+) failed\s*$/.exec(output) ?? [null, 0, 1]
  return { passed: Number(passed), failed: code === 0 ? Number(failed) : Math.max(1, Number(failed)) }
}

/** Counts from vitest's own report. A run that breaks beside its tests, and a test that is skipped, are failures too. */
async function runSuite(step) {
  const report = join(clone, '.tmp/results', `${fileName(step.name)}.json`)
  const args = [
    'run',
    ...(step.files?.() ?? []),
    '--project',
    step.project,
    '--reporter=dot',
    '--reporter=json',
    `--outputFile.json=${report}`,
    '--passWithNoTests',
  ]
  const code = await execute([bin('vitest'), ...args], step)
  const result = fs.existsSync(report) ? JSON.parse(fs.readFileSync(report, 'utf8')) : {}
  const files = result.testResults ?? []
  const broken = files.filter((file) => file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed')).length
  const skipped = (result.numPendingTests ?? 0) + (result.numTodoTests ?? 0)
  const failed = (result.numFailedTests ?? 0) + broken + skipped
  if (skipped > 0) console.log(`${skipped} tests were skipped: that counts as failed`)
  for (const file of files) {
    for (const { fullName, status } of file.assertionResults)
      if (status === 'failed') console.log(`FAILED ${file.name.slice(clone.length + 1)}: ${fullName}`)
  }
  return { passed: result.numPassedTests ?? 0, failed: failed === 0 && code !== 0 ? 1 : failed }
}

const outputPath = (name) => join(clone, '.tmp/output', `${fileName(name)}.log`)
const fileName = (name) => name.replaceAll(/[^a-zA-Z0-9]+/g, '-').toLowerCase()

const runners = { check: runCheck, suite: runSuite, program: runProgram }

/** The tests know nothing of an installation's settings that happen to be in the environment. */
function environment() {
  const ours =
    /^(DEMO|NODE_ENV|PORT|HOST|SECRET|STATE_DIR|PUBLIC_URL|CLOCK_START|MAIL_FROM|OPERATOR_EMAIL|LOG_LEVEL|HELP_PHONE|TRUST_PROXY|WEB_POOL|HERSYS_.*|TWILIO_.*|SMTP_URL|(WEB_|WORKER_)?DATABASE_URL|PG.*|TEST_PG_BIN)$/
  return { ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name))), CI: 'true', NO_COLOR: '1' }
}

async function main() {
  const toRun = chosen()
  installIfChanged({ withDev: true })
  const wanting = toRun.some(({ project }) => project === 'journeys' || project === 'start') ? ensureSystemPackages() : []
  if (wanting.length > 0) {
    console.error(wanting.join('\n'))
    process.exit(1)
  }
  for (const folder of ['logs', 'output', 'results']) {
    fs.rmSync(join(clone, '.tmp', folder), { recursive: true, force: true })
    fs.mkdirSync(join(clone, '.tmp', folder), { recursive: true })
  }
  const rows = []
  for (const step of toRun) {
    console.log(`\n── ${step.name} ${'─'.repeat(Math.max(0, 76 - step.name.length))}`)
    const since = performance.now()
    const counts = await runners[step.kind](step)
    rows.push({ ...step, ...counts, took: (performance.now() - since) / 1000 })
  }
  await sweepClusters()
  console.log(`\n${'step'.padEnd(36)} ${'passed'.padStart(7)} ${'failed'.padStart(7)} ${'seconds'.padStart(8)} ${'budget'.padStart(7)}`)
  for (const { name, passed, failed, took, seconds } of rows) {
    const late = took > seconds ? '  over budget' : ''
    console.log(
      `${name.padEnd(36)} ${String(passed).padStart(7)} ${String(failed).padStart(7)} ${took.toFixed(1).padStart(8)} ${String(seconds).padStart(7)}${late}`,
    )
  }
  const sum = (key) => rows.reduce((total, row) => total + row[key], 0)
  console.log(`in ${(sum('took') / 60).toFixed(1)} of 30 minutes\n`)
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`)
  process.exit(sum('failed') === 0 ? 0 : 1)
}

async function stopAll() {
  if (isStopping) return
  isStopping = true
  if (current) await stopGroup(current.pid, 5_000)
  await sweepClusters()
  process.exit(130)
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stopAll)
endWithNpm(stopAll)
main().catch((error) => {
  console.error(error.message)
  process.exit(1)
})
