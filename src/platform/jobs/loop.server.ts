import type { Sql } from '../db/sql.server.ts'

/** A repeated duty of the worker. Each run is short and may be killed at any step: the next run finds what is left in the database. */
export type Duty = { name: string; everyMs: number; run: (sql: Sql, now: Date) => Promise<void> }

type Deps = { sql: Sql; clock: () => Date; log: { error: (o: object, m: string) => void } }

/** Runs every duty in its own rhythm, never twice at once. Returns a function that stops them and waits for runs under way. */
export function startDuties(duties: Duty[], { sql, clock, log }: Deps): () => Promise<void> {
  let stopping = false
  const wakers = new Set<() => void>()
  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer)
        wakers.delete(done)
        resolve()
      }
      const timer = setTimeout(done, ms)
      wakers.add(done)
    })
  const loops = duties.map(async (duty) => {
    while (!stopping) {
      await duty.run(sql, clock()).catch((err) => log.error({ err, duty: duty.name }, 'duty failed'))
      if (!stopping) await pause(duty.everyMs)
    }
  })
  return async () => {
    stopping = true
    for (const wake of wakers) wake()
    await Promise.all(loops)
  }
}
