import { japaneseDay } from '../../lib/japanese-day.ts'
import { isUuid, uuidv7 } from '../../lib/uuid.ts'
import { faultAtFirstSight } from '../../platform/excel/container.server.ts'
import { AppError } from '../../platform/http/errors.ts'
import { type Context, type Reply, type Route, route, type Staff } from '../../platform/http/route.server.ts'
import type { Upload } from '../../platform/http/upload.server.ts'
import type { Settings } from '../../platform/settings.server.ts'
import { facilitiesOf } from '../notification/desk.server.ts'
import { institutionStaff } from '../organisation/who.ts'
import { formsOfToday } from './desk.server.ts'
import { contentMark } from './fingerprint.server.ts'
import { ImportPage } from './ImportPage.tsx'
import { ImportsPage } from './ImportsPage.tsx'
import {
  acceptImport,
  countRows,
  countWaiting,
  discardImport,
  findImport,
  findSameFile,
  type Import,
  insertImport,
  listImports,
  listNoted,
  listRows,
} from './queries.server.ts'
import { maxBytes, maxWaiting, type Refusal } from './refusals.ts'
import { resultBook } from './result-book.server.ts'
import { importTemplate } from './template.server.ts'

const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const at = '/institution/imports'
/** Faults and notes shown on the page; the file has them all. */
const shownRows = 100

/** 発生届のエクセルインポート (D14, G31): template, upload, what was found, and the word that files the good rows. */
export function notificationImportRoutes({ secret }: Pick<Settings, 'secret'>): Route[] {
  return [
    route({ method: 'GET', url: at, who: institutionStaff, audit: 'notification-import.list', handle: (c) => listPage(c) }),
    route({
      method: 'GET',
      url: `${at}/template`,
      who: institutionStaff,
      audit: 'notification-import.template',
      handle: async ({ sql, actor, now }) => {
        const [[form], facilities] = await Promise.all([formsOfToday(sql, actor.orgId, now), facilitiesOf(sql)])
        return { file: () => importTemplate(form!, facilities, japaneseDay(now)), type: xlsx, name: 'hasseitodoke-template.xlsx' }
      },
    }),
    route({
      method: 'POST',
      url: at,
      who: institutionStaff,
      audit: 'notification-import.upload',
      upload: { maxBytes },
      handle: (c) => upload(c, secret),
    }),
    route({
      method: 'GET',
      url: `${at}/:id`,
      who: institutionStaff,
      audit: 'notification-import.show',
      handle: async (c) => {
        const found = await getImport(c)
        const [counts, faulty, noted] = await Promise.all([
          countRows(c.sql, found.id),
          listRows(c.sql, found.id, ['faulty', 'known', 'failed'], shownRows + 1),
          listNoted(c.sql, found.id, shownRows + 1),
        ])
        c.shows(...faulty.flatMap(({ knownCaseId }) => knownCaseId ?? []))
        return {
          page: <ImportPage found={found} counts={counts} faulty={faulty} noted={noted} shown={shownRows} isSame={c.query.same === '1'} />,
        }
      },
    }),
    route({
      method: 'POST',
      url: `${at}/:id/accept`,
      who: institutionStaff,
      audit: 'notification-import.accept',
      handle: async (c) => {
        const { id } = await getImport(c)
        c.note({ import: id })
        await acceptImport(c.sql, { id, accountId: c.actor.accountId, leaveAlike: c.body.leaveAlike === 'yes' }, c.now)
        return { redirect: `${at}/${id}` }
      },
    }),
    route({
      method: 'POST',
      url: `${at}/:id/discard`,
      who: institutionStaff,
      audit: 'notification-import.discard',
      handle: async (c) => {
        const { id } = await getImport(c)
        c.note({ import: id })
        await discardImport(c.sql, id)
        return { redirect: at }
      },
    }),
    route({
      method: 'GET',
      url: `${at}/:id/file`,
      who: institutionStaff,
      audit: 'notification-import.file',
      handle: async (c) => {
        const found = await getImport(c)
        if (!found.formVersion || found.erasedAt) throw new AppError('not-found')
        const states =
          c.query.rows === 'faulty' ? (['faulty', 'failed'] as const) : (['faulty', 'good', 'known', 'filed', 'left', 'failed'] as const)
        const rows = await listRows(c.sql, found.id, states, null)
        c.shows(...rows.flatMap(({ caseId, knownCaseId }) => caseId ?? knownCaseId ?? []))
        c.note({ import: found.id })
        return { file: () => resultBook(found, rows), type: xlsx, name: 'hasseitodoke-checked.xlsx' }
      },
    }),
  ]
}

async function listPage({ sql, actor }: Context<Staff>, refusal: Refusal | null = null): Promise<Reply> {
  const page = <ImportsPage imports={await listImports(sql, actor.orgId)} refusal={refusal} />
  return refusal ? { page, status: 422 } : { page }
}

/** The file is looked at from outside and kept; the worker reads it. The very same file leads to what was found the first time. */
async function upload(c: Context<Staff>, secret: string): Promise<Reply> {
  const { sql, actor, now, file } = c
  const kind = kindOf(file)
  if (typeof kind === 'object') return listPage(c, kind.refusal)
  const { name, bytes } = file as { name: string; bytes: Buffer }
  if ((await countWaiting(sql, actor.orgId)) >= maxWaiting) return listPage(c, 'too-many-waiting')
  const mark = contentMark(secret, bytes)
  const same = await findSameFile(sql, actor.orgId, mark)
  if (same) return { redirect: `${at}/${same.id}?same=1` }
  const id = uuidv7(now)
  const fileName = [...name.replace(/^.*[\\/]/, '')].slice(0, 200).join('')
  await insertImport(sql, { id, orgId: actor.orgId, accountId: actor.accountId, fileName, kind, contentMark: mark, bytes }, now)
  c.note({ import: id })
  return { redirect: `${at}/${id}` }
}

function kindOf(file: Upload | null): 'xlsx' | 'csv' | { refusal: Refusal } {
  if (!file) return { refusal: 'no-file' }
  const type = /\.([a-z]+)$/i.exec(file.name)?.[1]?.toLowerCase()
  if (type === 'xlsm' || type === 'xltm' || type === 'xlam') return { refusal: 'macros' }
  if (type === 'xls') return { refusal: 'old-format' }
  if (type !== 'xlsx' && type !== 'csv') return { refusal: 'wrong-type' }
  if (!file.bytes) return { refusal: 'too-large' }
  if (file.bytes.length === 0) return { refusal: 'empty' }
  if (type === 'csv') return file.bytes.subarray(0, 4).equals(Buffer.from('PK\x03\x04', 'latin1')) ? { refusal: 'wrong-type' } : 'csv'
  const refusal = faultAtFirstSight(file.bytes)
  return refusal ? { refusal } : 'xlsx'
}

/** Throws 'not-found' for another institution's as for none. */
async function getImport({ sql, params }: Context<Staff>): Promise<Import> {
  const id = params.id ?? ''
  const found = isUuid(id) ? await findImport(sql, id) : null
  if (!found) throw new AppError('not-found')
  return found
}
