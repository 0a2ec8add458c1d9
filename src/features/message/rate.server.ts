import type { Sql } from '../../platform/db/sql.server.ts'
import type { Provider } from './carriers.server.ts'

/**
 * How many of `wanted` messages a provider may be given in this second, all workers together; takes them from what is left of it. `perSecond` null:
 * as many as wanted.
 */
export async function takeTurns(sql: Sql, provider: Provider, wanted: number, perSecond: number | null, now: Date): Promise<number> {
  if (perSecond === null || wanted <= 0) return wanted
  const second = Math.floor(now.getTime() / 1000)
  const [row] = await sql<{ taken: number }[]>`
    with old as (select provider, case when second >= ${second} then used else 0 end as used from sms_rates where provider = ${provider} for update)
    update sms_rates r set second = greatest(r.second, ${second}), used = least(old.used + ${wanted}, greatest(${perSecond}::int, old.used))
      from old where r.provider = old.provider returning r.used - old.used as taken`
  return row!.taken
}
