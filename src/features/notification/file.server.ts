import { nameText } from '../../fields/answer-text.ts'
import { questionAndAnswerText } from '../../fields/document.ts'
import { documentHash } from '../../fields/document-hash.server.ts'
import { type AnyAnswers, type Facility, type Form, formRef, type PersonName } from '../../fields/fields.ts'
import { wordsIn } from '../../i18n/t.ts'
import { japaneseDay } from '../../lib/japanese-day.ts'
import { uuidv7 } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { AppError } from '../../platform/http/errors.ts'
import type { Staff } from '../../platform/http/route.server.ts'
import { programmeOf } from '../../programmes/registry.ts'
import { subjectOf } from '../../programmes/subject.ts'
import { raise } from '../attention/raise.server.ts'
import { getOrganisation } from '../organisation/queries.server.ts'
import { keepKeys } from '../same-person/keys.server.ts'
import { beginWatch } from '../watch/begin.server.ts'
import { caseRowOf, isOfDeceased } from './case-row.ts'
import { nextHersysId } from './hersys-id.server.ts'
import { invitePatient } from './invite.server.ts'
import { periodOf } from './period.ts'
import { insertCaseForm } from './queries/case-forms.server.ts'
import { keepDoctor } from './queries/doctors.server.ts'
import { findFiledCase, insertCase, insertRevision, type NewCase, updateCase } from './queries/filed.server.ts'
import { municipalityOf } from './queries/places.server.ts'
import { sendReportMails } from './report-mails.server.ts'
import { settleCentres } from './responsible.ts'

export type Filing = {
  disease: string
  form: Form
  answers: AnyAnswers
  /** In which the patient is written to. */
  language: string
  /** Whose case it is, where somebody has said so: a new infection of a person who is there. Absent or null: somebody new. */
  personId?: string | null
  /** The case, where it was registered before its 発生届 (D32). */
  registeredCaseId?: string | null
  actor: Pick<Staff, 'accountId' | 'orgId'>
  hersysIdKey: Uint8Array
  publicUrl: string
  now: Date
}

export type Filed = { caseId: string; hersysId: string }

/**
 * A 発生届 becomes a case that somebody watches, in the caller's transaction: person, case, first revision, watch with its deadlines,
 * report mails, the patient's invitation. Observation begins here. Nothing about telephones or mail can make it fail: those are rows.
 */
export async function fileNotification(sql: Sql, filing: Filing): Promise<Filed> {
  const { answers, actor, disease, now } = filing
  const institution = await getOrganisation(sql, actor.orgId)
  const place = await municipalityOf(sql, subjectOf(answers))
  const centres = settleCentres({
    chosenNotified: idOf(answers.notifiedCentre),
    chosenResponsible: idOf(answers.responsibleCentre),
    byAddress: place?.centreId ?? null,
    ofInstitution: institution.parentId!,
  })
  const row = caseRowOf(answers, place?.code ?? null)
  const fresh = {
    ...row,
    disease,
    reportingInstitutionId: actor.orgId,
    notifiedCentreId: centres.notified,
    responsibleCentreId: centres.responsible,
    language: filing.language,
  }
  const made = filing.registeredCaseId ? await takeRegistered(sql, filing, fresh) : await insertNewCase(sql, filing, fresh)
  const caseId = made.caseId
  await keepKeys(sql, caseId, row)
  await insertFirstRevision(sql, filing, caseId)
  await insertCaseForm(sql, { caseId, form: filing.form, answers, orgId: actor.orgId }, now)
  await rememberNamedDoctor(sql, answers, actor.orgId, now)

  const [owner, notified] = await Promise.all([getOrganisation(sql, centres.owner), getOrganisation(sql, centres.notified)])
  const prefecture = owner.parentId === null ? null : await getOrganisation(sql, owner.parentId)
  const period = periodOf(programmeOf(disease), answers, japaneseDay(now))
  await beginWatch(sql, {
    caseId,
    ownerCentreId: owner.id,
    ownerPrefectureId: prefecture?.id ?? null,
    periodFrom: period.from,
    periodTo: period.until,
    settings: owner.settings,
    now,
  })
  if (centres.isToSettle) await raise(sql, { kind: 'owner-to-settle', caseId, detail: { municipality: place?.code ?? 'unknown' }, now })
  await sendReportMails(sql, {
    caseId,
    what: 'filed',
    institutionName: institution.name,
    to: [notified, owner, prefecture],
    publicUrl: filing.publicUrl,
    now,
  })
  if (isOfDeceased(row)) await sql`select end_watch_by_filed_death(${caseId}, ${now})`
  else await invitePatient(sql, { ...made, phone: row.phone, language: filing.language, centre: owner, publicUrl: filing.publicUrl, now })
  return made
}

/** The case keeps its HER-SYS ID and its tabs; from now on the 発生届 says whose it is. Throws 'conflict' when its 発生届 was filed meanwhile. */
async function takeRegistered(
  sql: Sql,
  { registeredCaseId, personId, language, now }: Filing,
  { disease: _disease, reportingInstitutionId: _reporting, notifiedCentreId, ...row }: Omit<NewCase, 'id' | 'hersysId' | 'personId'>,
): Promise<Filed> {
  const caseId = registeredCaseId!
  const [taken] = await sql<
    { taken: boolean }[]
  >`select file_registered_case(${caseId}, ${notifiedCentreId}, ${personId ?? null}, ${now}) as taken`
  if (!taken?.taken) throw new AppError('conflict')
  await updateCase(sql, caseId, { ...row, language }, now)
  const found = await findFiledCase(sql, caseId)
  return { caseId, hersysId: found!.hersysId }
}

async function insertNewCase(
  sql: Sql,
  { hersysIdKey, personId: known, now }: Filing,
  row: Omit<NewCase, 'id' | 'hersysId' | 'personId'>,
): Promise<Filed> {
  const personId = known ?? uuidv7(now)
  const caseId = uuidv7(now)
  if (!known) await sql`insert into persons (id, created_at) values (${personId}, ${now})`
  for (;;) {
    const hersysId = await nextHersysId(sql, hersysIdKey)
    if (await insertCase(sql, { ...row, id: caseId, personId, hersysId }, now)) return { caseId, hersysId }
  }
}

async function insertFirstRevision(sql: Sql, { form, answers, actor, now }: Filing, caseId: string): Promise<void> {
  await insertRevision(
    sql,
    {
      id: uuidv7(now),
      caseId,
      revision: 1,
      formVersion: formRef(form),
      answers,
      documentHash: documentHash(questionAndAnswerText(form, answers, wordsIn('ja'))),
      authorId: actor.accountId,
      orgId: actor.orgId,
      reason: null,
    },
    now,
  )
}

/** 「医師マスタに登録する」 (D17): only when the box was ticked. */
export async function rememberNamedDoctor(sql: Sql, answers: AnyAnswers, orgId: string, now: Date): Promise<void> {
  const doctor = answers.doctor as PersonName | null | undefined
  if (answers.rememberDoctor !== true || !doctor) return
  await keepDoctor(sql, { id: uuidv7(now), orgId, name: nameText(doctor) }, now)
}

/** The organisation chosen on the form, null when none was. */
export const idOf = (facility: unknown) => (facility as Facility | null | undefined)?.id ?? null
