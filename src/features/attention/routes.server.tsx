import { cut } from '../../lib/cut.ts'
import { isUuid } from '../../lib/uuid.ts'
import { AppError } from '../../platform/http/errors.ts'
import { type Context, type Reply, type Route, route, type Staff } from '../../platform/http/route.server.ts'
import { listRecentJobs } from '../bulk-action/queries.server.ts'
import type { Offers } from '../bulk-action/routes.server.tsx'
import { countOutgoing } from '../hand-over/queries.server.ts'
import { centreStaff, prefectureStaff } from '../organisation/who.ts'
import { hasDuty } from '../roster/queries.server.ts'
import { type Acted, acknowledgeItem, closeAnswered, closeItem, giveBackItem, noteItem, takeItem } from './act.server.ts'
import { narrowOf, readNarrow } from './bulk-lists.server.ts'
import { canClose } from './can.ts'
import { pageOf, readCursor, writeCursor } from './cursor.ts'
import { ItemPage } from './ItemPage.tsx'
import { outcomesOf } from './kinds.ts'
import { prefectureRoutes } from './prefecture-routes.server.tsx'
import { QueuePage, UrgentListPage } from './QueuePage.tsx'
import { countRoutine, findItem, listHistory, listRoutine, listToday, listUrgentOfPending, routinePage } from './queries.server.ts'
import { caseIdsOf } from './state.ts'
import { countUrgent, listUrgent, urgentPage } from './urgent.server.ts'

type C = Context<Staff>

export function attentionRoutes({ offers }: { offers: Offers }): Route[] {
  return [
    route({ method: 'GET', url: '/centre', who: centreStaff, audit: 'attention.list', handle: (c) => queue(c, offers) }),
    // Asked by the open page when the centre's stream says that something changed. It names nobody.
    route({
      method: 'GET',
      url: '/centre/today/red',
      who: centreStaff,
      audit: 'attention.red',
      handle: async ({ sql, actor, now }) => ({ json: { latest: (await countUrgent(sql, actor.orgId, now)).latest } }),
    }),
    route({ method: 'GET', url: '/centre/urgent', who: centreStaff, audit: 'attention.list', handle: urgentList }),
    route({ method: 'POST', url: '/centre/items/close-answered', who: centreStaff, audit: 'attention.close-answered', handle: bulk }),
    ...itemRoutes('/centre', centreStaff),
    route({ method: 'POST', url: '/centre/items/:id/close', who: centreStaff, audit: 'attention.close', handle: close }),
    ...prefectureRoutes(),
    ...itemRoutes('/prefecture', prefectureStaff),
  ]
}

/** What centre and prefecture alike may do with an item. */
function itemRoutes(base: string, who: typeof centreStaff | typeof prefectureStaff): Route[] {
  const act = (verb: string, run: typeof takeItem) =>
    route({
      method: 'POST',
      url: `${base}/items/:id/${verb}`,
      who,
      audit: `attention.${verb}`,
      handle: async (c) => answer(c, base, await run(c.sql, { itemId: idOf(c), by: c.actor, now: c.now, seen: text(c.body.seen) })),
    })
  return [
    route({ method: 'GET', url: `${base}/items/:id`, who, audit: 'attention.show', handle: (c) => show(c, base) }),
    act('take', takeItem),
    act('give-back', giveBackItem),
    act('acknowledge', acknowledgeItem),
    route({
      method: 'POST',
      url: `${base}/items/:id/note`,
      who,
      audit: 'attention.note',
      handle: async (c) => {
        const note = cut(text(c.body.note).trim(), 1000)
        if (note === '') return show(c, base, { noteFault: 'メモを入力してください。', status: 422 })
        return answer(c, base, await noteItem(c.sql, { itemId: idOf(c), by: c.actor, now: c.now, seen: '' }, note))
      },
    }),
  ]
}

const shift = 12 * 3_600_000

async function queue(c: C, offers: Offers): Promise<Reply> {
  const { sql, now, actor } = c
  const asked = readNarrow(c.query)
  const { chosen, kind } = asked
  const narrow = narrowOf(asked, actor.accountId)
  const isWhole = chosen === null && kind === null
  const after = isWhole ? null : readCursor(c.query.after)
  const centre = { centreId: actor.orgId, now }
  const [reds, red, fromOthers, parts, rows, counts, outgoing, hasRoster, jobs] = await Promise.all([
    after ? [] : listUrgent(sql, actor.orgId, now),
    countUrgent(sql, actor.orgId, now),
    after ? [] : listUrgentOfPending(sql, actor.orgId, now),
    isWhole ? listToday(sql, { ...centre, me: actor.accountId }) : [],
    isWhole ? [] : listRoutine(sql, { ...centre, ...narrow, after }),
    countRoutine(sql, actor.orgId, now, actor.accountId),
    countOutgoing(sql, actor.orgId),
    hasDuty(sql, actor.orgId, now),
    listRecentJobs(sql, { orgId: actor.orgId, accountId: actor.accountId, since: new Date(now.getTime() - shift) }),
  ])
  const urgent = reds.slice(0, urgentPage)
  const { rows: routine, next: further } = pageOf(rows, routinePage, ({ dueAt }) => dueAt)
  const back = addressOf(asked)
  const next = further && addressOf(asked, writeCursor(further))
  c.shows(...caseIdsOf([...urgent, ...fromOthers, ...parts, ...routine]))
  const done = c.query.done && /^\d{1,3}$/.test(c.query.done) ? Number(c.query.done) : null
  const shown = {
    now,
    me: actor.accountId,
    urgent,
    red,
    fromOthers,
    parts,
    routine,
    counts,
    outgoing,
    chosen,
    kind,
    jobs,
    back,
    next,
    hasRoster,
    done,
  }
  return { page: <QueuePage {...shown} offers={offers('item', actor, narrow.kinds ?? undefined)} isFirstPage={after === null} /> }
}

