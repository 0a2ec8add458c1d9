import type { Sql } from '../../platform/db/sql.server.ts'
import type { Outbound } from '../../platform/voice/caller.ts'
import { hindrance, withPlan } from './hindrance.server.ts'

/** All workers of an installation together. */
export type Caps = { atOnce: number; perSecond: number }
export type Claimed = { calls: Outbound[]; looked: number }
const none: Claimed = { calls: [], looked: 0 }
/** So many whose window is over are settled at once while no line is free. */
const overAtOnce = 100
export type Claim = { by: string; limit: number; caps: Caps; provider: string; now: Date }

/**
 * Takes calls that are due, for this worker alone, and notes that from now on they may be ringing. In one transaction: the caps are counted
 * under a lock, each case is locked and looked at again, and each number gets its one line. What must not be made any more is called off; what
 * could not be made in its window has failed, free line or not. Returns what is to be dialled now, and how many were looked at: none means that nothing is due or no room is left.
 */
export async function claim(sql: Sql, asked: Claim): Promise<Claimed> {
  return sql.begin((tx) => claimIn(tx as unknown as Sql, asked)) as Promise<Claimed>
}

async function claimIn(sql: Sql, { by, limit, caps, provider, now }: Claim): Promise<Claimed> {
  const [pace] = await sql<{ dialled: number }[]>`
    select case when second = date_trunc('second', ${now}::timestamptz) then dialled else 0 end as dialled from call_pace for update`
  const [lines] = await sql<{ count: number }[]>`select count(*)::int as count from call_lines`
  const room = Math.min(limit, caps.atOnce - lines!.count, caps.perSecond - pace!.dialled)
  // What can no longer be made waits for no line: were the provider silent about all lines there are, nobody would hear of the others.
  const due = await sql<{ id: string }[]>`
    select c.id from calls c join watches w on w.case_id = c.case_id
     where c.state = 'planned' and c.planned_at <= ${now}
       and (c.window_to <= ${now} or ${room > 0} and not exists (select from call_lines l where l.phone = c.phone))
     order by c.planned_at, c.id limit ${room > 0 ? room : overAtOnce} for no key update of c, w skip locked`
  if (due.length === 0) return none
  const looked = await sql<(Outbound & { hindrance: string | null; isOver: boolean; centreId: string })[]>`
    select c.id, coalesce(p.phone, c.phone) as phone, coalesce(p.language, c.language) as language, c.window_to <= ${now} as is_over,
           w.owner_centre_id as centre_id, ${hindrance(sql)} as hindrance
      from ${withPlan(sql)} where c.id = any (${due.map(({ id }) => id)}::uuid[]) and c.state = 'planned' order by c.planned_at, c.id`
  for (const { id, hindrance, isOver } of looked) {
    if (hindrance) await sql`select move_call(${id}, 'called-off', ${sql.json({ code: hindrance })}, ${now})`
    else if (isOver) await sql`select move_call(${id}, 'failed', ${sql.json({ code: 'window-over' })}, ${now})`
  }
  const calls = looked.filter(({ hindrance, isOver }) => !hindrance && !isOver)
  return { calls: await ring(sql, calls, { by, provider, now }), looked: looked.length }
}

type Ready = Outbound & { centreId: string }

async function ring(sql: Sql, calls: Ready[], { by, provider, now }: Pick<Claim, 'by' | 'provider' | 'now'>): Promise<Outbound[]> {
  if (calls.length === 0) return []
  const got = await sql<{ callId: string }[]>`
    insert into call_lines (phone, call_id, since) select c.phone, c.id, ${now} from jsonb_to_recordset(${sql.json(calls as never)}) as c (id uuid, phone text)
    on conflict do nothing returning call_id`
  const own = new Set(got.map(({ callId }) => callId))
  const taken = calls.filter(({ id }) => own.has(id))
  await sql`
    update calls c set claimed_by = ${by}, phone = t.phone, language = t.language, centre_id = t.centre_id
      from jsonb_to_recordset(${sql.json(taken.map(({ id, phone, language, centreId }) => ({ id, phone, language, centre_id: centreId })))})
           as t (id uuid, phone text, language text, centre_id uuid) where c.id = t.id and c.plan_day = call_day(t.id)`
  await sql`select move_call(id, 'dialling', ${sql.json({ provider })}, ${now}) from unnest(${taken.map(({ id }) => id)}::uuid[]) as id`
  await sql`
    update call_pace set second = date_trunc('second', ${now}::timestamptz),
           dialled = case when second = date_trunc('second', ${now}::timestamptz) then dialled else 0 end + ${taken.length}`
  return taken.map(({ id, phone, language }) => ({ id, phone, language }))
}
