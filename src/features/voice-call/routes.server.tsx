import { knownAnswers } from '../../fields/check.ts'
import type { Form } from '../../fields/fields.ts'
import { addDays, daysBetween, isDay, japaneseDay } from '../../lib/japanese-day.ts'
import { isUuid } from '../../lib/uuid.ts'
import { AppError } from '../../platform/http/errors.ts'
import { type Route, route } from '../../platform/http/route.server.ts'
import { dailyFormFor, programmes } from '../../programmes/registry.ts'
import { findCaseHead } from '../case-record/head.server.ts'
import { centreStaff } from '../organisation/who.ts'
import { CallPage, placeText } from './CallPage.tsx'
import { FiguresPage } from './FiguresPage.tsx'
import { findCall, listHangUps, listHours, listSteps } from './log.server.ts'
import { TimelinePage } from './TimelinePage.tsx'
import { listHappenings } from './timeline.server.ts'

/** The telephone as staff of a centre see it: one call, one patient's line of time, the figures. */
export function voiceCallRoutes(): Route[] {
  return [
    route({
      method: 'GET',
      url: '/centre/calls/:id',
      who: centreStaff,
      audit: 'voice-call.show',
      handle: async (c) => {
        const call = isUuid(c.params.id ?? '') ? await findCall(c.sql, c.params.id!) : null
        if (!call) throw new AppError('not-found')
        if (call.caseId) c.shows(call.caseId)
        const form = formOn(call.disease, new Date(call.answeredAt ?? call.plannedAt))
        return {
          page: <CallPage call={call} steps={await listSteps(c.sql, call.id)} form={form} answers={knownAnswers(form, call.answers)} />,
        }
      },
    }),
    route({
      method: 'GET',
      url: '/centre/cases/:id/timeline',
      who: centreStaff,
      audit: 'voice-call.timeline',
      handle: async (c) => {
        const head = isUuid(c.params.id ?? '') ? await findCaseHead(c.sql, c.params.id!) : null
        if (!head) throw new AppError('not-found')
        c.shows(head.id)
        const form = formOn(null, c.now)
        const name = `${head.familyName} ${head.givenName}`
        const happenings = await listHappenings(c.sql, head.id, c.now)
        return { page: <TimelinePage caseId={head.id} name={name} happenings={happenings} placeOf={(place) => placeText(place, form)} /> }
      },
    }),
    route({
      method: 'GET',
      url: '/centre/call-figures',
      who: centreStaff,
      audit: 'voice-call.figures',
      handle: async (c) => {
        const today = japaneseDay(c.now)
        const [from, to] = [c.query.from ?? addDays(today, -6), c.query.to ?? today]
        const fault = faultOf(from, to)
        const [first, last] = fault ? [addDays(today, -6), today] : [from, to]
        const [hours, hangUps] = [await listHours(c.sql, first, last), await listHangUps(c.sql, first, last)]
        const form = formOn(null, c.now)
        const page = (
          <FiguresPage from={first} to={last} fault={fault} hours={hours} hangUps={hangUps} placeOf={(place) => placeText(place, form)} />
        )
        return { page, ...(fault ? { status: 422 } : {}) }
      },
    }),
  ]
}

function faultOf(from: string, to: string): string | null {
  if (!isDay(from) || !isDay(to)) return '日付を確認してください。'
  if (from > to) return '終了日は開始日以降にしてください。'
  return daysBetween(from, to) > 92 ? '期間は3か月以内にしてください。' : null
}

const formOn = (disease: string | null, at: Date): Form => dailyFormFor({ disease: disease ?? programmes[0]!.id, on: japaneseDay(at) })
