import { uuidv7 } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { type Entry, isPassportAsked } from './asked.ts'

export type Traveller = Entry & {
  registrationId: string
  caseId: string
  /** As registered by the patient (C15). */
  name: string
  centreName: string | null
  centrePhone: string | null
}

/** The person whom one of one's own registrations names; null for somebody else's. */
export async function findTraveller(sql: Sql, registrationId: string): Promise<Traveller | null> {
  const [row] = await sql<Traveller[]>`
    select r.id as registration_id, r.case_id, r.family_name || ' ' || r.given_name as name, c.nationality, c.entered_japan_on, c.passport_number,
           c.diagnosed_on, o.name as centre_name, o.phone as centre_phone
      from registrations r join cases c on c.id = r.case_id
      left join watches w on w.case_id = r.case_id
      left join organisations o on o.id = coalesce(w.owner_centre_id, c.notified_centre_id)
     where r.id = ${registrationId} and r.account_id = (select (current_actor()).account_id) and r.ended_at is null`
  return row ?? null
}

/** For the home screen: whether this registration of one's own is asked for a passport number (A21, C21). */
export async function isAskedForPassport(sql: Sql, registrationId: string): Promise<boolean> {
  const person = await findTraveller(sql, registrationId)
  return person !== null && isPassportAsked(person)
}

/** Enters one's own number, once. 'already': the centre (or another window) was faster. 'not-asked': 基礎情報 knows of no entry any more. */
export async function enterPassport(sql: Sql, caseId: string, number: string, now: Date): Promise<'ok' | 'already' | 'not-asked'> {
  const [row] = await sql<{ outcome: 'ok' | 'already' | 'not-asked' }[]>`
    select enter_own_passport(${uuidv7(now)}, ${caseId}, ${number}, ${now}) as outcome`
  return row!.outcome
}
