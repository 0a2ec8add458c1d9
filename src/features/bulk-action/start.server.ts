import { uuidv7 } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import type { Context, Staff } from '../../platform/http/route.server.ts'
import { mostRows, type Params, type Thing } from './kind.ts'

type C = Pick<Context<Staff>, 'sql' | 'actor' | 'now' | 'note'>

/** Visible to whoever asks, or it is left out: row-level security of the thing itself decides. */
const sources: Record<Thing, (sql: Sql, ids: string[]) => ReturnType<Sql>> = {
  case: (sql, ids) => sql`select c.id, c.id as case_id from cases c where c.id = any(${ids}::uuid[])`,
  item: (sql, ids) => sql`select i.id, i.case_id from attention_items i where i.id = any(${ids}::uuid[])`,
  'hand-over': (sql, ids) => sql`select h.id, h.case_id from hand_overs h where h.id = any(${ids}::uuid[])`,
}

type Choice = { kind: string; thing: Thing; ids: string[]; seen?: Record<string, string> }

/**
 * Keeps a selection as it stands: a job that has not begun. Whoever confirms it later confirms these rows and no others. Returns its id, or null
 * when nothing was chosen that this person may see. Throws when it is more than `mostRows`.
 */
export async function choose({ sql, actor, now }: C, { kind, thing, ids, seen = {} }: Choice): Promise<string | null> {
  if (ids.length > mostRows) throw new Error('a selection too large')
  const id = uuidv7(now)
  await sql`
    insert into bulk_jobs (id, org_id, kind, thing, created_at, created_by) values (${id}, ${actor.orgId}, ${kind}, ${thing}, ${now}, ${actor.accountId})`
  const { count } = await sql`
    insert into bulk_rows (job_id, n, org_id, thing_id, case_id, seen)
    select ${id}, row_number() over (order by w.n), ${actor.orgId}, t.id, t.case_id, coalesce(${sql.json(seen)}::jsonb ->> t.id::text, '')
      from (${sources[thing](sql, ids)}) t join (select id, min(n) as n from unnest(${ids}::uuid[]) with ordinality u(id, n) group by id) w on w.id = t.id`
  return count > 0 ? id : null
}

/** Starts what was chosen, for the worker to do in this person's name. False: it had begun or ended already, or another person chose it. */
export async function startChosen({ sql, actor, now, note }: C, jobId: string, params: Params): Promise<boolean> {
  const { count } = await sql`
    update bulk_jobs set state = 'running', params = ${sql.json(params)}, started_at = ${now}
     where id = ${jobId} and state = 'chosen' and created_by = ${actor.accountId}`
  note({ bulk: jobId })
  await sql`select pg_notify('bulk', '')`
  return count === 1
}

/**
 * A bulk action over these cases, begun at once; the page of the job is `/centre/bulk/:id`. Cases that this person may not see are left out.
 * Throws when none is left.
 */
export async function startBulk(c: C, { kind, caseIds, params }: { kind: string; caseIds: string[]; params: Params }): Promise<string> {
  const id = await choose(c, { kind, thing: 'case', ids: caseIds })
  if (!id || !(await startChosen(c, id, params))) throw new Error('nothing to do')
  return id
}
