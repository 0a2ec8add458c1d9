import { uuidv7 } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import type { Duty } from '../../platform/jobs/loop.server.ts'
import { applyRules } from './rules.server.ts'

const atOnce = 50

/**
 * Cases whose observation has begun get the plan that the rules of their centre say; cases of which something changed that a plan depends on are
 * looked at: without a live channel they get their item. The queue's rows go with the same transaction: killed, it begins again.
 */
export async function followPlans(sql: Sql, now: Date): Promise<void> {
  for (let isMore = true; isMore; ) {
    isMore = await sql.begin(async (tx) => {
      const mine = tx as unknown as Sql
      const rows = await mine<{ id: string; caseId: string }[]>`
        select id, case_id from plan_queue order by id limit ${atOnce} for update skip locked`
      const cases = [...new Set(rows.map(({ caseId }) => caseId))].sort()
      for (const caseId of cases) {
        await mine`select from watches where case_id = ${caseId} for no key update`
        const [planned] = await mine`select from observation_plans where case_id = ${caseId} and superseded_at is null`
        if (!planned) await applyRules(mine, caseId, null, now)
        await mine`select judge_channels(${uuidv7(now)}, ${caseId}, ${now})`
      }
      await mine`delete from plan_queue where id = any(${rows.map(({ id }) => id)}::bigint[])`
      return rows.length === atOnce
    })
  }
}

export const planDuties: Duty[] = [{ name: 'plan.follow', everyMs: 2_000, run: followPlans }]
