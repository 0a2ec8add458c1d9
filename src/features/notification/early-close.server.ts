import { uuidv7 } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { AppError } from '../../platform/http/errors.ts'
import type { Staff } from '../../platform/http/route.server.ts'
import { raise } from '../attention/raise.server.ts'
import type { CaseHead } from '../case-record/head.server.ts'
import { isInHospital, listRecords, lockForRecord } from '../case-record/queries.server.ts'
import type { ClosingReason } from './closing-reasons.ts'
import { type InfectionSign, signsOfInfection } from './early-signs.ts'

export type Closing = {
  id: string
  reason: ClosingReason
  note: string
  closedAt: string
  closedByName: string
  orgName: string
  reopenedAt: string | null
  reopenedByName: string | null
}

/** Every closing of this registration, the newest first. */
export async function listClosings(sql: Sql, caseId: string): Promise<Closing[]> {
  return sql<Closing[]>`
    select e.id, e.reason, e.note, e.closed_at, a.name as closed_by_name, o.name as org_name, e.reopened_at, r.name as reopened_by_name
      from early_closings e join staff_accounts a on a.id = e.closed_by join organisations o on o.id = e.org_id
      left join staff_accounts r on r.id = e.reopened_by
     where e.case_id = ${caseId} order by e.closed_at desc, e.id desc`
}

export async function findSigns(sql: Sql, caseId: string): Promise<InfectionSign[]> {
  const standing = (await listRecords(sql, caseId, ['tests', 'course'])).filter(
    ({ supersededAt, struck }) => supersededAt === null && !struck,
  )
  const of = (tab: string) => standing.filter((record) => record.tab === tab).map(({ answers }) => answers)
  return signsOfInfection({ tests: of('tests'), courses: of('course'), isInHospital: await isInHospital(sql, caseId) })
}

type Close = { head: CaseHead; reason: ClosingReason; note: string; actor: Pick<Staff, 'accountId' | 'orgId'>; now: Date }

/**
 * A registration that becomes no 発生届 is closed with its reason. Nobody observed this person, so nothing ends; where the tabs speak for an
 * infection the health centre is asked to look. Throws 'conflict' when it was filed or closed meanwhile.
 */
export async function closeEarly(sql: Sql, { head, reason, note, actor, now }: Close): Promise<void> {
  await lockForRecord(sql, head.id)
  const id = uuidv7(now)
  const { count } = await sql`
    insert into early_closings (id, case_id, reason, note, closed_at, closed_by, org_id)
    select ${id}, c.id, ${reason}, ${note}, ${now}, ${actor.accountId}, ${actor.orgId} from cases c
     where c.id = ${head.id} and c.state = 'draft' and c.early_closed_at is null`
  if (count !== 1) throw new AppError('conflict')
  const signs = await findSigns(sql, head.id)
  if (signs.length > 0) await raise(sql, { kind: 'early-closed', caseId: head.id, detail: { reasons: signs }, now })
}

/** 登録の再開. Throws 'conflict' when it is open already. */
export async function reopenEarly(sql: Sql, caseId: string, by: string, now: Date): Promise<void> {
  await lockForRecord(sql, caseId)
  const { count } = await sql`
    update early_closings set reopened_at = ${now}, reopened_by = ${by} where case_id = ${caseId} and reopened_at is null`
  if (count !== 1) throw new AppError('conflict')
}
