import type { Sql } from '../../platform/db/sql.server.ts'
import type { Duty } from '../../platform/jobs/loop.server.ts'
import type { Settings } from '../../platform/settings.server.ts'
import { converse, type House } from './converse.server.ts'
import { listForgotten, sweepScripts } from './queries.server.ts'

/** So long nobody has pressed or hung up: the provider's last word got lost. */
const forgottenMs = 10 * 60_000
const dayMs = 86_400_000

/** Conversations whose end nobody told us end as if the line had been cut: what was answered stays, and the item opens. */
export async function endForgotten(sql: Sql, now: Date, settings: Pick<Settings, 'secret'>): Promise<number> {
  const house: House = { secret: settings.secret, outage: null, recordings: null, deskId: null, requestId: 'voice-call.sweep' }
  const forgotten = await listForgotten(sql, new Date(now.getTime() - forgottenMs))
  for (const callId of forgotten)
    await sql.begin((tx) => converse(tx as unknown as Sql, house, { callId, number: null, event: { is: 'hang-up' }, now }))
  return forgotten.length
}

export const voiceCallDuties = (settings: Settings): Duty[] => [
  { name: 'voice-call.end-forgotten', everyMs: 60_000, run: async (sql, now) => void (await endForgotten(sql, now, settings)) },
  { name: 'voice-call.sweep', everyMs: 3_600_000, run: (sql, now) => sweepScripts(sql, new Date(now.getTime() - dayMs)) },
]
