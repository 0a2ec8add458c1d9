import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { keepOnce } from './kept-file.server.ts'

/** What time it is for this installation. Only entries hold a clock; everything below them is given `now`. */
export type Clock = () => Date

type Shift = {
  /** The instant the shifted clock showed first. */
  startAt: Date
  /** The real instant at which it showed that. */
  anchor: Date
  /** Milliseconds to add, asked at every look at the clock. */
  offsetMs?: () => number
}

/** A clock that showed `startAt` at the real instant `anchor` and has run on since. */
export function shiftedClock({ startAt, anchor, offsetMs = () => 0 }: Shift): Clock {
  const shift = startAt.getTime() - anchor.getTime()
  return () => new Date(Date.now() + shift + offsetMs())
}

type Kept = { startAt: string; anchor: string; offsetMs: number }

/**
 * The clock that web, worker, commands and seed of one installation share: real time when `clockStart` is null. Otherwise the first
 * process to ask writes the anchor to `stateDir`/clock.json; from then on that file rules, so that a changed setting can never set
 * the clock back under stored data.
 */
export function createClock({ clockStart, stateDir }: { clockStart: Date | null; stateDir: string }): Clock {
  if (clockStart === null) return () => new Date()
  const first: Kept = { startAt: clockStart.toISOString(), anchor: new Date().toISOString(), offsetMs: 0 }
  const kept: Kept = JSON.parse(keepOnce(clockFile(stateDir), () => JSON.stringify(first)))
  return shiftedClock({ startAt: new Date(kept.startAt), anchor: new Date(kept.anchor), offsetMs: offsetOf(stateDir, kept) })
}

/** Moves the shared clock of a shifted installation on by so many milliseconds; its processes see it within a second. */
export function jumpClock(stateDir: string, milliseconds: number): void {
  const kept = read(stateDir)
  const draft = `${clockFile(stateDir)}.${process.pid}`
  writeFileSync(draft, JSON.stringify({ ...kept, offsetMs: kept.offsetMs + milliseconds }))
  renameSync(draft, clockFile(stateDir))
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

const clockFile = (stateDir: string) => join(stateDir, 'clock.json')

function read(stateDir: string): Kept {
  return JSON.parse(readFileSync(clockFile(stateDir), 'utf8'))
}
