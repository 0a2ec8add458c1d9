import { addDays, type Day, isDay, japaneseDay } from '../../lib/japanese-day.ts'
import { isUuid } from '../../lib/uuid.ts'
import { AppError } from '../../platform/http/errors.ts'
import { type Context, type Reply, type Route, route, type Staff } from '../../platform/http/route.server.ts'
import { type Band, bandsOn, dailyCountFrom } from '../../programmes/covid-19/daily-count.ts'
import { centreStaff, institutionStaff, prefectureStaff } from '../organisation/who.ts'
import { CountsPage } from './CountsPage.tsx'
import { checkCounts, type Typed } from './check.ts'
import { doorOf } from './deadline.ts'
import { divisionRoutes } from './division-routes.server.tsx'
import { EntryPage } from './EntryPage.tsx'
import { InstitutionCountPage } from './InstitutionCountPage.tsx'
import { type Kept, keepCount, listDivisions, listEntries, listInstitutions, listLog, listNotified, listSums } from './queries.server.ts'
import { reconcile, type Source } from './reconcile.ts'

type C = Context<Staff>
type Base = '/centre' | '/prefecture'
const shownDays = 31

/** 日次報告 (4.1): numbers of the newly diagnosed by age band. No page here shows a person. */
export function dailyCountRoutes(): Route[] {
  const at = '/institution/daily-counts'
  const of = (base: Base, who: typeof centreStaff | typeof prefectureStaff) => [
    route({ method: 'GET', url: `${base}/daily-counts`, who, audit: 'daily-count.list', handle: (c) => list(c, base) }),
    route({ method: 'GET', url: `${base}/daily-counts/entry`, who, audit: 'daily-count.show', handle: (c) => entryPage(c, base, null) }),
    route({ method: 'POST', url: `${base}/daily-counts/entry`, who, audit: 'daily-count.correct', handle: (c) => correct(c, base) }),
  ]
  return [
    route({ method: 'GET', url: at, who: institutionStaff, audit: 'daily-count.own', handle: (c) => own(c) }),
    route({ method: 'POST', url: at, who: institutionStaff, audit: 'daily-count.report', handle: report }),
    ...of('/centre', centreStaff),
    ...of('/prefecture', prefectureStaff),
    ...divisionRoutes(),
  ]
}

type More = { typed?: Typed; faults?: Record<string, string>; said?: 'closed' | 'conflict' | 'nothing' }

async function own(c: C, { typed, faults = {}, said }: More = {}): Promise<Reply> {
  const today = japaneseDay(c.now)
  const days = { from: addDays(today, -shownDays), to: today }
  const [entries, notified, divisions] = await Promise.all([
    listEntries(c.sql, days, { institutionId: c.actor.orgId }),
    listNotified(c.sql, days),
    listDivisions(c.sql),
  ])
  const page = (
    <InstitutionCountPage
      now={c.now}
      bands={bandsOn(today, divisions)}
      entries={entries}
      notified={new Map(notified.map(({ onDay, n }) => [onDay, n]))}
      typed={typed ?? null}
      faults={faults}
      said={said ?? null}
      isDone={c.query.done === '1'}
    />
  )
  return said || Object.keys(faults).length > 0 ? { page, status: 422 } : { page }
}

async function report(c: C): Promise<Reply> {
  const day = text(c.body.day)
  const bands = isDay(day) ? bandsOn(day, await listDivisions(c.sql)) : null
  if (!bands) return own(c)
  const { typed, counts, faults } = readCounts(c, bands)
  if (doorOf(day, c.now, 'institution') === 'closed') return own(c, { typed, said: 'closed' })
  const isTakenBack = c.body.go === 'delete'
  if (!isTakenBack && Object.keys(faults).length > 0) return own(c, { typed, faults })
  const kept = await keepCount(c.sql, {
    institutionId: c.actor.orgId,
    onDay: day,
    source: 'institution',
    counts: isTakenBack ? null : counts,
    revision: revisionOf(c),
    reason: '',
    now: c.now,
  })
  if (kept === 'refused') throw new AppError('not-allowed')
  if (kept === 'closed' || kept === 'conflict' || kept === 'nothing') return own(c, { typed, said: kept })
  return { redirect: '/institution/daily-counts?done=1' }
}

