import type { Sql } from '../../platform/db/sql.server.ts'
import type { Duty } from '../../platform/jobs/loop.server.ts'
import { blocksOf } from './blocks.ts'
import { keepKeys } from './keys.server.ts'
import { traitsOf } from './person.ts'
import { findCompared, keepCandidates, keepUnlike, listSharing } from './queries.server.ts'
import { compareTraits } from './score.ts'

const atOnce = 50

/**
 * Every case that is new or whose person was corrected: its keys are made anew, and it is compared with the cases of the whole country. Likely
 * pairs go to `likeness_candidates`, which no institution sees. Here and not while a report is filed, so that no answer to an institution can
 * depend on, or take longer for, what another has reported. The queue's rows go with the same transaction: killed, it begins again.
 */
export async function catchUp(sql: Sql, now: Date): Promise<void> {
  for (let isMore = true; isMore; ) {
    isMore = await sql.begin(async (tx) => {
      const mine = tx as unknown as Sql
      const rows = await mine<{ id: string; caseId: string }[]>`
        select id, case_id from key_queue order by id limit ${atOnce} for update skip locked`
      for (const caseId of new Set(rows.map((row) => row.caseId))) await compareCase(mine, caseId, now)
      await mine`delete from key_queue where id = any(${rows.map(({ id }) => id)}::bigint[])`
      return rows.length === atOnce
    })
  }
}

async function compareCase(sql: Sql, caseId: string, now: Date): Promise<void> {
  const one = await findCompared(sql, caseId)
  if (!one || one.state === 'merged' || one.state === 'expired') return
  await keepKeys(sql, caseId, one)
  if (one.state === 'withdrawn') return
  const traits = traitsOf(one)
  const sharing = await listSharing(sql, one, blocksOf(traits))
  const likely = sharing.flatMap((other) => {
    const { score, reasons, isLikely } = compareTraits(traits, traitsOf(other))
    return isLikely ? [{ caseId, otherCaseId: other.id, score, reasons }] : []
  })
  await keepCandidates(sql, likely, now)
  await keepUnlike(
    sql,
    caseId,
    likely.map(({ otherCaseId }) => otherCaseId),
    now,
  )
}

export const samePersonDuties: Duty[] = [{ name: 'same-person.catch-up', everyMs: 2_000, run: catchUp }]
