// What the tools need to know about processes, without the `ps` command where Linux tells it in /proc.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** True while the process runs; a zombie that nobody has collected yet counts as gone. */
export function isAlive(pid) {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (error.code !== 'EPERM') return false
  }
  return statOf(pid)?.state !== 'Z'
}

/** Tells a process from a later one that got the same number: null when there is none. */
export function birthOf(pid) {
  if (!isAlive(pid)) return null
  return statOf(pid)?.birth ?? spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).stdout?.trim() ?? null
}

/** The process that started it; 0 when there is no such process. */
export function parentOf(pid) {
  const parent = statOf(pid)?.parent ?? spawnSync('ps', ['-o', 'ppid=', '-p', String(pid)], { encoding: 'utf8' }).stdout
  return Number(parent) || 0
}

/** npm, or the shell between it and us, may end without telling: then nobody could end this program any more, so it ends itself. */
export function endWithNpm(end) {
  if (!process.env.npm_lifecycle_event) return
  const line = () => `${process.ppid} ${parentOf(process.ppid)}`
  const first = line()
  setInterval(() => line() !== first && end(), 1000).unref()
}

/** The name in brackets may itself hold spaces and brackets, so fields are counted after the last one. */
function statOf(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    return { state: fields[0], parent: fields[1], birth: fields[19] }
  } catch {
    return null
  }
}
