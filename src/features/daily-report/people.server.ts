import type { Day } from '../../lib/japanese-day.ts'
import { isUuid } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { AppError } from '../../platform/http/errors.ts'

/** Somebody for whom this account reports (対象者). */
export type Person = {
  registrationId: string
  caseId: string
  /** As registered by the patient, not the official one (C15). */
  name: string
  hersysId: string
  disease: string
  watchState: 'observing' | 'ended' | null
  /** First day whose reports may be there. */
  since: Day
  lastReportAt: string | null
  lastTemperature: number | null
  centreName: string | null
  centrePhone: string | null
}

/** Those observed first, then as they were registered. Runs under the patient's own row-level security. */
export async function listPeople(sql: Sql, accountId: string): Promise<Person[]> {
  return sql<Person[]>`
    select r.id as registration_id, r.case_id, r.family_name || ' ' || r.given_name as name, c.hersys_id, c.disease, w.state as watch_state,
           (coalesce(least(w.began_at, w.period_from::timestamptz), c.created_at) at time zone 'Asia/Tokyo')::date - 1 as since,
           w.last_report_at, w.last_temperature, o.name as centre_name, o.phone as centre_phone
      from registrations r
      join cases c on c.id = r.case_id
      left join watches w on w.case_id = r.case_id
      left join organisations o on o.id = coalesce(w.owner_centre_id, c.notified_centre_id)
     where r.account_id = ${accountId} and r.ended_at is null
     order by coalesce(w.state, '') <> 'observing', r.created_at, r.id`
}

/** The person an address names. Throws 'not-found' for somebody else's. */
export function personIn(people: Person[], registrationId: string | undefined): Person {
  const found = registrationId && isUuid(registrationId) ? people.find((person) => person.registrationId === registrationId) : undefined
  if (!found) throw new AppError('not-found')
  return found
}
