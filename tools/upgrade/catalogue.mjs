// What the former release uses must be there beside the new one: tables, columns, functions with their arguments and answers, rights.

const roles = ['hersys_web', 'hersys_worker']
const queries = {
  // Partitions come and go with the months; their parents stand for them.
  columns: `select c.relname || '.' || a.attname as name, format_type(a.atttypid, a.atttypmod) as type, a.attnotnull and not a.atthasdef and a.attidentity = '' as demanded
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
   where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v') and not c.relispartition`,
  functions: `select p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')' as name, pg_get_function_result(p.oid) as type
    from pg_proc p where p.pronamespace = 'public'::regnamespace and p.prokind = 'f' and p.prorettype <> 'trigger'::regtype
     and (${roles.map((role) => `has_function_privilege('${role}', p.oid, 'execute')`).join(' or ')})
     and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')`,
  rights: `select r.role || ' ' || k.kind || ' ' || c.relname || '.' || a.attname as name, 'granted' as type
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    cross join unnest(array[${roles.map((role) => `'${role}'`)}]) r(role) cross join unnest(array['select', 'insert', 'update']) k(kind)
   where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v') and not c.relispartition and has_column_privilege(r.role, c.oid, a.attnum, k.kind)`,
  deletes: `select r.role || ' delete ' || c.relname as name, 'granted' as type
    from pg_class c cross join unnest(array[${roles.map((role) => `'${role}'`)}]) r(role)
   where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v') and not c.relispartition and has_table_privilege(r.role, c.oid, 'delete')`,
  calls: `select r.role || ' calls ' || p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')' as name, 'granted' as type
    from pg_proc p cross join unnest(array[${roles.map((role) => `'${role}'`)}]) r(role)
   where p.pronamespace = 'public'::regnamespace and p.prokind = 'f' and p.prorettype <> 'trigger'::regtype and has_function_privilege(r.role, p.oid, 'execute')
     and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')`,
  // A list of words that a column may hold: the former release's words stay allowed.
  words: `select c.conrelid::regclass || '.' || c.conname || ' ' || w[1] as name, 'allowed' as type
    from pg_constraint c cross join lateral regexp_matches(pg_get_constraintdef(c.oid), '''([^'']+)''::text', 'g') w
   where c.contype = 'c' and c.connamespace = 'public'::regnamespace and pg_get_constraintdef(c.oid) ~ '= ANY'`,
  constraints: `select conrelid::regclass || '.' || conname as name, '' as type from pg_constraint where contype = 'c' and connamespace = 'public'::regnamespace`,
}

/** Everything of it by kind and name. As the administrator. */
export async function readCatalogue(sql) {
  const found = {}
  for (const [kind, text] of Object.entries(queries)) found[kind] = new Map((await sql.unsafe(text)).map((row) => [row.name, row]))
  return found
}

/** What the former release would miss, in words; an answer with further columns is none. */
export function takenAway(former, present) {
  const gone = []
  for (const [kind, rows] of Object.entries(former)) {
    if (kind === 'constraints') continue
    for (const [name, { type }] of rows) {
      const now = present[kind].get(name)
      const constraint = name.split(' ')[0]
      if (kind === 'words' && !present.constraints.has(constraint)) continue // nothing is checked any more
      if (!now) gone.push(`${kind === 'words' ? 'word' : kind.replace(/s$/, '')} ${name} is gone`)
      else if (now.type !== type && !isWider(type, now.type)) gone.push(`${name} was ${type}, is ${now.type}`)
    }
  }
  for (const [name, { demanded }] of present.columns)
    if (demanded && !former.columns.has(name) && hasTable(former, name.split('.')[0]))
      gone.push(`column ${name} must be given, which the former release does not know`)
  return gone.sort()
}

const hasTable = (catalogue, table) => [...catalogue.columns.keys()].some((name) => name.startsWith(`${table}.`))

/** TABLE(a x, b y) answers whoever asks for TABLE(a x). */
function isWider(was, is) {
  const columns = (text) => /^TABLE\((.*)\)$/.exec(text)?.[1].split(', ')
  const [old, now] = [columns(was), columns(is)]
  return Boolean(old && now) && old.every((column) => now.includes(column))
}
