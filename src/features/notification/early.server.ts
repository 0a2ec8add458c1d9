import { questionAndAnswerText } from '../../fields/document.ts'
import { documentHash } from '../../fields/document-hash.server.ts'
import { type AnyAnswers, type Form, formRef, type PersonName, type Raw } from '../../fields/fields.ts'
import { refill } from '../../fields/refill.ts'
import { wordsIn } from '../../i18n/t.ts'
import { japaneseDay } from '../../lib/japanese-day.ts'
import { uuidv7 } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { AppError } from '../../platform/http/errors.ts'
import type { Staff } from '../../platform/http/route.server.ts'
import { type RecordTab, recordFormFor } from '../../programmes/tabs.ts'
import { currentRecord, insertRecord, isInHospital, listRecords } from '../case-record/queries.server.ts'
import { getOrganisation } from '../organisation/queries.server.ts'
import { renewKeys } from '../same-person/keys.server.ts'
import { nextHersysId } from './hersys-id.server.ts'
import { insertCase } from './queries/filed.server.ts'
import { reflected } from './reflect.ts'

type Early = {
  /** Made with the form: a second click registers nobody twice. */
  caseId: string
  disease: string
  /** ID管理情報 with 国籍, as checked. */
  answers: AnyAnswers
  actor: Pick<Staff, 'accountId' | 'orgId' | 'role'>
  hersysIdKey: Uint8Array
  now: Date
}

/**
 * 発生届の提出前に使用 (D30–D32): a case with its HER-SYS ID and tabs. It is in the state 'draft': there is no watch, nobody is written to, and no
 * deadline runs. Observation begins when its 発生届 is accepted. Throws 'conflict' when the id belongs to somebody else's case.
 */
export async function registerEarly(sql: Sql, early: Early): Promise<void> {
  const { caseId, disease, answers, actor, hersysIdKey, now } = early
  await sql`select pg_advisory_xact_lock(hashtextextended(${`register ${caseId}`}, 0))`
  if ((await sql`select 1 from cases where id = ${caseId}`).length > 0) return
  const personId = uuidv7(now)
  await sql`insert into persons (id, created_at) values (${personId}, ${now})`
  const { parentId } = await getOrganisation(sql, actor.orgId)
  const name = answers.name as PersonName
  for (let tries = 0; ; tries++) {
    if (tries === 20) throw new AppError('conflict')
    const hersysId = await nextHersysId(sql, hersysIdKey)
    const row = { ...blankRow, familyName: name.family, givenName: name.given ?? '' }
    const made = {
      ...row,
      id: caseId,
      hersysId,
      personId,
      disease,
      reportingInstitutionId: actor.orgId,
      notifiedCentreId: parentId!,
      responsibleCentreId: null,
      language: 'ja',
    }
    if (await insertCase(sql, { ...made, state: 'draft', registeredAt: now }, now)) break
  }
  const { nationality, ...identity } = answers
  await record(sql, early, 'identity', identity)
  if (nationality != null) await record(sql, early, 'basics', { nationality })
  // Found by name from this moment on, as a filed case is.
  await renewKeys(sql, caseId)
}

/** The columns follow from the record of ID管理; these wait for it. */
const blankRow = {
  caseClass: null,
  familyKana: null,
  givenKana: null,
  sex: null,
  birthOn: null,
  phone: null,
  phoneKind: null,
  postalCode: null,
  municipalityCode: null,
  address: null,
  severity: null,
  diagnosedOn: null,
  onsetOn: null,
  sampledOn: null,
  diedOn: null,
  reportedOn: null,
  riskFactors: null,
  hospitalised: null,
}

async function record(sql: Sql, { caseId, disease, actor, now }: Early, tab: RecordTab, answers: AnyAnswers): Promise<void> {
  const form = recordFormFor({ disease, tab, isFiled: false, on: japaneseDay(now) })!
  const whole = Object.fromEntries(Object.keys(form.fields).map((name) => [name, answers[name] ?? null]))
  const id = uuidv7(now)
  const author = { authorKind: 'staff' as const, authorId: actor.accountId, authorRole: actor.role, orgId: actor.orgId }
  const hash = documentHash(questionAndAnswerText(form, whole, wordsIn('ja')))
  const row = {
    id,
    entryId: id,
    caseId,
    tab,
    revision: 1,
    formVersion: formRef(form),
    answers: whole,
    documentHash: hash,
    struck: false,
    reason: null,
    ...author,
  }
  await insertRecord(sql, row, now)
}

/** What the tabs of a registered case answer in this form of the 発生届, as the form posts it. */
export async function reflectTabs(sql: Sql, caseId: string, form: Form): Promise<Raw> {
  const standing = async (tab: RecordTab) =>
    (await listRecords(sql, caseId, [tab]))
      .filter(({ supersededAt, struck }) => supersededAt === null && !struck)
      .map(({ answers }) => answers)
  const [identity, basics, tests, courses, inHospital] = await Promise.all([
    currentRecord(sql, caseId, 'identity'),
    currentRecord(sql, caseId, 'basics'),
    standing('tests'),
    standing('course'),
    isInHospital(sql, caseId),
  ])
  const onTabs = { identity: identity?.answers ?? null, basics: basics?.answers ?? null, tests, courses, isInHospital: inHospital }
  return refill(form, reflected(onTabs))
}
