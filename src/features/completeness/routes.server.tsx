import { addDays, instantOfJapaneseTime, japaneseDay } from '../../lib/japanese-day.ts'
import { type Context, type Reply, type Route, route, type Staff } from '../../platform/http/route.server.ts'
import { centreStaff } from '../organisation/who.ts'
import { InstitutionsPage } from './InstitutionsPage.tsx'
import { type Sort, sorted, sorts } from './measures.ts'
import { measureReports } from './queries.server.ts'

const days = 28

/** 医療機関ごとの届出の状況: the last four weeks, today among them. */
export function completenessRoutes(): Route[] {
  return [route({ method: 'GET', url: '/centre/institutions', who: centreStaff, audit: 'completeness.list', handle: list })]
}

async function list({ sql, actor, now, query }: Context<Staff>): Promise<Reply> {
  const to = japaneseDay(now)
  const from = addDays(to, 1 - days)
  const { lines, total } = await measureReports(sql, actor.orgId, instantOfJapaneseTime(from, '00:00'))
  const sort: Sort = Object.hasOwn(sorts, query.sort ?? '') ? (query.sort as Sort) : 'reports'
  return { page: <InstitutionsPage lines={sorted(lines, sort)} total={total} sort={sort} from={from} to={to} /> }
}
