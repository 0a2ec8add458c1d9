import { AppError } from '../../platform/http/errors.ts'
import { type Context, type Reply, type Route, route, type Staff } from '../../platform/http/route.server.ts'
import { centreStaff, prefectureStaff } from '../organisation/who.ts'
import { checkRoster, type RosterFaults, type RosterForm } from './check.ts'
import { addDuty, findDuty, listDuties, removeDuty } from './queries.server.ts'
import { RosterPage } from './RosterPage.tsx'

type C = Context<Staff>

/** Centres and the prefecture over them keep their own. */
export function rosterRoutes(): Route[] {
  return [...routesAt('/centre', centreStaff), ...routesAt('/prefecture', prefectureStaff)]
}

function routesAt(base: string, who: typeof centreStaff | typeof prefectureStaff): Route[] {
  return [
    route({ method: 'GET', url: `${base}/roster`, who, audit: 'roster.show', handle: (c) => show(c, base) }),
    route({ method: 'POST', url: `${base}/roster`, who, audit: 'roster.add', handle: (c) => add(c, base) }),
    route({ method: 'POST', url: `${base}/roster/remove`, who, audit: 'roster.remove', handle: (c) => remove(c, base) }),
  ]
}

async function show({ sql, actor, now }: C, base: string, typed?: { given: RosterForm; faults: RosterFaults }): Promise<Reply> {
  const duties = await listDuties(sql, actor.orgId, now)
  const onDuty = { duty: await findDuty(sql, actor.orgId, 'duty', now), deputy: await findDuty(sql, actor.orgId, 'deputy', now) }
  return { page: <RosterPage {...{ base, now, duties, onDuty, ...typed }} />, ...(typed ? { status: 422 } : {}) }
}

async function add(c: C, base: string): Promise<Reply> {
  const text = (name: string) => (typeof c.body[name] === 'string' ? c.body[name] : '')
  const given = { position: text('position'), name: text('name'), phone: text('phone'), from: text('from'), to: text('to') }
  const { entry, faults } = checkRoster(given)
  if (faults) return show(c, base, { given, faults })
  await addDuty(c.sql, { ...entry, orgId: c.actor.orgId, by: c.actor.accountId, now: c.now })
  return { redirect: `${base}/roster` }
}

async function remove(c: C, base: string): Promise<Reply> {
  const { id } = c.body
  if (typeof id !== 'string' || !/^[0-9a-f-]{36}$/.test(id)) throw new AppError('not-found')
  await removeDuty(c.sql, c.actor.orgId, id)
  return { redirect: `${base}/roster` }
}
