import type { Day } from '../../lib/japanese-day.ts'
import { isUuid } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'

export type ContactLine = {
  caseId: string
  hersysId: string
  centreNumber: string | null
  familyName: string
  givenName: string
  birthOn: Day | null
  phone: string | null
  level: 'urgent' | 'watch' | 'stable'
  lastReportAt: string | null
  state: 'observing' | 'ended'
  endedAt: string | null
  periodTo: Day
  lastContactOn: Day
  relation: string
  /** Whose contact; null where this actor does not see that case. */
  indexCaseId: string | null
  indexHersysId: string | null
  becameCaseAt: string | null
}
/** The last line of a page; the next begins after it. */
export type After = { key: string; id: string }
const pageSize = 50

/** 濃厚接触者 that this centre observes, whose quarantine ends first on top; or those whose observation has ended, the newest first. One more than a page. */
async function listContacts(sql: Sql, centreId: string, show: 'observing' | 'ended', after: After | null): Promise<ContactLine[]> {
  const which =
    show === 'observing'
      ? sql`select w.case_id from watches w where w.owner_centre_id = ${centreId} and w.kind = 'close-contact' and w.state = 'observing'
              ${after ? sql`and (w.period_to, w.case_id) > (${after.key}::date, ${after.id}::uuid)` : sql``}
             order by w.period_to, w.case_id limit ${pageSize + 1}`
      : sql`select w.case_id from watches w where w.owner_centre_id = ${centreId} and w.kind = 'close-contact' and w.state = 'ended'
              ${after ? sql`and (w.ended_at, w.case_id) < (${after.key}::timestamptz, ${after.id}::uuid)` : sql``}
             order by w.ended_at desc, w.case_id desc limit ${pageSize + 1}`
  const ids = (await sql<{ caseId: string }[]>`${which}`).map(({ caseId }) => caseId)
  const lines = new Map((await linesOf(sql, sql`c.id = any(${ids}::uuid[])`)).map((line) => [line.caseId, line]))
  return ids.flatMap((id) => lines.get(id) ?? [])
}

/** A page of them, and after what the next one begins; null when there is none. */
export async function pageOfContacts(
  sql: Sql,
  centreId: string,
  show: 'observing' | 'ended',
  after: After | null,
): Promise<{ lines: ContactLine[]; last: string | null }> {
  const found = await listContacts(sql, centreId, show, after)
  const lines = found.slice(0, pageSize)
  const last = found.length > pageSize ? lines.at(-1)! : null
  return { lines, last: last && `${show === 'observing' ? last.periodTo : Date.parse(last.endedAt!)}_${last.caseId}` }
}

/** What stands in the address of a next page; null for the first one, and for anything else. */
export function readAfter(text: string | undefined, show: 'observing' | 'ended'): After | null {
  const [key, id] = (text ?? '').split('_')
  if (!key || !id || !isUuid(id)) return null
  if (show === 'observing') return /^\d{4}-\d\d-\d\d$/.test(key) ? { key, id } : null
  return /^\d{1,15}$/.test(key) ? { key: new Date(Number(key)).toISOString(), id } : null
}

/** Those named from this case, the newest first: contacts and what became of them. */
export async function listContactsOf(sql: Sql, indexCaseId: string): Promise<ContactLine[]> {
  return linesOf(sql, sql`n.index_case_id = ${indexCaseId}`)
}

/** What this case was or is a contact of. */
export async function listContactFacts(sql: Sql, caseId: string): Promise<ContactLine[]> {
  return linesOf(sql, sql`n.case_id = ${caseId}`)
}

function linesOf(sql: Sql, which: ReturnType<Sql>): Promise<ContactLine[]> {
  return sql<ContactLine[]>`
    select distinct on (n.entered_at, c.id) c.id as case_id, c.hersys_id, c.centre_number, c.family_name, c.given_name, c.birth_on, c.phone, coalesce(w.level, 'stable') as level,
           w.last_report_at, coalesce(w.state, 'observing') as state, w.ended_at, coalesce(w.period_to, n.last_contact_on) as period_to, n.last_contact_on, n.relation,
           x.id as index_case_id, x.hersys_id as index_hersys_id, n.became_case_at
      from contacts n join cases c on c.id = n.case_id
      left join watches w on w.case_id = c.id left join cases x on x.id = n.index_case_id
     where ${which} order by n.entered_at desc, c.id desc limit 200`
}
