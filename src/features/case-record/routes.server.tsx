import { refill } from '../../fields/refill.ts'
import { cut } from '../../lib/cut.ts'
import { japaneseDay } from '../../lib/japanese-day.ts'
import { tidy, tidyLines } from '../../lib/kana.ts'
import { isUuid } from '../../lib/uuid.ts'
import { AppError } from '../../platform/http/errors.ts'
import { type Reply, type Route, route } from '../../platform/http/route.server.ts'
import { answersFor, singleTabs } from '../../programmes/tabs.ts'
import { centreStaff, institutionStaff, prefectureStaff } from '../organisation/who.ts'
import { checkRecord } from './checks.ts'
import { type C, facilitiesFor, headOf, openEntry } from './desk.server.ts'
import { EntryPage, type EntryPageProps } from './EntryPage.tsx'
import { setCentreNumber } from './head.server.ts'
import { type CaseRecord, currentRecord, findStanding } from './queries.server.ts'
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
/** `base`: the revision that is corrected; null: a new entry. */
type More = Pick<EntryPageProps, 'given' | 'base'> & Partial<Pick<EntryPageProps, 'reason' | 'faults' | 'said'>>

async function page(c: C, name: Portal, { head, tab, form }: Opened, more: More, status = 200): Promise<Reply> {
  const props = { head, now: c.now, portal: name, tab: tabOf(tab), form, facilities: await facilitiesFor(c.sql, c.actor.orgId), reason: '' }
  const action = `/${name}/cases/${head.id}/records/${tab}/${more.base?.entryId ?? 'new'}`
  return { page: <EntryPage {...props} {...more} action={action} />, status }
}

async function newEntry(c: C, name: Portal): Promise<Reply> {
  const opened = await openEntry(c)
  const given = refill(opened.form, startOf(opened.tab, { today: japaneseDay(c.now), actor: c.actor }))
  return page(c, name, opened, { given, base: null })
}

/** The standing revision of the entry in the address, struck or not. Throws 'not-found' for another case's. */
async function standing(c: C, { head, tab }: Opened): Promise<CaseRecord> {
  const { entryId } = c.params
  const record = entryId && isUuid(entryId) ? await findStanding(c.sql, head.id, entryId) : null
  if (record?.tab !== tab) throw new AppError('not-found')
  return record
}

async function edit(c: C, name: Portal): Promise<Reply> {
  const opened = await openEntry(c)
  const record = await standing(c, opened)
  if (record.struck) throw new AppError('not-found')
  return page(c, name, opened, { given: refill(opened.form, answersFor(opened.form, record)), base: record })
}

/** 登録: adds or corrects. Refused forms come back with everything typed, a conflict with what stands now. */
async function save(c: C, name: Portal): Promise<Reply> {
  const opened = await openEntry(c)
  const { head, tab, form } = opened
  const record = c.params.entryId ? await standing(c, opened) : null
  const base = record && { ...record, revision: Number(c.body.revision) }
  const typed = { given: c.body, base, reason: reasonOf(c) }
  const context = { today: japaneseDay(c.now), facilities: await facilitiesFor(c.sql, c.actor.orgId) }
  const { answers, faults } = checkRecord(form, c.body, context)
  if (faults) return page(c, name, opened, { ...typed, faults }, 422)
  const said = await saveRecord(c.sql, { head, tab, base, form, answers, reason: typed.reason, actor: c.actor, now: c.now })
  if (said === 'reason-missing') return page(c, name, opened, { ...typed, said: 'reason' }, 422)
  if (said === 'conflict') return conflict(c, name, opened, typed)
  c.note({ tab, said })
  return { redirect: `${tabHref(name, head.id, tabOf(tab))}?done=${said}` }
}

/** Somebody was faster: 登録 once more corrects what stands now, or where that was struck adds what was typed as an entry of its own. */
async function conflict(c: C, name: Portal, opened: Opened, typed: More): Promise<Reply> {
  const { head, tab } = opened
  const now = typed.base ? await findStanding(c.sql, head.id, typed.base.entryId) : await currentRecord(c.sql, head.id, tab)
  if (!now || now.struck) return page(c, name, opened, { ...typed, base: null, said: 'struck' }, 409)
  return page(c, name, opened, { ...typed, base: now, said: 'conflict' }, 409)
}

async function strike(c: C, name: Portal): Promise<Reply> {
  const opened = await openEntry(c)
  const { head, tab } = opened
  // A tab with one entry is corrected; there is nothing to take away.
  if (singleTabs.includes(tab)) throw new AppError('not-found')
  const record = await standing(c, opened)
  const reason = reasonOf(c)
  const back = (fault: 'reason' | 'conflict') =>
    showTab({ ...c, params: { ...c.params, tab: tabOf(tab) } }, name, { entryId: record.entryId, fault, reason })
  if (reason === '') return back('reason')
  const asSeen = { ...record, revision: Number(c.body.revision ?? record.revision) }
  if ((await strikeRecord(c.sql, { head, record: asSeen, reason, actor: c.actor, now: c.now })) === 'conflict') return back('conflict')
  c.note({ tab })
  return { redirect: `${tabHref(name, head.id, tabOf(tab))}?done=struck` }
}

const reasonOf = (c: C) => (typeof c.body.reason === 'string' ? cut(tidyLines(c.body.reason), 500) : '')
