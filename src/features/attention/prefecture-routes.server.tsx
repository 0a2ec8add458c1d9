import { isUuid } from '../../lib/uuid.ts'
import { type Context, type Reply, type Route, route, type Staff } from '../../platform/http/route.server.ts'
import { prefectureStaff } from '../organisation/who.ts'
import { pageOf, readCursor, writeCursor } from './cursor.ts'
import { EscalatedListPage, escalatedTitles, type LongList, PrefecturePage } from './PrefecturePage.tsx'
import { escalatedPage, listEscalated, listEscalatedPage } from './prefecture.server.ts'
import { caseIdsOf } from './state.ts'

/** 要対応（都道府県）, and its two lists that may grow long. */
export function prefectureRoutes(): Route[] {
  return [
    route({ method: 'GET', url: '/prefecture', who: prefectureStaff, audit: 'attention.escalated', handle: escalated }),
    ...(Object.keys(escalatedTitles) as LongList[]).map((list) =>
      route({
        method: 'GET',
        url: `/prefecture/${list}`,
        who: prefectureStaff,
        audit: 'attention.escalated',
        handle: (c) => longList(c, list),
      }),
    ),
  ]
}

async function escalated(c: Context<Staff>): Promise<Reply> {
  const found = await listEscalated(c.sql, c.actor.orgId, c.now)
  c.shows(...caseIdsOf([...found.urgent, ...found.toSettle, ...found.handOvers]))
  return { page: <PrefecturePage {...found} now={c.now} /> }
}

async function longList({ sql, now, actor, query, shows }: Context<Staff>, list: LongList): Promise<Reply> {
  const chosen = query.centre && isUuid(query.centre) ? query.centre : null
  const after = readCursor(query.after)
  const found = await listEscalatedPage(sql, { prefectureId: actor.orgId, centreId: chosen, list, after, now })
  const { rows: items, next } = pageOf(found.rows, escalatedPage, ({ raisedAt }) => raisedAt)
  shows(...caseIdsOf(items))
  const addressOf = (cursor: typeof next) => {
    const params = new URLSearchParams({ ...(chosen ? { centre: chosen } : {}), ...(cursor ? { after: writeCursor(cursor) } : {}) })
    return params.size > 0 ? `/prefecture/${list}?${params}` : `/prefecture/${list}`
  }
  const shown = { list, items, chosen, centres: found.centres, now, back: addressOf(after) }
  return { page: <EscalatedListPage {...shown} next={next && addressOf(next)} /> }
}
