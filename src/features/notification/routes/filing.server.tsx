import { answerRows } from '../../../fields/answer-text.ts'
import type { AnyAnswers, Form } from '../../../fields/fields.ts'
import { wordsIn } from '../../../i18n/t.ts'
import { tidyLines } from '../../../lib/kana.ts'
import { AppError } from '../../../platform/http/errors.ts'
import { type Context, type Reply, type Route, route, type Staff } from '../../../platform/http/route.server.ts'
import type { Settings } from '../../../platform/settings.server.ts'
import { formByRef } from '../../../programmes/registry.ts'
import { subjectOf } from '../../../programmes/subject.ts'
import { getOrganisation } from '../../organisation/queries.server.ts'
import type { centreStaff } from '../../organisation/who.ts'
import { settleAnswers } from '../../same-person/queries.server.ts'
import { institutionStaff } from '../can.ts'
import { caseRowOf, isOfDeceased } from '../case-row.ts'
import { correctNotification } from '../correct.server.ts'
import { DonePage, RegisteredPage } from '../DonePages.tsx'
import { type Desk, disease, examineDesk, getDraft, openDesk } from '../desk.server.ts'
import { draftHref } from '../draft-href.ts'
import { type Examined, type Step, stepAfter } from '../examine.ts'
import { fileNotification, idOf } from '../file.server.ts'
import { hersysIdKey } from '../hersys-id.server.ts'
import { type Change, PeriodPage } from '../PeriodPage.tsx'
import { periodOf } from '../period.ts'
import { lockDraft, markDraftFiled, updateDraft } from '../queries/drafts.server.ts'
import { type FiledCase, findFiledCase, isSmsUndeliverable, listMailed, listRevisions } from '../queries/filed.server.ts'
import { municipalityOf } from '../queries/places.server.ts'
import { settleCentres } from '../responsible.ts'
import { DatesPage, GapsPage } from '../StepPages.tsx'
import { personOfDraft } from './same-person.server.tsx'

type Sound = Extract<Examined, { faults: null }>

/** From 確認 to 登録完了: the questions in between, 報告, and what follows it. */
export function filingRoutes(settings: Pick<Settings, 'secret' | 'publicUrl'>): Route[] {
  return [
    ...stepRoutes('institution', institutionStaff),
    route({
      method: 'POST',
      url: '/institution/drafts/:id/file',
      who: institutionStaff,
      audit: 'notification.file',
      handle: async (c) => fileDraft(c, settings),
    }),
    route({
      method: 'GET',
      url: '/institution/drafts/:id/done',
      who: institutionStaff,
      audit: 'notification.done',
      handle: async (c) => {
        const { found, isCorrection } = await filedBy(c)
        const nextHref = isCorrection ? `/institution/notifications/${found.id}` : `/institution/drafts/${c.params.id}/registered`
        const [mailed, smsWhy] = await Promise.all([listMailed(c.sql, found.id), isSmsUndeliverable(c.sql, found.id)])
        return { page: <DonePage at={found.updatedAt} mailed={mailed} smsWhy={smsWhy} nextHref={nextHref} /> }
      },
    }),
    route({
      method: 'GET',
      url: '/institution/drafts/:id/registered',
      who: institutionStaff,
      audit: 'notification.registered',
      handle: async (c) => {
        const { found } = await filedBy(c)
        const name = [found.familyName, found.givenName].filter((part) => part !== '').join(' ')
        return { page: <RegisteredPage caseId={found.id} hersysId={found.hersysId} name={name} /> }
      },
    }),
  ]
}

/** The pages between 確認 and 報告, in the portal of whoever types. */
export function stepRoutes(portal: 'institution' | 'centre', who: typeof institutionStaff | typeof centreStaff): Route[] {
  const step = stepIn(portal, who)
  return [
    step('gaps', (desk, { missing }, links) => ({ page: <GapsPage form={desk.form} missing={missing} {...links} /> })),
    step('dates', (desk, { dates }, links) => ({ page: <DatesPage form={desk.form} lines={dates} {...links} /> })),
    step('period', (desk, examined, _links, c) => periodPage(c, desk, examined, false)),
  ]
}

