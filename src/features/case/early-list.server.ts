import type { AnyAnswers } from '../../fields/fields.ts'
import type { Day } from '../../lib/japanese-day.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import type { ClosingReason } from '../notification/closing-reasons.ts'
import { type After, pageSize } from './list.server.ts'

export type EarlyLine = {
  id: string
  hersysId: string
  familyName: string
  givenName: string
  /** 登録. */
  at: string
  institutionName: string | null
  /** The standing test with the newest sample, a positive one before any other; null: none. */
  test: { formVersion: string; answers: AnyAnswers; onDay: Day } | null
  closedAt: string | null
  reason: ClosingReason | null
  note: string | null
}

/**
 * 発生届の提出前の登録 of the institutions under this centre, the last registered first, one more than a page: those that wait for their 発生届, or
 * those that were closed without one. Indexes cases_early_open, cases_early_closed.
 */
export async function listEarly(
  sql: Sql,
  centreId: string,
  { closed, after }: { closed: boolean; after: After | null },
): Promise<EarlyLine[]> {
  const older = after ? sql`and (c.registered_at, c.id) < (${after.at}::timestamptz, ${after.id}::uuid)` : sql``
  return sql<EarlyLine[]>`
    select c.id, c.hersys_id, c.family_name, c.given_name, c.registered_at as at, i.name as institution_name,
           (select json_build_object('formVersion', r.form_version, 'answers', r.answers, 'onDay', r.on_day) from case_records r
             where r.case_id = c.id and r.tab = 'tests' and r.superseded_at is null and not r.struck
             order by r.answers ->> 'result' = 'positive' desc, r.on_day desc, r.id desc limit 1) as test,
           c.early_closed_at as closed_at, e.reason, e.note
      from cases c left join organisations i on i.id = c.reporting_institution_id
      left join early_closings e on e.case_id = c.id and e.reopened_at is null
     where c.notified_centre_id = ${centreId} and c.state = 'draft' and c.early_closed_at is ${closed ? sql`not null` : sql`null`} ${older}
     order by c.registered_at desc, c.id desc limit ${pageSize + 1}`
}
