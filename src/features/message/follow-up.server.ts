import type { Arrival } from '../../platform/carrier/carrier.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { type Carriers, carrierOf } from './carriers.server.ts'
import { failed } from './give-up.server.ts'
import { claimChecks, recordArrival } from './queries.server.ts'

/** Seconds after sending at which the provider is asked whether it arrived; after the last, "sent" is all we shall know. */
const askAt = [30, 120, 600, 3_600, 6 * 3_600, 24 * 3_600]

/** Asks providers what became of sent messages whose kind wants to know. Not arrived for good is a failure like any other. */
export async function followUp(sql: Sql, carriers: Carriers, now: Date): Promise<number> {
  const due = await claimChecks(sql, 50, now)
  await Promise.all(
    due.map(async (m) => {
      const answer: Arrival =
        (await carrierOf(carriers, m)
          .arrival?.(m.providerId)
          .catch(() => 'under-way' as const)) ?? 'under-way'
      if (answer === 'under-way') return recordArrival(sql, m, { state: 'sent', checkAfter: nextCheck(new Date(m.sentAt), now) }, now)
      if (answer.arrived) return recordArrival(sql, m, { state: 'delivered', checkAfter: null }, now)
      return sql.begin(async (tx) => {
        const sql = tx as unknown as Sql
        if (await recordArrival(sql, m, { state: 'failed', reason: answer.reason, checkAfter: null }, now))
          await failed(sql, m, answer.reason, now)
      })
    }),
  )
  return due.length
}

function nextCheck(sentAt: Date, now: Date): Date | null {
  const next = askAt.map((seconds) => new Date(sentAt.getTime() + seconds * 1000)).find((at) => at > now)
  return next ?? null
}