type Show = (desk: Desk, examined: Sound, links: { backHref: string; nextHref: string }, c: Context<Staff>) => Reply | Promise<Reply>

/** A page between 確認 and 報告. A draft that has become faulty goes back to its form, a filed one on to its end. */
const stepIn =
  (portal: string, who: typeof institutionStaff | typeof centreStaff) =>
  (name: Step, show: Show): Route =>
    route({
      method: 'GET',
      url: `/${portal}/drafts/:id/${name}`,
      who,
      audit: `notification.${name}`,
      handle: async (c) => {
        const desk = await openDesk(c)
        const at = draftHref(c.actor, desk.draft.id)
        if (desk.draft.caseId) return { redirect: `${at}/done` }
        if (desk.draft.correctsCaseId) c.shows(desk.draft.correctsCaseId)
        const examined = examineDesk(desk, desk.draft.answers)
        const backHref = `${at}?marked=1`
        if (examined.faults) return { redirect: backHref }
        return show(desk, examined, { backHref, nextHref: `${at}/${stepAfter(examined.steps, name) ?? 'period'}` }, c)
      },
    })

/** 健康観察, and what a correction changes; with `reasonMissing` a correction that gave none. */
export async function periodPage(
  c: Context<Staff>,
  desk: Desk,
  { answers, oddities, missing }: Sound,
  reasonMissing: boolean,
): Promise<Reply> {
  const { draft, form, programme, today } = desk
  const { notified, owner } = await centresOf(c, desk, answers)
  const changes = draft.correctsCaseId === null ? null : await changesOf(c, draft.correctsCaseId, form, answers)
  const isPhoneNew = changes === null || changes.some(({ name }) => name === 'phone')
  const typed = (key: string) => (typeof draft.answers[key] === 'string' ? draft.answers[key] : null)
  const page = (
    <PeriodPage
      href={draftHref(c.actor, draft.id)}
      form={form}
      answers={answers}
      period={periodOf(programme, answers, today)}
      deceased={isOfDeceased(caseRowOf(answers, null))}
      writesSms={isPhoneNew}
      oddities={oddities}
      gaps={missing.length}
      notified={notified}
      owner={owner}
      language={typed('invitationLanguage') ?? 'ja'}
      correction={changes && { changes, reason: typed('reason') ?? '', reasonMissing }}
    />
  )
  return reasonMissing ? { page, status: 422 } : { page }
}

/** The centres of this report, and why it is that one which observes. A correction moves no case: there the owner is who has it. */
async function centresOf({ sql, actor }: Context<Staff>, { facilities, draft }: Desk, answers: AnyAnswers) {
  const [institution, place] = await Promise.all([getOrganisation(sql, actor.orgId), municipalityOf(sql, subjectOf(answers))])
  const chosen = idOf(answers.responsibleCentre)
  const byAddress = place?.centreId ?? null
  // Whoever types a fax is the 届出保健所.
  const isCentre = actor.orgKind === 'centre'
  const known = {
    chosenNotified: isCentre ? actor.orgId : idOf(answers.notifiedCentre),
    chosenResponsible: chosen,
    byAddress,
    ofInstitution: isCentre ? actor.orgId : institution.parentId!,
  }
  const centres = settleCentres(known)
  const nameOf = (id: string) => facilities['health-centres']!.find((centre) => centre.id === id)?.name ?? ''
  const filed = draft.correctsCaseId === null ? null : await findFiledCase(sql, draft.correctsCaseId)
  if (filed) {
    const isElsewhere = centres.responsible !== null && centres.responsible !== filed.ownerCentreId
    const why = isElsewhere ? `所在地の担当は${nameOf(centres.responsible!)}です。担当を移すかどうかは保健所が決めます。` : ''
    return { notified: filed.notifiedCentreName ?? '', owner: { name: filed.ownerCentreName ?? '', why } }
  }
  const why = centres.isToSettle
    ? '所在地の担当保健所が分からないため、届出先保健所が健康観察を始め、担当保健所を決めます。'
    : chosen === null
      ? '所在地から決まりました。'
      : byAddress !== null && byAddress !== chosen
        ? `所在地の担当は${nameOf(byAddress)}です。選択した保健所に報告されます。`
        : ''
  return { notified: nameOf(centres.notified), owner: { name: nameOf(centres.owner), why } }
}

