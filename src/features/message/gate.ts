/** Keeps a worker from running against a provider that is down: three failures in a row close it, then one message at a time tries. */
export type Gate = {
  /** How many may be sent now besides those on their way; `at` in milliseconds of a clock that never jumps. */
  room: (at: number, onTheWay: number) => number
  /** What became of one; true when this closed the gate. */
  note: (ok: boolean, at: number) => boolean
  isClosed: () => boolean
}

const failuresToClose = 3
const firstPauseMs = 1_000
const longestPauseMs = 10_000

export function gate(): Gate {
  let failures = 0
  let opensAt = 0
  let pause = firstPauseMs
  return {
    isClosed: () => failures >= failuresToClose,
    room: (at, onTheWay) => (failures < failuresToClose ? Number.POSITIVE_INFINITY : at >= opensAt && onTheWay === 0 ? 1 : 0),
    note: (ok, at) => {
      if (ok) {
        failures = 0
        pause = firstPauseMs
        return false
      }
      failures++
      if (failures < failuresToClose) return false
      opensAt = at + pause
      pause = Math.min(pause * 2, longestPauseMs)
      return failures === failuresToClose
    },
  }
}
