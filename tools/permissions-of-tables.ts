type Policy = { name: string; command: string; roles: string[] }
type TableRights = { name: string; security: string; grants: Map<string, string>; policies: Policy[] }

/** What db/schema.sql says of each table: its row-level security, and by role grants and policies. */
export function readTables(schema: string): TableRights[] {
  const tables = [...schema.matchAll(/^create (?:table|view|sequence) (\S+?)[; ]/gm)].map(
    ([, name]): TableRights => ({ name: name!, security: '', grants: new Map(), policies: [] }),
  )
  const of = (name: string) => tables.find((table) => table.name === name)!
  for (const [, name, force] of schema.matchAll(/^alter table (\S+) enable(, force)? row level security;/gm))
    of(name!).security = force ? 'forced' : 'on'
  for (const [, name, table, command, roles] of schema.matchAll(
    /^create policy (\S+) on (\S+)(?: as restrictive)? for (\S+) to ([^;\n]+)/gm,
  ))
    of(table!).policies.push({ name: name!, command: command!, roles: roles!.split(', ') })
  for (const [, rights, table, role] of schema.matchAll(/^grant (.+) on (\S+) to (\S+);/gm)) of(table!).grants.set(role!, rights!)
  return tables
}

const row = (cells: string[]) => `| ${cells.join(' | ')} |`
const table = (head: string[], rows: string[][]) => [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n')

/** Grants and policies of each role that signs in; hersys_system owns everything and signs in nowhere. */
export function tableTables(schema: string): string {
  const tables = readTables(schema)
  const roles = [...new Set(tables.flatMap(({ grants }) => [...grants.keys()]))].sort()
  const cell = ({ grants, policies, security }: TableRights, role: string) => {
    const rights = grants.get(role)
    if (!rights) return ''
    if (!security) return rights
    const named = policies.filter((policy) => policy.roles.includes(role)).map(({ name, command }) => `${name} (${command})`)
    return `${rights}<br>rows: ${named.join(', ') || 'none'}`
  }
  const rows = tables.map((one) => [`\`${one.name}\``, one.security || '—', ...roles.map((role) => cell(one, role))])
  return table(['table', 'row-level security', ...roles.map((role) => `\`${role}\``)], rows)
}

/** By role, the functions it may call; the rest are called by other functions alone. */
export function functionTables(schema: string): string {
  const callers = new Map<string, string[]>()
  for (const [, signature, roles] of schema.matchAll(/^-- (\S.*\)) may be called by (.+)$/gm))
    for (const role of roles!.split(', ')) callers.set(role, [...(callers.get(role) ?? []), signature!.split('(')[0]!])
  const named = [...callers].filter(([role]) => role !== 'its owner alone').sort(([a], [b]) => (a < b ? -1 : 1))
  return named
    .map(
      ([role, names]) =>
        `**\`${role}\`**: ${[...new Set(names)]
          .sort()
          .map((name) => `\`${name}\``)
          .join(', ')}`,
    )
    .join('\n\n')
}
