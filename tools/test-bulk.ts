import type { BulkKinds } from '../src/features/bulk-action/kind.ts'
import { workBulk } from '../src/features/bulk-action/work.server.ts'
import type { Sql } from '../src/platform/db/sql.server.ts'
import { bulkKinds } from '../src/portals/bulk-kinds.server.ts'
import type { TestApp } from './test-app.ts'

/** The worker does every bulk action that waits, then ends. */
export const work = (app: TestApp, sql: Sql): Promise<void> => startWorker(bulkKinds(app.settings), app, sql)

/** The same with kinds of the test's own. */
export function startWorker(kinds: BulkKinds, app: TestApp, sql: Sql): Promise<void> {
  const log = { error: () => {}, warn: () => {} }
  return workBulk(sql, kinds, { clock: app.clock, signal: new AbortController().signal, log })
}
