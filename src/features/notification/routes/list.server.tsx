import { readHersysId } from '../../../lib/hersys-id.ts'
import { tidy, toKatakana } from '../../../lib/kana.ts'
import { isUuid } from '../../../lib/uuid.ts'
import { type Context, type Reply, type Route, route, type Staff } from '../../../platform/http/route.server.ts'
import { institutionStaff } from '../can.ts'
import { ListPage, type Search } from '../ListPage.tsx'
import { type After, listCasesOf, pageSize, type Wanted } from '../queries/list.server.ts'

/** 登録情報一覧. Pages by key, never by number; a search is a POST, so that no name stands in an address. */
export const listRoutes: Route[] = [
  route({
    method: 'GET',
    url: '/institution/notifications',
    who: institutionStaff,
    audit: 'notification.list',
    handle: async (c) => listPage(c, c.query.after, null, {}),
  }),
  route({
    method: 'POST',
    url: '/institution/notifications/search',
    who: institutionStaff,
    audit: 'notification.search',
    handle: async (c) => {
      const typed = { hersysId: textOf(c.body.hersysId), name: textOf(c.body.name) }
      if (typed.hersysId === '' && typed.name === '') return { redirect: '/institution/notifications' }
      const hersysId = typed.hersysId === '' ? null : readHersysId(typed.hersysId)
      const isWrong = typed.hersysId !== '' && hersysId === null
      const search: Search = { ...typed, fault: isWrong ? 'HER-SYS IDは6～8桁の数字で入力してください' : null }
      if (isWrong) return { page: <ListPage lines={[]} search={search} next={null} />, status: 422 }
      const name = typed.name.replace(/\s/g, '')
      return listPage(c, textOf(c.body.after), search, { hersysId, name: name || null, kana: name ? toKatakana(name) : null })
    },
  }),
]

async function listPage(c: Context<Staff>, after: string | undefined, search: Search | null, wanted: Wanted): Promise<Reply> {
  const lines = await listCasesOf(c.sql, c.actor.orgId, readAfter(after), wanted)
  const page = lines.slice(0, pageSize)
  c.shows(...page.map((line) => line.id))
  const last = lines.length > pageSize ? page.at(-1)! : null
  return { page: <ListPage lines={page} search={search} next={last && `${Date.parse(last.createdAt)}_${last.id}`} /> }
}

/** '1658278800000_<id>': the last line of the page before. Anything else begins at the top. */
function readAfter(text: string | undefined): After | null {
  const [, ms, id] = /^(\d{1,14})_(.+)$/.exec(text ?? '') ?? []
  return ms && id && isUuid(id) ? { createdAt: new Date(Number(ms)).toISOString(), id } : null
}

const textOf = (value: unknown) => (typeof value === 'string' ? tidy(value).slice(0, 200) : '')
