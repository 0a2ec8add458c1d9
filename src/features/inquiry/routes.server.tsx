import { tidyLines } from '../../lib/kana.ts'
import { isUuid } from '../../lib/uuid.ts'
import { AppError } from '../../platform/http/errors.ts'
import { type Context, type Reply, type Route, route, type Staff } from '../../platform/http/route.server.ts'
import { institutionStaff } from '../organisation/who.ts'
import { answerInquiry } from './ask.server.ts'
import { InquiriesPage } from './Inquiries.tsx'
import { listInquiries, listUnanswered } from './queries.server.ts'

/** 保健所からの問合せ at the institution: what is open, and the answer. The centre asks and closes on the case page. */
export function inquiryRoutes(): Route[] {
  return [
    route({
      method: 'GET',
      url: '/institution/inquiries',
      who: institutionStaff,
      audit: 'inquiry.list',
      handle: (c) => list(c, { done: c.query.done === '1', faultOf: null }),
    }),
    route({
      method: 'POST',
      url: '/institution/inquiries/:caseId/answer',
      who: institutionStaff,
      audit: 'inquiry.answer',
      handle: answer,
    }),
  ]
}

async function list(c: Context<Staff>, { done, faultOf }: { done: boolean; faultOf: string | null }): Promise<Reply> {
  const inquiries = await listUnanswered(c.sql, c.actor.orgId)
  c.shows(...inquiries.map(({ caseId }) => caseId))
  return { page: <InquiriesPage inquiries={inquiries} done={done} faultOf={faultOf} />, status: faultOf ? 422 : 200 }
}

async function answer(c: Context<Staff>): Promise<Reply> {
  const caseId = c.params.caseId ?? ''
  const asked = isUuid(caseId) ? await listInquiries(c.sql, caseId) : []
  if (asked.length === 0) throw new AppError('not-found')
  c.shows(caseId)
  const text = tidyLines(typeof c.body.answer === 'string' ? c.body.answer : '').slice(0, 1000)
  if (text === '') return list(c, { done: false, faultOf: caseId })
  if (!(await answerInquiry(c.sql, { caseId, answer: text, actor: c.actor, now: c.now }))) throw new AppError('conflict')
  return { redirect: '/institution/inquiries?done=1' }
}
