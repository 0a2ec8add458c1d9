import { type AnyAnswers, type Form, formRef } from '../../../fields/fields.ts'
import { japaneseDay } from '../../../lib/japanese-day.ts'
import type { Sql } from '../../../platform/db/sql.server.ts'
import { subjectOf } from '../../../programmes/subject.ts'
import { completeness, delayDays } from '../completeness.ts'

/** The way a 発生届 came: typed on the screen, Excel import, a record system, or a fax that a centre typed. */
export type Channel = 'web' | 'excel' | 'api' | 'fax'

type Filed = { caseId: string; form: Form; answers: AnyAnswers }
/** `orgId` null: an institution that has no place in this system. `receivedAt`: when the report reached anybody. */
type Way = { orgId: string | null; centreId: string; channel: Channel; receivedAt: Date }

/** Notes the version a case was filed in, how many questions with the yellow frame it leaves open (D25), how it came and how soon. */
export async function insertCaseForm(sql: Sql, filed: Filed & Way, now: Date): Promise<void> {
  const { caseId, form, answers, orgId, centreId, channel, receivedAt } = filed
  const { asked, gaps } = completeness(form, answers)
  await sql`
    insert into case_forms (case_id, org_id, form_version, gaps, asked, filed_at, centre_id, channel, received_at, delay_days)
    values (${caseId}, ${orgId}, ${formRef(form)}, ${gaps}, ${asked}, ${now}, ${centreId}, ${channel}, ${receivedAt},
            ${delayDays(subjectOf(answers).diagnosedOn, japaneseDay(receivedAt))})`
}

/** After a correction. What somebody settled stays settled while no more is open than then. A case from before has no row: nothing happens. */
export async function updateCaseForm(sql: Sql, { caseId, form, answers }: Filed): Promise<void> {
  const { asked, gaps } = completeness(form, answers)
  const { diagnosedOn } = subjectOf(answers)
  await sql`
    update case_forms set form_version = ${formRef(form)}, gaps = ${gaps}, asked = ${asked},
           delay_days = case when (received_at at time zone 'Asia/Tokyo')::date >= ${diagnosedOn}::date
                             then (received_at at time zone 'Asia/Tokyo')::date - ${diagnosedOn}::date end,
           settled_at = case when ${gaps} <= gaps then settled_at end, settled_by = case when ${gaps} <= gaps then settled_by end
     where case_id = ${caseId}`
}

export type FormLine = {
  caseId: string
  hersysId: string
  familyName: string
  givenName: string
  reportedOn: string | null
  diagnosedOn: string | null
  gaps: number
  state: string
  filedAt: string
}
/** The last line of a page; the next page begins after it. */
export type AfterLine = { filedAt: string; caseId: string }

export const linesAPage = 50

/** 未完了: own reports that leave something open and that nobody settled, newest first, one more than a page holds. */
export async function listIncomplete(sql: Sql, orgId: string, after: AfterLine | null): Promise<FormLine[]> {
  return listLines(sql, sql`f.org_id = ${orgId} and f.gaps > 0 and f.settled_at is null and c.state <> 'withdrawn'`, after)
}

/** 旧登録情報一覧: own cases whose 発生届 is in that version, newest first, one more than a page holds. */
export async function listOfVersion(sql: Sql, orgId: string, version: string, after: AfterLine | null): Promise<FormLine[]> {
  return listLines(sql, sql`f.org_id = ${orgId} and f.form_version = ${version}`, after)
}

function listLines(sql: Sql, which: ReturnType<Sql>, after: AfterLine | null): Promise<FormLine[]> {
  const older = after ? sql`and (f.filed_at, f.case_id) < (${after.filedAt}::timestamptz, ${after.caseId}::uuid)` : sql``
  return sql<FormLine[]>`
    select f.case_id, c.hersys_id, c.family_name, c.given_name, c.reported_on, c.diagnosed_on, f.gaps, c.state, f.filed_at
      from case_forms f join cases c on c.id = f.case_id
     where ${which} ${older}
     order by f.filed_at desc, f.case_id desc limit ${linesAPage + 1}`
}

/** How many reports are 未完了, counted up to a hundred. */
export async function countIncomplete(sql: Sql, orgId: string): Promise<number> {
  const [row] = await sql<{ n: number }[]>`
    
    select count(*)::int as n from (
      select from case_forms f join cases c on c.id = f.case_id
       where f.org_id = ${orgId} and f.gaps > 0 and f.settled_at is null and c.state <> 'withdrawn' limit 100) as few`
  return row!.n
}

/** 「これ以上分かる項目はない」: a named person says so. False when the case is not this institution's or leaves nothing open. */
export async function settleGaps(sql: Sql, caseId: string, accountId: string, now: Date): Promise<boolean> {
  const { count } = await sql`
    update case_forms set settled_at = coalesce(settled_at, ${now}), settled_by = coalesce(settled_by, ${accountId})
     where case_id = ${caseId} and gaps > 0`
  return count === 1
}
