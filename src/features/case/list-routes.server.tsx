import { AppError } from '../../platform/http/errors.ts'
import { type Context, type Reply, type Route, route, type Staff } from '../../platform/http/route.server.ts'
import { listOpen } from '../inquiry/queries.server.ts'
import { print, printedOf } from '../notification/pdf/print.server.ts'
import { chosenCases, isIdWanted, printMany } from '../notification/print-reply.server.tsx'
import { listRevisions } from '../notification/queries/filed.server.ts'
import { centreStaff } from '../organisation/who.ts'
import { canConfirm } from './can.ts'
import { confirmCase } from './confirm.server.ts'
import { EarlyListPage } from './EarlyListPage.tsx'
import { listEarly } from './early-list.server.ts'
import { type After, listNotified, listUnconfirmed, pageSize } from './list.server.ts'
import { BackToNotifications, NotificationsPage } from './NotificationsPage.tsx'
import { findCaseFile } from './queries.server.ts'

type C = Context<Staff>

/** 発生届一覧 of a centre. */
export function centreNotificationRoutes(): Route[] {
  return [
    route({ method: 'GET', url: '/centre/notifications', who: centreStaff, audit: 'case.list', handle: list }),
    route({ method: 'GET', url: '/centre/cases/:id/pdf', who: centreStaff, audit: 'case.print', handle: pdf }),
    route({
      method: 'POST',
      url: '/centre/notifications/print',
      who: centreStaff,
      audit: 'case.print-many',
      handle: (c) => printMany(c, chosenCases(c.body), <BackToNotifications />),
    }),
    route({ method: 'GET', url: '/centre/early', who: centreStaff, audit: 'case.early-list', handle: early }),
    route({ method: 'POST', url: '/centre/notifications/confirm', who: centreStaff, audit: 'case.confirm', handle: confirmMany }),
  ]
}

async function list(c: C): Promise<Reply> {
  const after = readAfter(c.query.after)
  const [unconfirmed, inquiries, found] = await Promise.all([
    after ? [] : listUnconfirmed(c.sql, c.actor.orgId),
    after ? [] : listOpen(c.sql, c.actor.orgId),
    listNotified(c.sql, c.actor.orgId, after),
  ])
  const lines = found.slice(0, pageSize)
  const last = found.length > pageSize ? lines.at(-1) : undefined
  c.shows(...[...unconfirmed, ...lines].map(({ id }) => id), ...inquiries.map(({ caseId }) => caseId))
  const next = last ? `/centre/notifications?after=${Date.parse(last.at)}.${last.id}` : null
  const done = /^\d{1,3}$/.test(c.query.done ?? '') ? Number(c.query.done) : null
  return {
    page: (
      <NotificationsPage
        inquiries={inquiries}
        now={c.now}
        unconfirmed={unconfirmed}
        lines={lines}
        next={next}
        isFirstPage={after === null}
        done={done}
      />
    ),
  }
}

/** 「PDF（印刷用）」 of the revision that is shown, the newest by default (D40). */
async function pdf(c: C): Promise<Reply> {
  const id = c.params.id ?? ''
  const file = uuid.test(id) ? await findCaseFile(c.sql, id) : null
  const revisions = file ? await listRevisions(c.sql, id) : []
  const shown = revisions.find(({ revision }) => String(revision) === c.query.revision) ?? revisions[0]
  if (!file || !shown) throw new AppError('not-found')
  c.shows(file.id)
  const sheet = printedOf({ ...file, ...shown }, isIdWanted(c.query))
  return { file: () => print([sheet], c.now), type: 'application/pdf', name: 'hasseitodoke.pdf' }
}

async function early(c: C): Promise<Reply> {
  const closed = c.query.show === 'closed'
  const found = await listEarly(c.sql, c.actor.orgId, { closed, after: readAfter(c.query.after) })
  const lines = found.slice(0, pageSize)
  const last = found.length > pageSize ? lines.at(-1) : undefined
  c.shows(...lines.map(({ id }) => id))
  const next = last ? `/centre/early?${closed ? 'show=closed&' : ''}after=${Date.parse(last.at)}.${last.id}` : null
  return { page: <EarlyListPage lines={lines} closed={closed} next={next} /> }
}

async function confirmMany(c: C): Promise<Reply> {
  const ids = [c.body.case ?? []]
    .flat()
    .filter((id) => uuid.test(id))
    .slice(0, 200)
    .sort()
  let done = 0
  for (const caseId of ids) {
    const file = await findCaseFile(c.sql, caseId)
    if (!file || !canConfirm(c.actor, file)) continue
    c.shows(caseId)
    if (await confirmCase(c.sql, { caseId, by: c.actor.accountId, now: c.now })) done++
  }
  return { redirect: `/centre/notifications?done=${done}` }
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

function readAfter(text: string | undefined): After | null {
  const [, ms, id] = /^(\d{1,15})\.([0-9a-f-]{36})$/.exec(text ?? '') ?? []
  return ms && id && uuid.test(id) ? { at: new Date(Number(ms)).toISOString(), id } : null
}
