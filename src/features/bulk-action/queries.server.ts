import type { Sql } from '../../platform/db/sql.server.ts'
import type { Params, Thing } from './kind.ts'

export type Job = {
  id: string
  kind: string
  thing: Thing
  state: 'chosen' | 'running' | 'done' | 'stopped'
  params: Params
  createdAt: string
  createdBy: string
  createdByName: string
  startedAt: string | null
  finishedAt: string | null
  stoppedByName: string | null
}
export type RowState = 'waiting' | 'done' | 'unchanged' | 'refused' | 'failed'
export type Counts = Record<RowState, number> & { all: number }
export type Line = {
  n: number
  state: RowState
  reason: string | null
  doneAt: string | null
  caseId: string | null
  /** Null where this organisation may no longer see the case. */
  hersysId: string | null
  familyName: string | null
  givenName: string | null
}

const columns = (sql: Sql) => sql`
  j.id, j.kind, j.thing, j.state, j.params, j.created_at, j.created_by, s.name as created_by_name, j.started_at, j.finished_at, p.name as stopped_by_name
    from bulk_jobs j join staff_accounts s on s.id = j.created_by left join staff_accounts p on p.id = j.stopped_by`

/** A job of one's own organisation; null for any other. */
export async function findJob(sql: Sql, id: string): Promise<Job | null> {
  const [row] = await sql<Job[]>`select ${columns(sql)} where j.id = ${id}`
  return row ?? null
}

const countColumns = (sql: Sql, id: ReturnType<Sql>) => sql`
  (select jsonb_build_object('all', count(*), 'waiting', count(*) filter (where r.state = 'waiting'), 'done', count(*) filter (where r.state = 'done'),
     'unchanged', count(*) filter (where r.state = 'unchanged'), 'refused', count(*) filter (where r.state = 'refused'),
     'failed', count(*) filter (where r.state = 'failed')) from bulk_rows r where r.job_id = ${id})`

export async function countRows(sql: Sql, jobId: string): Promise<Counts> {
  const [row] = await sql<{ counts: Counts }[]>`select ${countColumns(sql, sql`${jobId}`)} as counts`
  return row!.counts
}

/** The last jobs of one's own organisation that were begun, newest first. */
export async function listJobs(sql: Sql, orgId: string): Promise<(Job & { counts: Counts })[]> {
  return sql<(Job & { counts: Counts })[]>`
    select *, ${countColumns(sql, sql`j.id`)} as counts from (
      select ${columns(sql)} where j.org_id = ${orgId} and j.state <> 'chosen' order by j.created_at desc, j.id desc limit 50) j
     order by j.created_at desc, j.id desc`
}

export type RecentJob = { id: string; state: Job['state']; counts: Counts }

/** This person's own jobs that run, or that left something undone since: at most three, newest first. */
export async function listRecentJobs(
  sql: Sql,
  { orgId, accountId, since }: { orgId: string; accountId: string; since: Date },
): Promise<RecentJob[]> {
  return sql<RecentJob[]>`
    select j.id, j.state, ${countColumns(sql, sql`j.id`)} as counts from bulk_jobs j
     where j.org_id = ${orgId} and j.created_by = ${accountId} and j.created_at > ${since}
       and (j.state = 'running' or j.has_undone)
     order by j.created_at desc, j.id desc limit 3`
}

/** Rows in these states, in the order chosen, after the `n`th. */
export async function listLines(sql: Sql, jobId: string, states: readonly RowState[], after: number, limit: number): Promise<Line[]> {
  return sql<Line[]>`
    select r.n, r.state, r.reason, r.done_at, r.case_id, c.hersys_id, c.family_name, c.given_name
      from bulk_rows r left join cases c on c.id = r.case_id
     where r.job_id = ${jobId} and r.state = any(${states as RowState[]}) and r.n > ${after} order by r.n limit ${limit}`
}

/** The things of a selection, in the order chosen: for a page of a feature's own (`BulkKind.page`). */
export async function listChosen(sql: Sql, jobId: string): Promise<{ thingId: string; caseId: string | null }[]> {
  return sql<{ thingId: string; caseId: string | null }[]>`select thing_id, case_id from bulk_rows where job_id = ${jobId} order by n`
}

/** Rows that wait are not done any more. False: it had ended already. */
export async function stopJob(sql: Sql, { id, by, now }: { id: string; by: string; now: Date }): Promise<boolean> {
  const { count } =
    await sql`update bulk_jobs set state = 'stopped', stopped_by = ${by}, finished_at = ${now} where id = ${id} and state = 'running'`
  return count === 1
}
