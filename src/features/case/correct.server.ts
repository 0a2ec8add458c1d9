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
import { insertRevision, listRevisions } from '../notification/queries/filed.server.ts'
import { getOrganisation } from '../organisation/queries.server.ts'
import { renewKeys } from '../same-person/keys.server.ts'

export type Identity = { name: PersonName; birthOn: Day | null; phone: string | null }
type Correct = { caseId: string; baseRevision: number; identity: Identity; reason: string; actor: Staff; publicUrl: string; now: Date }

/**
 * The owning centre corrects who the patient is (D43): name, birth date, telephone. A new revision of the 発生届 with reason and author; the
 * earlier ones stay. After another telephone number the ID goes out anew (D42). 'conflict': somebody corrected it meanwhile.
 */
export async function correctIdentity(
  sql: Sql,
  { caseId, baseRevision, identity, reason, actor, publicUrl, now }: Correct,
): Promise<'done' | 'conflict' | 'not-found'> {
  await sql`select from watches where case_id = ${caseId} and owner_centre_id = ${actor.orgId} for no key update`
  const [latest] = await listRevisions(sql, caseId)
  const [before] = await sql<{ phone: string | null; hersysId: string; language: string; watchState: string }[]>`
    select c.phone, c.hersys_id, c.language, w.state as watch_state from cases c join watches w on w.case_id = c.id
     where c.id = ${caseId} and w.owner_centre_id = ${actor.orgId}`
  if (!latest || !before) return 'not-found'
  if (latest.revision !== baseRevision) return 'conflict'
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
  const { count } = await sql`
    update cases set family_name = ${name.family}, given_name = ${name.given ?? ''}, family_kana = ${name.familyKana}, given_kana = ${name.givenKana},
           birth_on = ${birthOn}, phone = ${phone}, phone_kind = ${phone === null ? null : phoneKind(phone)}, updated_at = ${now}
     where id = ${caseId}`
  if (count !== 1) throw new Error('the case to be corrected is gone')
  await renewKeys(sql, caseId)
  if (phone !== before.phone && before.watchState === 'observing') {
    await sql`select settle_items(${caseId}, ${['sms-undeliverable']}, 'phone-corrected', null, ${now})`
    const centre = await getOrganisation(sql, actor.orgId)
    await invitePatient(sql, { caseId, hersysId: before.hersysId, phone, language: before.language, centre, publicUrl, now })
  }
  await sql`select pg_notify('centre', ${actor.orgId})`
  return 'done'
}
