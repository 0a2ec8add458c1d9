import { type Context, type Reply, type Route, route, type Staff } from '../../platform/http/route.server.ts'
import { policies, policyFaults } from './kinds.ts'
import { readPolicies, retentionDue, setPolicy } from './queries.server.ts'
import { RetentionPage } from './RetentionPage.tsx'

const who = { org: ['operator'] } as const

/** The operator's page of periods and limits, with a dry run. Nothing goes by a button of this page. */
export function retentionRoutes(): Route[] {
  return [
    route({ method: 'GET', url: '/operator/retention', who, audit: 'retention.page', handle: (c) => show(c) }),
    route({ method: 'POST', url: '/operator/retention', who, audit: 'retention.save', handle: save }),
  ]
}

async function show(c: Context<Staff>, more: { typed?: Record<string, string>; faults?: string[]; status?: number } = {}): Promise<Reply> {
  const now = await readPolicies(c.sql)
  const typed = more.typed ?? Object.fromEntries(Object.entries(now).map(([name, value]) => [name, String(value)]))
  const due = await retentionDue(c.sql, c.now)
  return {
    page: <RetentionPage {...{ due, typed }} isOn={now['retention-on'] === 1} faults={more.faults ?? []} saved={c.query.saved === '1'} />,
    ...(more.status ? { status: more.status } : {}),
  }
}

async function save(c: Context<Staff>): Promise<Reply> {
  const typed = Object.fromEntries(Object.keys(policies).map((name) => [name, typeof c.body[name] === 'string' ? c.body[name].trim() : '']))
  const faults = policyFaults(typed)
  if (faults.length > 0) {
    c.fails()
    return show(c, { typed, faults, status: 422 })
  }
  const before = await readPolicies(c.sql)
  const changed = Object.entries(typed).flatMap(([name, text]) =>
    before[name] === Number(text.normalize('NFKC')) ? [] : [[name, Number(text.normalize('NFKC'))] as const],
  )
  for (const [name, value] of changed) await setPolicy(c.sql, name, value, c.now)
  c.note({ changed: Object.fromEntries(changed) })
  return { redirect: '/operator/retention?saved=1' }
}
