import type { Sql } from '../src/platform/db/sql.server.ts'

export class Crash extends Error {}

/**
 * The same connection pool, but the process behind it dies at the n-th statement or commit: an open transaction is rolled back, as the database does
 * when its client is gone, and nothing works any more afterwards. What was committed stays.
 */
export function crashingSql(sql: Sql, statements: number): { sql: Sql; isDead: () => boolean } {
  let left = statements
  const step = () => {
    left--
    if (left <= 0) throw new Crash('the worker died here')
  }
  const wrap = (inner: Sql): Sql =>
    new Proxy(inner, {
      apply: (target, self, args: unknown[]) => {
        if (Array.isArray(args[0]) && 'raw' in args[0]) step()
        return Reflect.apply(target, self, args)
      },
      get: (target, name) => {
        if (name !== 'begin') return Reflect.get(target, name)
        return async (work: (tx: Sql) => Promise<unknown>) => {
          step()
          const result = await target.begin((tx) => work(wrap(tx as unknown as Sql)))
          // Between a commit and its noting nothing distinguishes life from death.
          step()
          return result
        }
      },
    }) as Sql
  return { sql: wrap(sql), isDead: () => left <= 0 }
}
