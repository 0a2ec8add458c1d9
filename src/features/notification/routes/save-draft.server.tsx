import type { ComponentChildren } from 'preact'
import { knownAnswers } from '../../../fields/check.ts'
import { type Form, formRef, type Raw } from '../../../fields/fields.ts'
import { japaneseDay, japaneseTime } from '../../../lib/japanese-day.ts'
import { isUuid } from '../../../lib/uuid.ts'
import { AppError } from '../../../platform/http/errors.ts'
import type { Context, Reply, Staff } from '../../../platform/http/route.server.ts'
import { programmeOf } from '../../../programmes/registry.ts'
import { getOrganisation } from '../../organisation/queries.server.ts'
import { fillAddress } from '../address.server.ts'
import { type Desk, disease, examineDesk, formOfDay, openDesk } from '../desk.server.ts'
import { forVersion, typedOf, withChosenDoctor } from '../draft.ts'
import { draftHref } from '../draft-href.ts'
import { insertDraft, updateDraft } from '../queries/drafts.server.ts'
import { keepLayout } from '../queries/preferences.server.ts'
import { formPage } from './form-page.server.tsx'
import { afterConfirm } from './same-person.server.tsx'

type Done = { raw: Raw; to: string }
type Button = (c: Context<Staff>, raw: Raw) => Promise<Done> | Done

/** What a button of the form does besides saving, and where on the form it leads back to. Each works without script. */
const buttons: Record<string, Button> = {
  address: async (c, raw) => addressOf(c, raw, 'address', 'postalCode'),
  'residence-address': async (c, raw) => addressOf(c, raw, 'residence-address', 'residencePostalCode'),
  'same-sampled': (_c, raw) => ({ raw: { ...raw, ...sampledAsDiagnosed(raw) }, to: '#q-sampledOn' }),
  institutions: (_c, raw) => ({ raw, to: '/institutions' }),
  'layout-paper': async (c, raw) => layout(c, raw, 'paper'),
  'layout-screen': async (c, raw) => layout(c, raw, 'screen'),
}

async function addressOf({ sql }: Context<Staff>, raw: Raw, which: 'address' | 'residence-address', question: string): Promise<Done> {
  const filled = await fillAddress(sql, raw, which)
  return { raw: filled.raw, to: `${filled.found ? '' : '?address=unknown'}#q-${question}` }
}

async function layout({ sql, actor, now }: Context<Staff>, raw: Raw, to: 'paper' | 'screen'): Promise<Done> {
  await keepLayout(sql, actor.accountId, to, now)
  return { raw, to: '' }
}

/** 診断年月日と同じ, as typed. */
function sampledAsDiagnosed(raw: Raw): Raw {
  const parts = ['era', 'year', 'month', 'date'].flatMap((part) => {
    const typed = raw[`diagnosedOn.${part}`]
    return typed === undefined ? [] : [[`sampledOn.${part}`, typed]]
  })
  return Object.fromEntries(parts)
}

/** 一時保存, 確認 and every other button of the form: all save first. `autosave` is what a script sends while somebody types. */
export async function saveDraft(c: Context<Staff>, aside: (desk: Desk) => Promise<ComponentChildren> = async () => null): Promise<Reply> {
  const { sql, body, actor, now } = c
  const desk = await deskToSave(c)
  const isQuiet = body.go === 'autosave'
  const at = draftHref(actor, desk.draft.id)
  if (desk.draft.caseId) return isQuiet ? { json: { filed: true } } : { redirect: `${at}/done` }
  if (desk.draft.correctsCaseId) c.shows(desk.draft.correctsCaseId)
  const forms = [desk.form, ...programmeOf(disease).notificationForms.map(({ form }) => form)]
  const typed = withChosenDoctor(desk.form, { ...kept(desk.draft.answers), ...typedOf(forms, body) }, body.doctorChoice)
  const button = typeof body.go === 'string' && Object.hasOwn(buttons, body.go) ? buttons[body.go] : undefined
  const done = button ? await button(c, typed) : null
  const form = await formFor(c, desk, done?.raw ?? typed)
  const isOther = form !== desk.form
  const raw = isOther ? forVersion(form, done?.raw ?? typed) : (done?.raw ?? typed)
  const { id } = desk.draft
  if (!(await updateDraft(sql, { id, formVersion: formRef(form), answers: raw, authorId: actor.accountId }, now)))
    throw new AppError('not-found')
  if (isQuiet) {
    if (body.layout === 'paper' || body.layout === 'screen') await keepLayout(sql, actor.accountId, body.layout, now)
    return { json: { saved: japaneseTime(now), otherForm: isOther } }
  }
  // Its case became part of another while this page was open: it is a 発生届 of its own now, and that is said before anything is reported.
  if (c.body.corrects && desk.draft.correctsCaseId === null) return { redirect: `${at}?merged=1` }
  if (isOther) return { redirect: `${at}?version=1` }
  if (done) return { redirect: `${at}${done.to}` }
  if (body.go !== 'confirm') return { redirect: `${at}?saved=1` }
  const examined = examineDesk(desk, raw)
  if (examined.faults) return { page: await formPage(c, desk, raw, { marked: true, notice: null, aside: await aside(desk) }), status: 422 }
  return { redirect: await afterConfirm(c, desk, examined) }
}

/** A report of another day may need another version of the form. A correction stays in the version that was filed. */
async function formFor({ sql, actor }: Context<Staff>, { draft, form, today }: Desk, raw: Raw): Promise<Form> {
  const { reportedOn } = knownAnswers(form, raw, { today })
  if (draft.correctsCaseId !== null || typeof reportedOn !== 'string') return form
  return formOfDay((await getOrganisation(sql, actor.orgId)).prefectureCode, reportedOn)
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
  // A centre types faxes: their drafts are there already.
  if (c.body.corrects || actor.orgKind === 'centre') return openDesk(c)
  const { prefectureCode } = await getOrganisation(sql, actor.orgId)
  const formVersion = formRef(formOfDay(prefectureCode, japaneseDay(now)))
  await insertDraft(sql, { id, orgId: actor.orgId, authorId: actor.accountId, formVersion, answers: {} }, now)
  return openDesk(c)
}
