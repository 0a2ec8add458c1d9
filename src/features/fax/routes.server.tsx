import type { ComponentChildren } from 'preact'
import { tidy } from '../../lib/kana.ts'
import { isUuid } from '../../lib/uuid.ts'
import { AppError } from '../../platform/http/errors.ts'
import { type Context, type Reply, type Route, route, type Staff } from '../../platform/http/route.server.ts'
import { audit } from '../../platform/http/serve.server.tsx'
import { pagesOf } from '../../platform/picture/pages.server.ts'
import type { Settings } from '../../platform/settings.server.ts'
import { type Desk, examineDesk, openDesk } from '../notification/desk.server.ts'
import type { FormNotice } from '../notification/FormPage.tsx'
import { lockDraft, markDraftFiled, updateDraft } from '../notification/queries/drafts.server.ts'
import { stepRoutes } from '../notification/routes/filing.server.tsx'
import { formPage } from '../notification/routes/form-page.server.tsx'
import { saveDraft } from '../notification/routes/save-draft.server.tsx'
import { centreStaff } from '../organisation/who.ts'
import { beginCorrection, fileCorrection } from './correct.server.tsx'
import { discardFax, enterFax } from './enter.server.ts'
import { FaxesPage } from './FaxesPage.tsx'
import { FaxPage, FaxPages } from './FaxPage.tsx'
import { blank, maxBytes, readIntake, refusals, type Typed } from './intake.ts'
import { type Fax, findFax, findOriginal, findPage, listDone, listInstitutions, listWaiting, lockFax } from './queries.server.ts'
import { takeIn } from './take-in.server.ts'

type C = Context<Staff>

/** FAXの代行入力: a fax is taken in, typed beside its picture, and filed as the institution's 発生届. */
export function faxRoutes({ settings }: { settings: Settings }): Route[] {
  const get = (url: string, name: string, handle: (c: C) => Promise<Reply>) =>
    route({ method: 'GET', url, who: centreStaff, audit: `fax.${name}`, handle })
  const post = (url: string, name: string, handle: (c: C) => Promise<Reply>) =>
    route({ method: 'POST', url, who: centreStaff, audit: `fax.${name}`, handle })
  return [
    get('/centre/faxes', 'list', (c) => list(c)),
    route({ method: 'POST', url: '/centre/faxes', who: centreStaff, audit: 'fax.take-in', upload: { maxBytes }, handle: take }),
    get('/centre/faxes/:id', 'show', async (c) => onePage(c, await faxOf(c), false)),
    get('/centre/faxes/:id/pages/:page', 'view', page),
    get('/centre/faxes/:id/original', 'original', original),
    post('/centre/faxes/:id/discard', 'discard', discard),
    post('/centre/cases/:id/edit', 'begin-correction', beginCorrection),
    get('/centre/drafts/:id', 'form', form),
    post('/centre/drafts/:id', 'save', (c) => saveDraft(c, (desk) => aside(c, desk))),
    ...stepRoutes('centre', centreStaff),
    post('/centre/drafts/:id/file', 'enter', (c) => enter(c, settings)),
  ]
}

async function faxOf(c: C): Promise<Fax> {
  const { id } = c.params
  const fax = id && isUuid(id) ? await findFax(c.sql, id) : null
  if (!fax) throw new AppError('not-found')
  if (fax.caseId) c.shows(fax.caseId)
  return fax
}

/** A page of somebody's 発生届 is a look at a patient, whether or not the case is there yet: each look is audited. */
async function seen(c: C, fax: Fax, what: string): Promise<void> {
  if (!fax.caseId) await audit(c.sql, `fax.${what}`, c.actor, 'ok', [], { fax: fax.id }, c.request.id, c.now)
}

const notices: Record<string, string> = { discarded: '入力しないことを記録しました。' }

async function list(c: C, more: { typed?: Typed; faults?: string[] } = {}): Promise<Reply> {
  const { sql, actor, now } = c
  const [waiting, done, institutions] = await Promise.all([
    listWaiting(sql, actor.orgId),
    listDone(sql, actor.orgId),
    listInstitutions(sql, actor.orgId),
  ])
  c.shows(...done.flatMap(({ caseId }) => caseId ?? []))
  const { typed = blank(now), faults = [] } = more
  const props = { waiting, done, institutions, typed, faults, now, notice: notices[c.query.done ?? ''] ?? null }
  return { page: <FaxesPage {...props} />, status: faults.length > 0 ? 422 : 200 }
}

async function take(c: C): Promise<Reply> {
  const { sql, actor, now, body, file } = c
  const text = (name: keyof Typed) => (typeof body[name] === 'string' ? body[name] : '')
  const typed: Typed = {
    institution: text('institution'),
    institutionName: text('institutionName'),
    receivedOn: text('receivedOn'),
    receivedTime: text('receivedTime'),
    centreNumber: text('centreNumber'),
  }
  const { taken, faults } = readIntake(typed, await listInstitutions(sql, actor.orgId), now)
  const paper = !file ? 'no-file' : !file.bytes ? 'too-large' : await pagesOf(file.bytes)
  if (typeof paper === 'string') faults.push(refusals[paper])
  if (!taken || typeof paper === 'string') return list(c, { typed, faults })
  const id = await takeIn(sql, { taken, paper, bytes: file!.bytes!, actor, now })
  c.note({ fax: id, type: paper.type, pages: paper.pages.length })
  return { redirect: `/centre/drafts/${id}` }
}

