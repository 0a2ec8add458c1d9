import { questionAndAnswerText } from '../../fields/document.ts'
import { documentHash } from '../../fields/document-hash.server.ts'
import { type AnyAnswers, type Form, formRef } from '../../fields/fields.ts'
import { wordsIn } from '../../i18n/t.ts'
import { japaneseDay } from '../../lib/japanese-day.ts'
import { uuidv7 } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { AppError } from '../../platform/http/errors.ts'
import type { Staff } from '../../platform/http/route.server.ts'
import { programmeOf } from '../../programmes/registry.ts'
import { subjectOf } from '../../programmes/subject.ts'
import { meet, raise } from '../attention/raise.server.ts'
import { answerInquiry } from '../inquiry/ask.server.ts'
import { centreSettings } from '../organisation/centre-settings.ts'
import { getOrganisation } from '../organisation/queries.server.ts'
import { keepKeys } from '../same-person/keys.server.ts'
import { canCorrect, canCorrectAsOwner } from './can.ts'
import { type CaseRow, caseRowOf, isOfDeceased } from './case-row.ts'
import { idOf, rememberNamedDoctor } from './file.server.ts'
import { invitePatient } from './invite.server.ts'
import { periodOf } from './period.ts'
import { updateCaseForm } from './queries/case-forms.server.ts'
import {
  type FiledCase,
  type FiledRevision,
  findFiledCase,
  insertRevision,
  listRevisions,
  openAfterCorrection,
  updateCase,
} from './queries/filed.server.ts'
import { municipalityOf } from './queries/places.server.ts'
import { sendReportMails } from './report-mails.server.ts'

export type Correction = {
  caseId: string
  /** The revision the correction was begun from. */
  baseRevision: number
  form: Form
  answers: AnyAnswers
  reason: string
  actor: Pick<Staff, 'accountId' | 'orgId' | 'orgKind'>
  publicUrl: string
  now: Date
}

/**
 * 編集: the next revision of a filed 発生届, with its reason; the earlier ones stay as they were. What follows from the answers follows the
 * correction: the columns of the case, the 健康観察期間, the invitation to a new telephone number. The centre confirms anew, unless it is the owner
 * that corrects (C28): then the institution is told. Throws
 * 'not-found' for a case of others, 'not-allowed' once withdrawn, 'conflict' when somebody corrected it in the meantime.
 */
export async function correctNotification(sql: Sql, correction: Correction): Promise<void> {
  const { caseId, form, answers, actor, now } = correction
  await sql`select lock_case(${caseId})`
  const before = await findFiledCase(sql, caseId)
  if (!before) throw new AppError('not-found')
  if (!canCorrect(actor, before) && !canCorrectAsOwner(actor, before)) throw new AppError('not-allowed')
  const [latest] = await listRevisions(sql, caseId)
  if (!latest || latest.revision !== correction.baseRevision) throw new AppError('conflict')

  await insertRevision(
    sql,
    {
      id: uuidv7(now),
      caseId,
      revision: latest.revision + 1,
      formVersion: formRef(form),
      answers,
      documentHash: documentHash(questionAndAnswerText(form, answers, wordsIn('ja'))),
      authorId: actor.accountId,
      orgId: actor.orgId,
      reason: correction.reason,
    },
    now,
  )
  await updateCaseForm(sql, { caseId, form, answers })
  if (actor.orgKind === 'institution') await rememberNamedDoctor(sql, answers, actor.orgId, now)
  const place = await municipalityOf(sql, subjectOf(answers))
  const row = caseRowOf(answers, place?.code ?? null)
  const responsible = idOf(answers.responsibleCentre) ?? place?.centreId ?? null
  await updateCase(sql, caseId, { ...row, responsibleCentreId: responsible }, now)
  await keepKeys(sql, caseId, row)
  await tellCentre(sql, before, responsible, correction)
  await answerInquiry(sql, { caseId, answer: `発生届を訂正しました（第${latest.revision + 1}版）。理由：${correction.reason}`, actor, now })
  await followPeriod(sql, before, latest, correction)
  await followPatient(sql, before, row, correction)
}

