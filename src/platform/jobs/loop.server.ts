import type { Sql } from '../db/sql.server.ts'

/** What a run gets besides the database: a clock for long runs, and the wish to end. */
export type Job = { clock: () => Date; signal: AbortSignal; log: Log }

/** How a long duty works while others wait for the machine: a pause after each piece, and an end when it is to end. */
export type Gentle = { breathMs?: number; signal?: AbortSignal }

/** A repeated duty of the worker. Each run is short and may be killed at any step: the next run finds what is left in the database. */
export type Duty = {
  name: string
  everyMs: number
  /** Runs at once, too, when somebody says `pg_notify` on this channel. */
  wakeOn?: string
  run: (sql: Sql, now: Date, job: Job) => Promise<void>
  /** Awaited at the end: for work that outlives a run. */
  end?: () => Promise<void>
}

type Log = { error: (o: object, m: string) => void; warn: (o: object, m: string) => void }
type Deps = { sql: Sql; clock: () => Date; log: Log }

/** Runs every duty in its own rhythm, never twice at once. Returns a function that stops them and waits for runs under way. */
export function startDuties(duties: Duty[], { sql, clock, log }: Deps): () => Promise<void> {
  const stopping = new AbortController()
  const wakes = duties.map(wakeable)
  for (const [n, duty] of duties.entries()) {
    if (!duty.wakeOn) continue
    // While the listening connection is down, the rhythm alone carries on; the driver connects again by itself.
    sql.listen(duty.wakeOn, wakes[n]!.wake).catch((err) => log.error({ err, duty: duty.name }, 'cannot listen'))
  }
  const loops = duties.map(async (duty, n) => {
    while (!stopping.signal.aborted) {
      await duty
        .run(sql, clock(), { clock, signal: stopping.signal, log })
        .catch((err) => log.error({ err, duty: duty.name }, 'duty failed'))
      if (!stopping.signal.aborted) await wakes[n]!.pause(duty.everyMs)
    }
    await duty.end?.()
  })
  return async () => {
    stopping.abort()
    for (const { wake } of wakes) wake()
    await Promise.all(loops)
  }
}

/** A pause that a call of `wake` ends at once; a call during a run makes the next pause none. */
function wakeable() {
  let isCalled = false
  let wakeUp = () => {}
  return {
    wake: () => {
      isCalled = true
      wakeUp()
    },
    pause: async (ms: number) => {
      if (!isCalled) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms)
          wakeUp = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      }
      isCalled = false
    },
  }
}
