import { cut } from '../../../lib/cut.ts'
import { tidyLines } from '../../../lib/kana.ts'
import { AppError } from '../../../platform/http/errors.ts'
import { type Context, type Reply, type Route, route, type Staff } from '../../../platform/http/route.server.ts'
import { headOf } from '../../case-record/desk.server.ts'
import type { CaseHead } from '../../case-record/head.server.ts'
import { tabHref } from '../../case-record/tabs.ts'
import { institutionStaff } from '../can.ts'
import { readClosing } from '../closing-reasons.ts'
import { EarlyClosePage } from '../EarlyClosePage.tsx'
import { closeEarly, findSigns, reopenEarly } from '../early-close.server.ts'

type C = Context<Staff>
const who = institutionStaff
const at = '/institution/cases/:caseId'

/** A registration that becomes no 発生届 is closed with its reason, and reopened. By who registered it. */
export const earlyCloseRoutes: Route[] = [
  route({
    method: 'GET',
    url: `${at}/close`,
    who,
    audit: 'notification.close-form',
    handle: open,
  }),
  route({ method: 'POST', url: `${at}/close`, who, audit: 'notification.close-early', handle: close }),
  route({
    method: 'POST',
    url: `${at}/reopen`,
    who,
    audit: 'notification.reopen-early',
    handle: async (c) => {
      const head = await ownEarly(c)
      await reopenEarly(c.sql, head.id, c.actor.accountId, c.now)
      return { redirect: `${tabHref('institution', head.id, 'notification')}?done=reopened` }
    },
  }),
]

/** Throws 'not-allowed' for another's registration, 'conflict' for one that has its 発生届. */
async function ownEarly(c: C): Promise<CaseHead> {
  const head = await headOf(c)
  if (head.reportingInstitutionId !== c.actor.orgId) throw new AppError('not-allowed')
  if (head.state !== 'draft') throw new AppError('conflict')
  return head
}

/** A case that has its 発生届, or was closed already, is shown as it is. */
async function open(c: C): Promise<Reply> {
  const head = await headOf(c)
  if (head.reportingInstitutionId !== c.actor.orgId) throw new AppError('not-allowed')
  if (head.state !== 'draft' || head.earlyClosedAt) return { redirect: tabHref('institution', head.id, 'notification') }
  return page(c, head, { reason: '', note: '' }, null)
}

async function page(c: C, head: CaseHead, typed: { reason: string; note: string }, fault: string | null): Promise<Reply> {
  const props = { head, now: c.now, signs: await findSigns(c.sql, head.id), typed, fault }
  return { page: <EarlyClosePage {...props} />, status: fault ? 422 : 200 }
}

async function close(c: C): Promise<Reply> {
  const head = await ownEarly(c)
  const note = typeof c.body.note === 'string' ? cut(tidyLines(c.body.note), 500) : ''
  const read = readClosing(c.body.reason, note)
  if ('fault' in read) return page(c, head, { reason: String(c.body.reason ?? ''), note }, read.fault)
  await closeEarly(c.sql, { head, reason: read.reason, note, actor: c.actor, now: c.now })
  c.note({ reason: read.reason })
  return { redirect: `${tabHref('institution', head.id, 'notification')}?done=closed` }
}
