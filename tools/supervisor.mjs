// The processes of a running installation: started, restarted when they die, and found again after this program was killed.
import { spawn } from 'node:child_process'
import * as fs from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { birthOf, isAlive } from './processes.mjs'

/** Who runs, by pid and birth, in one file: the birth tells a process from a later one with the same number. */
export function openRegister(path) {
  const read = () => {
    try {
      return JSON.parse(fs.readFileSync(path, 'utf8'))
    } catch {
      return {}
    }
  }
  const write = (entries) => {
    fs.mkdirSync(dirname(path), { recursive: true })
    fs.writeFileSync(`${path}.new`, JSON.stringify(entries))
    fs.renameSync(`${path}.new`, path)
  }
  return {
    /** The entry of that name if its process still lives. */
    living: (name) => {
      const entry = read()[name]
      return entry && birthOf(entry.pid) === entry.birth ? entry : null
    },
    note: (name, pid, more = {}) => write({ ...read(), [name]: { pid, birth: birthOf(pid), ...more } }),
    forget: (name) => write({ ...read(), [name]: undefined }),
  }
}

/** Ends a process and all it started (they share its group): politely, then for good. */
export async function stopGroup(pid, milliseconds = 10_000) {
  for (const [signal, wait] of [
    ['SIGTERM', milliseconds],
    ['SIGKILL', 5_000],
  ]) {
    signalGroup(pid, signal)
    for (const until = performance.now() + wait; performance.now() < until && isAlive(pid); await sleep(25));
    if (!isAlive(pid)) break
  }
  signalGroup(pid, 'SIGKILL')
}

function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal)
  } catch {}
}

/**
 * Keeps one process running: a new one follows one that ends, after a pause that grows while it keeps ending soon. In a process
 * group of its own, so that a Ctrl-C in the terminal reaches the start program alone, which then ends everything in order.
 */
export function keepRunning({ name, args, cwd, env, log, register, say }) {
  let child = null
  let stopping = false
  let soonEnded = 0
  const run = () => {
    const out = log ? openLog(log) : 'inherit'
    const since = performance.now()
    child = spawn(process.execPath, args, { cwd, env, detached: true, stdio: ['ignore', out, out] })
    if (log) fs.closeSync(out)
    register.note(name, child.pid)
    child.once('exit', async (code, signal) => {
      if (stopping) return
      soonEnded = performance.now() - since < 30_000 ? soonEnded + 1 : 0
      const pause = Math.min(250 * 2 ** soonEnded, 10_000)
      say(`${name} ended (${signal ?? `exit ${code}`})${log ? `, see ${log}` : ''}; starting it again`)
      await sleep(pause)
      if (!stopping) run()
    })
  }
  run()
  return {
    /** How often in a row it ended within half a minute. */
    failures: () => soonEnded,
    stop: async () => {
      stopping = true
      await stopGroup(child.pid)
      register.forget(name)
    },
  }
}

/** Begins a new file when the old one has grown large; one old one is kept. */
function openLog(path) {
  fs.mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  if (fs.existsSync(path) && fs.statSync(path).size > 20_000_000) fs.renameSync(path, `${path}.1`)
  return fs.openSync(path, 'a', 0o600)
}

/** Stops what a killed start program left behind. */
export async function stopLeftovers(register, names) {
  await Promise.all(
    names.map(async (name) => {
      const entry = register.living(name)
      if (entry) await stopGroup(entry.pid)
    }),
  )
}

export const registerPath = (home) => join(home, 'running.json')
