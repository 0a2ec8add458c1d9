import { smsSegments } from '../../lib/sms-segments.ts'
import { shortWhen } from '../../lib/staff-time.ts'
import { isUuid } from '../../lib/uuid.ts'
import { AppError } from '../../platform/http/errors.ts'
import { type Context, type Reply, type Route, route, type Staff } from '../../platform/http/route.server.ts'
import type { Settings } from '../../platform/settings.server.ts'
import { choose, startChosen } from '../bulk-action/start.server.ts'
import { getOrganisation } from '../organisation/queries.server.ts'
import { centreStaff } from '../organisation/who.ts'
import { ComposePage, type Preview } from './ComposePage.tsx'
import { bodies, type House, readSending, readTyped, type Sending, type SendingFaults, type Typed } from './compose.ts'
import {
  addSending,
  countComposed,
  countStates,
  findQuietEnd,
  findSelection,
  findSending,
  listLines,
  listSamples,
  listSendings,
  listTallies,
} from './queries.server.ts'
import { SendingPage, SendingsPage } from './SendingPages.tsx'

type C = Context<Staff>
const linesOfPage = 100
const samplesShown = 6

/** Messages of a centre to one patient or to a selection (C12): composing, preview with real values, sending, and what became of each. */
export function sendingRoutes({ settings }: { settings: Settings }): Route[] {
  const who = centreStaff
  return [
    route({ method: 'GET', url: '/centre/messages', who, audit: 'sending.list', handle: (c) => list(c, settings) }),
    route({ method: 'GET', url: '/centre/messages/:id', who, audit: 'sending.show', handle: show }),
    route({ method: 'GET', url: '/centre/messages/:id/new', who, audit: 'sending.compose', handle: (c) => compose(c, settings) }),
    route({ method: 'POST', url: '/centre/messages/:id/new', who, audit: 'sending.send', handle: (c) => go(c, settings) }),
    route({ method: 'POST', url: '/centre/cases/:id/message', who, audit: 'sending.begin', handle: begin }),
  ]
}

/** From the page of one case: a selection of one. */
async function begin(c: C): Promise<Reply> {
  const { id = '' } = c.params
  const jobId = isUuid(id) ? await choose(c, { kind: 'message', thing: 'case', ids: [id] }) : null
  if (!jobId) throw new AppError('not-found')
  c.shows(id)
  return { redirect: `/centre/messages/${jobId}/new` }
}

export async function houseOf(sql: C['sql'], orgId: string, publicUrl: string): Promise<House> {
  const { name, phone } = await getOrganisation(sql, orgId)
  return { centre: name, phone: phone ?? '', publicUrl }
}

const blank: Typed = { template: 'report', texts: {}, isUrgent: false }

async function selectionOf(c: C): Promise<{ jobId: string; n: number }> {
  const jobId = c.params.id ?? ''
  const selection = isUuid(jobId) ? await findSelection(c.sql, jobId, c.actor.accountId) : null
  if (!selection) throw new AppError('not-found')
  return { jobId, n: selection.n }
}

async function compose(c: C, _settings: Settings): Promise<Reply> {
  if (isUuid(c.params.id ?? '') && (await findSending(c.sql, c.params.id!))) return { redirect: `/centre/messages/${c.params.id}` }
  const { jobId, n } = await selectionOf(c)
  return { page: <ComposePage {...{ jobId, n }} typed={blank} faults={{}} preview={null} /> }
}

async function go(c: C, settings: Settings): Promise<Reply> {
  const typed = readTyped(c.body)
  const { sending, faults } = readSending(typed)
  const isOver = isUuid(c.params.id ?? '') && (await findSending(c.sql, c.params.id!))
  if (isOver) return { redirect: `/centre/messages/${c.params.id}` }
  const { jobId, n } = await selectionOf(c)
  const page = (more: { preview: Preview | null; faults: SendingFaults }, status?: number): Reply => ({
    page: <ComposePage {...{ jobId, n, typed }} {...more} />,
    ...(status ? { status } : {}),
  })
  if (faults) {
    c.fails()
    return page({ preview: null, faults }, 422)
  }
  c.note({ sending: jobId, template: sending.template, count: n })
  if (c.body.go !== 'send') return page({ preview: await previewOf(c, jobId, sending, settings), faults: {} })
  await addSending(c.sql, jobId, { centreId: c.actor.orgId, by: c.actor.accountId, now: c.now }, sending)
  if (!(await startChosen(c, jobId, {}))) throw new AppError('conflict')
  return { redirect: `/centre/messages/${jobId}?begun=1` }
}

async function previewOf(c: C, jobId: string, sending: Sending, { publicUrl, smsRules }: Settings): Promise<Preview> {
  const house = await houseOf(c.sql, c.actor.orgId, publicUrl)
  const samples = await listSamples(c.sql, jobId, sending, house, samplesShown)
  c.shows(...samples.map(({ caseId }) => caseId))
  const quietEnd = sending.isUrgent ? null : await findQuietEnd(c.sql, c.actor.orgId, c.now)
  return {
    samples,
    counts: await countComposed(c.sql, jobId, sending, house),
    // With the longest HER-SYS ID there is.
    segments: Object.fromEntries(
      bodies(sending, house).map(({ language, body }) => [language, smsSegments(body.replace('{hersysId}', '00000000'))]),
    ),
    yen: smsRules.yen,
    waitsUntil: quietEnd && shortWhen(quietEnd),
  }
}

async function show(c: C): Promise<Reply> {
  const id = c.params.id ?? ''
  const sending = isUuid(id) ? await findSending(c.sql, id) : null
  if (!sending) throw new AppError('not-found')
  const after = /^\d{1,6}$/.test(c.query.after ?? '') ? Number(c.query.after) : 0
  const found = await listLines(c.sql, id, after, linesOfPage + 1)
  const lines = found.slice(0, linesOfPage)
  c.shows(...lines.map(({ caseId }) => caseId))
  const next = found.length > linesOfPage ? `/centre/messages/${id}?after=${lines.at(-1)!.n}` : null
  return { page: <SendingPage {...{ sending, lines, next }} counts={await countStates(c.sql, id)} isNew={c.query.begun === '1'} /> }
}

async function list(c: C, { smsRules }: Settings): Promise<Reply> {
  const [sendings, tallies] = [await listSendings(c.sql, c.actor.orgId), await listTallies(c.sql, c.actor.orgId)]
  return { page: <SendingsPage {...{ sendings, tallies }} yen={smsRules.yen} /> }
}
