import type { Day } from '../../lib/japanese-day.ts'
import { nameKeysOf } from '../../lib/name-keys.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { AppError } from '../../platform/http/errors.ts'
import { raise } from '../attention/raise.server.ts'
import { centreSettings } from '../organisation/centre-settings.ts'
import type { CaseRow } from './case-row.ts'
import { findFiledCase, type NewCase, updateCase } from './queries/filed.server.ts'

/** `observed` false: the time as a contact is over; the 発生届 is another case of the same person. */
export type FoundContact = { caseId: string; personId: string; observed: boolean; registered: boolean }

/** The 濃厚接触者 of whom this report speaks: telephone, birth date and name (or reading) all the same. Nobody without all three. */
export async function findContact(sql: Sql, row: CaseRow): Promise<FoundContact | null> {
  const { name, kana } = nameKeysOf(row)
  if (row.phone === null || row.birthOn === null || name === '') return null
  const [found] = await sql<FoundContact[]>`select * from find_contact(${name}, ${kana}, ${row.birthOn}, ${row.phone})`
  return found ?? null
}

type Take = {
  row: Omit<NewCase, 'id' | 'hersysId' | 'personId'>
  personId?: string | null
  language: string
  now: Date
}
export type Taken = { caseId: string; hersysId: string; ownerId: string; isRegistered: boolean }

/**
 * A 発生届 for an observed contact: the very same case becomes a patient's. HER-SYS ID, registration, reports and owner stay as they are. Throws
 * 'conflict' when the observation ended, or another 発生届 was filed, this very moment.
 */
export async function takeContact(sql: Sql, contact: FoundContact, { row, personId, language, now }: Take): Promise<Taken> {
  const { caseId } = contact
  const { reportingInstitutionId, notifiedCentreId, disease: _disease, centreNumber, ...fresh } = row
  const [taken] = await sql<{ owner: string | null }[]>`
    select file_contact_case(${caseId}, ${reportingInstitutionId}, ${notifiedCentreId}, ${personId ?? null}, ${now}) as owner`
  if (!taken?.owner) throw new AppError('conflict')
  await updateCase(sql, caseId, { ...fresh, ...(centreNumber ? { centreNumber } : {}), language }, now)
  const found = await findFiledCase(sql, caseId)
  return { caseId, hersysId: found!.hersysId, ownerId: taken.owner, isRegistered: contact.registered }
}

type Watch = { caseId: string; periodFrom: Day; periodTo: Day; settings: unknown; now: Date }

/** The 健康観察期間 is the patient's from now on, and the owner confirms the 発生届 as any other. */
export async function goOnWatching(sql: Sql, { caseId, periodFrom, periodTo, settings, now }: Watch): Promise<void> {
  await sql`select continue_watch(${caseId}, ${periodFrom}, ${periodTo}, ${now})`
  const dueAt = new Date(now.getTime() + centreSettings(settings).confirmHours * 3_600_000)
  await raise(sql, { kind: 'unconfirmed', caseId, dueAt, detail: { why: 'contact' }, now })
}
