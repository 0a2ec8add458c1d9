import { refill } from '../../fields/refill.ts'
import { cut } from '../../lib/cut.ts'
import { japaneseDay } from '../../lib/japanese-day.ts'
import { tidy, tidyLines } from '../../lib/kana.ts'
import { isUuid } from '../../lib/uuid.ts'
import { AppError } from '../../platform/http/errors.ts'
import { type Reply, type Route, route } from '../../platform/http/route.server.ts'
import { answersFor } from '../../programmes/tabs.ts'
import { centreStaff, institutionStaff, prefectureStaff } from '../organisation/who.ts'
import { checkRecord } from './checks.ts'
import { type C, facilitiesFor, headOf, openEntry } from './desk.server.ts'
import { EntryPage, type EntryPageProps } from './EntryPage.tsx'
import { setCentreNumber } from './head.server.ts'
import { findStanding } from './queries.server.ts'
import { saveRecord, strikeRecord } from './save.server.ts'
import { showTab } from './show-tab.server.tsx'
import { startOf } from './start.ts'
import { type Portal, tabHref, tabOf } from './tabs.ts'
import { treatmentRoutes } from './treatment-routes.server.tsx'

/** The tabs of a case in both portals that write, and in the prefecture's, which reads. */
export function caseRecordRoutes(): Route[] {
  return [
    ...portal('institution', institutionStaff),
    ...portal('centre', centreStaff),
    tabRoute('prefecture', prefectureStaff),
    route({
      method: 'POST',
      url: '/centre/cases/:caseId/centre-number',
      who: centreStaff,
      audit: 'case-record.number',
      handle: async (c) => {
        const head = await headOf(c)
        if (c.actor.orgId !== (head.ownerCentreId ?? head.notifiedCentreId)) throw new AppError('not-allowed')
        const typed = typeof c.body.centreNumber === 'string' ? cut(tidy(c.body.centreNumber), 30) : ''
        await setCentreNumber(c.sql, head.id, typed === '' ? null : typed, c.now)
        return { redirect: `${tabHref('centre', head.id, 'identity')}?done=saved` }
      },
    }),
    ...treatmentRoutes,
  ]
}

type PortalStaff = typeof institutionStaff | typeof centreStaff | typeof prefectureStaff

function tabRoute(name: Portal, who: PortalStaff): Route {
  return route({ method: 'GET', url: `/${name}/cases/:caseId/tabs/:tab`, who, audit: 'case-record.tab', handle: (c) => showTab(c, name) })
}

function portal(name: 'institution' | 'centre', who: PortalStaff): Route[] {
  const at = `/${name}/cases/:caseId/records/:recordTab`
  return [
    tabRoute(name, who),
    route({ method: 'GET', url: `${at}/new`, who, audit: 'case-record.new', handle: (c) => newEntry(c, name) }),
    route({ method: 'POST', url: `${at}/new`, who, audit: 'case-record.add', handle: (c) => save(c, name) }),
    route({ method: 'GET', url: `${at}/:entryId`, who, audit: 'case-record.edit', handle: (c) => edit(c, name) }),
    route({ method: 'POST', url: `${at}/:entryId`, who, audit: 'case-record.correct', handle: (c) => save(c, name) }),
    route({ method: 'POST', url: `${at}/:entryId/strike`, who, audit: 'case-record.strike', handle: (c) => strike(c, name) }),
  ]
}

type Opened = Awaited<ReturnType<typeof openEntry>>
type More = Pick<EntryPageProps, 'given' | 'revision'> & Partial<Pick<EntryPageProps, 'reason' | 'faults' | 'said'>>

async function page(c: C, name: Portal, { head, tab, form }: Opened, more: More, status = 200): Promise<Reply> {
  const at = `/${name}/cases/${head.id}/records/${tab}`
  const props = {
    head,
    now: c.now,
    portal: name,
    tab: tabOf(tab),
    form,
    facilities: await facilitiesFor(c.sql, c.actor.orgId),
    reason: '',
    ...more,
  }
  return { page: <EntryPage {...props} action={`${at}/${c.params.entryId ?? 'new'}`} />, status }
}

async function newEntry(c: C, name: Portal): Promise<Reply> {
  const opened = await openEntry(c)
  const given = refill(opened.form, startOf(opened.tab, { today: japaneseDay(c.now), actor: c.actor }))
  return page(c, name, opened, { given, revision: null })
}

/** The standing revision of the entry in the address. Throws 'not-found' for another case's, or one that was struck. */
async function standing(c: C, { head, tab }: Opened) {
  const { entryId } = c.params
  const record = entryId && isUuid(entryId) ? await findStanding(c.sql, head.id, entryId) : null
  if (record?.tab !== tab || record.struck) throw new AppError('not-found')
  return record
}

async function edit(c: C, name: Portal): Promise<Reply> {
  const opened = await openEntry(c)
  const record = await standing(c, opened)
  return page(c, name, opened, { given: refill(opened.form, answersFor(opened.form, record)), revision: record.revision })
}

/** 登録: adds or corrects. Refused forms come back with everything typed, a conflict with the revision that stands now. */
async function save(c: C, name: Portal): Promise<Reply> {
  const opened = await openEntry(c)
  const { head, tab, form } = opened
  const entryId = c.params.entryId
  const record = entryId ? await standing(c, opened) : null
  const revision = record && Number(c.body.revision)
  const reason = reasonOf(c)
  const typed = { given: c.body, revision, reason }
  const context = { today: japaneseDay(c.now), facilities: await facilitiesFor(c.sql, c.actor.orgId) }
  const { answers, faults } = checkRecord(form, c.body, context)
  if (faults) return page(c, name, opened, { ...typed, faults }, 422)
  const base = record && { entryId: record.entryId, revision: revision! }
  const said = await saveRecord(c.sql, { head, tab, base, form, answers, reason, actor: c.actor, now: c.now })
  if (said === 'reason-missing') return page(c, name, opened, { ...typed, said: 'reason' }, 422)
  if (said === 'conflict') return page(c, name, opened, { ...typed, revision: record?.revision ?? null, said: 'conflict' }, 409)
  c.note({ tab, said })
  return { redirect: `${tabHref(name, head.id, tabOf(tab))}?done=${said}` }
}

async function strike(c: C, name: Portal): Promise<Reply> {
  const opened = await openEntry(c)
  const record = await standing(c, opened)
  const reason = reasonOf(c)
  if (reason === '') return showTab({ ...c, params: { ...c.params, tab: tabOf(opened.tab) } }, name, { strikeFault: record.entryId })
  const asSeen = { ...record, revision: Number(c.body.revision ?? record.revision) }
  const said = await strikeRecord(c.sql, { head: opened.head, record: asSeen, reason, actor: c.actor, now: c.now })
  if (said === 'conflict') throw new AppError('conflict')
  c.note({ tab: opened.tab })
  return { redirect: `${tabHref(name, opened.head.id, tabOf(opened.tab))}?done=struck` }
}

const reasonOf = (c: C) => (typeof c.body.reason === 'string' ? cut(tidyLines(c.body.reason), 500) : '')
