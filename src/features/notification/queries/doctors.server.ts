import type { Sql } from '../../../platform/db/sql.server.ts'

/** A doctor of the 医師マスタ: 'name' is family name, space, given name. */
export type Doctor = { id: string; name: string; endedAt: string | null }

/** 医師マスタ (D17), by name: whom the form offers. */
export async function listDoctors(sql: Sql, orgId: string): Promise<string[]> {
  const rows = await sql<{ name: string }[]>`
    select name from doctors where org_id = ${orgId} and ended_at is null order by name limit 200`
  return rows.map((row) => row.name)
}

/** Everybody ever kept, those who still are first. */
export async function listAllDoctors(sql: Sql, orgId: string): Promise<Doctor[]> {
  return sql<Doctor[]>`
    select id, name, ended_at from doctors where org_id = ${orgId} order by ended_at is not null, name limit 500`
}

export async function findDoctor(sql: Sql, id: string): Promise<Doctor | null> {
  const [row] = await sql<Doctor[]>`select id, name, ended_at from doctors where id = ${id}`
  return row ?? null
}

/** Adds a doctor; one who was ended is a choice again. */
export async function keepDoctor(sql: Sql, doctor: { id: string; orgId: string; name: string }, now: Date): Promise<void> {
  const { id, orgId, name } = doctor
  await sql`
    insert into doctors (id, org_id, name, created_at) values (${id}, ${orgId}, ${name}, ${now})
    on conflict (org_id, name) do update set ended_at = null`
}

/** False when this institution has no such doctor, or has another of that name. What was filed keeps the name it was filed with. */
export async function renameDoctor(sql: Sql, id: string, name: string): Promise<boolean> {
  const { count } = await sql`
    update doctors d set name = ${name}
     where id = ${id} and not exists (select from doctors o where o.org_id = d.org_id and o.name = ${name} and o.id <> d.id)`
  return count === 1
}

/** Ends (`at`) or takes back (null). False when this institution has no such doctor. */
export async function endDoctor(sql: Sql, id: string, at: Date | null): Promise<boolean> {
  const { count } = await sql`update doctors set ended_at = ${at} where id = ${id}`
  return count === 1
}
