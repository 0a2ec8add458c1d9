import { AppError } from '../../platform/http/errors.ts'
import { type Context, type Reply, type Route, route, type Staff } from '../../platform/http/route.server.ts'
import type { Offers } from '../bulk-action/routes.server.tsx'
import { centreStaff } from '../organisation/who.ts'
import { HandOversPage } from './HandOversPage.tsx'
import { type Decision, decideHandOver, findHandOver, type HandOver, listDecided, listIncoming, listOutgoing } from './queries.server.ts'

type C = Context<Staff>

export function handOverRoutes({ offers }: { offers: Offers }): Route[] {
  const decide = (verb: string, decision: Decision) =>
    route({
      method: 'POST',
      url: `/centre/hand-overs/:id/${verb}`,
      who: centreStaff,
      audit: `hand-over.${verb}`,
      handle: (c) => decideAs(c, decision, offers),
    })
  return [
    route({ method: 'GET', url: '/centre/hand-overs', who: centreStaff, audit: 'hand-over.list', handle: (c) => list(c, offers) }),
    decide('accept', 'accepted'),
    decide('refuse', 'refused'),
    decide('withdraw', 'withdrawn'),
  ]
}

async function list(c: C, offers: Offers, clash?: HandOver): Promise<Reply> {
  const { sql, now, actor } = c
  const [incoming, outgoing, decided] = await Promise.all([
    listIncoming(sql, actor.orgId),
    listOutgoing(sql, actor.orgId),
    listDecided(sql, actor.orgId, new Date(now.getTime() - 7 * 86_400_000)),
  ])
  c.shows(...[...incoming, ...outgoing, ...decided].filter(({ hersysId }) => hersysId !== null).map(({ caseId }) => caseId))
  return {
    page: <HandOversPage {...{ now, centreId: actor.orgId, incoming, outgoing, decided, clash }} offers={offers('hand-over', actor)} />,
    ...(clash ? { status: 409 } : {}),
  }
}

async function decideAs(c: C, decision: Decision, offers: Offers): Promise<Reply> {
  const id = idOf(c)
  const note = typeof c.body.note === 'string' ? c.body.note.trim().slice(0, 500) : ''
  const before = await findHandOver(c.sql, id)
  if (!before) throw new AppError('not-found')
  const said = await decideHandOver(c.sql, { id, decision, note, now: c.now })
  if (said === 'not-found') throw new AppError('not-found')
  if (said === 'ended') throw new AppError('conflict', { said })
  const after = await findHandOver(c.sql, id)
  c.shows(before.caseId)
  if (said !== 'ok') return list(c, offers, after ?? before)
  return { redirect: decision === 'accepted' ? `/centre/cases/${before.caseId}` : '/centre/hand-overs' }
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

function idOf(c: C): string {
  const { id } = c.params
  if (!id || !uuid.test(id)) throw new AppError('not-found')
  return id
}
