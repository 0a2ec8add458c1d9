import { Readable } from 'node:stream'
import { isDay } from '../../lib/japanese-day.ts'
import { isUuid, uuidv7 } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { type Context, type Reply, type Route, route, type Staff } from '../../platform/http/route.server.ts'
import { audit } from '../../platform/http/serve.server.tsx'
import { openContext } from '../../platform/http/session.server.ts'
import { centreStaff, institutionStaff, operators, prefectureStaff } from '../organisation/who.ts'
import { ExportFormPage } from './ExportFormPage.tsx'
import { ExportsPage } from './ExportsPage.tsx'
import { type Format, formats } from './formats.ts'
import type { ListOrg } from './lists/list.server.ts'
import { exportLists, listsOf } from './lists.server.ts'
import { countDownload, findChunk, findExport, insertExport, listExports } from './queries.server.ts'

type C = Context<Staff>
type Typed = Parameters<typeof ExportFormPage>[0]['typed']
type Deps = { sql: Sql; clock: () => Date }

const types: Record<Format, [type: string, ending: string]> = {
  xlsx: ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'xlsx'],
  'csv-utf8': ['text/csv; charset=utf-8', 'csv'],
  'csv-sjis': ['text/csv; charset=shift_jis', 'csv'],
}

/** 一覧の書き出し: any list, chosen columns, by a background job; the file is for the person who asked, for a day. */
export function exportRoutes(deps: Deps): Route[] {
  const of = (base: string, who: typeof centreStaff | typeof prefectureStaff | typeof institutionStaff | typeof operators) => [
    route({ method: 'GET', url: `${base}/exports`, who, audit: 'export.list', handle: (c) => list(c, base) }),
    route({ method: 'GET', url: `${base}/exports/new`, who, audit: 'export.form', handle: (c) => form(c, base) }),
    route({ method: 'POST', url: `${base}/exports`, who, audit: 'export.order', handle: (c) => order(c, base) }),
    route({ method: 'GET', url: `${base}/exports/file`, who, audit: 'export.file', handle: (c) => file(c, base, deps) }),
  ]
  return [
    ...of('/institution', institutionStaff),
    ...of('/centre', centreStaff),
    ...of('/prefecture', prefectureStaff),
    ...of('/operator', operators),
  ]
}

async function list(c: C, base: string): Promise<Reply> {
  const lists = listsOf(c.actor).map(([name, { label }]) => ({ name, label }))
  const exports = await listExports(c.sql, c.actor.accountId)
  return { page: <ExportsPage {...{ base, lists, exports }} labelOf={(name) => exportLists[name]?.label ?? name} /> }
}

/** Without what names a person unless ticked: who needs names ticks them. */
function form(c: C, base: string, typed?: Typed, faults: string[] = []): Reply {
  const name = typed ? text(c.body.list) : (c.query.list ?? '')
  const found = listsOf(c.actor).find(([key]) => key === name)?.[1]
  if (!found) return { redirect: `${base}/exports` }
  const columns = Object.entries(found.columns).map(([key, { label, isPersonal = false }]) => ({ name: key, label, isPersonal }))
  const untouched: Typed = {
    columns: columns.filter(({ isPersonal }) => !isPersonal).map((column) => column.name),
    from: '',
    to: '',
    format: 'xlsx',
    reason: '',
  }
  const page = (
    <ExportFormPage {...{ base, name, columns, faults }} label={found.label} dayWord={found.dayWord} typed={typed ?? untouched} />
  )
  return faults.length > 0 ? { page, status: 422 } : { page }
}

async function order(c: C, base: string): Promise<Reply> {
  const name = text(c.body.list)
  const found = listsOf(c.actor).find(([key]) => key === name)?.[1]
  if (!found) return { redirect: `${base}/exports` }
  const asked = [c.body.column ?? []].flat()
  const typed: Typed = {
    columns: Object.keys(found.columns).filter((key) => asked.includes(key)),
    from: text(c.body.from),
    to: text(c.body.to),
    format: Object.hasOwn(formats, text(c.body.format)) ? (text(c.body.format) as Format) : 'xlsx',
    reason: text(c.body.reason).trim().slice(0, 200),
  }
  const [fromOn, toOn] = [typed.from, typed.to].map((day) => (isDay(day) ? day : null)) as [string | null, string | null]
  const faults = [
    ...(typed.columns.length === 0 ? ['項目を1つ以上選んでください。'] : []),
    ...(typed.from !== '' && !fromOn ? ['期間の始まりの日付を確かめてください。'] : []),
    ...(typed.to !== '' && !toOn ? ['期間の終わりの日付を確かめてください。'] : []),
    ...(fromOn && toOn && fromOn > toOn ? ['期間の終わりは、始まりより後にしてください。'] : []),
    ...(typed.reason === '' ? ['目的を入力してください。'] : []),
  ]
  if (faults.length > 0) return form(c, base, typed, faults)
  const id = uuidv7(c.now)
  const { accountId, orgId } = c.actor
  const { columns, format, reason } = typed
  await insertExport(c.sql, {
    id,
    accountId,
    orgId,
    orgKind: c.actor.orgKind as ListOrg,
    list: name,
    columns,
    fromOn,
    toOn,
    format,
    reason,
    now: c.now,
  })
  c.note({ export: id, list: name, columns, fromOn, toOn, format, reason })
  return { redirect: `${base}/exports` }
}

/** Piece by piece, each asked for in the name of the same session: a million rows never stand in memory, and who signs out gets no more. */
async function file(c: C, base: string, { sql, clock }: Deps): Promise<Reply> {
  const id = c.query.export ?? ''
  const found = isUuid(id) ? await findExport(c.sql, id, c.actor.accountId) : null
  if (found?.state !== 'done' || !found.expiresAt || Date.parse(found.expiresAt) <= c.now.getTime()) return { redirect: `${base}/exports` }
  if (!listsOf(c.actor).some(([name]) => name === found.list)) return { redirect: `${base}/exports` }
  await countDownload(c.sql, id)
  // The rows were audited case by case when the file was made; this is the taking along.
  await audit(c.sql, 'export.file', c.actor, 'ok', [], { export: id, list: found.list, rows: found.rowsDone }, c.request.id, c.now)
  const { sessionHash } = c
  async function* pieces() {
    for (let n = 0; ; n++) {
      const piece = await sql.begin(async (tx) => {
        const own = tx as unknown as Sql
        const { actor } = await openContext(own, sessionHash, clock(), 'staff')
        return actor ? findChunk(own, id, n) : null
      })
      if (!piece) return
      yield piece
    }
  }
  const [type, ending] = types[found.format]
  return { file: Readable.from(pieces()), type, name: `${found.list}-${found.orderedAt.slice(0, 10)}.${ending}` }
}

const text = (value: string | string[] | undefined) => (typeof value === 'string' ? value : '')
