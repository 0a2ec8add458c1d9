// `npm run schema` writes db/schema.sql, what the migrations add up to; with --check it says whether that file is fresh.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect, type Sql } from '../src/platform/db/sql.server.ts'
import { installationFolder } from '../src/platform/folder.server.ts'
import { startTestCluster, templateName, urlOfDatabase } from './test-cluster.ts'

const path = join(installationFolder, 'db/schema.sql')
const heading = '-- What db/migrations add up to, for reading. Written by `npm run schema`; not for running.\n'

/** Everything in the schema public that is not an extension's, as text in a fixed order. Monthly partitions are named by their parent alone. */
export async function describeSchema(sql: Sql): Promise<string> {
  const parts = [await describeTypes(sql), await describeTables(sql), await describeFunctions(sql)]
  return `${heading}\n${parts.flat().join('\n\n')}\n`
}

async function describeTypes(sql: Sql): Promise<string[]> {
  const rows = await sql`
    select t.typname as name, array_agg(quote_literal(e.enumlabel) order by e.enumsortorder) as labels
      from pg_type t join pg_enum e on e.enumtypid = t.oid where t.typnamespace = 'public'::regnamespace group by 1 order by 1`
  return rows.map(({ name, labels }) => `create type ${name} as enum (${labels.join(', ')});`)
}

async function describeTables(sql: Sql): Promise<string[]> {
  const tables = await sql<
    {
      oid: number
      name: string
      kind: string
      owner: string
      rls: boolean
      forced: boolean
      partitioned: string | null
      view: string | null
    }[]
  >`
    select c.oid::int, c.relname as name, c.relkind as kind, c.relowner::regrole::text as owner, c.relrowsecurity as rls, c.relforcerowsecurity as forced,
           pg_get_partkeydef(c.oid) as partitioned, case when c.relkind in ('v', 'm') then pg_get_viewdef(c.oid, true) end as view
      from pg_class c
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'S') and not c.relispartition
       and not exists (select from pg_depend d where d.objid = c.oid and d.deptype in ('e', 'i', 'a'))
     order by c.relname`
  return Promise.all(tables.map((table) => describeTable(sql, table)))
}

type Table = {
  oid: number
  name: string
  kind: string
  owner: string
  rls: boolean
  forced: boolean
  partitioned: string | null
  view: string | null
}

async function describeTable(sql: Sql, { oid, name, kind, owner, rls, forced, partitioned, view }: Table): Promise<string> {
  const grants = await describeGrants(sql, oid, name)
  if (kind === 'S') return [`create sequence ${name}; -- owner ${owner}`, ...grants].join('\n')
  if (view) return [`create view ${name} as -- owner ${owner}\n${view}`, ...grants].join('\n')
  const columns = await sql`
    select quote_ident(attname) as name, format_type(atttypid, atttypmod) as type, attnotnull as is_required, attidentity as identity, attgenerated as generated,
           pg_get_expr(adbin, adrelid) as value
      from pg_attribute left join pg_attrdef on adrelid = attrelid and adnum = attnum
     where attrelid = ${oid} and attnum > 0 and not attisdropped order by attnum`
  const constraints = await sql`
    select conname as name, pg_get_constraintdef(oid) as definition from pg_constraint where conrelid = ${oid} and contype <> 'n' order by contype = 'p' desc, conname`
  const indexes = await sql`
    select pg_get_indexdef(indexrelid) as definition from pg_index
     where indrelid = ${oid} and not exists (select from pg_constraint where conindid = indexrelid and contype in ('p', 'u', 'x')) order by 1`
  const policies = await sql`
    select polname as name, polcmd as command, polpermissive as is_permissive, pg_get_expr(polqual, polrelid) as using, pg_get_expr(polwithcheck, polrelid) as checked,
           (select string_agg(case r when 0 then 'public' else r::regrole::text end, ', ' order by r::regrole::text) from unnest(polroles) r) as roles
      from pg_policy where polrelid = ${oid} order by polname`
  const triggers =
    await sql`select pg_get_triggerdef(oid) as definition from pg_trigger where tgrelid = ${oid} and not tgisinternal order by tgname`
  const lines = [
    ...columns.map(
      (column) => `  ${column.name} ${column.type}${column.isRequired ? ' not null' : ''}${origin(column as unknown as Column)}`,
    ),
    ...constraints.map((constraint) => `  constraint ${constraint.name} ${constraint.definition}`),
  ]
  return [
    `create table ${name} ( -- owner ${owner}\n${lines.join(',\n')}\n)${partitioned ? ` partition by ${partitioned}` : ''};`,
    ...(rls ? [`alter table ${name} enable${forced ? ', force' : ''} row level security;`] : []),
    ...indexes.map(({ definition }) =>
      `${definition};`.replace(
        /^CREATE (UNIQUE )?INDEX (.*) ON (?:ONLY )?public\./,
        (_, unique, index) => `create ${unique ? 'unique ' : ''}index ${index} on `,
      ),
    ),
    ...policies.map(describePolicy(name)),
    ...triggers.map(({ definition }) => `${definition};`),
    ...grants,
  ].join('\n')
}

