import { japaneseDay } from '../../../lib/japanese-day.ts'
import { isUuid, uuidv7 } from '../../../lib/uuid.ts'
import { type Context, type Reply, type Route, route, type Staff } from '../../../platform/http/route.server.ts'
import { listUnanswered } from '../../inquiry/queries.server.ts'
import { getOrganisation } from '../../organisation/queries.server.ts'
import { institutionStaff } from '../can.ts'
import { DiscardPage, DraftsPage } from '../DraftsPage.tsx'
import { type Desk, deskFor, formOfDay, getDraft, openDesk } from '../desk.server.ts'
import { carryOver, draftTitle, prefill } from '../draft.ts'
import type { FormNotice } from '../FormPage.tsx'
import { HomePage } from '../HomePage.tsx'
import { countIncomplete } from '../queries/case-forms.server.ts'
import { listDoctors } from '../queries/doctors.server.ts'
import { deleteDraft, listOpenDrafts } from '../queries/drafts.server.ts'
import { listRevisions } from '../queries/filed.server.ts'
import { formPage } from './form-page.server.tsx'
import { saveDraft } from './save-draft.server.tsx'

/** The institution's home, and drafts: every POST keeps what was typed before anything else happens. */
export const draftRoutes: Route[] = [
  route({
    method: 'GET',
    url: '/institution',
    who: institutionStaff,
    audit: 'notification.home',
    handle: async ({ sql, actor }) => {
      const [drafts, incomplete, inquiries] = await Promise.all([
        listOpenDrafts(sql, actor.orgId),
        countIncomplete(sql, actor.orgId),
        listUnanswered(sql, actor.orgId),
      ])
      return { page: <HomePage drafts={drafts.length} incomplete={incomplete} inquiries={inquiries.length} /> }
    },
  }),
  route({
    method: 'GET',
    url: '/institution/notifications/new',
    who: institutionStaff,
    audit: 'notification.new',
    handle: async (c) => newForm(c),
  }),
  route({
    method: 'GET',
    url: '/institution/drafts',
    who: institutionStaff,
    audit: 'notification.drafts',
    handle: async ({ sql, actor, shows }) => {
      const drafts = await listOpenDrafts(sql, actor.orgId)
      shows(...drafts.flatMap(({ correctsCaseId }) => correctsCaseId ?? []))
      return { page: <DraftsPage drafts={drafts} /> }
    },
  }),
  route({
    method: 'GET',
    url: '/institution/drafts/:id',
    who: institutionStaff,
    audit: 'notification.draft',
    handle: async (c) => {
      const desk = await openDesk(c)
      if (desk.draft.caseId) return { redirect: `/institution/drafts/${desk.draft.id}/done` }
      if (desk.draft.correctsCaseId) c.shows(desk.draft.correctsCaseId)
      return { page: await formPage(c, desk, desk.draft.answers, { marked: c.query.marked === '1', notice: noticeOf(c.query) }) }
    },
  }),
  route({
    method: 'POST',
    url: '/institution/drafts/:id',
    who: institutionStaff,
    audit: 'notification.save-draft',
    handle: async (c) => saveDraft(c),
  }),
  route({
    method: 'POST',
    url: '/institution/drafts/:id/discard',
    who: institutionStaff,
    audit: 'notification.discard-draft',
    handle: async ({ sql, params, body }) => {
      const draft = await getDraft(sql, params.id ?? '')
      if (body.sure !== 'yes') return { page: <DiscardPage id={draft.id} title={draftTitle(draft.answers)} /> }
      await deleteDraft(sql, draft.id)
      return { redirect: '/institution/drafts' }
    },
  }),
]

/** An empty form under an id of its own. The draft begins with the first POST: opening a page leaves nothing behind. */
async function newForm(c: Context<Staff>): Promise<Reply> {
  const { sql, actor, now, query } = c
  const institution = await getOrganisation(sql, actor.orgId)
  const doctors = await listDoctors(sql, actor.orgId)
  const desk = await newDesk(c)
  const doctor = actor.role === 'doctor' ? actor.name : doctors.length === 1 ? doctors[0]! : null
  const before = query.after && isUuid(query.after) ? (await listRevisions(sql, query.after))[0] : undefined
  const given = {
    ...prefill(desk.form, { institution, doctor, today: desk.today }),
    ...(before ? carryOver(desk.form, before.answers) : {}),
  }
  return { page: await formPage(c, { ...desk, draft: { id: uuidv7(now) } }, given, { marked: false, notice: null, isNew: true }) }
}

async function newDesk({ sql, actor, now }: Context<Staff>): Promise<Omit<Desk, 'draft'>> {
  const { prefectureCode } = await getOrganisation(sql, actor.orgId)
  return deskFor(sql, formOfDay(prefectureCode, japaneseDay(now)), now)
}

const noticeOf = ({ saved, address, version, copied, merged }: Context['query']): FormNotice | null =>
  merged ? 'merged' : copied ? 'copied' : saved ? 'saved' : version ? 'other-version' : address === 'unknown' ? 'address-unknown' : null
