import { attentionBulkKinds } from '../features/attention/bulk.server.tsx'
import { attentionBulkLists } from '../features/attention/bulk-lists.server.ts'
import type { BulkKinds } from '../features/bulk-action/kind.ts'
import type { BulkLists } from '../features/bulk-action/routes.server.tsx'
import { caseBulkKinds } from '../features/case/bulk.server.tsx'
import { handOverBulkKinds, handOverBulkLists } from '../features/hand-over/bulk.server.tsx'
import { planBulkKinds } from '../features/plan/bulk.server.tsx'
import { sendingBulkKinds } from '../features/sending/bulk.server.ts'
import { watchBulkLists } from '../features/watch/bulk.server.ts'
import type { Settings } from '../platform/settings.server.ts'

/** Everything that can be done to many at once, one line a feature: the lists offer it in this order, the worker does it. */
export function bulkKinds(settings: Settings): BulkKinds {
  return { ...attentionBulkKinds, ...caseBulkKinds, ...handOverBulkKinds, ...planBulkKinds, ...sendingBulkKinds(settings) }
}

/** Lists of which one may choose "all that this filter finds". */
export const bulkLists: BulkLists = { ...attentionBulkLists, ...handOverBulkLists, ...watchBulkLists }
