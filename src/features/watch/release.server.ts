import { japaneseDay } from '../../lib/japanese-day.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { type By, endWatch } from './end.server.ts'
import { whyNoRelease } from './release-rule.ts'

type Known = { periodTo: string; level: 'urgent' | 'watch' | 'stable' | null; lastReportAt: string | null; hasRedFlag: boolean }

/** What the rule knows of a case that this centre observes, under the lock of its watch; null where it observes none. */
async function lockKnown(sql: Sql, { caseId, orgId, now }: By): Promise<Known | null> {
  const [row] = await sql<Known[]>`
    select w.period_to, w.level, w.last_report_at,
           exists (select from attention_items i where i.case_id = w.case_id and i.urgent and i.closed_at is null and i.due_at <= ${now}) as has_red_flag
      from watches w where w.case_id = ${caseId} and w.owner_centre_id = ${orgId} and w.state = 'observing' for no key update of w`
  return row ?? null
}

/** 療養解除 where the rule proposes it, decided by this person for this case among many. Else why not, in words; then nothing was written. */
export async function releaseAsProposed(sql: Sql, by: By, note: string): Promise<{ why: string } | 'done' | 'gone'> {
  const known = await lockKnown(sql, by)
  if (!known) return 'gone'
  const why = whyNoRelease({ ...known, today: japaneseDay(by.now), now: by.now })
  return why ? { why } : endWatch(sql, by, { kind: 'release', note })
}