/** The questions whose answers read differently from the newest revision. */
async function changesOf({ sql }: Context<Staff>, caseId: string, form: Form, answers: AnyAnswers): Promise<Change[]> {
  const latest = (await listRevisions(sql, caseId))[0]
  if (!latest) throw new AppError('not-found')
  const words = wordsIn('ja')
  const before = new Map(answerRows(formByRef(latest.formVersion), latest.answers, words).map((row) => [row.name, row]))
  const after = new Map(answerRows(form, answers, words).map((row) => [row.name, row]))
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((name) => {
    const [then, now] = [before.get(name), after.get(name)]
    if ((then?.answer ?? null) === (now?.answer ?? null)) return []
    return [{ name, question: (now ?? then)!.question, before: then?.answer ?? null, after: now?.answer ?? null }]
  })
}

/** 報告. The draft is locked first: a second click waits, sees that it is filed, and lands on the same 完了 page. */
async function fileDraft(c: Context<Staff>, { secret, publicUrl }: Pick<Settings, 'secret' | 'publicUrl'>): Promise<Reply> {
  const { sql, actor, now, body, note, shows } = c
  await getDraft(sql, c.params.id ?? '')
  const locked = await lockDraft(sql, c.params.id!)
  if (!locked) throw new AppError('not-found')
  const at = `/institution/drafts/${locked.id}`
  if (locked.caseId) return { redirect: `${at}/done` }
  const answersTyped = { ...locked.answers, ...besideOf(body) }
  const desk: Desk = { ...(await openDesk(c)), draft: { ...locked, answers: answersTyped } }
  await updateDraft(sql, { id: locked.id, formVersion: locked.formVersion, answers: answersTyped, authorId: actor.accountId }, now)
  const examined = examineDesk(desk, answersTyped)
  if (examined.faults) return { redirect: `${at}?marked=1` }
  const { answers } = examined
  // Only the page of a correction asks for a reason: its case became part of another meanwhile, and a new case was not what was meant.
  if (locked.correctsCaseId === null && body.reason !== undefined) return { redirect: `${at}?merged=1` }
  if (locked.correctsCaseId !== null) {
    const reason = tidyLines(typeof body.reason === 'string' ? body.reason : '').slice(0, 500)
    if (reason === '') return periodPage(c, desk, examined, true)
    const { correctsCaseId: caseId, baseRevision } = locked
    await correctNotification(sql, { caseId, baseRevision: baseRevision!, form: desk.form, answers, reason, actor, publicUrl, now })
    await markDraftFiled(sql, locked.id, caseId, now)
    shows(caseId)
    note({ correction: true })
    return { redirect: `${at}/done` }
  }
  const language = typeof answersTyped.invitationLanguage === 'string' ? answersTyped.invitationLanguage : 'ja'
  const filing = { disease, form: desk.form, answers, language, actor, hersysIdKey: hersysIdKey(secret), publicUrl, now }
  const personId = await personOfDraft(c, desk, examined)
  const { caseId } = await fileNotification(sql, { ...filing, personId, registeredCaseId: locked.filesCaseId })
  await markDraftFiled(sql, locked.id, caseId, now)
  await settleAnswers(sql, locked.id, caseId)
  shows(caseId)
  return { redirect: `${at}/done` }
}

function besideOf(body: Context['body']): Record<string, string> {
  const { invitationLanguage, reason } = body
  return {
    ...(typeof invitationLanguage === 'string' ? { invitationLanguage } : {}),
    ...(typeof reason === 'string' ? { reason } : {}),
  }
}

/** The case a filed draft became. Throws 'not-found' for a draft not filed yet. */
async function filedBy({ sql, params, shows }: Context<Staff>): Promise<{ found: FiledCase; isCorrection: boolean }> {
  const draft = await getDraft(sql, params.id ?? '')
  const found = draft.caseId ? await findFiledCase(sql, draft.caseId) : null
  if (!found) throw new AppError('not-found')
  shows(found.id)
  return { found, isCorrection: draft.correctsCaseId !== null }
}
