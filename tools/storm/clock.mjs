// The installation's shifted clock, from its own file: read as anybody may read it, and moved on.
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Japan has no summer time: nine hours ahead of UTC, always. */
const japan = 9 * 3_600_000

export function openClock(stateDir) {
  const path = join(stateDir, 'clock.json')
  const read = () => JSON.parse(readFileSync(path, 'utf8'))
  return {
    now() {
      const { startAt, anchor, offsetMs } = read()
      return new Date(Date.now() + Date.parse(startAt) - Date.parse(anchor) + offsetMs)
    },
    /** Every process has seen it a second later. */
    jump(milliseconds) {
      const kept = read()
      writeFileSync(`${path}.storm`, JSON.stringify({ ...kept, offsetMs: kept.offsetMs + milliseconds }))
      renameSync(`${path}.storm`, path)
    },
  }
}

/** The day and the time of day in Japan: { year, month, date, day: 'YYYY-MM-DD', time: 'HH:MM', minutes }. */
export function inJapan(instant) {
  const shifted = new Date(instant.getTime() + japan)
  const text = shifted.toISOString()
  return {
    year: String(shifted.getUTCFullYear()),
    month: String(shifted.getUTCMonth() + 1),
    date: String(shifted.getUTCDate()),
    day: text.slice(0, 10),
    time: text.slice(11, 16),
    minutes: shifted.getUTCHours() * 60 + shifted.getUTCMinutes(),
  }
}
