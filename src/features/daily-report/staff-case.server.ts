import { addDays, type Day, daysBetween, japaneseDay } from '../../lib/japanese-day.ts'
import { isUuid } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { AppError } from '../../platform/http/errors.ts'
import type { Staff } from '../../platform/http/route.server.ts'

/** A case as staff need it to enter a report. */
export type StaffCase = {
  id: string
  hersysId: string
  name: string
  disease: string
  ownerCentreId: string
  begunOn: Day
  settings: unknown
}

/**
 * Of a centre: a case that it owns. Of an institution: one that it reported or treats, which is what it sees. Throws 'not-found' for a case one may
 * not see, 'not-allowed' for one that another centre owns.
 */
export async function getOwnCase(sql: Sql, id: string | undefined, actor: Pick<Staff, 'orgKind' | 'orgId'>): Promise<StaffCase> {
  if (!id || !isUuid(id)) throw new AppError('not-found')
  const [row] = await sql<StaffCase[]>`
    select c.id, c.hersys_id, c.family_name || ' ' || c.given_name as name, c.disease, w.owner_centre_id,
           least(w.period_from, (w.began_at at time zone 'Asia/Tokyo')::date) as begun_on, o.settings
      from watches w join cases c on c.id = w.case_id join organisations o on o.id = w.owner_centre_id
     where w.case_id = ${id}`
  if (!row) throw new AppError('not-found')
  if (actor.orgKind === 'centre' && row.ownerCentreId !== actor.orgId) throw new AppError('not-allowed')
  return row
}

/** Days a report may tell of: from the beginning of the observation to today, newest first. */
export function daysOpen({ begunOn }: Pick<StaffCase, 'begunOn'>, now: Date): Day[] {
  const today = japaneseDay(now)
  return Array.from({ length: Math.max(0, daysBetween(begunOn, today)) + 1 }, (_, back) => addDays(today, -back))
}
