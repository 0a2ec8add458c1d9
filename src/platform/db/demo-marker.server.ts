import type { Sql } from './sql.server.ts'

/**
 * The demo writes a marker into its database before anything else, so that invented people never mix with real ones: the demo
 * refuses a database that holds something but not the marker, and real operation refuses one that holds it.
 */
export async function claimDatabase(adminSql: Sql, { demo, now }: { demo: boolean; now: Date }): Promise<void> {
  if (!demo) return assertDatabase(adminSql, { demo })
  if (await isMarked(adminSql)) return
  const [foreign] = await adminSql`
    select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p', 'v', 'm', 'S', 'f') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
       and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
     order by 1 limit 1`
  if (foreign)
    throw new Error(`The demo refuses this database: it is not empty (${foreign.name}) and the demo did not make it. Give it an empty one`)
  await adminSql.begin(async (tx) => {
    await tx`set local role hersys_system`
    await tx`create table demo_marker (made_at timestamptz not null, seeded_at timestamptz)`
    await tx`insert into demo_marker values (${now})`
    await tx`grant select on demo_marker to hersys_web, hersys_worker`
  })
}

/** For web and worker at their start; as any role. Throws when demo and database do not belong together. */
export async function assertDatabase(sql: Sql, { demo }: { demo: boolean }): Promise<void> {
  const marked = await isMarked(sql)
  if (demo && !marked) throw new Error('The demo refuses this database: it lacks the marker the demo writes into its own')
  if (!demo && marked) throw new Error('This is a database of the demo, full of invented people: real operation refuses it')
}

async function isMarked(sql: Sql): Promise<boolean> {
  const [row] = await sql`select to_regclass('public.demo_marker') is not null as marked`
  return row?.marked === true
}