type Column = { identity: string; generated: string; value: string | null }

function origin({ identity, generated, value }: Column): string {
  if (identity) return ` generated ${identity === 'a' ? 'always' : 'by default'} as identity`
  if (generated) return ` generated always as (${value}) stored`
  return value ? ` default ${value}` : ''
}

const commandOf: Record<string, string> = { '*': 'all', r: 'select', a: 'insert', w: 'update', d: 'delete' }

const describePolicy = (table: string) => (policy: Record<string, unknown>) =>
  `${[
    `create policy ${policy.name} on ${table}${policy.isPermissive ? '' : ' as restrictive'} for ${commandOf[String(policy.command)]} to ${policy.roles}`,
    ...(policy.using ? [`  using ${policy.using}`] : []),
    ...(policy.checked ? [`  with check ${policy.checked}`] : []),
  ].join('\n')};`

/** What the roles that sign in may do, whole tables and single columns. */
async function describeGrants(sql: Sql, oid: number, name: string): Promise<string[]> {
  const rows = await sql`
    select grantee::regrole::text as role, string_agg(lower(privilege_type) || coalesce(' (' || columns || ')', ''), ', ' order by privilege_type) as rights from (
      select a.grantee, a.privilege_type, null as columns from pg_class c, aclexplode(c.relacl) a where c.oid = ${oid} and a.grantee <> c.relowner and a.privilege_type <> 'MAINTAIN'
      union all
      select a.grantee, a.privilege_type, string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute, aclexplode(attacl) a where attrelid = ${oid} group by 1, 2
    ) granted where grantee <> 0 group by 1 order by 1`
  return rows.map(({ role, rights }) => `grant ${rights} on ${name} to ${role};`)
}

async function describeFunctions(sql: Sql): Promise<string[]> {
  const rows = await sql`
    select pg_get_functiondef(p.oid) as definition, p.oid::regprocedure::text as signature,
           (select string_agg(case a.grantee when 0 then 'public' else a.grantee::regrole::text end, ', ' order by a.grantee::regrole::text)
              from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a where a.grantee <> p.proowner) as callers
      from pg_proc p
     where p.pronamespace = 'public'::regnamespace and p.prokind in ('f', 'p') and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
     order by p.oid::regprocedure::text`
  return rows.map(
    ({ definition, signature, callers }) => `${definition.trim()};\n-- ${signature} may be called by ${callers ?? 'its owner alone'}`,
  )
}

const cluster = await startTestCluster()
const sql = connect(urlOfDatabase(cluster.url, templateName), 4)
try {
  const text = await describeSchema(sql)
  if (!process.argv.includes('--check')) writeFileSync(path, text)
  else if (readFileSync(path, 'utf8') !== text) {
    console.error('db/schema.sql is not what the migrations add up to: run npm run schema and commit it')
    process.exitCode = 1
  }
} finally {
  await sql.end()
  await cluster.stop()
}
