import type { Facilities, Form } from '../../fields/fields.ts'
import { japaneseDay } from '../../lib/japanese-day.ts'
import { isUuid } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { AppError } from '../../platform/http/errors.ts'
import type { Context, Staff } from '../../platform/http/route.server.ts'
import { type RecordTab, recordFormFor, recordTabs } from '../../programmes/tabs.ts'
import { listCentres } from '../organisation/queries.server.ts'
import { type CaseHead, findCaseHead } from './head.server.ts'
import { canRecord } from './tabs.ts'

export type C = Context<Staff>

/** The case of this address. Throws 'not-found' for one that this actor does not see as for none. */
export async function headOf(c: Pick<C, 'sql' | 'params' | 'shows'>): Promise<CaseHead> {
  const id = c.params.caseId ?? ''
  const head = isUuid(id) ? await findCaseHead(c.sql, id) : null
  if (!head) throw new AppError('not-found')
  c.shows(head.id)
  return head
}

/** Case, tab and today's form of an entry to be written. Throws 'not-found' for no such tab, 'not-allowed' for one that is only read. */
export async function openEntry(c: C): Promise<{ head: CaseHead; tab: RecordTab; form: Form }> {
  const head = await headOf(c)
  const tab = recordTabs.find((each) => each === c.params.recordTab)
  const form = tab && formOf(head, tab, c.now)
  if (!tab || !form) throw new AppError('not-found')
  if (!canRecord(c.actor, head, tab)) throw new AppError('not-allowed')
  return { head, tab, form }
}

export function formOf({ disease, state }: Pick<CaseHead, 'disease' | 'state'>, tab: RecordTab, now: Date): Form | null {
  return recordFormFor({ disease, tab, isFiled: state !== 'draft', on: japaneseDay(now) })
}

/** What the forms choose from: health centres, and the hospitals and other places to stay of the prefecture (also closed ones: stays are corrected). */
export async function facilitiesFor(sql: Sql, orgId: string): Promise<Facilities> {
  const [centres, hospitals, places] = await Promise.all([
    listCentres(sql),
    sql<{ id: string; name: string }[]>`
      select h.id, h.name from organisations h join organisations o on o.id = ${orgId}
       where h.kind = 'institution' and h.institution_kind = 'inpatient' and h.prefecture_code = o.prefecture_code order by h.kana, h.id`,
    sql<{ id: string; name: string }[]>`
      select p.id, p.name from places p join organisations k on k.id = p.centre_id join organisations o on o.id = ${orgId}
       where p.kind <> 'hospital' and k.prefecture_code = o.prefecture_code order by p.closed_on is not null, p.name, p.id`,
  ])
  return { 'health-centres': centres.map(({ id, name }) => ({ id, name })), hospitals, places }
}
