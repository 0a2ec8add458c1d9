import type { Sql } from '../../platform/db/sql.server.ts'

export type TableShape = { name: string; columns: string[] }
/** `from` and `to`: first and last month that has a partition of its own, 'YYYY-MM-01'. */
export type Months = { from: string | null; to: string | null }

/** Every table of the product with the columns that are written (not the generated ones); a partitioned table once, without its parts. */
export async function listTables(sql: Sql): Promise<TableShape[]> {
  return sql<TableShape[]>`
    select c.relname as name,
           (select array_agg(a.attname::text order by a.attnum) from pg_attribute a
             where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns
      from pg_class c
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
       and c.relname not in ('schema_migrations', 'demo_marker')
     order by c.relname`
}

/** Names of tables of which the owner's role would see only a part: of them no whole backup can be made. */
export async function listHidden(sql: Sql): Promise<string[]> {
  const rows = await sql<{ name: string }[]>`
    select c.relname as name from pg_class c
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relrowsecurity
       and not exists (select from pg_policy p where p.polrelid = c.oid and p.polpermissive and p.polcmd = '*'
                          and pg_get_expr(p.polqual, c.oid) = 'true' and p.polroles && array['hersys_system'::regrole::oid, 0::oid])
     order by 1`
  return rows.map(({ name }) => name)
}

export async function listMigrations(sql: Sql): Promise<{ name: string; sha256: string }[]> {
  const rows = await sql<{ name: string; sha256: string }[]>`select name, sha256 from schema_migrations order by name`
  return [...rows]
}

/** The months that have partitions of their own. */
export async function monthsOf(sql: Sql): Promise<Months> {
  const [row] = await sql<Months[]>`
    select to_char(to_date(min(right(relname, 6)), 'YYYYMM'), 'YYYY-MM-DD') as from, to_char(to_date(max(right(relname, 6)), 'YYYYMM'), 'YYYY-MM-DD') as to
      from pg_class where relispartition and relkind = 'r' and relname ~ '_[0-9]{6}$' and relnamespace = 'public'::regnamespace`
  return row!
}

export type Reference = { table: string; name: string; definition: string }

/** Foreign keys as they are written on the tables themselves; those of partitions follow their parent's. */
export async function listReferences(sql: Sql): Promise<Reference[]> {
  return sql<Reference[]>`
    select r.conrelid::regclass::text as table, r.conname as name, pg_get_constraintdef(r.oid) as definition
      from pg_constraint r where r.contype = 'f' and r.connamespace = 'public'::regnamespace and r.conparentid = 0 order by 1, 2`
}

/** Tables whose row-level security binds their owner too. */
export async function listForced(sql: Sql): Promise<string[]> {
  const rows = await sql<{ name: string }[]>`
    select c.relname as name from pg_class c
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relforcerowsecurity order by 1`
  return rows.map(({ name }) => name)
}

/** Sequences behind identity columns, with the next value each would give. */
export async function listSequences(sql: Sql): Promise<{ name: string; next: string }[]> {
  const names = await sql<{ name: string }[]>`
    select c.relname as name from pg_class c where c.relkind = 'S' and c.relnamespace = 'public'::regnamespace order by 1`
  const found: { name: string; next: string }[] = []
  for (const { name } of names) {
    const [row] = await sql<{ next: string }[]>`select (last_value + case when is_called then 1 else 0 end)::text as next from ${sql(name)}`
    found.push({ name, next: row!.next })
  }
  return found
}
