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
import { type Channel, insertCaseForm } from './queries/case-forms.server.ts'
import { keepDoctor } from './queries/doctors.server.ts'
import { findFiledCase, insertCase, insertRevision, type NewCase, updateCase } from './queries/filed.server.ts'
import { municipalityOf } from './queries/places.server.ts'
import { sendReportMails } from './report-mails.server.ts'
import { settleCentres } from './responsible.ts'
import { type FoundContact, findContact, goOnWatching, takeContact } from './take-contact.server.ts'

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
  /** The way it came; default 'web'. */
  channel?: Channel
  /** A fax that the centre of the actor types: whose report it is. Absent: the actor's institution reports. */
  fax?: Fax
  actor: Pick<Staff, 'accountId' | 'orgId'>
  hersysIdKey: Uint8Array
  publicUrl: string
  now: Date
}

/** `institutionId` null: an institution that has no place in this system. */
export type Fax = { institutionId: string | null; institutionName: string; receivedAt: Date; centreNumber: string | null }
export type Filed = { caseId: string; hersysId: string }

/**
 * A 発生届 becomes a case that somebody watches, in the caller's transaction: person, case, first revision, watch with its deadlines,
 * report mails, the patient's invitation. Observation begins here. Nothing about telephones or mail can make it fail: those are rows.
 */
export async function fileNotification(sql: Sql, filing: Filing): Promise<Filed> {
  const { answers, actor, disease, now } = filing
  const sender = await senderOf(sql, filing)
  const place = await municipalityOf(sql, subjectOf(answers))
  const centres = settleCentres({
    chosenNotified: filing.fax ? sender.centreId : idOf(answers.notifiedCentre),
    chosenResponsible: idOf(answers.responsibleCentre),
    byAddress: place?.centreId ?? null,
    ofInstitution: sender.centreId,
  })
  const row = caseRowOf(answers, place?.code ?? null)
  const fresh = {
    ...row,
    disease,
    reportingInstitutionId: sender.id,
    notifiedCentreId: centres.notified,
    responsibleCentreId: centres.responsible,
    language: filing.language,
    ...(filing.fax?.centreNumber ? { centreNumber: filing.fax.centreNumber } : {}),
  }
  const contact = filing.registeredCaseId ? null : await findContact(sql, row)
  const taken = contact?.observed ? await takeContact(sql, contact, { ...filing, row: fresh }) : null
  const made =
    taken ?? (filing.registeredCaseId ? await takeRegistered(sql, filing, fresh) : await insertNewCase(sql, filing, fresh, contact))
  const caseId = made.caseId
  await keepKeys(sql, caseId, row)
  await insertFirstRevision(sql, filing, caseId)
  const way = { channel: filing.channel ?? 'web', centreId: centres.notified, receivedAt: filing.fax?.receivedAt ?? now }
  await insertCaseForm(sql, { caseId, form: filing.form, answers, orgId: sender.id, ...way }, now)
  if (!filing.fax) await rememberNamedDoctor(sql, answers, actor.orgId, now)

  // Whoever observes a contact goes on when the contact falls ill: nobody is without an owner in between.
  const ownerId = taken?.ownerId ?? centres.owner
  const [owner, notified] = await Promise.all([getOrganisation(sql, ownerId), getOrganisation(sql, centres.notified)])
  const prefecture = owner.parentId === null ? null : await getOrganisation(sql, owner.parentId)
  const period = periodOf(programmeOf(disease), answers, japaneseDay(now))
  const watch = { caseId, periodFrom: period.from, periodTo: period.until, settings: owner.settings, now }
  if (taken) await goOnWatching(sql, watch)
  else await beginWatch(sql, { ...watch, ownerCentreId: owner.id, ownerPrefectureId: prefecture?.id ?? null })
  if (taken && centres.responsible !== null && centres.responsible !== owner.id)
    await raise(sql, { kind: 'owner-to-settle', caseId, detail: { responsible: centres.responsible }, now })
  if (centres.isToSettle) await raise(sql, { kind: 'owner-to-settle', caseId, detail: { municipality: place?.code ?? 'unknown' }, now })
  await sendReportMails(sql, {
    caseId,
    what: 'filed',
    institutionName: sender.name,
    to: [notified, owner, prefecture],
    publicUrl: filing.publicUrl,
    now,
  })
  if (isOfDeceased(row)) await sql`select end_watch_by_filed_death(${caseId}, ${now})`
  // Who has registered as a contact has the ID already.
  else if (!taken?.isRegistered)
    await invitePatient(sql, { ...made, phone: row.phone, language: filing.language, centre: owner, publicUrl: filing.publicUrl, now })
  return made
}

type Sender = { id: string | null; name: string; centreId: string }

/** Whose report it is: the actor's institution, or the one whose fax a centre types. */
async function senderOf(sql: Sql, { fax, actor }: Filing): Promise<Sender> {
  if (fax) return { id: fax.institutionId, name: fax.institutionName, centreId: actor.orgId }
  const { id, name, parentId } = await getOrganisation(sql, actor.orgId)
  return { id, name, centreId: parentId! }
}

/** The case keeps its HER-SYS ID and its tabs; from now on the 発生届 says whose it is. Throws 'conflict' when its 発生届 was filed meanwhile. */
async function takeRegistered(
  sql: Sql,
  { registeredCaseId, personId, language, now }: Filing,
  {
    disease: _disease,
    reportingInstitutionId: _reporting,
    notifiedCentreId,
    centreNumber: _number,
    ...row
  }: Omit<NewCase, 'id' | 'hersysId' | 'personId'>,
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
  contact: FoundContact | null,
): Promise<Filed> {
  // Somebody whose time as a contact was over: another case of the same person.
  const same = known ?? contact?.personId ?? null
  const personId = same ?? uuidv7(now)
  const caseId = uuidv7(now)
  if (!same) await sql`insert into persons (id, created_at) values (${personId}, ${now})`
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
