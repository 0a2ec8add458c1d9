import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { buildIfChanged } from '../tools/build.mjs'
import { freePort, stopAnyPostgres } from '../tools/postgres.mjs'
import { isAlive } from '../tools/processes.mjs'
import { testSecret } from '../tools/test-cluster.ts'
import { testDatabase } from '../tools/test-database.ts'

const clone = join(import.meta.dirname, '..')
const home = mkdtempSync(join(tmpdir(), 'her-sys-start-'))
let port: number

let started: Run[] = []

type Run = { process: ChildProcess; output: () => string; ended: Promise<number | null> }

function run(command: string[], env: Record<string, string> = {}): Run {
  const { PATH = '', HOME = '' } = process.env
  const child = spawn(command[0]!, command.slice(1), { cwd: clone, detached: true, env: { PATH, HOME, ...env } })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += chunk))
  const result = { process: child, output: () => text, ended: new Promise<number | null>((done) => child.once('close', done)) }
  started.push(result)
  return result
}

const start = (env: Record<string, string> = {}) =>
  run(['npm', 'start'], { HERSYS_HOME: home, PORT: String(port), DEMO_CASES: '40', ...env })

async function until(what: string, isTrue: () => boolean | Promise<boolean>, seconds = 300): Promise<void> {
  // A file that is just being written anew may be missing for a moment: not yet, then.
  const holds = async () => isTrue()
  for (const end = performance.now() + seconds * 1000; performance.now() < end; await sleep(100))
    if (await holds().catch(() => false)) return
  throw new Error(`Waited ${seconds} s in vain until ${what}`)
}

const isReady = async () => (await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null))?.status === 200
const pidOf = (name: string): number => JSON.parse(readFileSync(join(home, 'running.json'), 'utf8'))[name].pid
const pidOfPostgres = () => Number(readFileSync(join(home, 'pg18/postmaster.pid'), 'utf8').split('\n')[0])
const pids = () => [...['start', 'web', 'worker'].map(pidOf), pidOfPostgres()]

async function startUntilReady(): Promise<Run> {
  const running = start()
  await until('the demo is ready', () => running.output().includes('Ctrl-C ends it') || running.process.exitCode !== null)
  expect(running.output()).toContain('is ready')
  return running
}

/** As Ctrl-C in a terminal does it: to the whole foreground group. */
async function interrupt(running: Run): Promise<void> {
  const all = pids()
  process.kill(-running.process.pid!, 'SIGINT')
  await running.ended
  await until('nothing is left', () => all.every((pid) => !isAlive(pid)))
}

beforeAll(async () => {
  chmodSync(home, 0o755)
  port = await freePort()
})
/** A test that failed half way leaves its processes: they end here, or they would spoil the next one. */
afterEach(async () => {
  for (const { process: child } of started) if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
  await Promise.all(started.map(({ ended }) => ended))
  started = []
})
afterAll(async () => {
  mkdirSync(join(clone, '.tmp/logs'), { recursive: true })
  for (const name of existsSync(join(home, 'log')) ? readdirSync(join(home, 'log')) : [])
    cpSync(join(home, 'log', name), join(clone, '.tmp/logs', `start-${name}`))
  await stopAnyPostgres(home)
  rmSync(home, { recursive: true, force: true })
})

test('one command boots the demo, and Ctrl-C leaves nothing running', async () => {
  const running = await startUntilReady()
  const accounts = JSON.parse(readFileSync(join(home, 'state/demo-accounts.json'), 'utf8'))
  expect(running.output()).toContain(accounts[0].password)
  expect(statSync(join(home, 'state/demo-accounts.json')).mode & 0o077).toBe(0)
  expect(await (await fetch(`http://127.0.0.1:${port}/staff/sign-in`)).text()).toContain('架空データ')
  await interrupt(running)
})

test('D40 the thread that prints is built beside web and worker, and prints', async () => {
  await buildIfChanged()
  const thread = new Worker(join(clone, 'dist/pdf-thread.js'))
  const report = { formVersion: 'covid-19.notification/2', answers: {}, hersysId: null, revision: 1, isWithdrawn: false }
  thread.postMessage({ reports: [report], now: new Date('2022-07-20T10:00:00+09:00') })
  const [{ made }] = await once(thread, 'message')
  await thread.terminate()
  expect(Buffer.from(made).subarray(0, 5).toString()).toBe('%PDF-')
})

test('web, worker and PostgreSQL come back after kill -9; a second start says that one runs', async () => {
  const running = await startUntilReady()
  for (const victim of ['web', 'worker', 'postgres']) {
    const pid = victim === 'postgres' ? pidOfPostgres() : pidOf(victim)
    process.kill(pid, 'SIGKILL')
    await until(`${victim} is back`, async () => (victim === 'postgres' ? pidOfPostgres() : pidOf(victim)) !== pid && (await isReady()))
  }
  const second = start()
  expect(await second.ended).toBe(1)
  expect(second.output()).toContain(`already runs on port ${port}`)
  await interrupt(running)
})

test('it starts again after kill -9 of the start program itself, and of everything', async () => {
  for (const victims of [['start'], ['start', 'web', 'worker', 'postgres']]) {
    const running = await startUntilReady()
    const before = pids()
    for (const victim of victims) process.kill(victim === 'postgres' ? pidOfPostgres() : pidOf(victim), 'SIGKILL')
    await running.ended.catch(() => {})
    const again = await startUntilReady()
    expect(before.filter(isAlive)).toEqual([])
    await interrupt(again)
  }
})

test('it ends when npm is killed', async () => {
  const running = await startUntilReady()
  const all = pids()
  running.process.kill('SIGKILL')
  await until('nothing is left', () => all.every((pid) => !isAlive(pid)))
})

test('a port that is taken is told', async () => {
  const other = createServer().listen(port, '127.0.0.1')
  await once(other, 'listening')
  const running = start()
  expect(await running.ended).toBe(1)
  expect(running.output()).toContain(`Port ${port} is taken by another program`)
  other.close()
})

test('the demo refuses NODE_ENV=production, and a database it did not make', async () => {
  const production = start({ NODE_ENV: 'production' })
  expect(await production.ended).toBe(1)
  expect(production.output()).toContain('the demo does not run under NODE_ENV=production')

  const database = await testDatabase()
  const foreign = run(['node', 'dist/cli.js', 'migrate'], {
    DEMO: '1',
    DATABASE_URL: database.url,
    STATE_DIR: join(home, 'state'),
    SECRET: testSecret, // roles belong to the cluster: with another secret their passwords would change under the next tests
  })
  expect(await foreign.ended).toBe(1)
  expect(foreign.output()).toContain('The demo refuses this database: it is not empty')
  await database.drop()
})

test('outside the demo web and worker start only with mail and SMS settings, and say all that is missing', async () => {
  for (const entry of ['web', 'worker']) {
    const running = run(['node', `dist/${entry}.js`], { DATABASE_URL: 'postgres://127.0.0.1:1/nowhere' })
    expect(await running.ended).toBe(1)
    for (const name of ['MAIL_FROM', 'SMTP_URL', 'TWILIO_FROM', 'SECRET', 'PUBLIC_URL']) expect(running.output()).toContain(name)
    expect(running.output()).not.toContain('    at ')
  }
})
