import { addDays, type Day, daysBetween, isDay, japaneseDay } from '../../lib/japanese-day.ts'
import { writeTable } from '../../platform/excel/workbook.server.ts'
import { csvLine } from '../../platform/excel/write-csv.ts'
import { type Context, type Reply, type Route, route, type Staff } from '../../platform/http/route.server.ts'
import { svgFile } from '../../platform/http/svg.server.ts'
import { pngOf } from '../../platform/png/png.server.ts'
import { attentionKinds } from '../attention/kinds.ts'
import { lastCutDay } from '../daily-count/deadline.ts'
import { listDivisions } from '../daily-count/queries.server.ts'
import { centreStaff, prefectureStaff } from '../organisation/who.ts'
import { FigureSvg } from './FigureSvg.tsx'
import { type Figure, figuresOf, type Period } from './figures.ts'
import { mondayOf } from './iso-week.ts'
import { ministryFigures } from './ministry-figures.ts'
import {
  findPrefectureCode,
  listCentresOf,
  listDailySums,
  listFigures,
  listMinistryRows,
  listPlaces,
  listPrefectures,
  listShapes,
} from './queries.server.ts'
import { StatisticsPage } from './StatisticsPage.tsx'
import type { Shape } from './tiles.ts'

type C = Context<Staff>
type Base = '/centre' | '/prefecture' | '/ministry'
type Found = {
  figures: Figure[]
  shapes: Record<string, Shape>
  period: Period
  scope: string
  choices: { value: string; label: string }[]
  chosen: string
}

const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const [shownDays, mostDays] = [56, 400]
const ministryLead =
  'このアカウントでは、患者の個人情報は表示されません。厚生労働省では、個別のHER-SYS情報を操作・修正できません。操作・修正は、担当する保健所が行います。10人未満の人数は、ほかの数から計算できないようにまとめてあります。'
const analysts = { org: ['ministry'] } as const

const kindWord = (kind: string) => (attentionKinds as Record<string, { label: string }>)[kind]?.label ?? kind

/** Figures for centre, prefecture and ministry. No page here shows a person. */
export function statisticsRoutes(): Route[] {
  return [
    route({
      method: 'GET',
      url: '/centre/statistics',
      who: centreStaff,
      audit: 'statistics.show',
      handle: (c) => page(c, '/centre', ofCentre),
    }),
    route({
      method: 'GET',
      url: '/centre/statistics/file',
      who: centreStaff,
      audit: 'statistics.file',
      handle: (c) => file(c, '/centre', ofCentre),
    }),
    route({
      method: 'GET',
      url: '/prefecture/statistics',
      who: prefectureStaff,
      audit: 'statistics.show',
      handle: (c) => page(c, '/prefecture', ofPrefecture),
    }),
    route({
      method: 'GET',
      url: '/prefecture/statistics/file',
      who: prefectureStaff,
      audit: 'statistics.file',
      handle: (c) => file(c, '/prefecture', ofPrefecture),
    }),
    route({
      method: 'GET',
      url: '/ministry',
      who: analysts,
      audit: 'statistics.ministry',
      databaseRole: 'hersys_ministry',
      handle: (c) => page(c, '/ministry', ofMinistry),
    }),
    route({
      method: 'GET',
      url: '/ministry/statistics/file',
      who: analysts,
      audit: 'statistics.ministry-file',
      databaseRole: 'hersys_ministry',
      handle: (c) => file(c, '/ministry', ofMinistry),
    }),
  ]
}

async function page(c: C, base: Base, find: (c: C) => Promise<Found>): Promise<Reply> {
  const found = await find(c)
  const lead = base === '/ministry' ? { lead: ministryLead } : {}
  return { page: <StatisticsPage title="統計" base={base} now={c.now} {...found} {...lead} /> }
}

async function ofCentre(c: C): Promise<Found> {
  const period = periodOf(c)
  const places = await listPlaces(c.sql, { centreId: c.actor.orgId })
  const [rows, shapes] = await Promise.all([
    listFigures(c.sql, { level: 'centre', scope: c.actor.orgId }, period),
    listShapes(
      c.sql,
      places.map(({ code }) => code),
    ),
  ])
  return { figures: figuresOf(rows, period, places, kindWord), shapes, period, scope: c.actor.orgName, choices: [], chosen: '' }
}