async function list(c: C, base: Base): Promise<Reply> {
  const today = japaneseDay(c.now)
  const day = dayOf(c.query.day, today)
  const bands = bandsOn(day, await listDivisions(c.sql)) ?? []
  const days = { from: day, to: day }
  const [institutions, entries, notified, sums] = await Promise.all([
    listInstitutions(c.sql, c.actor.orgId),
    listEntries(c.sql, days),
    listNotified(c.sql, days),
    listSums(c.sql, days),
  ])
  const centre = institutions.find(({ centreId }) => centreId === c.query.centre)?.centreId ?? null
  return { page: <CountsPage {...{ base, day, today, bands, institutions, sums, centre }} lines={reconcile(entries, notified)} /> }
}

async function entryPage(c: C, base: Base, said: Parameters<typeof EntryPage>[0]['said']): Promise<Reply> {
  const given = said ? c.body : c.query
  const [day, id] = [dayOf(text(given.day), japaneseDay(c.now)), text(given.institution)]
  const bands = bandsOn(day, await listDivisions(c.sql))
  const institution = isUuid(id) ? (await listInstitutions(c.sql, c.actor.orgId)).find((i) => i.id === id) : undefined
  if (!institution || !bands) return { redirect: `${base}/daily-counts` }
  const days = { from: day, to: day }
  const [entries, notified, log] = await Promise.all([
    listEntries(c.sql, days, { institutionId: id }),
    listNotified(c.sql, days),
    listLog(c.sql, id, day),
  ])
  const n = notified.find(({ institutionId }) => institutionId === id)?.n ?? 0
  const isLate = doorOf(day, c.now, c.actor.orgKind) === 'with-reason'
  const page = <EntryPage {...{ base, day, bands, institution, entries, log, isLate, said }} notified={n} />
  return said ? { page, status: 422 } : { page }
}

async function correct(c: C, base: Base): Promise<Reply> {
  const [day, institutionId, reason] = [text(c.body.day), text(c.body.institution), text(c.body.reason).trim().slice(0, 200)]
  const source: Source = c.body.source === 'institution' ? 'institution' : 'centre'
  const bands = isDay(day) ? bandsOn(day, await listDivisions(c.sql)) : null
  if (!bands || !isUuid(institutionId)) return { redirect: `${base}/daily-counts` }
  const { typed, counts, faults } = readCounts(c, bands)
  const isTakenBack = c.body.go === 'delete'
  const again = (kept: Kept | null) => entryPage(c, base, { source, typed, faults, reason, kept })
  if (!isTakenBack && Object.keys(faults).length > 0) return again(null)
  const counted = isTakenBack ? null : counts
  const kept = await keepCount(c.sql, { institutionId, onDay: day, source, counts: counted, revision: revisionOf(c), reason, now: c.now })
  if (kept === 'refused' || kept === 'closed') throw new AppError('not-allowed')
  if (kept !== 'stored') return again(kept)
  return { redirect: `${base}/daily-counts/entry?institution=${institutionId}&day=${day}` }
}

function readCounts(c: C, bands: Band[]) {
  const typed: Typed = Object.fromEntries(bands.map(({ key }) => [key, text(c.body[`n.${key}`]).slice(0, 12)]))
  return { typed, ...checkCounts(bands, typed) }
}

const text = (value: string | string[] | undefined) => (typeof value === 'string' ? value : '')
const revisionOf = (c: C) => (/^\d{1,6}$/.test(text(c.body.revision)) ? Number(c.body.revision) : 0)

/** A day that can be counted; else the newest that can, or the first. */
function dayOf(given: string | undefined, today: Day): Day {
  const newest = today < dailyCountFrom ? dailyCountFrom : today
  return given && isDay(given) && given >= dailyCountFrom && given <= newest ? given : newest
}
