import { addDays, japaneseDay } from '../../lib/japanese-day.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { listReports } from '../daily-report/queries.server.ts'
import { type By, endWatch } from '../watch/end.server.ts'
import { findCaseFile } from './queries.server.ts'
import { releaseProposal } from './release-proposal.ts'

/**
 * 療養解除 where the rule proposes it, decided by this person for this case among many. Else why not, in words, and nothing was written. What the
 * rule does not propose a person decides on the page of the case.
 */
export async function releaseAsProposed(sql: Sql, by: By, note: string): Promise<{ why: string } | 'done' | 'gone'> {
  const { caseId, orgId, now } = by
  const [watch] = await sql`
    select from watches where case_id = ${caseId} and owner_centre_id = ${orgId} and state = 'observing' for no key update`
  const file = await findCaseFile(sql, caseId)
  if (!watch || !file) return 'gone'
  const [urgent] =
    await sql`select from attention_items where case_id = ${caseId} and urgent and closed_at is null and due_at <= ${now} limit 1`
  if (urgent) return { why: '緊急の項目が対応中です' }
  const to = japaneseDay(now)
  const proposal = releaseProposal(file, await listReports(sql, { caseId, from: addDays(to, -31), to }), now)
  if (!proposal) return { why: '療養解除の目安がありません（診断日の記載がないか、濃厚接触者）' }
  if (proposal.hindrances.length > 0) return { why: proposal.hindrances.join('。') }
  return endWatch(sql, by, { kind: 'release', note })
}
