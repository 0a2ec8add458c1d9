import { uuidv7 } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import type { Staff } from '../../platform/http/route.server.ts'
import type { Params, Thing } from './kind.ts'

/** A job as the worker has it in hand. `actor` is null when the account of who started it has ended, or works elsewhere now. */
export type Order = { id: string; orgId: string; kind: string; thing: Thing; params: Params; createdBy: string; actor: Staff | null }
export type Waiting = { n: number; thingId: string; caseId: string | null; seen: string }

/** The longest running first. */
export async function listRunning(sql: Sql): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`select id from bulk_jobs where state = 'running' order by started_at, id limit 100`
  return rows.map(({ id }) => id)
}

type OrderRow = Omit<Order, 'actor'> &
  Pick<Staff, 'orgKind' | 'orgName' | 'institutionKind' | 'role' | 'name' | 'loginId'> & { isThere: boolean }

export async function findOrder(sql: Sql, jobId: string): Promise<Order | null> {
  const [row] = await sql<OrderRow[]>`
    select j.id, j.org_id, j.kind, j.thing, j.params, j.created_by, o.kind as org_kind, o.name as org_name, o.institution_kind, s.role, s.name, s.login_id,
           s.ended_at is null and s.org_id = j.org_id as is_there
      from bulk_jobs j join staff_accounts s on s.id = j.created_by join organisations o on o.id = j.org_id where j.id = ${jobId} and j.state = 'running'`
  if (!row) return null
  const { id, orgId, kind, thing, params, createdBy, isThere, ...person } = row
  const actor: Staff = {
    ...person,
    kind: 'staff',
    accountId: createdBy,
    orgId,
    stage: 'full',
    mustChangePassword: false,
    phoneVerified: true,
    hasKey: false,
  }
  return { id, orgId, kind, thing, params, createdBy, actor: isThere ? actor : null }
}

/** The next row that nobody else has in hand, locked until the end of the transaction; null when none waits or the job was stopped. */
export async function takeRow(sql: Sql, jobId: string): Promise<Waiting | null> {
  const [row] = await sql<Waiting[]>`
    select r.n, r.thing_id, r.case_id, r.seen from bulk_rows r
     where r.job_id = ${jobId} and r.state = 'waiting' and exists (select from bulk_jobs j where j.id = r.job_id and j.state = 'running')
     order by r.n limit 1 for update skip locked`
  return row ?? null
}

type Fate = { state: 'done' | 'unchanged' | 'refused' | 'failed'; reason: string | null }

/** What became of a row. False: another worker has settled it meanwhile. */
export async function settle(sql: Sql, jobId: string, n: number, { state, reason }: Fate, now: Date): Promise<boolean> {
  const { count } = await sql`
    update bulk_rows set state = ${state}, reason = ${reason}, done_at = ${now} where job_id = ${jobId} and n = ${n} and state = 'waiting'`
  return count === 1
}

/** Ends a job of which no row waits. What our own fault left undone is told to the centre: whoever started it may have gone home. */
export async function endIfDone(sql: Sql, { id, orgId }: Order, now: Date): Promise<void> {
  await sql.begin(async (tx) => {
    const { count } = await tx`
      update bulk_jobs set state = 'done', finished_at = ${now},
             has_undone = exists (select from bulk_rows r where r.job_id = ${id} and r.state in ('refused', 'failed'))
       where id = ${id} and state = 'running' and not exists (select from bulk_rows r where r.job_id = ${id} and r.state = 'waiting')`
    const [failed] = await tx`select from bulk_rows where job_id = ${id} and state = 'failed' limit 1`
    if (count === 1 && failed)
      await tx`select raise_item(${uuidv7(now)}, ${orgId}, null, ${`bulk:${id}`}, 'job-failed', false, ${now}, ${tx.json({ bulk: id })}, ${now})`
  })
}

/** Selections that nobody started, and jobs long done: of each case the audit keeps what was done. */
export async function eraseJobs(sql: Sql, { chosenBefore, doneBefore }: { chosenBefore: Date; doneBefore: Date }): Promise<void> {
  await sql`
    delete from bulk_jobs where state = 'chosen' and created_at < ${chosenBefore} or state in ('done', 'stopped') and created_at < ${doneBefore}`
}
