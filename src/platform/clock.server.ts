import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What time it is for this installation. Only entries hold a clock; everything below them is given `now`. */
export type Clock = () => Date

type Shift = {
  /** The instant the shifted clock showed first; null: the clock is real. */
  startAt: Date | null
  /** The real instant at which it showed that. */
  anchor: Date
  /** Milliseconds to add, read at every look at the clock: a test jumps with it. */
  offsetMs?: () => number
}

/** A clock that showed `startAt` at the real instant `anchor` and has run on since, over restarts too. */
export function createClock({ startAt, anchor, offsetMs = () => 0 }: Shift): Clock {
  if (startAt === null) return () => new Date()
  const shift = startAt.getTime() - anchor.getTime()
  return () => new Date(Date.now() + shift + offsetMs())
}

type Kept = { startAt: string; anchor: string; offsetMs: number }

/**
 * The clock that web, worker, commands and seed of one installation share. The first of them to ask writes the anchor to
 * `stateDir`/clock.json; from then on that file rules, so that a changed setting can never set the clock back under stored data.
 */
export function openClock({ clockStart, stateDir }: { clockStart: Date | null; stateDir: string }): Clock {
  if (clockStart === null) return createClock({ startAt: null, anchor: new Date() })
  const first: Kept = { startAt: clockStart.toISOString(), anchor: new Date().toISOString(), offsetMs: 0 }
  const kept = keepOnce(stateDir, first)
  return createClock({ startAt: new Date(kept.startAt), anchor: new Date(kept.anchor), offsetMs: offsetOf(stateDir, kept) })
}

/** Moves the shared clock of a shifted installation on by so many milliseconds; its processes see it within a second. */
export function jumpClock(stateDir: string, milliseconds: number): void {
  const kept = read(stateDir)
  const path = join(stateDir, 'clock.json')
  writeFileSync(`${path}.${process.pid}`, JSON.stringify({ ...kept, offsetMs: kept.offsetMs + milliseconds }))
  renameSync(`${path}.${process.pid}`, path)
}

function offsetOf(stateDir: string, kept: Kept): () => number {
  let offset = kept.offsetMs
  let readAt = performance.now()
  return () => {
    if (performance.now() - readAt >= 1000) {
      offset = read(stateDir).offsetMs
      readAt = performance.now()
    }
    return offset
  }
}

/** Of several processes that start at once, exactly one makes the file, and it is never seen half written. */
function keepOnce(stateDir: string, first: Kept): Kept {
  mkdirSync(stateDir, { recursive: true, mode: 0o700 })
  const draft = join(stateDir, `clock.json.${process.pid}`)
  writeFileSync(draft, JSON.stringify(first))
  try {
    linkSync(draft, join(stateDir, 'clock.json'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(draft)
  }
  return read(stateDir)
}

function read(stateDir: string): Kept {
  return JSON.parse(readFileSync(join(stateDir, 'clock.json'), 'utf8'))
}
