import { formRef } from '../../fields/fields.ts'
import { isLang } from '../../i18n/t.ts'
import { japaneseDay } from '../../lib/japanese-day.ts'
import { isUuid } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { writeTable } from '../../platform/excel/workbook.server.ts'
import { safeCell } from '../../platform/excel/write-csv.ts'
import { AppError } from '../../platform/http/errors.ts'
import { type Context, type Reply, type Route, route, type Staff } from '../../platform/http/route.server.ts'
import type { Settings } from '../../platform/settings.server.ts'
import { notificationFormFor, programmes } from '../../programmes/registry.ts'
import { print } from '../notification/pdf/print.server.ts'
import { centreStaff, institutionStaff } from '../organisation/who.ts'
import { listPlaces, listRows } from '../watch/list.server.ts'
import { filterOf, readListQuery } from '../watch/list-query.ts'
import { PaperPage } from './PaperPage.tsx'
import { leafletPdf, observationSheetPdf } from './paper-pdf.server.ts'
import { printToday } from './print.server.ts'
import { todayHead, todayLines } from './today-list.ts'

type C = Context<Staff>
const pdf = 'application/pdf'
const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
/** A PDF of more is nothing to ring from; the Excel list is for those who divide the work. */
const [mostPrinted, mostListed] = [1_000, 20_000]

/** Paper: for a power cut, for a fax, for the patient's hand. */
export function paperRoutes({ settings }: { settings: Settings }): Route[] {
  const blank = (base: string, who: typeof centreStaff | typeof institutionStaff) => [
    route({
      method: 'GET',
      url: `${base}/paper`,
      who,
      audit: 'paper.show',
      handle: () => ({ page: <PaperPage base={base} isCentre={base === '/centre'} /> }),
    }),
    route({ method: 'GET', url: `${base}/paper/notification`, who, audit: 'paper.notification', handle: blankNotification }),
  ]
  return [
    ...blank('/centre', centreStaff),
    ...blank('/institution', institutionStaff),
    route({ method: 'GET', url: '/centre/paper/today', who: centreStaff, audit: 'paper.today', handle: today }),
    route({
      method: 'GET',
      url: '/centre/paper/observation',
      who: centreStaff,
      audit: 'paper.observation',
      handle: ({ now }) => ({ file: () => observationSheetPdf(now), type: pdf, name: 'observation-sheet.pdf' }),
    }),
    route({
      method: 'GET',
      url: '/centre/cases/:id/leaflet',
      who: centreStaff,
      audit: 'paper.leaflet',
      handle: (c) => leaflet(c, settings.publicUrl),
    }),
  ]
}

/** Everybody under observation, in the order of the list; the audit names each of them. */
async function today(c: C): Promise<Reply> {
  const isSheet = c.query.as === 'xlsx'
  const places = await listPlaces(
    c.sql,
    { centreId: c.actor.orgId, now: c.now, filter: filterOf(readListQuery({}), c.now), after: null },
    isSheet ? mostListed : mostListed + 1,
  )
  const ids = places.slice(0, isSheet ? mostListed : mostPrinted).map(({ caseId }) => caseId)
  const [rows, phones] = await Promise.all([listRows(c.sql, ids, c.now), listPhones(c.sql, ids)])
  c.shows(...rows.map(({ caseId }) => caseId))
  const lines = todayLines(rows, phones, c.now)
  if (isSheet) {
    const table = [todayHead, ...lines.map(({ cells }) => cells.map(safeCell))]
    const columns = todayHead.map((_, n) => ({ width: n === todayHead.length - 1 ? 40 : 16 }))
    return {
      file: () => writeTable({ name: '本日の健康観察一覧', rows: table, columns, frozen: { rows: 1, columns: 1 } }),
      type: xlsx,
      name: `today-${japaneseDay(c.now)}.xlsx`,
    }
  }
  const paper = { centre: c.actor.orgName, lines, left: places.length - ids.length, now: c.now }
  return { file: () => printToday(paper), type: pdf, name: `today-${japaneseDay(c.now)}.pdf` }
}

async function listPhones(sql: Sql, ids: string[]): Promise<Map<string, string | null>> {
  const rows = await sql<{ id: string; phone: string | null }[]>`select id, phone from cases where id = any(${ids}::uuid[])`
  return new Map(rows.map(({ id, phone }) => [id, phone]))
}

/** The version of today, every box empty. */
async function blankNotification(c: C): Promise<Reply> {
  const [own] = await c.sql<{ prefectureCode: string | null }[]>`select prefecture_code from organisations where id = ${c.actor.orgId}`
  const form = notificationFormFor({ disease: programmes[0]!.id, reportedOn: japaneseDay(c.now), prefecture: own?.prefectureCode ?? null })
  const sheet = { formVersion: formRef(form), answers: {}, hersysId: null, revision: 1, isWithdrawn: false }
  return { file: () => print([sheet], c.now), type: pdf, name: 'hasseitodoke-blank.pdf' }
}

async function leaflet(c: C, publicUrl: string): Promise<Reply> {
  const id = c.params.id ?? ''
  const [found] = isUuid(id)
    ? await c.sql<{ id: string; hersysId: string; language: string; centreName: string | null; centrePhone: string | null }[]>`
        select c.id, c.hersys_id, c.language, o.name as centre_name, o.phone as centre_phone
          from cases c left join watches w on w.case_id = c.id left join organisations o on o.id = coalesce(w.owner_centre_id, c.notified_centre_id)
         where c.id = ${id}`
    : []
  if (!found) throw new AppError('not-found')
  c.shows(found.id)
  const { hersysId, centreName, centrePhone } = found
  const language = isLang(found.language) ? found.language : 'ja'
  return { file: () => leafletPdf({ hersysId, language, centreName, centrePhone, publicUrl, now: c.now }), type: pdf, name: 'leaflet.pdf' }
}
