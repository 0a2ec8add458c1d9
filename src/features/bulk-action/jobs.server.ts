import type { Duty } from '../../platform/jobs/loop.server.ts'
import type { BulkKinds } from './kind.ts'
import { workBulk } from './work.server.ts'
import { eraseJobs } from './work-queries.server.ts'

const day = 86_400_000
/** How long the list of a finished job is kept, in days. */
export const keptDays = 90

export function bulkActionDuties(kinds: BulkKinds): Duty[] {
  return [
    { name: 'bulk-action.work', everyMs: 3_000, wakeOn: 'bulk', run: (sql, _now, job) => workBulk(sql, kinds, job) },
    {
      name: 'bulk-action.erase',
      everyMs: 3_600_000,
      run: (sql, now) =>
        eraseJobs(sql, { chosenBefore: new Date(now.getTime() - day), doneBefore: new Date(now.getTime() - keptDays * day) }),
    },
  ]
}
