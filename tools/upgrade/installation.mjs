// One database, and processes of two releases on it. Everything lies in one temporary folder, and nothing of it stays.
import { spawn } from 'node:child_process'
import * as fs from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import postgres from 'postgres'
import { freePort, startPostgres } from '../postgres.mjs'
import { clusterFolder, sweepClusters } from '../sweep.mjs'

/** @param {{ folder: string }} options where logs and state go. Resolves to the handle; `stop()` ends all. */
export async function bootDatabase({ folder }) {
  await sweepClusters()
  const home = clusterFolder()
  const cluster = await startPostgres({ home, settings: { shared_buffers: '256MB' } })
  const admin = postgres(cluster.url, { max: 1, onnotice: () => {} })
  await admin.unsafe('create database hersys')
  await admin.end()
  const url = Object.assign(new URL(cluster.url), { pathname: '/hersys' }).href
  const stateDir = join(folder, 'state')
  const logs = join(folder, 'logs')
  for (const path of [stateDir, logs]) fs.mkdirSync(path, { recursive: true })
  const environment = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    DEMO: '1',
    DEMO_CASES: '300',
    STATE_DIR: stateDir,
    LOG_LEVEL: 'error',
    HOST: '127.0.0.1',
    PUBLIC_URL: 'http://localhost:4300',
  }
  const running = new Map()
  const unasked = []

  function run(release, name, args, env) {
    const out = fs.openSync(join(logs, `${name}.log`), 'a')
    const child = spawn(process.execPath, ['--enable-source-maps', ...args], {
      cwd: release,
      env: { ...environment, ...env },
      stdio: ['ignore', out, out],
    })
    fs.closeSync(out)
    return child
  }
  const ended = (child) => (child.exitCode !== null || child.signalCode !== null ? null : new Promise((done) => child.once('exit', done)))

  /** Web or worker of a release, under a name of its own. */
  function start(name, release, entry, env = {}) {
    const bare = Object.assign(new URL(url), { username: '', password: '' }).href
    const child = run(release, name, [join(release, 'dist', `${entry}.js`)], { DATABASE_URL: bare, ...env })
    running.set(name, child)
    child.once('exit', (code, signal) => running.has(name) && unasked.push(`${name} ended by itself (${signal ?? `exit ${code}`})`))
  }

  return {
    url,
    stateDir,
    logs,
    unasked,
    start,
    logOf: (name) => fs.readFileSync(join(logs, `${name}.log`), 'utf8'),
    /** Resolves to its port as soon as it answers. */
    startWeb: async (name, release) => {
      const port = await freePort()
      start(name, release, 'web', { PORT: String(port) })
      for (let tries = 0; tries < 600; tries++) {
        if ((await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => null))?.ok) return port
        await sleep(50)
      }
      throw new Error(`${name} does not come up, see ${logs}/${name}.log`)
    },
    /** As a system's service manager ends it. Resolves to its exit code, which is 0 when it has let everybody finish. */
    end: async (name) => {
      const child = running.get(name)
      running.delete(name)
      child.kill('SIGTERM')
      await Promise.race([ended(child), sleep(15_000)])
      const code = child.exitCode ?? child.signalCode
      if (code === null) child.kill('SIGKILL')
      return code
    },
    /** A command of that release; throws with its last lines. Resolves to what it printed. */
    command: async (release, ...args) => {
      const name = `cli-${args[0]}`
      const child = run(release, name, [join(release, 'dist/cli.js'), ...args], { DATABASE_URL: url })
      const code = await new Promise((done) => child.once('exit', done))
      const printed = fs.readFileSync(join(logs, `${name}.log`), 'utf8')
      if (code !== 0) throw new Error(`${args.join(' ')} failed: ${printed.slice(-2_000)}`)
      return printed.trim()
    },
    stop: async () => {
      const children = [...running.values()]
      running.clear()
      for (const child of children) child.kill('SIGTERM')
      await Promise.race([Promise.all(children.map(ended)), sleep(8_000)])
      for (const child of children) child.kill('SIGKILL')
      await cluster.stop()
      fs.rmSync(home, { recursive: true, force: true })
    },
  }
}
