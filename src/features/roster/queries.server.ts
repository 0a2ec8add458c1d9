import { uuidv7 } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'

export type Position = 'duty' | 'deputy'
export type Duty = { id: string; position: Position; name: string; phone: string; fromAt: string; toAt: string | null }

/** Who is or will be on duty, in order of time; what is over for a week is left out. */
export async function listDuties(sql: Sql, orgId: string, now: Date): Promise<Duty[]> {
  const weekAgo = new Date(now.getTime() - 7 * 86_400_000)
  return sql<Duty[]>`
    select id, position, name, phone, from_at, to_at from duty_roster
     where centre_id = ${orgId} and (to_at is null or to_at > ${weekAgo}) order by from_at, position desc, id limit 200`
}

/** Who is to be rung now: the entry that began last. Null when the roster has a gap. */
export async function findDuty(sql: Sql, orgId: string, position: Position, now: Date): Promise<Duty | null> {
  const [row] = await sql<Duty[]>`
    select id, position, name, phone, from_at, to_at from duty_roster
     where centre_id = ${orgId} and position = ${position} and from_at <= ${now} and (to_at is null or to_at > ${now})
     order by from_at desc, id desc limit 1`
  return row ?? null
}

export async function hasDuty(sql: Sql, orgId: string, now: Date): Promise<boolean> {
  return (await findDuty(sql, orgId, 'duty', now)) !== null
}

type NewDuty = { orgId: string; position: Position; name: string; phone: string; fromAt: Date; toAt: Date | null; by: string; now: Date }

/** Adds somebody to the roster. Where that fills the gap of now, the item about it is closed in the name of who filled it. */
export async function addDuty(sql: Sql, { orgId, position, name, phone, fromAt, toAt, by, now }: NewDuty): Promise<void> {
  await sql`insert into duty_roster (id, centre_id, position, name, phone, from_at, to_at, created_at)
    values (${uuidv7(now)}, ${orgId}, ${position}, ${name}, ${phone}, ${fromAt}, ${toAt}, ${now})`
  if (!(await hasDuty(sql, orgId, now))) return
  const closed = await sql<{ id: string }[]>`
    update attention_items set closed_at = ${now}, closed_by = ${by}, outcome = 'roster-set'
     where centre_id = ${orgId} and kind = 'no-roster' and closed_at is null returning id`
  for (const { id } of closed)
    await sql`insert into attention_events (id, item_id, at, what, by_account_id, detail)
      values (${uuidv7(now)}, ${id}, ${now}, 'closed', ${by}, ${sql.json({ outcome: 'roster-set' })})`
}

/** True when it was there: one's own organisation's. */
export async function removeDuty(sql: Sql, orgId: string, id: string): Promise<boolean> {
  const { count } = await sql`delete from duty_roster where id = ${id} and centre_id = ${orgId}`
  return count === 1
}
