import { questionAndAnswerText } from '../../fields/document.ts'
import { documentHash } from '../../fields/document-hash.server.ts'
import type { PersonName } from '../../fields/fields.ts'
import { wordsIn } from '../../i18n/t.ts'
import type { Day } from '../../lib/japanese-day.ts'
import { phoneKind } from '../../lib/phone-number.ts'
import { uuidv7 } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import type { Staff } from '../../platform/http/route.server.ts'
import { formByRef } from '../../programmes/registry.ts'
import { invitePatient } from '../notification/invite.server.ts'
import { updateCaseForm } from '../notification/queries/case-forms.server.ts'
import { type FiledRevision, insertRevision, listRevisions } from '../notification/queries/filed.server.ts'
import { getOrganisation } from '../organisation/queries.server.ts'
import { unlockClaim } from '../registration/queries.server.ts'
import { renewKeys } from '../same-person/keys.server.ts'

export type Identity = { name: PersonName; birthOn: Day | null; phone: string | null }
type Correct = { caseId: string; baseRevision: number; identity: Identity; reason: string; actor: Staff; publicUrl: string; now: Date }

/**
 * The owning centre corrects who the patient is (D43): name, birth date, telephone. A new revision of the 発生届 with reason and author; the
 * earlier ones stay. An ID that wrong tries have locked opens at once, and goes out anew: to another telephone number (D42), and to whoever was
 * kept out by a wrong birth date and has not registered yet. 'conflict': somebody corrected it meanwhile.
 */
export async function correctIdentity(
  sql: Sql,
  { caseId, baseRevision, identity, reason, actor, publicUrl, now }: Correct,
): Promise<'done' | 'conflict' | 'not-found'> {
  await sql`select from watches where case_id = ${caseId} and owner_centre_id = ${actor.orgId} for no key update`
  const [latest] = await listRevisions(sql, caseId)
  const [before] = await sql<Before[]>`
    select c.family_name, c.given_name, c.family_kana, c.given_kana, c.birth_on, c.phone, c.hersys_id, c.language, c.state, w.state as watch_state,
           exists (select from registrations r where r.case_id = c.id and r.ended_at is null) as is_registered from cases c join watches w on w.case_id = c.id
     where c.id = ${caseId} and w.owner_centre_id = ${actor.orgId}`
  if (!before || (!latest && before.state !== 'contact')) return 'not-found'
  if ((latest?.revision ?? 0) !== baseRevision) return 'conflict'
  const { name, birthOn, phone } = identity
  if (latest) await revise(sql, { caseId, latest, identity, reason, actor, now })
  else await keepFormer(sql, { caseId, before, reason, actor, now })
  const { count } = await sql`
    update cases set family_name = ${name.family}, given_name = ${name.given ?? ''}, family_kana = ${name.familyKana}, given_kana = ${name.givenKana},
           birth_on = ${birthOn}, phone = ${phone}, phone_kind = ${phone === null ? null : phoneKind(phone)}, updated_at = ${now}
     where id = ${caseId}`
  if (count !== 1) throw new Error('the case to be corrected is gone')
  await renewKeys(sql, caseId)
  const wasLocked = await unlockClaim(sql, caseId, now)
  const isNewPhone = phone !== before.phone
  const isKeptOut = !before.isRegistered && (wasLocked || birthOn !== before.birthOn)
  if ((isNewPhone || isKeptOut) && before.watchState === 'observing') {
    if (isNewPhone) await sql`select settle_items(${caseId}, ${['sms-undeliverable']}, 'phone-corrected', null, ${now})`
    const centre = await getOrganisation(sql, actor.orgId)
    await invitePatient(sql, { caseId, hersysId: before.hersysId, phone, language: before.language, centre, publicUrl, now })
  }
  await sql`select pg_notify('centre', ${actor.orgId})`
  return 'done'
}

type Before = Record<'familyName' | 'givenName', string> &
  Record<'familyKana' | 'givenKana' | 'birthOn' | 'phone', string | null> & {
    hersysId: string
    language: string
    state: string
    watchState: string
    isRegistered: boolean
  }
type By = Pick<Correct, 'caseId' | 'reason' | 'actor' | 'now'>

/** The next revision of the 発生届. */
async function revise(
  sql: Sql,
  { caseId, latest, identity, reason, actor, now }: By & { latest: FiledRevision; identity: Identity },
): Promise<void> {
  const { name, birthOn, phone } = identity
  const answers = { ...latest.answers, name, birthOn, phone }
  const form = formByRef(latest.formVersion)
  const revision = {
    id: uuidv7(now),
    caseId,
    revision: latest.revision + 1,
    formVersion: latest.formVersion,
    answers,
    documentHash: documentHash(questionAndAnswerText(form, answers, wordsIn('ja'))),
    authorId: actor.accountId,
    orgId: actor.orgId,
    reason,
  }
  await insertRevision(sql, revision, now)
  await updateCaseForm(sql, { caseId, form, answers })
}

/** A 濃厚接触者 has no 発生届: what stood before is kept by itself. */
async function keepFormer(sql: Sql, { caseId, before, reason, actor, now }: By & { before: Before }): Promise<void> {
  const { familyName, givenName, familyKana, givenKana, birthOn, phone } = before
  await sql`insert into contact_corrections (id, case_id, at, by, reason, before)
    values (${uuidv7(now)}, ${caseId}, ${now}, ${actor.accountId}, ${reason}, ${sql.json({ familyName, givenName, familyKana, givenKana, birthOn, phone })})`
}
