import { isDay } from '../../../lib/japanese-day.ts'
import { isUuid } from '../../../lib/uuid.ts'
import { type Context, type Reply, type Route, route, type Staff } from '../../../platform/http/route.server.ts'
import { listCentres } from '../../organisation/queries.server.ts'
import { institutionStaff } from '../can.ts'
import { ListPage } from '../ListPage.tsx'
import { noSearch, readSearch, type Search } from '../list-search.ts'
import { type After, countLines, listLines } from '../queries/list.server.ts'

/** 登録情報一覧 (D34–D37). Pages by key, never by number; a search is a POST, so that no name stands in an address. */
export const listRoutes: Route[] = [
  route({
    method: 'GET',
    url: '/institution/notifications',
    who: institutionStaff,
    audit: 'notification.list',
    handle: async (c) => listPage(c, await centresOf(c), noSearch, false, readAfter(c.query.after, noSearch)),
  }),
  route({
    method: 'POST',
    url: '/institution/notifications/search',
    who: institutionStaff,
    audit: 'notification.search',
    handle: async (c) => {
      const centres = await centresOf(c)
      const search = readSearch(c.body, centres)
      if (Object.keys(search.faults).length > 0)
        return { page: <ListPage lines={[]} counts={null} search={search} searched centres={namesOf(centres)} next={null} />, status: 422 }
      return listPage(c, centres, search, true, readAfter(c.body.after, search))
    },
  }),
]

type Centre = { id: string; name: string }
const centresOf = ({ sql }: Context<Staff>): Promise<Centre[]> => listCentres(sql)
const namesOf = (centres: Centre[]) => centres.map(({ name }) => name)

async function listPage(c: Context<Staff>, centres: Centre[], search: Search, searched: boolean, after: After | null): Promise<Reply> {
  const { sql, actor } = c
  const { wanted, sort, size } = search
  const [found, counts] = await Promise.all([
    listLines(sql, { orgId: actor.orgId, wanted, sort, size, after }),
    countLines(sql, actor.orgId, wanted),
  ])
  const lines = found.slice(0, size)
  c.shows(...lines.map(({ id }) => id))
  const last = found.length > size ? lines.at(-1)! : null
  const next = last && `${last.place}_${last.id}`
  return { page: <ListPage lines={lines} counts={counts} search={search} searched={searched} centres={namesOf(centres)} next={next} /> }
}

/** '2022-07-19_<id>': the last line of the page before; anything else begins at the top. A reading as place is only ever posted. */
function readAfter(text: unknown, { sort }: Search): After | null {
  const [, place, id] = (typeof text === 'string' && /^(.*)_([^_]+)$/.exec(text)) || []
  if (place === undefined || !id || !isUuid(id)) return null
  const fits = sort === 'kana-asc' || place === '-infinity' || isDay(place)
  return fits ? { place, id } : null
}
