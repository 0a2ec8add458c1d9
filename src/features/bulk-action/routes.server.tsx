import { isUuid } from '../../lib/uuid.ts'
import { AppError } from '../../platform/http/errors.ts'
import { type Context, type Reply, type Route, route, type Staff } from '../../platform/http/route.server.ts'
import { centreStaff } from '../organisation/who.ts'
import type { Offer } from './BulkBar.tsx'
import { JobPage } from './JobPage.tsx'
import { JobsPage, NothingChosenPage } from './JobsPage.tsx'
import { type BulkKind, type BulkKinds, mostRows, type Thing } from './kind.ts'
import { countRows, findJob, type Job, listJobs, listLines, stopJob } from './queries.server.ts'
import { choose, startChosen } from './start.server.ts'

type C = Context<Staff>
/** Everything that a list finds under its filter, the fields of which come as `all.…`: ids of the things and what was seen of each. */
export type BulkLists = Record<
  string,
  { thing: Thing; find: (c: C, fields: Record<string, string>) => Promise<{ id: string; seen?: string }[]> }
>
type Deps = { kinds: BulkKinds; lists: BulkLists }

const linesOfPage = 100
const mostWrong = 500

/** 一括処理: choosing, starting, watching and stopping. What a row does stands in the table of kinds. */
export function bulkActionRoutes(deps: Deps): Route[] {
  return [
    route({ method: 'POST', url: '/centre/selection', who: centreStaff, audit: 'bulk-action.choose', handle: (c) => select(c, deps) }),
    route({
      method: 'GET',
      url: '/centre/bulk',
      who: centreStaff,
      audit: 'bulk-action.list',
      handle: async (c) => ({ page: <JobsPage jobs={await listJobs(c.sql, c.actor.orgId)} kinds={deps.kinds} /> }),
    }),
    route({ method: 'GET', url: '/centre/bulk/:id', who: centreStaff, audit: 'bulk-action.show', handle: (c) => show(c, deps) }),
    route({ method: 'POST', url: '/centre/bulk/:id/start', who: centreStaff, audit: 'bulk-action.start', handle: (c) => start(c, deps) }),
    route({
      method: 'POST',
      url: '/centre/bulk/:id/stop',
      who: centreStaff,
      audit: 'bulk-action.stop',
      handle: async (c) => {
        const job = await getJob(c)
        c.note({ bulk: job.id })
        await stopJob(c.sql, { id: job.id, by: c.actor.accountId, now: c.now })
        return { redirect: `/centre/bulk/${job.id}` }
      },
    }),
  ]
}

/** What a list may offer this person for its ticks; for items of the queue those that suit one of these kinds. */
export type Offers = (thing: Thing, actor: Staff, items?: readonly string[]) => Offer[]

export function offersOf(kinds: BulkKinds): Offers {
  return (thing, actor, items) =>
    Object.entries(kinds).flatMap(([kind, { label, things, can, items: of }]) =>
      things.includes(thing) && can(actor) && (!items || !of || items.some((item) => of.includes(item))) ? [{ kind, label }] : [],
    )
}

async function select(c: C, { kinds, lists }: Deps): Promise<Reply> {
  const name = text(c.body.action)
  const kind = Object.hasOwn(kinds, name) ? kinds[name]! : null
  if (!kind?.can(c.actor)) throw new AppError(kind ? 'not-allowed' : 'not-found')
  const { thing, chosen } = await chosenOf(c, lists)
  if (!kind.things.includes(thing)) throw new AppError('not-found')
  const back = backOf(c)
  if (chosen.length > mostRows)
    return {
      page: (
        <NothingChosenPage back={back} text={`一度に操作できるのは${mostRows.toLocaleString('ja-JP')}件までです。絞り込んでください。`} />
      ),
      status: 422,
    }
  const seen = Object.fromEntries(chosen.flatMap(({ id, seen: was }) => (was ? [[id, was]] : [])))
  const jobId = chosen.length > 0 ? await choose(c, { kind: name, thing, ids: chosen.map(({ id }) => id), seen }) : null
  if (!jobId) return { page: <NothingChosenPage back={back} text="対象が選ばれていません。" />, status: 422 }
  c.note({ bulk: jobId, kind: name, count: chosen.length })
  if (kind.direct) await startChosen(c, jobId, {})
  return { redirect: kind.page ? kind.page(jobId) : `/centre/bulk/${jobId}` }
}

