// `npm start`: from a fresh clone to a running system. Plain Node: on a fresh clone there is nothing else yet.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { buildIfChanged } from './build.mjs'
import { installIfChanged } from './install.mjs'
import { clone, databaseName, environment, environmentOfServers, usesEmbedded } from './installation.mjs'
import { homeFolder, startPostgres } from './postgres.mjs'
import { endWithNpm } from './processes.mjs'
import { keepRunning, openRegister, registerPath, stopGroup, stopLeftovers } from './supervisor.mjs'

const home = homeFolder()
const register = openRegister(registerPath(home))
const say = (text) => console.log(text)
/** Undone in reverse order at the end, whatever the reason. */
const toStop = []
let ending = null
/** The register is another program's until it is known that none runs. */
let isOurs = false

async function start() {
  await waitForFormer()
  isOurs = true
  register.note('start', process.pid)
  await stopLeftovers(register, ['web', 'worker', 'command'])
  const port = await choosePort(process.env.HOST || '127.0.0.1')
  installIfChanged()
  if (await buildIfChanged()) say('Built the program')
  goOn()
  const env = environment(home, usesEmbedded() ? await startDatabase() : null)
  goOn()
  await command(env, 'migrate')
  if (env.DEMO === '1') await command(env, 'seed')
  await startServers({ ...environmentOfServers(env), PORT: String(port) })
  goOn()
  register.note('start', process.pid, { port })
  announce(env, port)
}

/** One installation per clone. A former start program that is just ending is waited for. */
async function waitForFormer() {
  for (const since = performance.now(); ; await sleep(100)) {
    const former = register.living('start')
    if (!former) return
    const waited = performance.now() - since
    if (waited < 2_000 || (former.ending && waited < 40_000)) continue
    const where = former.port ? ` on port ${former.port}` : ''
    throw new Error(`This clone already runs${where} (process ${former.pid}): end that one with Ctrl-C or kill ${former.pid}`)
  }
}

/** Boots the embedded cluster, restarts it when it dies, and returns its address. */
async function startDatabase() {
  let cluster = await startPostgres({ home })
  const { port, url } = cluster
  toStop.push(() => cluster.stop())
  goOn()
  const watch = async () => {
    await cluster.exited
    if (ending) return
    say('PostgreSQL ended; starting it again')
    cluster = await startPostgres({ home, port })
    if (ending) await cluster.stop()
    else await watch()
  }
  watch().catch((error) => end(error))
  const { default: postgres } = await import('postgres')
  const sql = postgres(url, { max: 1 })
  const [found] = await sql`select from pg_database where datname = ${databaseName}`
  if (!found) await sql.unsafe(`create database ${databaseName}`)
  await sql.end()
  return url
}

/** A command of the product; it has said itself what went wrong. */
async function command(env, name) {
  const child = spawn(process.execPath, ['--enable-source-maps', 'dist/cli.js', name], {
    cwd: clone,
    env,
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  register.note('command', child.pid)
  const stop = () => stopGroup(child.pid)
  toStop.push(stop)
  const code = await new Promise((done) => child.once('exit', done))
  if (!ending) toStop.pop()
  register.forget('command')
  goOn()
  if (code !== 0) throw new Error(`The command ${name} failed`)
}

async function choosePort(host) {
  const wanted = Number(process.env.PORT) || 4300
  if (await isFree(wanted, host)) return wanted
  if (process.env.PORT)
    throw new Error(`Port ${wanted} is taken by another program: give a free one, for example PORT=${wanted + 1} npm start`)
  for (let port = wanted + 1; port < wanted + 100; port++) {
    if (!(await isFree(port, host))) continue
    say(`Port ${wanted} is taken by another program; using ${port}`)
    return port
  }
  throw new Error(`Ports ${wanted} to ${wanted + 99} are all taken: give a free one as PORT`)
}

/** `localhost` may also mean ::1, so a port someone else answers on there is no good either. */
async function isFree(port, host) {
  for (const at of host === '127.0.0.1' ? [host, '::1'] : [host]) {
    const fault = await new Promise((done) => {
      const server = createServer()
      server.once('error', (error) => done(error.code))
      server.listen(port, at, () => server.close(() => done(null)))
    })
    if (fault === 'EACCES') throw new Error(`Port ${port} may not be used by this user: give one above 1023 as PORT`)
    if (fault === 'EADDRINUSE') return false
  }
  return true
}

async function startServers(env) {
  const logs = env.DEMO === '1' ? join(home, 'log') : null
  const children = ['worker', 'web'].map((name) => {
    const log = logs && join(logs, `${name}.log`)
    const child = keepRunning({ name, args: ['--enable-source-maps', `dist/${name}.js`], cwd: clone, env, log, register, say })
    toStop.push(child.stop)
    return child
  })
  const host = !env.HOST || env.HOST === '0.0.0.0' ? '127.0.0.1' : env.HOST.includes(':') ? `[${env.HOST}]` : env.HOST
  for (;;) {
    const state = await fetch(`http://${host}:${env.PORT}/readyz`).catch(() => null)
    if (state?.ok || ending) return
    if (children.some((child) => child.failures() >= 4)) throw new Error(`Web or worker does not stay up${logs ? `: see ${logs}` : ''}`)
    await sleep(100)
  }
}

function announce(env, port) {
  say(`\nHER-SYS${env.DEMO === '1' ? ' demo (架空データ)' : ''} is ready:  ${env.PUBLIC_URL ?? `http://localhost:${port}`}\n`)
  const path = join(env.STATE_DIR, 'demo-accounts.json')
  if (env.DEMO === '1' && existsSync(path)) {
    const rows = JSON.parse(readFileSync(path, 'utf8')).map((account) => [
      account.loginId,
      account.password,
      account.role,
      account.organisation,
    ])
    say(table([['ID', 'password', 'role', 'organisation'], ...rows]))
  }
  if (env.DEMO === '1') say(`\nData, logs and secrets: ${home}`)
  say('Ctrl-C ends it.')
}

/** Columns that line up although a kanji is as wide as two letters. */
function table(rows) {
  const wide = (text) => [...text].reduce((sum, char) => sum + (/[ᄀ-ᅟ⺀-꓏가-힣豈-﫿︰-﹏＀-｠￠-￦]/u.test(char) ? 2 : 1), 0)
  const cells = rows.map((row) => row.map((cell) => String(cell ?? '')))
  const widths = cells[0].map((_, column) => Math.max(...cells.map((row) => wide(row[column]))))
  return cells
    .map(
      (row) =>
        `  ${row
          .map((cell, column) => cell + ' '.repeat(widths[column] - wide(cell)))
          .join('   ')
          .trimEnd()}`,
    )
    .join('\n')
}

/** Ends everything in order, once; a second Ctrl-C does not make it less orderly. */
function end(error) {
  ending ??= (async () => {
    if (isOurs) register.note('start', process.pid, { ending: true })
    if (error?.message) console.error(`\n${error.message}`)
    await stopAll()
    // what was just being started has now failed, or was started after all
    await started.catch(() => {})
    await stopAll()
    if (isOurs) register.forget('start')
    process.exit(error ? 1 : 0)
  })()
}

async function stopAll() {
  for (let stop = toStop.pop(); stop; stop = toStop.pop()) await stop().catch((fault) => console.error(fault.message))
}

/** Between two steps of the start: no further one once the end has begun. */
function goOn() {
  if (ending) throw new Error('')
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => end(null))
endWithNpm(() => end(null))

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Node.js 20.19 or newer is needed; this is ${process.versions.node}`)
  process.exit(1)
}
const started = start()
started.catch((error) => end(error))
