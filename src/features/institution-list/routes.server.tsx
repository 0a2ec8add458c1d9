import type { VNode } from 'preact'
import type { Sql } from '../../platform/db/sql.server.ts'
import { type Context, type Reply, type Route, route, type Staff } from '../../platform/http/route.server.ts'
import { hospitalStaff, institutionStaff } from '../organisation/who.ts'
import { type After, type Asked, nextHref, readAsked } from './asked.ts'
import type { Shown } from './Controls.tsx'
import { FiledPage, StaysPage, TestsPage, WatchedPage } from './ListPages.tsx'
import { countFiled, countStays, countTests, countWatched, listFiled, listStays, listTests, listWatched } from './queries.server.ts'
import { type ListName, shows } from './shows.ts'

type Line = { caseId: string }
type List<L extends Line> = {
  lines: (sql: Sql, orgId: string, asked: Asked) => Promise<L[]>
  count: (sql: Sql, orgId: string, show: string | null) => Promise<number>
  View: (props: { lines: L[]; now: Date; next: string | null } & Shown) => VNode
  by: 'day' | 'instant'
  /** Where a line stands in the order asked for. */
  place: (line: L, asked: Asked) => After
}

/** The institution's own lists beside 登録情報一覧 (D12, D13). Each page goes on after its last line, never by number. */
export function institutionListRoutes(): Route[] {
  return [
    listRoute('/institution/tests', 'tests', {
      lines: listTests,
      count: countTests,
      View: TestsPage,
      by: 'day',
      place: ({ onDay, id }) => ({ at: onDay, id }),
    }),
    listRoute('/institution/filed', 'filed', {
      lines: listFiled,
      count: countFiled,
      View: FiledPage,
      by: 'instant',
      place: ({ at, caseId }) => ({ at, id: caseId }),
    }),
    listRoute('/institution/watch-list', 'watched', {
      lines: listWatched,
      count: countWatched,
      View: WatchedPage,
      by: 'instant',
      place: ({ at, caseId }) => ({ at, id: caseId }),
    }),
    listRoute('/institution/inpatients', 'stays', {
      lines: listStays,
      count: countStays,
      View: StaysPage,
      by: 'day',
      place: ({ onDay, untilDay, id }, { show }) => ({ at: (show === 'left' && untilDay) || onDay, id }),
    }),
  ]
}

function listRoute<L extends Line>(url: string, name: ListName, list: List<L>): Route {
  const who = name === 'stays' ? hospitalStaff : institutionStaff
  return route({ method: 'GET', url, who, audit: `institution-list.${name}`, handle: (c) => show(c, name, list) })
}

async function show<L extends Line>(c: Context<Staff>, name: ListName, { lines: find, count, View, by, place }: List<L>): Promise<Reply> {
  const asked = readAsked(c.query, shows[name], by)
  const found = await find(c.sql, c.actor.orgId, asked)
  const lines = found.slice(0, asked.size)
  c.shows(...new Set(lines.map(({ caseId }) => caseId)))
  const last = found.length > asked.size ? lines.at(-1)! : null
  const next = last && nextHref(asked, by, place(last, asked))
  return { page: <View lines={lines} now={c.now} next={next} asked={asked} count={await count(c.sql, c.actor.orgId, asked.show)} /> }
}
