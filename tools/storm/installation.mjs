// A private installation in a temporary folder: PostgreSQL that keeps its promises, two web processes, a worker; each can be killed.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import postgres from 'postgres'
import { buildIfChanged } from '../build.mjs'
import { clone } from '../installation.mjs'
import { freePort, startPostgres } from '../postgres.mjs'
import { clusterFolder, sweepClusters } from '../sweep.mjs'
import { openClock } from './clock.mjs'

const webs = 2

/** Boots it and resolves to its handle. `say` is told of every kill. */
export async function bootInstallation({ workers = 1, say = () => {} } = {}) {
  await sweepClusters()
  await buildIfChanged()
  const home = clusterFolder()
  const stateDir = fs.mkdtempSync(join(tmpdir(), 'her-sys-storm-state-'))
  const bundles = join(clone, '.tmp', `storm-${process.pid}`)
  // The build may change under a long run; its node_modules are found from inside the clone alone.
  fs.cpSync(join(clone, 'dist'), bundles, { recursive: true })
  const logs = join(clone, '.tmp', 'storm-logs')
  fs.mkdirSync(logs, { recursive: true })
  for (const name of fs.readdirSync(logs)) fs.rmSync(join(logs, name))

  let cluster = await startPostgres({ home })
  const port = cluster.port
  const admin = postgres(cluster.url, { max: 1, onnotice: () => {} })
  await admin.unsafe('create database hersys')
  await admin.end()
  const url = Object.assign(new URL(cluster.url), { pathname: '/hersys' }).href
  const bare = Object.assign(new URL(url), { username: '', password: '' }).href
  const environment = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    DEMO: '1',
    STATE_DIR: stateDir,
    LOG_LEVEL: 'warn',
    HOST: '127.0.0.1',
  }
  const children = new Map()
  let ending = false

  function run(name, args, env) {
    const out = fs.openSync(join(logs, `${name}.log`), 'a')
    const child = spawn(process.execPath, ['--enable-source-maps', ...args], {
      cwd: clone,
      env: { ...environment, ...env },
      stdio: ['ignore', out, out],
    })
    fs.closeSync(out)
    children.set(name, child)
    return child
  }

  async function command(name) {
    const child = run(name, [join(bundles, 'cli.js'), name], { DATABASE_URL: url })
    const code = await new Promise((done) => child.once('exit', done))
    children.delete(name)
    if (code !== 0) throw new Error(`The command ${name} failed: ${fs.readFileSync(join(logs, `${name}.log`), 'utf8')}`)
  }

  /** Starts it, and again whenever it ends. */
  function keep(name, args, env) {
    const child = run(name, args, env)
    child.once('exit', (code, signal) => {
      if (ending) return
      if (signal !== 'SIGKILL')
        handle.unasked.push({
          at: performance.now(),
          what: `${name} ended by itself (${signal ?? `exit ${code}`}), see ${logs}/${name}.log`,
        })
      setTimeout(() => !ending && keep(name, args, env), signal === 'SIGKILL' ? 50 : 500)
    })
  }

  await command('migrate')
  const clock = openClock(stateDir)
  const ports = []
  for (let n = 0; n < webs; n++) ports.push(await freePort())
  // The telephone company asks the first web alone: while that one is down a call is left hanging, and the worker has to find out.
  const account = { accountSid: `AC${'0'.repeat(32)}`, authToken: 'storm' }
  const habits = { ringing: [0.2, 3], listening: [0.2, 1], unanswered: 4, hangUpPerStep: 4 }
  const exchange = spawn(
    process.execPath,
    [join(clone, 'tools/fake-exchange.mjs'), JSON.stringify({ ...account, birth: '19900101', pace: 0.1, habits })],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  )
  const [exchangePort] = await once(createInterface(exchange.stdout), 'line')
  const exchangeUrl = `http://127.0.0.1:${exchangePort}`
  Object.assign(environment, {
    PUBLIC_URL: `http://127.0.0.1:${ports[0]}`,
    TWILIO_ACCOUNT_SID: account.accountSid,
    TWILIO_AUTH_TOKEN: account.authToken,
    TWILIO_FROM: '+815000000000',
    TWILIO_BASE_URL: exchangeUrl,
    CALLS_PER_SECOND: '50',
  })
  const handle = {
    url,
    ports,
    clock,
    logs,
    stateDir,
    exchange: {
      tellBirth: (phone, birth) =>
        fetch(`${exchangeUrl}/births`, { method: 'POST', body: JSON.stringify({ [`+81${phone.slice(1)}`]: birth }) }),
      figures: async () => (await fetch(`${exchangeUrl}/figures`)).json(),
    },
    /** Processes that ended although nobody killed them. */
    unasked: [],
    startServers: async () => {
      for (const [n, at] of ports.entries()) keep(`web${n}`, [join(bundles, 'web.js')], { DATABASE_URL: bare, PORT: String(at) })
      for (let n = 0; n < workers; n++) keep(`worker${n}`, [join(bundles, 'worker.js')], { DATABASE_URL: bare })
      await handle.ready()
    },
    kill: (name) => {
      say(`kill -9 ${name}`)
      children.get(name)?.kill('SIGKILL')
    },
    killPostgres: async () => {
      say('kill -9 PostgreSQL')
      process.kill(cluster.pid, 'SIGKILL')
      await cluster.exited
      cluster = await startPostgres({ home, port })
    },
    /** Until every web process answers and reaches the database. */
    ready: async () => {
      for (const [n, at] of ports.entries()) {
        for (const giveUpAt = performance.now() + 60_000; ; await sleep(50)) {
          const answer = await fetch(`http://127.0.0.1:${at}/readyz`, { signal: AbortSignal.timeout(10_000) }).catch(() => null)
          const state = await answer?.json().catch(() => null)
          if (state?.database) break
          if (performance.now() > giveUpAt) throw new Error(`web${n} does not get ready: ${JSON.stringify(state)}; see ${logs}/web${n}.log`)
        }
      }
    },
    stop: async () => {
      ending = true
      for (const child of children.values()) child.kill('SIGTERM')
      const gone = [...children.values()].map((child) =>
        child.exitCode !== null || child.signalCode !== null ? null : new Promise((done) => child.once('exit', done)),
      )
      await Promise.race([Promise.all(gone), sleep(8_000)])
      for (const child of children.values()) child.kill('SIGKILL')
      exchange.kill('SIGKILL')
      await cluster.stop()
      for (const folder of [home, stateDir, bundles]) fs.rmSync(folder, { recursive: true, force: true })
    },
  }
  return handle
}
