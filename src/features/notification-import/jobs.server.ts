import { uuidv7 } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import type { Duty, Job } from '../../platform/jobs/loop.server.ts'
import { checkFile } from './check-file.server.ts'
import { fileRows } from './file-rows.server.ts'
import { keptDays } from './refusals.ts'
import { erase, putDown, refuseImport, takeUp } from './work-queries.server.ts'

type Deps = { secret: string; publicUrl: string }
/** A file that has ended its worker so often is not tried again. */
const mostTries = 3
/** Who works on an import, and with what. */
export type Hand = Deps & Job & { workerId: string }

/** Imports that wait, one after another, each for its turn; ends when there is none left, or when the worker is told to. */
export async function workImports(sql: Sql, deps: Deps, job: Job): Promise<void> {
  const hand: Hand = { ...deps, ...job, workerId: uuidv7(job.clock()) }
  while (!job.signal.aborted) {
    const work = await takeUp(sql, hand.workerId, job.clock())
    if (!work) return
    if (work.tries > mostTries && work.state !== 'filing') await refuseImport(sql, work.id, { refusal: 'damaged', detail: [] }, job.clock())
    else await (work.state === 'filing' ? fileRows(sql, work, hand) : checkFile(sql, work, hand))
    await putDown(sql, work, hand.workerId, job.clock())
  }
}

const day = 86_400_000

export function notificationImportDuties(deps: Deps): Duty[] {
  return [
    { name: 'notification-import.work', everyMs: 5_000, wakeOn: 'imports', run: (sql, _now, job) => workImports(sql, deps, job) },
    {
      name: 'notification-import.erase',
      everyMs: 60_000,
      wakeOn: 'imports',
      run: (sql, now) => erase(sql, new Date(now.getTime() - keptDays * day), now),
    },
  ]
}
