// A private installation to measure: embedded PostgreSQL with full durability, one worker, one web process, and where asked for a second one for staff,
// as deploy/nginx has it. Nothing of it stays.
import { spawn } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { totalmem } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import postgres from 'postgres'
import { buildIfChanged } from '../tools/build.mjs'
import { clone } from '../tools/installation.mjs'
import { freePort, startPostgres } from '../tools/postgres.mjs'

/** Instant at which the measured installation stands: data is made for this day. */
export const start = new Date('2022-07-20T10:00:00+09:00')

/** `env` may add settings, given the address. @returns a running system: `admin` (postgres.js as superuser), `url`, `pg` (address for pgbench), `stop()`. */
export async function startSystem({ web = true, staffWeb = false, env: more = async () => ({}) } = {}) {
  await buildIfChanged()
  const base = process.getuid?.() === 0 ? '/var/tmp' : (process.env.TMPDIR ?? '/tmp')
  const home = mkdtempSync(join(base, 'her-sys-bench-'))
  chmodSync(home, 0o755) // PostgreSQL runs as another user when we are root
  const cluster = await startPostgres({ home, settings: ofThisMachine() })
  const superuser = postgres(cluster.url, { max: 1, onnotice: () => {} })
  await superuser.unsafe('create database hersys')
  await superuser.end()
  const database = Object.assign(new URL(cluster.url), { pathname: '/hersys' }).href
  const port = await freePort()
  const staffPort = staffWeb ? await freePort() : port
  const stateDir = join(home, 'state')
  mkdirSync(stateDir, { recursive: true })
  const env = {
    PATH: process.env.PATH,
    DEMO: '1',
    DATABASE_URL: database,
    STATE_DIR: stateDir,
    PORT: String(port),
    SECRET: createHmac('sha256', 'bench').update('secret').digest('hex'),
    LOG_LEVEL: 'warn',
    WEB_POOL: '12',
    CLOCK_START: start.toISOString(),
    ...(await more(`http://127.0.0.1:${port}`)),
  }
  const children = []
  await command(env, 'migrate')
  const admin = postgres(database, { max: 4, onnotice: () => {} })
  const system = {
    admin,
    database,
    url: `http://127.0.0.1:${port}`,
    staffUrl: `http://127.0.0.1:${staffPort}`,
    startServers: async () => {
      for (const [name, at] of [['worker', port], ['web', port], ...(staffWeb ? [['web', staffPort]] : [])]) {
        const own = { ...env, PORT: String(at) }
        children.push(spawn(process.execPath, [`dist/${name}.js`], { cwd: clone, env: own, stdio: ['ignore', 'ignore', 'inherit'] }))
      }
      for (const url of new Set([system.url, system.staffUrl])) await isReady(url)
    },
    pids: () => ({ worker: children[0].pid, web: children[1].pid }),
    stop: async () => {
      for (const child of children) child.kill('SIGTERM')
      await Promise.all(children.map((child) => child.exitCode ?? new Promise((done) => child.once('exit', done))))
      await admin.end({ timeout: 2 })
      await cluster.stop()
      if (existsSync(home)) rmSync(home, { recursive: true, force: true })
    },
  }
  system.startWorker = async () => {
    children.push(spawn(process.execPath, ['dist/worker.js'], { cwd: clone, env, stdio: ['ignore', 'ignore', 'inherit'] }))
  }
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => system.stop().finally(() => process.exit(1)))
  if (web) await system.startServers()
  return system
}

/** As docs/how-to/install-on-debian.md sets them: a quarter and half of the memory. */
function ofThisMachine() {
  const gib = totalmem() / 2 ** 30
  return {
    shared_buffers: `${Math.max(1, Math.floor(gib / 4))}GB`,
    effective_cache_size: `${Math.max(1, Math.floor(gib / 2))}GB`,
    max_wal_size: '4GB',
    work_mem: '16MB',
    backend_flush_after: '256kB',
  }
}

async function isReady(url) {
  for (let tries = 0; tries < 600; tries++) {
    if ((await fetch(`${url}/readyz`).catch(() => null))?.ok) return
    await sleep(100)
  }
  throw new Error('web and worker did not come up')
}

async function command(env, name) {
  const child = spawn(process.execPath, ['dist/cli.js', name], { cwd: clone, env, stdio: ['ignore', 'ignore', 'inherit'] })
  const code = await new Promise((done) => child.once('exit', done))
  if (code !== 0) throw new Error(`${name} failed`)
}
