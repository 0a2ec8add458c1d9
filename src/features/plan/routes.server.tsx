import { together } from '../../lib/together.ts'
import { isUuid } from '../../lib/uuid.ts'
import { AppError } from '../../platform/http/errors.ts'
import { type Context, type Reply, type Route, route, type Staff } from '../../platform/http/route.server.ts'
import { numberTaken } from '../auto-call/labels.ts'
import { callPlanOf } from '../auto-call/plan.server.ts'
import { type CaseHead, findCaseHead } from '../case-record/head.server.ts'
import { listStopsOfCase } from '../notice-stop/queries.server.ts'
import { getCallHours } from '../organisation/queries.server.ts'
import { centreStaff } from '../organisation/who.ts'
import type { PlanChannel } from './channels.ts'
import { findNotice, noticeInWords } from './notice.server.ts'
import { PlanPage } from './PlanPage.tsx'
import { type PlanFaults, readPlan, readTyped, type Typed } from './plan-form.ts'
import { findCallDefaults, forgetPhoneFact, listLiveChannels, listPhoneFacts, listPlans, resumeNotice } from './queries.server.ts'
import { rulesRoutes } from './rules-routes.server.tsx'
import { setPlan } from './set.server.ts'

type C = Context<Staff>
type Said = { typed?: Typed; faults?: PlanFaults; fault?: string; resume?: { note: string; fault: string | null }; status?: number }

const dones: Record<string, string> = {
  set: '健康観察の方法を決めました。',
  same: 'すでにこの方法です。何も変わりません。',
  resumed: '毎日のお知らせを再開しました。',
  forgotten: '番号を確認したことを記録しました。次のお知らせからまた送ります。',
}

/** 健康観察の方法: one patient's, by hand; rules for many stand beside (C34, C35, C37). */
export function planRoutes(): Route[] {
  const post = (url: string, audit: string, handle: (c: C) => Promise<Reply>) =>
    route({ method: 'POST', url, who: centreStaff, audit, handle })
  return [
    route({ method: 'GET', url: '/centre/cases/:id/plan', who: centreStaff, audit: 'plan.show', handle: (c) => show(c) }),
    post('/centre/cases/:id/plan', 'plan.set', save),
    post('/centre/cases/:id/plan/resume', 'plan.resume-notice', resume),
    post('/centre/cases/:id/plan/forget', 'plan.forget-fact', forget),
    ...rulesRoutes(),
  ]
}

async function headOf(c: C): Promise<CaseHead> {
  const head = isUuid(c.params.id ?? '') ? await findCaseHead(c.sql, c.params.id!) : null
  if (!head) throw new AppError('not-found')
  c.shows(head.id)
  return head
}

const mayAct = (c: C, head: CaseHead) => head.watchState === 'observing' && head.ownerCentreId === c.actor.orgId

async function show(c: C, said: Said = {}): Promise<Reply> {
  const { sql, now } = c
  const head = await headOf(c)
  const { plans, agreed, call, notice, stops, live, facts } = await together({
    plans: listPlans(sql, head.id),
    agreed: callPlanOf(sql, head.id),
    call: findCallDefaults(sql, head.id),
    notice: findNotice(sql, head.id, now),
    stops: listStopsOfCase(sql, head.id),
    live: listLiveChannels(sql, head.id),
    facts: listPhoneFacts(sql, head.id),
  })
  const current = plans.find(({ supersededAt }) => supersededAt === null)
  const planned: PlanChannel[] = current?.channels ?? ['web']
  // Calls may also have been agreed upon on their own page.
  const channels: PlanChannel[] = agreed && !planned.includes('automatic-call') ? [...planned, 'automatic-call'] : planned
  const typed: Typed = said.typed ?? {
    channels,
    phone: agreed?.phone ?? current?.callPhone ?? call.phone ?? '',
    times: agreed?.times ?? current?.callTimes ?? [],
    language: agreed?.language ?? current?.callLanguage ?? call.language,
    reason: '',
  }
  return {
    page: (
      <PlanPage
        {...{ head, now, plans, channels, typed, facts }}
        live={head.watchState === 'observing' ? live : channels}
        notice={notice ? noticeInWords(notice) : ''}
        isStopped={stops.some(({ state }) => state === 'accepted')}
        mayAct={mayAct(c, head)}
        faults={said.faults ?? {}}
        resume={said.resume ?? { note: '', fault: null }}
        done={dones[c.query.done ?? ''] ?? null}
        fault={said.fault ?? null}
      />
    ),
    ...(said.status ? { status: said.status } : {}),
  }
}

async function save(c: C): Promise<Reply> {
  const head = await headOf(c)
  if (!mayAct(c, head)) throw new AppError('not-allowed')
  const typed = readTyped(c.body)
  const { plan, faults } = readPlan(typed, await getCallHours(c.sql, c.actor.orgId))
  if (faults) {
    c.fails()
    return show(c, { typed, faults, status: 422 })
  }
  const said = await setPlan(c.sql, { caseId: head.id, by: c.actor.accountId, now: c.now }, plan)
  if (said === 'gone') throw new AppError('conflict')
  if (said === 'taken')
    return show(c, {
      typed,
      faults: { phone: numberTaken },
      status: 422,
    })
  c.note({ channels: plan.channels })
  return { redirect: `/centre/cases/${head.id}/plan?done=${said}` }
}

/** An accepted stop is taken back: the notices come again, with a reason and in a name. */
async function resume(c: C): Promise<Reply> {
  const head = await headOf(c)
  const note = typeof c.body.note === 'string' ? c.body.note.trim().slice(0, 1000) : ''
  if (note === '') return show(c, { resume: { note, fault: '再開の理由を入力してください。' }, status: 422 })
  const said = await resumeNotice(c.sql, head.id, note, c.now)
  if (said !== 'ok') throw new AppError(said === 'gone' ? 'conflict' : 'not-allowed')
  return { redirect: `/centre/cases/${head.id}/plan?done=resumed` }
}

async function forget(c: C): Promise<Reply> {
  const head = await headOf(c)
  const fact = typeof c.body.fact === 'string' ? c.body.fact : ''
  if (!isUuid(fact) || !(await forgetPhoneFact(c.sql, head.id, fact, c.now))) throw new AppError('conflict')
  return { redirect: `/centre/cases/${head.id}/plan?done=forgotten` }
}
