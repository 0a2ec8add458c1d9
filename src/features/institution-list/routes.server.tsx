import type { VNode } from 'preact'
import { isDay } from '../../lib/japanese-day.ts'
import { isUuid } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { type Context, type Route, route, type Staff } from '../../platform/http/route.server.ts'
import { hospitalStaff, institutionStaff } from '../organisation/who.ts'
import { FiledPage, StaysPage, TestsPage, WatchedPage } from './ListPages.tsx'
import { type After, listFiled, listStays, listTests, listWatched, pageSize } from './queries.server.ts'

/** The institution's own lists beside 登録情報一覧 (D12, D13). Each page goes on after its last line, never by number. */
export function institutionListRoutes(): Route[] {
  const who = institutionStaff
  const url = (name: string) => `/institution/${name}`
  return [
    route({ method: 'GET', url: url('tests'), who, audit: 'institution-list.tests', handle: (c) => list(c, 'day', listTests, TestsPage) }),
    route({
      method: 'GET',
      url: url('filed'),
      who,
      audit: 'institution-list.filed',
      handle: (c) => list(c, 'instant', listFiled, FiledPage),
    }),
    route({
      method: 'GET',
      url: url('watch-list'),
      who,
      audit: 'institution-list.watched',
      handle: (c) => list(c, 'instant', listWatched, WatchedPage),
    }),
    route({
      method: 'GET',
      url: url('inpatients'),
      who: hospitalStaff,
      audit: 'institution-list.stays',
      handle: (c) => list(c, 'day', listStays, StaysPage),
    }),
  ]
}

type Line = { caseId: string; id?: string; at?: string; onDay?: string }
type View<L> = (props: { lines: L[]; now: Date; next: string | null }) => VNode

async function list<L extends Line>(
  c: Context<Staff>,
  by: 'day' | 'instant',
  query: (sql: Sql, orgId: string, after: After | null) => Promise<L[]>,
  View: View<L>,
) {
  const found = await query(c.sql, c.actor.orgId, readAfter(c.query.after, by))
  const lines = found.slice(0, pageSize)
  c.shows(...new Set(lines.map(({ caseId }) => caseId)))
  const last = found.length > pageSize ? lines.at(-1)! : null
  const next = last && `?after=${by === 'day' ? last.onDay : Date.parse(last.at!)}_${last.id ?? last.caseId}`
  return { page: <View lines={lines} now={c.now} next={next} /> }
}

/** '2022-07-20_<id>' or '1658278800000_<id>'. Anything else begins at the top. */
function readAfter(text: string | undefined, by: 'day' | 'instant'): After | null {
  const [, at, id] = /^([\d-]{1,14})_(.+)$/.exec(text ?? '') ?? []
  if (!at || !id || !isUuid(id)) return null
  if (by === 'day') return isDay(at) ? { at, id } : null
  return /^\d+$/.test(at) ? { at: new Date(Number(at)).toISOString(), id } : null
}
