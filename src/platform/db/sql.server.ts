import postgres from 'postgres'

export type Sql = postgres.Sql

/** Instants come back as ISO strings, days as 'YYYY-MM-DD', decimals as numbers; columns are snake_case, properties camelCase. */
export function connect(url: string, max = 10): Sql {
  return postgres(url, {
    max,
    transform: postgres.camel,
    connection: { TimeZone: 'UTC' },
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
}
