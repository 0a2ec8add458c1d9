import { isUuid } from '../../lib/uuid.ts'
import { AppError } from '../../platform/http/errors.ts'
import { type Context, type Reply, type Route, route, type Staff } from '../../platform/http/route.server.ts'
import { mostRows } from '../bulk-action/kind.ts'
import { startBulk } from '../bulk-action/start.server.ts'
import { getCallHours } from '../organisation/queries.server.ts'
import { centreStaff } from '../organisation/who.ts'
import { RulesPage } from './RulesPage.tsx'
import { blankRule, type RuleFaults, readRule, readTypedRule, type TypedRule } from './rule-form.ts'
import { addRule, endRule, listRuled, listRules, previewRules, type Ruler, raiseRule } from './rules.server.ts'

type C = Context<Staff>
const dones: Record<string, string> = {
  saved: 'ルールを保存しました。これから健康観察が始まる方に当てはめます。',
  ended: 'ルールをやめました。このルールで決まった方法はそのままです。',
  moved: '順番を変えました。',
  nobody: '当てはめる方がいません。',
}

/** Rules of a centre: "under 50 without risk: web only" (domain 6.4), with how many each fits now. */
export function rulesRoutes(): Route[] {
  const who = centreStaff
  return [
    route({ method: 'GET', url: '/centre/plan-rules', who, audit: 'plan.rules', handle: (c) => show(c) }),
    route({ method: 'POST', url: '/centre/plan-rules', who, audit: 'plan.add-rule', handle: add }),
    route({ method: 'POST', url: '/centre/plan-rules/:id/end', who, audit: 'plan.end-rule', handle: (c) => act(c, endRule, 'ended') }),
    route({ method: 'POST', url: '/centre/plan-rules/:id/up', who, audit: 'plan.order-rules', handle: (c) => act(c, raiseRule, 'moved') }),
    route({ method: 'POST', url: '/centre/plan-rules/apply', who, audit: 'plan.apply-rules', handle: apply }),
  ]
}

async function show(c: C, said: { typed?: TypedRule; faults?: RuleFaults; status?: number } = {}): Promise<Reply> {
  const { sql, actor, now } = c
  const rules = await listRules(sql, actor.orgId)
  const counts = new Map((await previewRules(sql, actor.orgId, rules, now)).map(({ ruleId, ...n }) => [ruleId, n]))
  return {
    page: (
      <RulesPage
        rules={rules}
        counts={counts}
        typed={said.typed ?? blankRule}
        faults={said.faults ?? {}}
        done={dones[c.query.done ?? ''] ?? null}
      />
    ),
    ...(said.status ? { status: said.status } : {}),
  }
}

const ruler = ({ actor, now }: C): Ruler => ({ centreId: actor.orgId, by: actor.accountId, now })

async function add(c: C): Promise<Reply> {
  const typed = readTypedRule(c.body)
  const { rule, faults } = readRule(typed, await getCallHours(c.sql, c.actor.orgId))
  if (faults) {
    c.fails()
    return show(c, { typed, faults, status: 422 })
  }
  c.note({ rule: await addRule(c.sql, ruler(c), rule) })
  return { redirect: '/centre/plan-rules?done=saved' }
}

async function act(c: C, run: (sql: C['sql'], by: Ruler, id: string) => Promise<boolean>, done: string): Promise<Reply> {
  const id = c.params.id ?? ''
  if (!isUuid(id) || !(await run(c.sql, ruler(c), id))) throw new AppError('not-found')
  c.note({ rule: id })
  return { redirect: `/centre/plan-rules?done=${done}` }
}

async function apply(c: C): Promise<Reply> {
  const caseIds = await listRuled(c.sql, c.actor.orgId, mostRows)
  if (caseIds.length === 0) return { redirect: '/centre/plan-rules?done=nobody' }
  return { redirect: `/centre/bulk/${await startBulk(c, { kind: 'plan-rules', caseIds, params: {} })}` }
}
