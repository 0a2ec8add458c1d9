import { uuidv7 } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import type { Duty } from '../../platform/jobs/loop.server.ts'
import { applyRules } from './rules.server.ts'

const atOnce = 20

/**
 * Cases whose observation has begun get the plan that the rules of their centre say; cases of which something changed that a plan depends on are
 * looked at: without a live channel they get their item. The queue's rows go with the same transaction: killed, it begins again. Watches are locked before
 * rows of the queue, as by a merge, which takes those of the absorbed case away: the other way round each waited for the other.
 */
export async function followPlans(sql: Sql, now: Date): Promise<void> {
  for (let isMore = true; isMore; ) {
    isMore = await sql.begin(async (tx) => {
      const mine = tx as unknown as Sql
      const waiting = await mine<{ caseId: string }[]>`select case_id from plan_queue order by id limit ${atOnce}`
      const cases = waiting.map(({ caseId }) => caseId)
      await mine`select from watches where case_id = any(${cases}::uuid[]) order by case_id for no key update`
      // Whatever another worker has done meanwhile is gone from the queue.
      const taken = await mine<{ caseId: string }[]>`delete from plan_queue where case_id = any(${cases}::uuid[]) returning case_id`
      for (const caseId of [...new Set(taken.map((row) => row.caseId))].sort()) {
        const [planned] = await mine`select from observation_plans where case_id = ${caseId} and superseded_at is null`
        if (!planned) await applyRules(mine, caseId, null, now)
        await mine`select judge_channels(${uuidv7(now)}, ${caseId}, ${now})`
      }
      return waiting.length === atOnce
    })
  }
}

export const planDuties: Duty[] = [{ name: 'plan.follow', everyMs: 2_000, run: followPlans }]
