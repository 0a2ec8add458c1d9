import { cut } from '../../lib/cut.ts'
import { AppError } from '../../platform/http/errors.ts'
import { type Context, type Reply, type Route, route, type Staff } from '../../platform/http/route.server.ts'
import { centreStaff, prefectureStaff } from '../organisation/who.ts'
import { hasDuty } from '../roster/queries.server.ts'
import { type Acted, acknowledgeItem, closeAnswered, closeItem, noteItem, takeItem } from './act.server.ts'
import { canClose } from './can.ts'
import { ItemPage } from './ItemPage.tsx'
import { type AttentionKind, attentionKinds, outcomesOf } from './kinds.ts'
import { PrefecturePage } from './PrefecturePage.tsx'
import { listEscalated } from './prefecture.server.ts'
import { QueuePage } from './QueuePage.tsx'
import {
  type Cursor,
  countRoutine,
  findItem,
  listHistory,
  listRoutine,
  listUrgent,
  listUrgentOfPending,
  routinePage,
} from './queries.server.ts'

type C = Context<Staff>

export function attentionRoutes(): Route[] {
  return [
    route({ method: 'GET', url: '/centre', who: centreStaff, audit: 'attention.list', handle: queue }),
    route({ method: 'POST', url: '/centre/items/close-answered', who: centreStaff, audit: 'attention.close-answered', handle: bulk }),
    ...itemRoutes('/centre', centreStaff),
    route({ method: 'POST', url: '/centre/items/:id/close', who: centreStaff, audit: 'attention.close', handle: close }),
    route({
      method: 'GET',
      url: '/prefecture',
      who: prefectureStaff,
      audit: 'attention.escalated',
      handle: async (c) => {
        const escalated = await listEscalated(c.sql, c.actor.orgId, c.now)
        c.shows(...caseIds([...escalated.urgent, ...escalated.toSettle, ...escalated.handOvers]))
        return { page: <PrefecturePage {...escalated} now={c.now} /> }
      },
    }),
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

async function queue(c: C): Promise<Reply> {
  const { sql, now, actor } = c
  const kind = c.query.kind && Object.hasOwn(attentionKinds, c.query.kind) ? (c.query.kind as AttentionKind) : null
  const after = readCursor(c.query.after)
  const [urgent, fromOthers, rows, counts, hasRoster] = [
    after ? [] : await listUrgent(sql, actor.orgId, now),
    after ? [] : await listUrgentOfPending(sql, actor.orgId, now),
    await listRoutine(sql, { centreId: actor.orgId, now, kind, after }),
    await countRoutine(sql, actor.orgId, now),
    await hasDuty(sql, actor.orgId, now),
  ]
  const routine = rows.slice(0, routinePage)
  const last = rows.length > routinePage ? routine.at(-1) : undefined
  const next = last
    ? `/centre?${new URLSearchParams({ ...(kind ? { kind } : {}), after: writeCursor([last.isQuiet, last.rank, last.dueAt, last.id]) })}`
    : null
  c.shows(...caseIds([...urgent, ...fromOthers, ...routine]))
  const done = c.query.done && /^\d{1,3}$/.test(c.query.done) ? Number(c.query.done) : null
  return { page: <QueuePage {...{ now, urgent, fromOthers, routine, counts, kind, next, hasRoster, done }} isFirstPage={after === null} /> }
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
  return { page: <ItemPage item={item} history={history} now={c.now} base={base} acts={acts} {...said} />, ...(status ? { status } : {}) }
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
  return answer(
    c,
    '/centre',
    await closeItem(c.sql, { itemId: item.id, by: c.actor, now: c.now, seen: text(c.body.seen) }, { outcome, note }),
  )
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

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const isUuid = (value: string) => uuid.test(value)

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

const caseIds = (items: { caseId: string | null }[]) => items.flatMap(({ caseId }) => (caseId ? [caseId] : []))

const writeCursor = (cursor: Cursor) => Buffer.from(JSON.stringify(cursor)).toString('base64url')
function readCursor(given: string | undefined): Cursor | null {
  if (!given) return null
  try {
    const [isQuiet, rank, dueAt, id] = JSON.parse(Buffer.from(given, 'base64url').toString())
    const isSound = typeof isQuiet === 'boolean' && Number.isInteger(rank) && !Number.isNaN(Date.parse(dueAt)) && isUuid(id)
    return isSound ? [isQuiet, rank, new Date(dueAt).toISOString(), id] : null
  } catch {
    return null
  }
}
