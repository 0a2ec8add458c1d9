import type { Sql } from '../../platform/db/sql.server.ts'
import type { Cell } from '../../platform/excel/spreadsheet.ts'
import type { Remark } from './examine-row.ts'
import type { Refused } from './read-file.server.ts'

/** An import as its worker has it in hand. */
export type Work = {
  id: string
  orgId: string
  kind: 'xlsx' | 'csv'
  state: 'waiting' | 'checking' | 'filing'
  formVersion: string | null
  columns: string[] | null
  isFrom1904: boolean
  leaveAlike: boolean
  acceptedBy: string | null
  /** How often it was taken up without being put down. */
  tries: number
}

/** How long nobody else takes up an import whose worker fell silent. Each chunk asks for it anew. Milliseconds. */
export const leaseMs = 60_000
const until = (now: Date) => new Date(now.getTime() + leaseMs)

/** Takes up the import that has waited longest and that nobody has in hand; null when there is none. */
export async function takeUp(sql: Sql, workerId: string, now: Date): Promise<Work | null> {
  const [row] = await sql<Work[]>`
    update imports i set worked_by = ${workerId}, worked_until = ${until(now)}, tries = tries + 1
     where i.id = (select id from imports where state in ('waiting', 'checking', 'filing') and (worked_until is null or worked_until <= ${now})
                    order by worked_until nulls first, uploaded_at, id limit 1 for update skip locked)
    returning i.id, i.org_id, i.kind, i.state, i.form_version, i.columns, i.is_from_1904, i.leave_alike, i.accepted_by, i.tries`
  return row ?? null
}

/** In a chunk's own transaction: locks the import and keeps it in hand. False when it has changed hands or state meanwhile. */
export async function keepInHand(sql: Sql, { id }: Work, workerId: string, state: 'checking' | 'filing', now: Date): Promise<boolean> {
  const { count } = await sql`
    update imports set worked_until = ${until(now)} where id = ${id} and worked_by = ${workerId} and state = ${state}`
  return count === 1
}

/** Puts it down for whoever comes next: `now`, so that others that wait have their turn first. */
export async function putDown(sql: Sql, { id }: Work, workerId: string, now: Date): Promise<void> {
  await sql`update imports set worked_by = null, worked_until = ${now}, tries = 0 where id = ${id} and worked_by = ${workerId}`
}

export async function findBytes(sql: Sql, importId: string): Promise<Buffer | null> {
  const [row] = await sql<{ bytes: Buffer }[]>`select bytes from import_files where import_id = ${importId}`
  return row?.bytes ?? null
}

type Table = { formVersion: string; keys: string[]; rows: { row: number }[]; ignored: number[]; isFrom1904: boolean }

/** What the file is, once: its form, its columns, how many rows. False when it was given up meanwhile. */
export async function beginChecking(sql: Sql, importId: string, { formVersion, keys, rows, ignored, isFrom1904 }: Table): Promise<boolean> {
  const { count } = await sql`
    update imports set state = 'checking', form_version = ${formVersion}, columns = ${keys}, row_count = ${rows.length}, ignored_rows = ${ignored}::int[],
           is_from_1904 = ${isFrom1904}
     where id = ${importId} and state in ('waiting', 'checking')`
  return count === 1
}

/** The file is of no use: it goes at once, the reason stays. */
export async function refuseImport(sql: Sql, importId: string, { refusal, detail }: Refused, now: Date): Promise<void> {
  await sql`
    update imports set state = 'refused', refusal = ${refusal}, refusal_detail = ${detail}, finished_at = ${now}, worked_by = null, worked_until = null
     where id = ${importId} and state in ('waiting', 'checking')`
  await sql`delete from import_files where import_id = ${importId}`
}

export async function listDone(sql: Sql, importId: string): Promise<Set<number>> {
  const rows = await sql<{ row: number }[]>`select row_number as row from import_rows where import_id = ${importId}`
  return new Set(rows.map(({ row }) => row))
}

export type NewRow = {
  row: number
  state: 'faulty' | 'good' | 'known'
  cells: Cell[]
  faults: Remark[]
  notes: Remark[]
  fingerprint: string | null
  alike: boolean
  knownRow: number | null
  knownCaseId: string | null
}

