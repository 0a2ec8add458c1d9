import { readHersysId } from '../../lib/hersys-id.ts'
import { addDays, japaneseDay } from '../../lib/japanese-day.ts'
import { isUuid } from '../../lib/uuid.ts'
import { AppError } from '../../platform/http/errors.ts'
import { type Context, type Reply, type Route, route, type Staff } from '../../platform/http/route.server.ts'
import { prefectureStaff } from '../organisation/who.ts'
import { listPlaceDays } from '../place/queries.server.ts'
import { listCentresOf } from '../statistics/queries.server.ts'
import { listPlaces, listRows, pageSize } from '../watch/list.server.ts'
import { filterOf, readListQuery, writeListQuery } from '../watch/list-query.ts'
import { contacts } from './contacts.server.tsx'
import { OversightPage } from './OversightPage.tsx'
import { PlacesOverviewPage } from './PlacesOverviewPage.tsx'
import { findByHersysId, findToSettle, listCentreStates, listPrefecturePlaces, type Settled, settleOwner } from './queries.server.ts'
import { SettlePage } from './SettlePage.tsx'
import { WatchedPage } from './WatchedPage.tsx'

type C = Context<Staff>

/** What a prefecture sees of its centres, read-only but for one decision: which of them a case belongs to. */
export function oversightRoutes(): Route[] {
  const get = (url: string, audit: string, handle: (c: C) => Promise<Reply>) =>
    route({ method: 'GET', url, who: prefectureStaff, audit, handle })
  return [
    get('/prefecture/centres', 'oversight.centres', (c) => centres(c, null)),
    route({ method: 'POST', url: '/prefecture/centres/find', who: prefectureStaff, audit: 'oversight.find', handle: find }),
    get('/prefecture/watch-list', 'oversight.watch-list', watched),
    get('/prefecture/contacts', 'oversight.contacts', contacts),
    get('/prefecture/places', 'oversight.places', places),
    get('/prefecture/cases/:id/settle', 'oversight.settle-form', (c) => settlePage(c, { to: '', reason: '' }, [])),
    route({ method: 'POST', url: '/prefecture/cases/:id/settle', who: prefectureStaff, audit: 'oversight.settle', handle: settle }),
  ]
}

async function centres(c: C, missed: string | null): Promise<Reply> {
  const page = <OversightPage centres={await listCentreStates(c.sql, c.actor.orgId, japaneseDay(c.now))} missed={missed} />
  return missed === null ? { page } : { page, status: 422 }
}

/** One case by its HER-SYS ID, which somebody names on the telephone; it stands in no address. What became part of another leads there. */
async function find(c: C): Promise<Reply> {
  const typed = typeof c.body.hersysId === 'string' ? c.body.hersysId.slice(0, 30) : ''
  const hersysId = readHersysId(typed)
  const caseId = hersysId === null ? null : await findByHersysId(c.sql, hersysId)
  if (caseId === null) {
    c.fails()
    return centres(c, typed)
  }
  c.shows(caseId)
  return { redirect: `/prefecture/cases/${caseId}` }
}

async function watched(c: C): Promise<Reply> {
  const centres = await listCentresOf(c.sql, c.actor.orgId)
  const chosen = centres.find(({ id }) => id === c.query.centre)?.id ?? centres[0]?.id ?? ''
  const query = readListQuery(c.query)
  const found = chosen ? await listPlaces(c.sql, { centreId: chosen, now: c.now, filter: filterOf(query, c.now), after: query.after }) : []
  const shown = found.slice(0, pageSize)
  const rows = await listRows(
    c.sql,
    shown.map(({ caseId }) => caseId),
    c.now,
  )
  c.shows(...rows.map(({ caseId }) => caseId))
  const last = found.length > pageSize ? shown.at(-1) : undefined
  const next = last ? `/prefecture/watch-list${writeListQuery({ ...query, after: last })}&centre=${chosen}` : null
  return { page: <WatchedPage {...{ rows, centres, chosen, next }} now={c.now} isFirst={query.after === null} /> }
}

async function places(c: C): Promise<Reply> {
  const today = japaneseDay(c.now)
  const days = Array.from({ length: 7 }, (_, n) => addDays(today, n))
  const [lines, numbers] = await Promise.all([listPrefecturePlaces(c.sql, c.actor.orgId), listPlaceDays(c.sql, today, days.length)])
  return { page: <PlacesOverviewPage places={lines} days={days} numbers={numbers} /> }
}

async function settlePage(c: C, typed: { to: string; reason: string }, faults: string[]): Promise<Reply> {
  const id = c.params.id ?? ''
  const found = isUuid(id) ? await findToSettle(c.sql, id) : null
  if (!found) throw new AppError('not-found')
  c.shows(found.caseId)
  const page = <SettlePage found={found} centres={await listCentresOf(c.sql, c.actor.orgId)} typed={typed} faults={faults} />
  return faults.length > 0 ? { page, status: 422 } : { page }
}

const said: Partial<Record<Settled, string>> = {
  ended: '健康観察は終了しています。',
  settled: '担当保健所は、すでに決まっています。',
  pending: 'ほかの移管の依頼が、受け入れを待っています。',
  'no-such-centre': '担当保健所を選んでください。',
}

async function settle(c: C): Promise<Reply> {
  const text = (value: string | string[] | undefined) => (typeof value === 'string' ? value.trim() : '')
  const typed = { to: text(c.body.to), reason: text(c.body.reason).slice(0, 200) }
  const faults = [
    ...(isUuid(typed.to) ? [] : ['担当保健所を選んでください。']),
    ...(typed.reason === '' ? ['理由を入力してください。'] : []),
  ]
  const caseId = c.params.id ?? ''
  if (!isUuid(caseId)) throw new AppError('not-found')
  if (faults.length > 0) return settlePage(c, typed, faults)
  const answer = await settleOwner(c.sql, { caseId, ...typed, now: c.now })
  if (answer === 'not-found') throw new AppError('not-found')
  if (answer !== 'ok') return settlePage(c, typed, [said[answer]!])
  c.shows(caseId)
  return { redirect: '/prefecture' }
}