function addressOf({ chosen, kind }: ReturnType<typeof readNarrow>, after?: string): string {
  const params = new URLSearchParams({ ...(chosen ? { section: chosen } : {}), ...(kind ? { kind } : {}), ...(after ? { after } : {}) })
  return params.size > 0 ? `/centre?${params}` : '/centre'
}

async function urgentList(c: C): Promise<Reply> {
  const { sql, now, actor } = c
  const after = readCursor(c.query.after)
  const [rows, red] = await Promise.all([listUrgent(sql, actor.orgId, now, after), countUrgent(sql, actor.orgId, now)])
  const { rows: urgent, next } = pageOf(rows, urgentPage, ({ raisedAt }) => raisedAt)
  c.shows(...caseIdsOf(urgent))
  const address = '/centre/urgent'
  const shown = { urgent, red, now, me: actor.accountId, back: after ? `${address}?after=${writeCursor(after)}` : address }
  return { page: <UrgentListPage {...shown} next={next && `${address}?after=${writeCursor(next)}`} /> }
}

async function show(
  c: C,
  base: string,
  more: { conflict?: boolean; faults?: string[]; noteFault?: string; typed?: { outcome: string; note: string }; status?: number } = {},
): Promise<Reply> {
  const item = await findItem(c.sql, idOf(c))
  if (!item) throw new AppError('not-found')
  if (item.caseId) c.shows(item.caseId)
  const history = await listHistory(c.sql, item.id)
  const acts = canClose(c.actor, item) ? 'all' : base === '/prefecture' ? 'watch' : 'none'
  const { status, ...said } = more
  return {
    page: <ItemPage {...{ item, history, base, acts }} now={c.now} me={c.actor.accountId} {...said} />,
    ...(status ? { status } : {}),
  }
}

async function close(c: C): Promise<Reply> {
  const item = await findItem(c.sql, idOf(c))
  if (!item || !canClose(c.actor, item)) throw new AppError('not-found')
  const [outcome, note] = [text(c.body.outcome), cut(text(c.body.note).trim(), 1000)]
  const faults = [
    ...(Object.hasOwn(outcomesOf(item.kind), outcome) ? [] : ['対応の結果を選んでください。']),
    ...(outcome === 'other' && note === '' ? ['「その他」のときはメモを入力してください。'] : []),
  ]
  if (faults.length > 0) return show(c, '/centre', { faults, typed: { outcome, note }, status: 422 })
  const acted = await closeItem(c.sql, { itemId: item.id, by: c.actor, now: c.now, seen: text(c.body.seen) }, { outcome, note })
  // Somebody was quicker: who, what and when is said, and what was typed is still there.
  if (acted === 'changed') return show(c, '/centre', { conflict: true, typed: { outcome, note }, status: 409 })
  return answer(c, '/centre', acted)
}

async function bulk(c: C): Promise<Reply> {
  const itemIds = [c.body.item ?? []].flat().filter(isUuid).slice(0, 200)
  const closed = await closeAnswered(c.sql, { itemIds, by: c.actor, now: c.now })
  c.shows(...closed)
  const back = backOf(c, '/centre')
  return { redirect: `${back}${back.includes('?') ? '&' : '?'}done=${closed.length}` }
}

async function answer(c: C, base: string, acted: Acted): Promise<Reply> {
  if (acted === 'not-found') throw new AppError('not-found')
  if (acted === 'changed') return show(c, base, { conflict: true, status: 409 })
  const item = await findItem(c.sql, idOf(c))
  if (item?.caseId) c.shows(item.caseId)
  return { redirect: backOf(c, base) }
}

function idOf(c: C): string {
  const { id } = c.params
  if (!id || !isUuid(id)) throw new AppError('not-found')
  return id
}

const text = (value: string | string[] | undefined) => (typeof value === 'string' ? value : '')

/** Only pages of the same portal: an address from a form is never followed elsewhere. */
function backOf(c: C, base: string): string {
  const back = text(c.body.back)
  return back === base || back.startsWith(`${base}/`) || back.startsWith(`${base}?`) ? back : base
}
