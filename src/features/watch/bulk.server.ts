import { mostRows } from '../bulk-action/kind.ts'
import type { BulkLists } from '../bulk-action/routes.server.tsx'
import { listPlaces } from './list.server.ts'
import { filterOf, readListQuery } from './list-query.ts'

/** 健康観察一覧: all that its filter finds, in its order, one more than an action takes where there are more. */
export const watchBulkLists: BulkLists = {
  'watch-list': {
    thing: 'case',
    find: async ({ sql, actor, now }, fields) => {
      const filter = filterOf(readListQuery(fields), now)
      const places = await listPlaces(sql, { centreId: actor.orgId, now, filter, after: null }, mostRows + 1)
      return places.map(({ caseId }) => ({ id: caseId }))
    },
  },
}
