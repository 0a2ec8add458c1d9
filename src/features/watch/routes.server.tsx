import type { Sql } from '../../platform/db/sql.server.ts'
import { type Context, type Reply, type Route, route, type Staff } from '../../platform/http/route.server.ts'
import type { Offers } from '../bulk-action/routes.server.tsx'
import { centreStaff } from '../organisation/who.ts'
import { listPlaces, listRows, pageSize, searchCases } from './list.server.ts'
import { filterOf, type ListQuery, readListQuery, readSearch, writeListQuery } from './list-query.ts'
import { createLive } from './live.server.ts'
import { SearchPage } from './SearchPage.tsx'
import { streamList } from './stream.server.ts'
import { WatchListPage } from './WatchListPage.tsx'
import { LiveRows } from './WatchTable.tsx'

type C = Context<Staff>

export function watchRoutes({ sql, clock, offers }: { sql: Sql; clock: () => Date; offers: Offers }): Route[] {
  const live = createLive(sql)
  return [
    route({
      method: 'GET',
      url: '/centre/watch-list',
      who: centreStaff,
      audit: 'watch.list',
      handle: async (c) => {
        const query = readListQuery(c.query)
        const { rows, next } = await page(c, query)
        c.shows(...rows.map(({ caseId }) => caseId))
        return { page: <WatchListPage rows={rows} now={c.now} query={query} next={next} offers={offers('case', c.actor)} /> }
      },
    }),
    route({
      method: 'GET',
      url: '/centre/watch-list/rows',
      who: centreStaff,
      audit: 'watch.live',
      handle: async (c) => {
        const { rows } = await page(c, readListQuery(c.query))
        const shown = rows.map(({ caseId }) => caseId)
        c.shows(...live.unnamed(c.query.stream, c.sessionHash, shown, c.now))
        return { page: <LiveRows rows={rows} now={c.now} /> }
      },
    }),
    route({ method: 'POST', url: '/centre/watch-list/search', who: centreStaff, audit: 'watch.search', handle: (c) => search(c, offers) }),
    // The stream looks at the session itself, again and again: one transaction could not last as long as a shift.
    route({
      method: 'GET',
      url: '/centre/watch-list/stream',
      who: 'anyone',
      audit: 'watch.stream',
      transaction: 'own',
      handle: (c) => streamList(c, { sql, clock, live }),
    }),
  ]
}

async function page({ sql, now, actor }: C, query: ListQuery) {
  const places = await listPlaces(sql, { centreId: actor.orgId, now, filter: filterOf(query, now), after: query.after })
  const shown = places.slice(0, pageSize)
  const rows = await listRows(
    sql,
    shown.map(({ caseId }) => caseId),
    now,
  )
  const last = places.length > pageSize ? shown.at(-1) : undefined
  return { rows, next: last ? writeListQuery({ ...query, after: last }) : null }
}

async function search(c: C, offers: Offers): Promise<Reply> {
  const typed = typeof c.body.q === 'string' ? c.body.q.slice(0, 60) : ''
  const ids = typed.trim() === '' ? [] : await searchCases(c.sql, readSearch(typed))
  const rows = await listRows(c.sql, ids, c.now)
  c.shows(...ids)
  return { page: <SearchPage rows={rows} now={c.now} typed={typed} offers={offers('case', c.actor)} /> }
}
