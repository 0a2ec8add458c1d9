// npm's packages, installed when they are not those of package-lock.json.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const clone = resolve(import.meta.dirname, '..')

/** Runs `npm ci` where needed. `withDev`: also what only tests need. Throws when npm fails. */
export function installIfChanged({ withDev = false } = {}) {
  if (!isOutdated(withDev)) return
  console.log('Installing the packages of package-lock.json …')
  const [command, ...args] = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm']
  const flags = ['ci', '--no-audit', '--no-fund', '--loglevel=error', ...(withDev ? ['--include=dev'] : [])]
  const run = spawnSync(command, [...args, ...flags], { cwd: clone, stdio: ['ignore', 'inherit', 'inherit'] })
  if (run.error || run.status !== 0) throw new Error(`npm ci failed${run.error ? `: ${run.error.message}` : ''}`)
}

/** npm notes in node_modules/.package-lock.json what it put there. Optional packages are those of other machines. */
function isOutdated(withDev) {
  const notes = join(clone, 'node_modules/.package-lock.json')
  if (!existsSync(notes)) return true
  const wanted = JSON.parse(readFileSync(join(clone, 'package-lock.json'), 'utf8')).packages
  const present = JSON.parse(readFileSync(notes, 'utf8')).packages
  return Object.entries(wanted).some(([path, { version, integrity, optional, dev, devOptional, peer }]) => {
    if (path === '' || (!present[path] && (optional || devOptional || peer || (dev && !withDev)))) return false
    return present[path]?.version !== version || present[path]?.integrity !== integrity
  })
}