async function onePage(c: C, fax: Fax, fault: boolean): Promise<Reply> {
  await seen(c, fax, 'show')
  return { page: <FaxPage fax={fax} isOwn={fax.centreId === c.actor.orgId} fault={fault} />, status: fault ? 422 : 200 }
}

async function page(c: C): Promise<Reply> {
  const fax = await faxOf(c)
  const number = /^\d{1,3}$/.test(c.params.page ?? '') ? Number(c.params.page) : 0
  const bytes = await findPage(c.sql, fax.id, number)
  if (!bytes) throw new AppError('not-found')
  await seen(c, fax, 'view')
  return { file: bytes, type: 'image/webp', name: `fax-${number}.webp`, inline: true }
}

async function original(c: C): Promise<Reply> {
  const fax = await faxOf(c)
  const bytes = await findOriginal(c.sql, fax.id)
  if (!bytes) throw new AppError('not-found')
  await seen(c, fax, 'original')
  return { file: bytes, type: 'application/pdf', name: 'fax.pdf', inline: true }
}

async function discard(c: C): Promise<Reply> {
  const fax = await faxOf(c)
  if (fax.centreId !== c.actor.orgId) throw new AppError('not-allowed')
  const reason = typeof c.body.reason === 'string' ? tidy(c.body.reason).slice(0, 300) : ''
  if (reason === '') return onePage(c, fax, true)
  if (!(await discardFax(c.sql, { fax, reason, actor: c.actor, now: c.now }))) throw new AppError('conflict')
  c.note({ fax: fax.id })
  return { redirect: '/centre/faxes?done=discarded' }
}

async function aside(c: C, { draft }: Desk): Promise<ComponentChildren> {
  const fax = await findFax(c.sql, draft.id)
  return fax && <FaxPages fax={fax} />
}

/** The draft of a fax, or of a correction that this centre has begun (then without a fax). Throws 'not-found' for another's. */
async function openDraft(c: C): Promise<{ fax: Fax | null; desk: Desk }> {
  const desk = await openDesk(c)
  const { id, correctsCaseId } = desk.draft
  if (correctsCaseId) c.shows(correctsCaseId)
  return { fax: correctsCaseId ? null : await findFax(c.sql, id), desk }
}

async function form(c: C): Promise<Reply> {
  const { fax, desk } = await openDraft(c)
  if (desk.draft.caseId && !fax) return { redirect: `/centre/cases/${desk.draft.caseId}` }
  if (!fax)
    return { page: await formPage(c, desk, desk.draft.answers, { marked: c.query.marked === '1', notice: noticeOf(c), aside: null }) }
  if (fax.caseId) return { redirect: `/centre/cases/${fax.caseId}` }
  if (fax.discardedAt) return { redirect: `/centre/faxes/${fax.id}` }
  await seen(c, fax, 'form')
  const look = { marked: c.query.marked === '1', notice: noticeOf(c), aside: <FaxPages fax={fax} /> }
  return { page: await formPage(c, desk, desk.draft.answers, look) }
}

function noticeOf({ query: { saved, address, version } }: C): FormNotice | null {
  return saved ? 'saved' : version ? 'other-version' : address === 'unknown' ? 'address-unknown' : null
}

/** 報告 of a fax. A second click waits, and lands on the same case. */
async function enter(c: C, { secret, publicUrl }: Settings): Promise<Reply> {
  const { sql, actor, now, body } = c
  const opened = await openDraft(c)
  if (!opened.fax) return fileCorrection(c, opened.desk, publicUrl)
  const { id } = await faxOf(c)
  await lockFax(sql, id)
  const fax = (await findFax(sql, id))!
  if (fax.caseId) return { redirect: `/centre/cases/${fax.caseId}` }
  const locked = await lockDraft(sql, id)
  if (!locked || fax.discardedAt) throw new AppError('conflict')
  const language = typeof body.invitationLanguage === 'string' ? body.invitationLanguage : 'ja'
  const typed = { ...locked.answers, invitationLanguage: language }
  await updateDraft(sql, { id, formVersion: locked.formVersion, answers: typed, authorId: actor.accountId }, now)
  const desk = await openDesk(c)
  const examined = examineDesk(desk, typed)
  if (examined.faults) return { redirect: `/centre/drafts/${id}?marked=1` }
  const caseId = await enterFax(sql, { fax, form: desk.form, answers: examined.answers, language, actor, secret, publicUrl, now })
  await markDraftFiled(sql, id, caseId, now)
  c.shows(caseId)
  c.note({ fax: id })
  return { redirect: `/centre/cases/${caseId}?done=fax` }
}
