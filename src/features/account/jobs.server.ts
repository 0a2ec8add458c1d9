import type { Sql } from '../../platform/db/sql.server.ts'
import type { Duty } from '../../platform/jobs/loop.server.ts'
import { sweepThrottles } from './throttle.server.ts'

const days = (now: Date, count: number) => new Date(now.getTime() - count * 86_400_000)

/** Hourly: counters, codes and sessions that can no longer do anything. Who signed in when stays in the audit. */
export const accountDuties: Duty[] = [
  {
    name: 'account.sweep',
    everyMs: 3_600_000,
    run: async (sql: Sql, now: Date) => {
      await sweepThrottles(sql, now)
      await sql`delete from one_time_codes where expires_at < ${days(now, 1)}`
      await sql`delete from security_key_challenges where expires_at < ${days(now, 1)}`
      await sql`delete from sessions where ends_at < ${days(now, 30)}`
    },
  },
]
