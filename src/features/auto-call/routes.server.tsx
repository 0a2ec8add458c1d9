import { isDay, japaneseDay } from '../../lib/japanese-day.ts'
import { isUuid } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { AppError } from '../../platform/http/errors.ts'
import { type Context, type Reply, type Route, route, type Staff } from '../../platform/http/route.server.ts'
import { centreStaff } from '../organisation/who.ts'
import { createLive } from '../watch/live.server.ts'
import { streamList } from '../watch/stream.server.ts'
import { CallPlanPage, type CaseOfCalls } from './CallPlanPage.tsx'
import { CallsPage, LiveCalls } from './CallsPage.tsx'
import { type CallGroup, callGroups } from './labels.ts'
import { countCalls, hourFigures, listCalls, listCallsOfCase, type Place, pageSize } from './list.server.ts'
import { callPlanOf, listCallPlans, setCallPlan } from './plan.server.ts'

type C = Context<Staff>
const who = centreStaff

/** 自動架電 at the centre: the day's calls, live, and what was agreed with one patient. */
export function autoCallRoutes({ sql, clock }: { sql: Sql; clock: () => Date }): Route[] {
  const live = createLive(sql)
  return [
    route({ method: 'GET', url: '/centre/calls', who, audit: 'auto-call.list', handle: list }),
    route({
      method: 'GET',
      url: '/centre/calls/rows',
      who,
      audit: 'auto-call.live',
      handle: async (c) => {
        const rows = (await listCalls(c.sql, { centreId: c.actor.orgId, day: japaneseDay(c.now), group: groupOf(c), after: null })).slice(
          0,
          pageSize,
        )
        c.shows(...live.unnamed(c.query.stream, c.sessionHash, [...new Set(rows.map(({ caseId }) => caseId))], c.now))
        return { page: <LiveCalls rows={rows} now={c.now} /> }
      },
    }),
    // The stream looks at the session itself, again and again: one transaction could not last as long as a shift.
    route({
      method: 'GET',
      url: '/centre/calls/stream',
      who: 'anyone',
      audit: 'auto-call.stream',
      transaction: 'own',
      handle: (c) => streamList(c, { sql, clock, live }),
    }),
    route({ method: 'GET', url: '/centre/cases/:id/call-plan', who, audit: 'auto-call.plan', handle: (c) => showPlan(c) }),
    route({ method: 'POST', url: '/centre/cases/:id/call-plan', who, audit: 'auto-call.set-days', handle: saveDays }),
  ]
}

function groupOf({ query }: C): CallGroup | null {
  return Object.hasOwn(callGroups, query.state ?? '') ? (query.state as CallGroup) : null
}

async function list(c: C): Promise<Reply> {
  const day = isDay(c.query.day ?? '') ? c.query.day! : japaneseDay(c.now)
  const [group, after] = [groupOf(c), placeOf(c.query.after)]
  const [found, counts, hours] = await Promise.all([
    listCalls(c.sql, { centreId: c.actor.orgId, day, group, after }),
    countCalls(c.sql, day),
    hourFigures(c.sql, day, day),
  ])
  const rows = found.slice(0, pageSize)
  const last = found.length > pageSize ? rows.at(-1) : undefined
  c.shows(...new Set(rows.map(({ caseId }) => caseId)))
  const next = last ? `/centre/calls?day=${day}${group ? `&state=${group}` : ''}&after=${Date.parse(last.plannedAt)}.${last.id}` : null
  return { page: <CallsPage {...{ day, now: c.now, group, rows, counts, hours, next, isFirst: after === null }} /> }
}

function placeOf(text: string | undefined): Place | null {
  const [, ms, id] = /^(\d{1,15})\.([0-9a-f-]{36})$/.exec(text ?? '') ?? []
  return id && isUuid(id) ? { at: new Date(Number(ms)).toISOString(), id } : null
}

async function caseOf(c: C): Promise<CaseOfCalls> {
  const { id } = c.params
  const [row] = isUuid(id ?? '')
    ? await c.sql<CaseOfCalls[]>`
        select k.id, k.family_name, k.given_name, k.hersys_id, coalesce(w.owner_centre_id = ${c.actor.orgId} and w.state = 'observing', false) as is_ours
          from cases k left join watches w on w.case_id = k.id where k.id = ${id!}`
    : []
  if (!row) throw new AppError('not-found')
  c.shows(row.id)
  return row
}

async function showPlan(c: C, wrong?: { days: number[]; fault: string }): Promise<Reply> {
  const of = await caseOf(c)
  const plans = await listCallPlans(c.sql, of.id)
  const calls = await listCallsOfCase(c.sql, of.id)
  const days = wrong?.days ?? plans.find(({ endedAt }) => endedAt === null)?.days ?? [1, 2, 3, 4, 5, 6, 7]
  const done = c.query.done === 'days' ? '曜日を保存しました。' : null
  return {
    page: <CallPlanPage {...{ of, now: c.now, plans, calls, days, fault: wrong?.fault ?? null, done }} />,
    ...(wrong ? { status: 422 } : {}),
  }
}

/** On which days of the week the agreed times ring. Number, times and language belong to the plan of the observation. */
async function saveDays(c: C): Promise<Reply> {
  const of = await caseOf(c)
  if (!of.isOurs) throw new AppError('not-allowed')
  const plan = await callPlanOf(c.sql, of.id)
  if (!plan) throw new AppError('conflict')
  const days = [...new Set([c.body.day ?? []].flat().map(Number))].filter((day) => Number.isInteger(day) && day >= 1 && day <= 7).sort()
  if (days.length === 0) {
    c.fails()
    return showPlan(c, { days, fault: 'かける曜日を1つ以上選んでください' })
  }
  const { phone, language, times } = plan
  const said = await setCallPlan(c.sql, { caseId: of.id, phone, language, times, days, by: c.actor.accountId, now: c.now })
  if (said !== 'set') throw new AppError('conflict')
  c.note({ days })
  return { redirect: `/centre/cases/${of.id}/call-plan?done=days` }
}