export async function insertRows(sql: Sql, { id, orgId }: Work, rows: NewRow[]): Promise<void> {
  await sql`
    insert into import_rows (import_id, row_number, org_id, state, cells, faults, notes, fingerprint, alike, known_row, known_case_id)
    select ${id}, r.row, ${orgId}, r.state, r.cells, r.faults, r.notes, r.fingerprint, r.alike, r."knownRow", r."knownCaseId"
      from jsonb_to_recordset(${sql.json(rows as never)}) as r(row int, state text, cells jsonb, faults jsonb, notes jsonb, fingerprint text, alike boolean,
                                                               "knownRow" int, "knownCaseId" uuid)
    on conflict do nothing`
}

export type KnownRow = { fingerprint: string; row: number; caseId: string | null }

/** Rows of this institution that say the same: filed from any file, or standing further up in this one. The filed one first. */
export async function listKnown(sql: Sql, { id, orgId }: Work, fingerprints: string[]): Promise<KnownRow[]> {
  return sql<KnownRow[]>`
    select fingerprint, row_number as row, case_id from import_rows
     where org_id = ${orgId} and fingerprint = any(${fingerprints}) and (state = 'filed' or import_id = ${id} and state = 'good')
     order by (case_id is null), row_number`
}

export async function endChecking(sql: Sql, importId: string): Promise<void> {
  await sql`update imports set state = 'checked', worked_by = null, worked_until = null where id = ${importId} and state = 'checking'`
}

export type GoodRow = { row: number; cells: Cell[]; alike: boolean }

/** The next good rows, locked. */
export async function listNextGood(sql: Sql, importId: string, limit: number): Promise<GoodRow[]> {
  return sql<GoodRow[]>`
    select row_number as row, cells, alike from import_rows
     where import_id = ${importId} and state = 'good' order by row_number limit ${limit} for update`
}

type Fate = {
  state: 'filed' | 'faulty' | 'known' | 'failed' | 'left'
  caseId?: string
  knownCaseId?: string | null
  faults?: Remark[]
  fingerprint?: string
}

/** What became of a row, in the same transaction as its case. Throws when the row is gone: that would be a person lost. */
export async function settleRow(sql: Sql, importId: string, row: number, fate: Fate): Promise<void> {
  const { count } = await sql`
    update import_rows set state = ${fate.state}, case_id = ${fate.caseId ?? null}, known_case_id = ${fate.knownCaseId ?? null},
           faults = coalesce(${fate.faults ? sql.json(fate.faults as never) : null}::jsonb, faults), fingerprint = coalesce(${fate.fingerprint ?? null}, fingerprint)
     where import_id = ${importId} and row_number = ${row} and state = 'good'`
  if (count !== 1) throw new Error('the row of an import is gone')
}

export async function findFiledAlready(sql: Sql, orgId: string, fingerprint: string): Promise<string | null> {
  const [row] = await sql<{ caseId: string }[]>`
    select case_id from import_rows where org_id = ${orgId} and fingerprint = ${fingerprint} and state = 'filed'`
  return row?.caseId ?? null
}

export async function endFiling(sql: Sql, importId: string, now: Date): Promise<void> {
  await sql`
    update imports set state = 'done', finished_at = ${now}, worked_by = null, worked_until = null where id = ${importId} and state = 'filing'`
}

/**
 * Throws away files and what rows said, once nobody may need them: given up, or older than `before` and not being worked on. What was filed is a
 * case; of the row its place, its fate and its fingerprint stay, so that the same row is noticed later too.
 */
export async function erase(sql: Sql, before: Date, now: Date): Promise<void> {
  await sql.begin(async (tx) => {
    const gone = await tx<{ id: string }[]>`
      update imports set erased_at = ${now}, file_name = null, state = case when state = 'checked' then 'discarded' else state end
       where erased_at is null and (state = 'discarded' or uploaded_at < ${before} and state in ('checked', 'done', 'refused')) returning id`
    if (gone.length === 0) return
    const ids = gone.map(({ id }) => id)
    await tx`delete from import_files where import_id = any(${ids}::uuid[])`
    await tx`delete from import_rows where import_id = any(${ids}::uuid[]) and state <> 'filed'`
    await tx`update import_rows set cells = null, faults = null, notes = null where import_id = any(${ids}::uuid[])`
  })
}
