import { japaneseDay } from '../../lib/japanese-day.ts'
import { normalisePhone, phoneKind } from '../../lib/phone-number.ts'
import { uuidv7 } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import type { PlanChannel } from './channels.ts'
import type { NewRule } from './rule-form.ts'
import { type PlanSaid, setPlan } from './set.server.ts'

export type Rule = NewRule & { id: string; createdAt: string; createdById: string; createdByName: string }

const columns = (sql: Sql) => sql`
  r.id, r.name, r.age_from, r.age_below, r.risk, r.level, r.phone, r.channels, r.call_times, r.created_at, r.created_by as created_by_id, s.name as created_by_name`

/** The rules of a centre in force, in the order in which they are tried. */
export async function listRules(sql: Sql, centreId: string): Promise<Rule[]> {
  return sql<Rule[]>`
    select ${columns(sql)} from plan_rules r join staff_accounts s on s.id = r.created_by
     where r.centre_id = ${centreId} and r.ended_at is null order by r.place, r.id`
}

export type Ruler = { centreId: string; by: string; now: Date }

/** At the end of the list: what stood before it still goes first. Returns its id. */
export async function addRule(sql: Sql, { centreId, by, now }: Ruler, rule: NewRule): Promise<string> {
  const id = uuidv7(now)
  await sql`
    insert into plan_rules (id, centre_id, place, name, age_from, age_below, risk, level, phone, channels, call_times, created_at, created_by)
    select ${id}, ${centreId}, coalesce(max(place), 0) + 1, ${rule.name}, ${rule.ageFrom}, ${rule.ageBelow}, ${rule.risk}, ${rule.level}, ${rule.phone},
           ${rule.channels}, ${rule.callTimes}, ${now}, ${by} from plan_rules where centre_id = ${centreId} and ended_at is null`
  return id
}

/** Plans that it made stand on. False: it was ended already, or is another centre's. */
export async function endRule(sql: Sql, { centreId, by, now }: Ruler, id: string): Promise<boolean> {
  const { count } = await sql`
    update plan_rules set ended_at = ${now}, ended_by = ${by} where id = ${id} and centre_id = ${centreId} and ended_at is null`
  return count === 1
}

/** One place up: it is tried before the one it passes. False: it stands first, or is gone. */
export async function raiseRule(sql: Sql, { centreId }: Ruler, id: string): Promise<boolean> {
  const rules = await sql<{ id: string }[]>`
    select id from plan_rules where centre_id = ${centreId} and ended_at is null order by place, id for update`
  const at = rules.findIndex((rule) => rule.id === id)
  if (at < 1) return false
  const order = rules.map((rule) => rule.id)
  order.splice(at - 1, 2, order[at]!, order[at - 1]!)
  await sql`update plan_rules r set place = o.place from unnest(${order}::uuid[]) with ordinality o(id, place) where r.id = o.id`
  return true
}

/** The rule that fits a case first; null: none does. Only what is known fits a condition. */
export async function ruleOf(
  sql: Sql,
  caseId: string,
  now: Date,
): Promise<(Rule & { casePhone: string | null; caseLanguage: string }) | null> {
  const [row] = await sql<(Rule & { casePhone: string | null; caseLanguage: string })[]>`
    select ${columns(sql)}, c.phone as case_phone, c.language as case_language
      from watches w join cases c on c.id = w.case_id join plan_rules r on r.centre_id = w.owner_centre_id and r.ended_at is null
      join staff_accounts s on s.id = r.created_by
     where w.case_id = ${caseId} and w.state = 'observing' and plan_rule_fits(r, c, w.level, w.last_report_at, ${japaneseDay(now)})
     order by r.place, r.id limit 1`
  return row ?? null
}

/**
 * How many cases of a centre each rule would win now; `none`: those that none fits. Plans set by hand are counted apart: no rule changes them.
 * Empty where there is no rule to try.
 */
export async function previewRules(
  sql: Sql,
  centreId: string,
  rules: Rule[],
  now: Date,
): Promise<{ ruleId: string | null; n: number; byHand: number }[]> {
  if (rules.length === 0) return []
  return sql<{ ruleId: string | null; n: number; byHand: number }[]>`
    select f.id as rule_id, count(*)::int as n, count(*) filter (where p.id is not null and p.rule_id is null)::int as by_hand
      from watches w join cases c on c.id = w.case_id
      left join observation_plans p on p.case_id = w.case_id and p.superseded_at is null
      left join lateral (select r.id from plan_rules r where r.centre_id = w.owner_centre_id and r.ended_at is null
                            and plan_rule_fits(r, c, w.level, w.last_report_at, ${japaneseDay(now)}) order by r.place, r.id limit 1) f on true
     where w.owner_centre_id = ${centreId} and w.state = 'observing' group by f.id`
}

/** Cases to which the rules may be put now: observed here, and not planned by hand. */
export async function listRuled(sql: Sql, centreId: string, limit: number): Promise<string[]> {
  const rows = await sql<{ caseId: string }[]>`
    select w.case_id from watches w left join observation_plans p on p.case_id = w.case_id and p.superseded_at is null
     where w.owner_centre_id = ${centreId} and w.state = 'observing' and (p.id is null or p.rule_id is not null) order by w.case_id limit ${limit}`
  return rows.map(({ caseId }) => caseId)
}

export type Applied = PlanSaid | 'no-rule' | 'by-hand'

/**
 * Puts the rules to one case: the first that fits sets its plan. What a person set stays, also calls agreed upon without a plan. `by`: who asked for it, null when the observation began.
 * Call it under a transaction; as the worker, or as the web role for one's own centre.
 */
export async function applyRules(sql: Sql, caseId: string, by: string | null, now: Date): Promise<Applied> {
  const [hand] = await sql`
    select from (select 1) one left join observation_plans p on p.case_id = ${caseId} and p.superseded_at is null
     where p.id is not null and p.rule_id is null
        or not coalesce('automatic-call' = any (p.channels), false) and exists (select from call_plans l where l.case_id = ${caseId} and l.ended_at is null)`
  if (hand) return 'by-hand'
  const rule = await ruleOf(sql, caseId, now)
  if (!rule) return 'no-rule'
  const phone = normalisePhone(rule.casePhone ?? '')
  const isCalled = rule.channels.includes('automatic-call') && ['mobile', 'fixed', 'ip'].includes(phoneKind(phone))
  const call = isCalled ? { phone, times: rule.callTimes, language: rule.caseLanguage } : null
  const set = { caseId, by, ruleId: rule.id, callBy: by ?? rule.createdById, now }
  const plan = { channels: rule.channels as PlanChannel[], call, reason: '' }
  const said = await setPlan(sql, set, plan)
  // Another is rung at this number: the rest of the plan stands, and what is then without a live channel has its item.
  return said === 'taken' ? setPlan(sql, set, { ...plan, call: null }) : said
}