/** The centre that observes confirms the new revision, and settles who is responsible when the address now says another centre. */
async function tellCentre(sql: Sql, before: FiledCase, responsible: string | null, { actor, now }: Correction): Promise<void> {
  const owner = await getOrganisation(sql, before.ownerCentreId ?? before.notifiedCentreId!)
  const { confirmHours } = centreSettings(owner.settings)
  const dueAt = new Date(now.getTime() + confirmHours * 3_600_000)
  // Who corrects as the owner has read it.
  if (actor.orgKind === 'institution')
    await raise(sql, { kind: 'unconfirmed', caseId: before.id, dueAt, detail: { why: 'corrected' }, now })
  if (responsible !== before.responsibleCentreId && responsible !== owner.id)
    await raise(sql, { kind: 'owner-to-settle', caseId: before.id, detail: { responsible }, now })
}

/** Moves the period with the days it follows from. One that the centre has set by hand stays: the centre is asked instead. */
async function followPeriod(sql: Sql, before: FiledCase, latest: FiledRevision, { answers, now }: Correction): Promise<void> {
  const programme = programmeOf(before.disease)
  const then = periodOf(programme, latest.answers, japaneseDay(new Date(latest.filedAt)))
  const next = periodOf(programme, answers, japaneseDay(now))
  if (before.watchState !== 'observing' || (then.from === next.from && then.until === next.until)) return
  const isByRule = before.periodFrom === then.from && before.periodTo === then.until
  if (isByRule) await sql`select correct_watch_period(${before.id}, ${next.from}, ${next.until}, ${now})`
  else await raise(sql, { kind: 'correction-asked', caseId: before.id, detail: { why: 'period', from: next.from, until: next.until }, now })
}

/**
 * A death ends observation; somebody wrongly reported dead needs a person to look. An ID that wrong tries have locked opens, and the invitation goes
 * out anew: to a new telephone number (D42), and to whoever was kept out by a wrong birth date and has not registered yet (D43).
 */
async function followPatient(sql: Sql, before: FiledCase, row: CaseRow, { caseId, actor, publicUrl, now }: Correction): Promise<void> {
  const owner = await getOrganisation(sql, before.ownerCentreId ?? before.notifiedCentreId!)
  const notified = before.notifiedCentreId === null ? null : await getOrganisation(sql, before.notifiedCentreId)
  const prefecture = owner.parentId === null ? null : await getOrganisation(sql, owner.parentId)
  const institution = await getOrganisation(sql, actor.orgId)
  const reporting = before.reportingInstitutionId === null ? null : await getOrganisation(sql, before.reportingInstitutionId)
  const isOwner = actor.orgKind === 'centre'
  const to = isOwner ? [reporting] : [notified, owner, prefecture]
  await sendReportMails(sql, { caseId, what: 'corrected', institutionName: institution.name, isByCentre: isOwner, to, publicUrl, now })
  if (isOfDeceased(row)) {
    // The owner records a death on the case page, in their own name.
    if (!isOwner) await sql`select end_watch_by_filed_death(${caseId}, ${now})`
    return
  }
  if (before.endKind === 'death') await raise(sql, { kind: 'correction-asked', caseId, detail: { why: 'not-deceased' }, now })
  const { wasLocked, isRegistered } = await openAfterCorrection(sql, caseId, now)
  const isNewPhone = row.phone !== before.phone
  const isKeptOut = !isRegistered && (wasLocked || row.birthOn !== before.birthOn)
  if (!(isNewPhone || isKeptOut) || before.watchState !== 'observing') return
  const { hersysId, language } = before
  const invited = await invitePatient(sql, { caseId, hersysId, phone: row.phone, language, centre: owner, publicUrl, now })
  if (invited === 'queued' && isNewPhone) await meet(sql, { caseId, kind: 'sms-undeliverable', now })
}
