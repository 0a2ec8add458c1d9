import { roleName } from '../src/features/account/staff/role-name.ts'
import type { OrgKind, Route, Who } from '../src/platform/http/route.server.ts'

type Shown = { method: string; url: string; who: Who; audit: string }
type ShownApi = { method: string; url: string; scope: string; audit: string }

const columns: [key: 'anyone' | 'patient' | 'half-staff' | OrgKind, title: string][] = [
  ['anyone', '誰でも'],
  ['patient', '患者'],
  ['half-staff', '途中'],
  ['institution', '医療機関'],
  ['centre', '保健所'],
  ['prefecture', '都道府県'],
  ['ministry', '厚生労働省'],
  ['helpdesk', 'ヘルプデスク'],
  ['operator', 'システム運用'],
]

/** Where a route belongs, by the beginning of its address; the first that fits. */
const parts: [title: string, pattern: RegExp][] = [
  ['職員の入口とアカウント', /^\/staff(\/|$)/],
  ['医療機関', /^\/institution(\/|$)/],
  ['保健所', /^\/centre(\/|$)/],
  ['都道府県', /^\/prefecture(\/|$)/],
  ['厚生労働省', /^\/ministry(\/|$)/],
  ['ヘルプデスク', /^\/helpdesk(\/|$)/],
  ['システム運用', /^\/operator(\/|$)/],
  ['電話', /^\/voice(\/|$)/],
  ['患者と一般', /^\//],
]

/** What stands in a cell: '●' for everybody of the column, the roles by name, or nothing. */
export function cellOf(who: Who, column: string): string {
  if (typeof who === 'string') return who === column ? '●' : ''
  if (!who.org.includes(column as OrgKind)) return ''
  const kinds =
    who.institutionKinds && column === 'institution' ? who.institutionKinds.map((kind) => (kind === 'inpatient' ? '入院' : '外来')) : []
  const roles = who.roles?.map((role) => roleName[role]) ?? []
  return [...kinds, ...roles].join('・') || '●'
}

const row = (cells: string[]) => `| ${cells.join(' | ')} |`
const table = (head: string[], rows: string[][]) => [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n')
const byAddress = (a: { method: string; url: string }, b: { method: string; url: string }) =>
  a.url < b.url ? -1 : a.url > b.url ? 1 : a.method < b.method ? -1 : 1

/** One table for each portal, columns that are empty throughout left out; then what programs may ask. */
export function routeTables(routes: readonly (Shown & Partial<Route>)[], api: readonly ShownApi[]): string {
  const left = [...routes].sort(byAddress)
  const tables = parts.flatMap(([title, pattern]) => {
    const own = left.filter(({ url }) => parts.find(([, one]) => one.test(url))![1] === pattern)
    if (own.length === 0) return []
    const used = columns.filter(([key]) => own.some(({ who }) => cellOf(who, key) !== ''))
    const rows = own.map(({ method, url, who, audit }) => [method, `\`${url}\``, `\`${audit}\``, ...used.map(([key]) => cellOf(who, key))])
    return [`### ${title}`, table(['', 'address', 'audit', ...used.map(([, name]) => name)], rows)]
  })
  const programs = [...api].sort(byAddress).map(({ method, url, scope, audit }) => [method, `\`${url}\``, `\`${audit}\``, `\`${scope}\``])
  return [...tables, '### 電子カルテ等（APIキー）', table(['', 'address', 'audit', 'scope of the key'], programs)].join('\n\n')
}
