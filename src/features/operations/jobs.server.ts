import type { Sql } from '../../platform/db/sql.server.ts'
import type { Duty } from '../../platform/jobs/loop.server.ts'
import { enqueue } from '../message/enqueue.server.ts'
import { alertLabel } from './alert-kinds.ts'
import { listOperatorAddresses, markMailed } from './queries.server.ts'
import { takeReadings, takeWatched } from './readings.server.ts'

/** One mail tells of all that has come up since the last; the first at once, the next after so long at the earliest. */
const pauseMs = 5 * 60_000

type Deps = { operatorEmail: string | null; publicUrl: string }

/** The operator hears by mail what the system ails: kinds and numbers, nothing of anybody. Where there is no address yet, it waits. */
export async function mailAlerts(sql: Sql, { operatorEmail, publicUrl }: Deps, now: Date): Promise<void> {
  await sql.begin(async (tx) => {
    const sql = tx as unknown as Sql
    const addresses = operatorEmail ? [operatorEmail] : await listOperatorAddresses(sql)
    if (addresses.length === 0) return
    const counts = await markMailed(sql, new Date(now.getTime() - pauseMs), now)
    if (counts.length === 0) return
    const total = counts.reduce((sum, { n }) => sum + n, 0)
    const lines = counts.map(({ kind, n }) => `・${alertLabel(kind)}（${n}件）`)
    const body = `HER-SYSに、運用担当者の確認が必要な警報があります。\n\n${lines.join('\n')}\n\n確認: ${publicUrl}/operator\n`
    const subject = `【HER-SYS】システム警報 ${total}件`
    for (const recipient of addresses) await enqueue(sql, { kind: 'system-alert', channel: 'mail', recipient, subject, body, now })
  })
}

export function operationsDuties(deps: Deps): Duty[] {
  return [
    { name: 'operations.mail-alerts', everyMs: 10_000, run: (sql, now) => mailAlerts(sql, deps, now) },
    {
      name: 'operations.readings',
      everyMs: 60_000,
      run: (sql, now, { signal }) => takeReadings(sql, now, { breathMs: 100, signal }),
    },
    {
      name: 'operations.watched',
      everyMs: 10 * 60_000,
      run: (sql, now, { signal }) => takeWatched(sql, now, { breathMs: 100, signal }),
    },
  ]
}