async function ofPrefecture(c: C): Promise<Found> {
  const period = periodOf(c)
  const [centres, code] = await Promise.all([listCentresOf(c.sql, c.actor.orgId), findPrefectureCode(c.sql, c.actor.orgId)])
  const centre = centres.find(({ id }) => id === c.query.of) ?? null
  const places = await listPlaces(c.sql, centre ? { centreId: centre.id } : { prefectureCode: code ?? '' })
  const scope = centre ? ({ level: 'centre', scope: centre.id } as const) : ({ level: 'prefecture', scope: code ?? '' } as const)
  const rows = await listFigures(c.sql, scope, period)
  const shapes = await listShapes(
    c.sql,
    places.map((place) => place.code),
  )
  return {
    figures: figuresOf(rows, period, places, kindWord),
    shapes,
    period,
    scope: centre?.name ?? c.actor.orgName,
    choices: [{ value: '', label: '都道府県全体' }, ...centres.map(({ id, name }) => ({ value: id, label: name }))],
    chosen: centre?.id ?? '',
  }
}

/** Whole weeks, and of the days of 日次報告 only those whose figures stand. */
async function ofMinistry(c: C): Promise<Found> {
  const asked = periodOf(c)
  const period = { from: mondayOf(asked.from), to: addDays(mondayOf(asked.to), 6) }
  const cut = { from: period.from, to: [period.to, lastCutDay(c.now)].sort()[0]! }
  const [rows, daily, divisions, prefectures] = await Promise.all([
    listMinistryRows(c.sql, period),
    listDailySums(c.sql, cut),
    listDivisions(c.sql),
    listPrefectures(c.sql),
  ])
  const prefecture = prefectures.find(({ code }) => code === c.query.of) ?? null
  return {
    figures: ministryFigures({ rows, daily, divisions, prefectures, period, prefecture: prefecture?.code ?? null }),
    shapes: {},
    period,
    scope: prefecture?.name ?? '全国',
    choices: [{ value: '', label: '全国' }, ...prefectures.map(({ code, name }) => ({ value: code, label: name }))],
    chosen: prefecture?.code ?? '',
  }
}

/** One figure as a file; an address that names none leads to them all. */
async function file(c: C, base: Base, find: (c: C) => Promise<Found>): Promise<Reply> {
  const { figures, shapes, period } = await find(c)
  const figure = figures.find(({ id }) => id === c.query.figure)
  if (!figure) return { redirect: base === '/ministry' ? base : `${base}/statistics` }
  const name = `statistics-${figure.id}-${period.from}-${period.to}`
  const table = [figure.head, ...figure.rows.map((row) => figure.head.map((_, n) => (row[n] === null ? null : String(row[n]))))]
  if (c.query.as === 'xlsx') {
    const columns = figure.head.map((_, n) => ({ width: n === 0 ? 24 : 14 }))
    return {
      file: () => writeTable({ name: '統計', rows: table, columns, frozen: { rows: 1, columns: 0 } }),
      type: xlsx,
      name: `${name}.xlsx`,
    }
  }
  if (figure.chart !== 'none' && (c.query.as === 'png' || c.query.as === 'svg')) {
    const drawing = svgFile(<FigureSvg figure={figure} shapes={shapes} />)
    if (c.query.as === 'svg') return { file: Buffer.from(drawing), type: 'image/svg+xml', name: `${name}.svg` }
    return { file: () => pngOf(drawing, 1520), type: 'image/png', name: `${name}.png` }
  }
  return { file: Buffer.from(`\ufeff${table.map(csvLine).join('')}`), type: 'text/csv; charset=utf-8', name: `${name}.csv` }
}

/** The days asked for, at most 400; else the last eight weeks. */
function periodOf({ query, now }: C): Period {
  const today: Day = japaneseDay(now)
  const to = query.to && isDay(query.to) && query.to <= today ? query.to : today
  const from = query.from && isDay(query.from) && query.from <= to ? query.from : addDays(to, 1 - shownDays)
  return { from: daysBetween(from, to) >= mostDays ? addDays(to, 1 - mostDays) : from, to }
}
