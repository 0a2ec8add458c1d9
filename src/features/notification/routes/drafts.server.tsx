import { knownAnswers } from '../../../fields/check.ts'
import { formRef, type Raw } from '../../../fields/fields.ts'
import { japaneseDay } from '../../../lib/japanese-day.ts'
import { isUuid, uuidv7 } from '../../../lib/uuid.ts'
import { AppError } from '../../../platform/http/errors.ts'
import { type Context, type Reply, type Route, route, type Staff } from '../../../platform/http/route.server.ts'
import { getOrganisation } from '../../organisation/queries.server.ts'
import { fillAddress } from '../address.server.ts'
import { institutionStaff } from '../can.ts'
import { DiscardPage, DraftsPage } from '../DraftsPage.tsx'
import { type Desk, deskFor, examineDesk, formOfToday, getDraft, openDesk } from '../desk.server.ts'
import { carryOver, draftTitle, prefill, typedOf, withChosenDoctor } from '../draft.ts'
import { stepAfter } from '../examine.ts'
import { FormPage } from '../FormPage.tsx'
import { HomePage } from '../HomePage.tsx'
import { deleteDraft, insertDraft, listDoctors, listOpenDrafts, updateDraft } from '../queries/drafts.server.ts'
import { listRevisions } from '../queries/filed.server.ts'

/** The institution's home, and drafts: every POST keeps what was typed before anything else happens. */
export const draftRoutes: Route[] = [
  route({
    method: 'GET',
    url: '/institution',
    who: institutionStaff,
    audit: 'notification.home',
    handle: async ({ sql, actor }) => ({ page: <HomePage drafts={(await listOpenDrafts(sql, actor.orgId)).length} /> }),
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
      const notice = c.query.saved ? 'saved' : c.query.address === 'unknown' ? 'address-unknown' : null
      return { page: await formPage(c, desk, desk.draft.answers, { marked: c.query.marked === '1', notice }) }
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
  return { page: await formPage(c, { ...desk, draft: { id: uuidv7(now) } }, given, { marked: false, notice: null }) }
}

async function newDesk({ sql, actor, now }: Context<Staff>): Promise<Omit<Desk, 'draft'>> {
  const { prefectureCode } = await getOrganisation(sql, actor.orgId)
  return deskFor(sql, formOfToday(prefectureCode, japaneseDay(now)), now)
}

type Look = { marked: boolean; notice: 'saved' | 'address-unknown' | null }
type Open = Omit<Desk, 'draft'> & { draft: { id: string; correctsCaseId?: string | null } }

async function formPage({ sql, actor }: Context<Staff>, desk: Open, given: Raw, { marked, notice }: Look) {
  const examined = marked ? examineDesk(desk, given) : null
  const { form, facilities, today, draft } = desk
  return (
    <FormPage
      draftId={draft.id}
      form={form}
      given={given}
      known={knownAnswers(form, given, { today, facilities })}
      facilities={facilities}
      doctors={await listDoctors(sql, actor.orgId)}
      corrects={draft.correctsCaseId ?? null}
      notice={notice}
      {...(examined && (examined.faults ? { faults: examined.faults } : { missing: examined.missing, doubts: examined.doubts }))}
    />
  )
}

/** 一時保存, 〒から住所を入力 and 確認: all three save first. */
async function saveDraft(c: Context<Staff>): Promise<Reply> {
  const desk = await deskToSave(c)
  if (desk.draft.caseId) return { redirect: `/institution/drafts/${desk.draft.id}/done` }
  if (desk.draft.correctsCaseId) c.shows(desk.draft.correctsCaseId)
  const { sql, body, actor, now } = c
  const at = `/institution/drafts/${desk.draft.id}`
  const typed = withChosenDoctor(desk.form, { ...kept(desk.draft.answers), ...typedOf(desk.form, body) }, body.doctorChoice)
  const filled =
    body.go === 'address' || body.go === 'residence-address' ? await fillAddress(sql, typed, body.go) : { raw: typed, found: true }
  if (!(await updateDraft(sql, desk.draft.id, filled.raw, actor.accountId, now))) throw new AppError('not-found')
  if (body.go === 'address' || body.go === 'residence-address') {
    const question = body.go === 'address' ? 'postalCode' : 'residencePostalCode'
    return { redirect: `${at}${filled.found ? '' : '?address=unknown'}#q-${question}` }
  }
  if (body.go !== 'confirm') return { redirect: `${at}?saved=1` }
  const examined = examineDesk(desk, filled.raw)
  if (examined.faults) return { page: await formPage(c, desk, filled.raw, { marked: true, notice: null }), status: 422 }
  return { redirect: `${at}/${stepAfter(examined.steps, null)}` }
}

/** Questions leave the draft when they are posted empty; what stands beside the form stays until its own page posts it. */
const kept = ({ invitationLanguage, reason }: Raw): Raw => ({
  ...(invitationLanguage ? { invitationLanguage } : {}),
  ...(reason ? { reason } : {}),
})

/** The draft, begun now if its id is new. An id that belongs to another institution is not found, and nothing is written. */
async function deskToSave(c: Context<Staff>): Promise<Desk> {
  const { sql, actor, now } = c
  const id = c.params.id ?? ''
  if (!isUuid(id)) throw new AppError('not-found')
  // A correction thrown away elsewhere must not come back as a 発生届 of its own.
  if (c.body.corrects) return openDesk(c)
  const { form } = await newDesk(c)
  await insertDraft(sql, { id, orgId: actor.orgId, authorId: actor.accountId, formVersion: formRef(form), answers: {} }, now)
  return openDesk(c)
}
