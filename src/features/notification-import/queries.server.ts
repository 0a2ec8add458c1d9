import type { Sql } from '../../platform/db/sql.server.ts'
import type { Cell } from '../../platform/excel/spreadsheet.ts'
import type { Remark } from './examine-row.ts'

export type ImportState = 'waiting' | 'checking' | 'checked' | 'filing' | 'done' | 'refused' | 'discarded'
export type RowState = 'faulty' | 'good' | 'known' | 'filed' | 'left' | 'failed'

export type Import = {
  id: string
  orgId: string
  uploadedAt: string
  uploadedBy: string
  uploaderName: string
  fileName: string | null
  kind: 'xlsx' | 'csv'
  state: ImportState
  refusal: string | null
  refusalDetail: string[] | null
  formVersion: string | null
  columns: string[] | null
  isFrom1904: boolean
  rowCount: number | null
  ignoredRows: number[] | null
  acceptedAt: string | null
  finishedAt: string | null
  erasedAt: string | null
}

type NewImport = {
  id: string
  orgId: string
  accountId: string
  fileName: string
  kind: 'xlsx' | 'csv'
  contentMark: string
  bytes: Buffer
}

/** The file waits for the worker, who is told at once. */
export async function insertImport(
  sql: Sql,
  { id, orgId, accountId, fileName, kind, contentMark, bytes }: NewImport,
  now: Date,
): Promise<void> {
  await sql`
    insert into imports (id, org_id, uploaded_at, uploaded_by, file_name, kind, size, content_mark)
    values (${id}, ${orgId}, ${now}, ${accountId}, ${fileName}, ${kind}, ${bytes.length}, ${contentMark})`
  await sql`insert into import_files (import_id, org_id, bytes) values (${id}, ${orgId}, ${bytes})`
  await sql`select pg_notify('imports', '')`
}

const importColumns = (sql: Sql) => sql`
  i.id, i.org_id, i.uploaded_at, i.uploaded_by, a.name as uploader_name, i.file_name, i.kind, i.state, i.refusal, i.refusal_detail,
  i.form_version, i.columns, i.is_from_1904, i.row_count, i.ignored_rows, i.accepted_at, i.finished_at, i.erased_at`

/** The newest of this institution. */
export async function listImports(sql: Sql, orgId: string): Promise<Import[]> {
  return sql<Import[]>`
    select ${importColumns(sql)} from imports i join staff_accounts a on a.id = i.uploaded_by
     where i.org_id = ${orgId} order by i.uploaded_at desc, i.id desc limit 30`
}

/** How many files of this institution the worker has not judged yet. */
export async function countWaiting(sql: Sql, orgId: string): Promise<number> {
  const [row] = await sql<{ n: number }[]>`
    select count(*)::int as n from imports where org_id = ${orgId} and state in ('waiting', 'checking')`
  return row!.n
}

export async function findImport(sql: Sql, id: string): Promise<Import | null> {
  const [row] = await sql<Import[]>`
    select ${importColumns(sql)} from imports i join staff_accounts a on a.id = i.uploaded_by where i.id = ${id}`
  return row ?? null
}

/** An import of the very same file that still stands, the newest; one that was refused or given up may be tried again. */
export async function findSameFile(sql: Sql, orgId: string, contentMark: string): Promise<{ id: string; uploadedAt: string } | null> {
  const [row] = await sql<{ id: string; uploadedAt: string }[]>`
    select id, uploaded_at from imports
     where org_id = ${orgId} and content_mark = ${contentMark} and state not in ('refused', 'discarded') order by uploaded_at desc, id desc limit 1`
  return row ?? null
}

export type Counts = Record<RowState, number> & { all: number; alike: number; noted: number }

/** How many rows have which fate so far; `alike` and `noted` of those that may be filed. */
export async function countRows(sql: Sql, importId: string): Promise<Counts> {
  const rows = await sql<{ state: RowState; n: number; alike: number; noted: number }[]>`
    select state, count(*)::int as n, (count(*) filter (where alike))::int as alike, (count(*) filter (where jsonb_array_length(notes) > 0))::int as noted
      from import_rows where import_id = ${importId} group by state`
  const of = (state: RowState) => rows.find((row) => row.state === state)
  const states: RowState[] = ['faulty', 'good', 'known', 'filed', 'left', 'failed']
  return {
    ...(Object.fromEntries(states.map((state) => [state, of(state)?.n ?? 0])) as Record<RowState, number>),
    all: rows.reduce((sum, { n }) => sum + n, 0),
    alike: of('good')?.alike ?? 0,
    noted: of('good')?.noted ?? 0,
  }
}

export type RowLine = {
  row: number
  state: RowState
  cells: Cell[] | null
  faults: Remark[] | null
  notes: Remark[] | null
  knownRow: number | null
  knownHersysId: string | null
  knownCaseId: string | null
  caseId: string | null
  hersysId: string | null
}

/** Rows of an import in the order of the file, those of these states; `limit` null for all. */
export async function listRows(sql: Sql, importId: string, states: readonly RowState[], limit: number | null): Promise<RowLine[]> {
  return sql<RowLine[]>`
    select r.row_number as row, r.state, r.cells, r.faults, r.notes, r.known_row, k.hersys_id as known_hersys_id, r.known_case_id, r.case_id, c.hersys_id
      from import_rows r left join cases c on c.id = r.case_id left join cases k on k.id = r.known_case_id
     where r.import_id = ${importId} and r.state = any(${states as RowState[]}::text[])
     order by r.row_number limit ${limit}`
}

/** Good rows about which something is to be looked at again. */
export async function listNoted(sql: Sql, importId: string, limit: number): Promise<RowLine[]> {
  return sql<RowLine[]>`
    select r.row_number as row, r.state, null as cells, null as faults, r.notes, null as known_row, null as known_hersys_id, null as known_case_id,
           null as case_id, null as hersys_id
      from import_rows r where r.import_id = ${importId} and r.state = 'good' and jsonb_array_length(r.notes) > 0
     order by r.alike desc, r.row_number limit ${limit}`
}

/** The word of a person that the good rows are to be filed. False when it was given before, or there is nothing to file: a second press changes nothing. */
export async function acceptImport(
  sql: Sql,
  { id, accountId, leaveAlike }: { id: string; accountId: string; leaveAlike: boolean },
  now: Date,
): Promise<boolean> {
  const { count } = await sql`
    update imports i set state = 'filing', accepted_at = ${now}, accepted_by = ${accountId}, leave_alike = ${leaveAlike}
     where i.id = ${id} and i.state = 'checked'
       and exists (select from import_rows r where r.import_id = i.id and r.state = 'good' and not (r.alike and ${leaveAlike}))`
  if (count === 1) await sql`select pg_notify('imports', '')`
  return count === 1
}

/** Given up before anything was filed. What it held is thrown away by the worker. */
export async function discardImport(sql: Sql, id: string): Promise<boolean> {
  const { count } = await sql`update imports set state = 'discarded' where id = ${id} and state in ('waiting', 'checking', 'checked')`
  if (count === 1) await sql`select pg_notify('imports', '')`
  return count === 1
}