const inputs: Record<Thing, string> = { case: 'case', item: 'item', 'hand-over': 'handOver' }
type Chosen = { thing: Thing; chosen: { id: string; seen?: string }[] }

/** The ticks (`id` or `id~seen`), or all that the list's filter finds. A form has ticks of one thing. */
async function chosenOf(c: C, lists: BulkLists): Promise<Chosen> {
  const name = text(c.body.all)
  if (name !== '') {
    const list = Object.hasOwn(lists, name) ? lists[name]! : null
    if (!list) throw new AppError('not-found')
    const fields = Object.entries(c.body).flatMap(([key, value]) => (key.startsWith('all.') ? [[key.slice(4), text(value)]] : []))
    return { thing: list.thing, chosen: await list.find(c, Object.fromEntries(fields)) }
  }
  const thing = (Object.keys(inputs) as Thing[]).find((one) => c.body[inputs[one]] !== undefined) ?? text(c.body.thing)
  if (thing !== 'case' && thing !== 'item' && thing !== 'hand-over') throw new AppError('not-found')
  const chosen = [c.body[inputs[thing]] ?? []].flat().flatMap((value) => {
    const [id = '', seen] = value.split('~')
    return isUuid(id) ? [{ id, ...(seen ? { seen } : {}) }] : []
  })
  return { thing, chosen }
}

async function show(c: C, deps: Deps, more: { faults?: string[]; status?: number } = {}): Promise<Reply> {
  const job = await getJob(c)
  const kind: BulkKind | undefined = deps.kinds[job.kind]
  const after = /^\d{1,6}$/.test(c.query.after ?? '') ? Number(c.query.after) : 0
  const isBegun = job.state !== 'chosen'
  const [counts, wrong, found] = [
    await countRows(c.sql, job.id),
    isBegun ? await listLines(c.sql, job.id, ['refused', 'failed'], 0, mostWrong) : [],
    await listLines(c.sql, job.id, ['waiting', 'done', 'unchanged'], after, linesOfPage + 1),
  ]
  const lines = found.slice(0, linesOfPage)
  c.shows(...[...wrong, ...lines].flatMap(({ caseId, hersysId }) => (caseId && hersysId ? [caseId] : [])))
  const next = found.length > linesOfPage ? `/centre/bulk/${job.id}?after=${lines.at(-1)!.n}` : null
  const isMine = job.createdBy === c.actor.accountId
  const asked = !isBegun && isMine ? await kind?.ask?.(c, c.body) : null
  const { status, faults = [] } = more
  return { page: <JobPage {...{ job, kind, counts, wrong, lines, next, isMine, asked, faults }} />, ...(status ? { status } : {}) }
}

async function start(c: C, deps: Deps): Promise<Reply> {
  const job = await getJob(c)
  if (job.state !== 'chosen') return { redirect: `/centre/bulk/${job.id}` }
  const kind = deps.kinds[job.kind]
  if (!kind || kind.page || job.createdBy !== c.actor.accountId) throw new AppError('not-allowed')
  if (!kind.can(c.actor)) throw new AppError('not-allowed')
  const read = kind.read ? await kind.read(c) : { params: {} }
  if ('faults' in read) return show(c, deps, { faults: read.faults, status: 422 })
  await startChosen(c, job.id, read.params)
  return { redirect: `/centre/bulk/${job.id}` }
}

/** Throws 'not-found' for another organisation's as for none. */
async function getJob({ sql, params }: C): Promise<Job> {
  const id = params.id ?? ''
  const job = isUuid(id) ? await findJob(sql, id) : null
  if (!job) throw new AppError('not-found')
  return job
}

const text = (value: string | string[] | undefined) => (typeof value === 'string' ? value : '')

/** Only pages of the centre: an address from a form is never followed elsewhere. */
function backOf(c: C): string {
  const back = text(c.body.back)
  return /^\/centre(\/[\w/-]*)?(\?[\w=&.~%-]*)?$/.test(back) ? back : '/centre'
}
