import postgres from 'postgres'

export type Sql = postgres.Sql

/** Instants come back as ISO strings, days as 'YYYY-MM-DD', decimals as numbers; columns are snake_case, properties camelCase. */
export function connect(url: string, max = 10): Sql {
  const sql = postgres(url, {
    max,
    transform: postgres.camel,
    // One question never takes every core from the others (decision 0051).
    connection: { TimeZone: 'UTC', max_parallel_workers_per_gather: 0 },
    onnotice: () => {},
    // After a restart of the database nobody waits longer than it takes: the driver's own pause grows to twenty seconds.
    backoff: (attempts: number) => Math.min(0.1 * 2 ** attempts, 1),
    types: {
      instant: {
        to: 1184,
        from: [1184],
        serialize: (x: Date | string) => new Date(x).toISOString(),
        parse: (x: string) => new Date(x).toISOString(),
      },
      day: { to: 1082, from: [1082], serialize: (x: string) => x, parse: (x: string) => x },
      decimal: { to: 1700, from: [1700], serialize: String, parse: Number },
    },
  }) as unknown as Sql
  const begin = sql.begin.bind(sql) as (...given: unknown[]) => Promise<unknown>
  return Object.assign(sql, { begin: (...given: unknown[]) => again(() => begin(...given), max) })
}

/**
 * Another release has just changed what a statement of ours answers with: PostgreSQL refuses the plan that this connection keeps, and nothing in that
 * transaction can be done any more. The driver has forgotten the plan by then, so the transaction is done again; once for every connection that
 * may keep one, and a few times for several such statements. What comes of the first refusal on the same connection is 25P02.
 * Likewise whoever PostgreSQL chose to end a deadlock: nothing of it was done, and the other has gone on. And, up to three times, who may not write a
 * row: between two of our statements a merge or its undo may have moved the patient to another case. Who reads anew finds it; who may not is refused again.
 */
async function again<T>(transaction: () => Promise<T>, connections: number): Promise<T> {
  for (let n = 1; ; n++) {
    try {
      return await transaction()
    } catch (error) {
      if (n > timesAgain(error, connections)) throw error
    }
  }
}

const timesAgain = (error: unknown, connections: number): number => {
  const { code, routine } = (error ?? {}) as { code?: unknown; routine?: unknown }
  if (code === '42501') return 3
  return (code === '0A000' && routine === 'RevalidateCachedQuery') || code === '25P02' || code === '40P01' ? connections + 5 : 0
}
