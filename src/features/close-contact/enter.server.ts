import type { AnswersOf, PersonName } from '../../fields/fields.ts'
import { japaneseDay } from '../../lib/japanese-day.ts'
import { normalisePhone, phoneKind } from '../../lib/phone-number.ts'
import { uuidv7 } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { AppError } from '../../platform/http/errors.ts'
import type { Staff } from '../../platform/http/route.server.ts'
import { programmeOf } from '../../programmes/registry.ts'
import { hersysIdKey, nextHersysId } from '../notification/hersys-id.server.ts'
import { invitePatient } from '../notification/invite.server.ts'
import { insertCase } from '../notification/queries/filed.server.ts'
import { getOrganisation } from '../organisation/queries.server.ts'
import { keepKeys } from '../same-person/keys.server.ts'
import { beginWatch } from '../watch/begin.server.ts'
import type { contactForm } from './fields.ts'

type Enter = {
  /** Made with the form: a second click registers nobody twice. */
  caseId: string
  /** The infected person from whose case the contact is named. */
  index: { id: string; disease: string }
  answers: AnswersOf<typeof contactForm>
  actor: Pick<Staff, 'accountId' | 'orgId'>
  secret: string
  publicUrl: string
  now: Date
}

/**
 * A 濃厚接触者 is observed from this moment on, like a patient: HER-SYS ID, watch with its deadlines, invitation. The centre that names them owns
 * them; one that lives elsewhere is handed over. Throws 'conflict' when the id is somebody else's.
 */
export async function enterContact(sql: Sql, { caseId, index, answers, actor, secret, publicUrl, now }: Enter): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`contact ${caseId}`}, 0))`
  await sql`select lock_case(${index.id})`
  if ((await sql`select 1 from cases where id = ${caseId}`).length > 0) return
  const personId = uuidv7(now)
  await sql`insert into persons (id, created_at) values (${personId}, ${now})`
  const person = personOf(answers)
  const hersysId = await insertContactCase(sql, { caseId, personId, disease: index.disease, actor, person, answers, secret, now })
  const centre = await getOrganisation(sql, actor.orgId)
  const { lastContactOn } = answers
  const today = japaneseDay(now)
  // Where no rule says a quarantine there is none to observe: until today, and a person decides.
  const lastDay = programmeOf(index.disease).quarantinePeriod({ lastContactOn, on: today })?.lastDay ?? today
  await beginWatch(sql, {
    caseId,
    ownerCentreId: centre.id,
    ownerPrefectureId: centre.parentId,
    periodFrom: lastContactOn,
    periodTo: lastDay,
    settings: centre.settings,
    isContact: true,
    now,
  })
  await keepKeys(sql, caseId, { ...person, sex: person.sex, postalCode: person.postalCode, address: person.address })
  await sql`
    insert into contacts (id, case_id, index_case_id, last_contact_on, relation, household, note, entered_at, entered_by, centre_id)
    values (${uuidv7(now)}, ${caseId}, ${index.id}, ${lastContactOn}, ${answers.relation}, ${answers.relation === 'household'}, ${answers.note},
            ${now}, ${actor.accountId}, ${actor.orgId})`
  await invitePatient(sql, { caseId, hersysId, phone: person.phone, language: 'ja', centre, publicUrl, now })
}

function personOf(answers: Enter['answers']) {
  const name = answers.name as PersonName
  const phone = answers.phone === null ? null : normalisePhone(answers.phone)
  return {
    familyName: name.family,
    givenName: name.given ?? '',
    familyKana: name.familyKana,
    givenKana: name.givenKana,
    sex: answers.sex,
    birthOn: answers.birthOn,
    phone,
    phoneKind: phone === null ? null : phoneKind(phone),
    postalCode: answers.postalCode,
    address: answers.address,
  }
}

type New = Pick<Enter, 'caseId' | 'actor' | 'answers' | 'secret' | 'now'> & {
  personId: string
  disease: string
  person: ReturnType<typeof personOf>
}

async function insertContactCase(sql: Sql, { caseId, personId, disease, actor, person, answers, secret, now }: New): Promise<string> {
  const row = {
    ...person,
    ...{ caseClass: null, municipalityCode: null, severity: null, diagnosedOn: null, onsetOn: null, sampledOn: null, diedOn: null },
    ...{ reportedOn: null, riskFactors: null, hospitalised: null, language: 'ja', disease },
    id: caseId,
    personId,
    kind: 'close-contact' as const,
    state: 'contact' as const,
    reportingInstitutionId: null,
    notifiedCentreId: null,
    responsibleCentreId: actor.orgId,
    ...(answers.centreNumber ? { centreNumber: answers.centreNumber } : {}),
  }
  for (let tries = 0; tries < 20; tries++) {
    const hersysId = await nextHersysId(sql, hersysIdKey(secret))
    if (await insertCase(sql, { ...row, hersysId }, now)) return hersysId
  }
  throw new AppError('conflict')
}
