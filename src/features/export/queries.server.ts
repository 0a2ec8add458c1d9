import type { Sql } from '../../platform/db/sql.server.ts'
import type { Format } from './formats.ts'
import type { ListOrg } from './lists/list.server.ts'

export type Export = {
  id: string
  accountId: string
  orgId: string
  orgKind: ListOrg
  /** Of the account and its organisation as they are now. */
  role: string
  institutionKind: string | null
  list: string
  columns: string[]
  fromOn: string | null
  toOn: string | null
  format: Format
  reason: string
  orderedAt: string
  state: 'waiting' | 'working' | 'done' | 'failed' | 'wiped'
  rowsDone: number
  bytes: number
  replaced: number
  expiresAt: string | null
  downloads: number
  tries: number
}

const shown = (sql: Sql) => sql`
  id, account_id, org_id, org_kind, (select s.role from staff_accounts s where s.id = account_id) as role,
  (select o.institution_kind from organisations o where o.id = org_id) as institution_kind, list, columns, from_on, to_on, format, reason, ordered_at, state, rows_done, bytes::float8 as bytes, replaced, expires_at,
  downloads, tries`

type New = Pick<Export, 'id' | 'accountId' | 'orgId' | 'orgKind' | 'list' | 'columns' | 'fromOn' | 'toOn' | 'format' | 'reason'> & {
  now: Date
}

export async function insertExport(sql: Sql, e: New): Promise<void> {
  await sql`
    insert into exports (id, account_id, org_id, org_kind, list, columns, from_on, to_on, format, reason, ordered_at)
    values (${e.id}, ${e.accountId}, ${e.orgId}, ${e.orgKind}, ${e.list}, ${e.columns}, ${e.fromOn}, ${e.toOn}, ${e.format}, ${e.reason}, ${e.now})`
  await sql`select pg_notify('exports', '')`
}

/** One's own, newest first, at most 50. */
export async function listExports(sql: Sql, accountId: string): Promise<Export[]> {
  return sql<Export[]>`select ${shown(sql)} from exports where account_id = ${accountId} order by ordered_at desc, id desc limit 50`
}

/** One's own; null when it is somebody else's or none. */
export async function findExport(sql: Sql, id: string, accountId: string): Promise<Export | null> {
  const [row] = await sql<Export[]>`select ${shown(sql)} from exports where id = ${id} and account_id = ${accountId}`
  return row ?? null
}

export async function countDownload(sql: Sql, id: string): Promise<void> {
  await sql`update exports set downloads = downloads + 1 where id = ${id}`
}

/** A piece of the file; null when there are no more, or when its day is over. */
export async function findChunk(sql: Sql, id: string, n: number): Promise<Buffer | null> {
  const [row] = await sql<{ bytes: Buffer }[]>`select bytes from export_chunks where export_id = ${id} and n = ${n}`
  return row?.bytes ?? null
}

const leaseMs = 60_000
const until = (now: Date) => new Date(now.getTime() + leaseMs)

const isFree = (sql: Sql, now: Date) => sql`state in ('waiting', 'working') and (worked_until is null or worked_until <= ${now})`

/** Whether an order waits that nobody has in hand. */
export async function isAnyFree(sql: Sql, now: Date): Promise<boolean> {
  return (await sql`select from exports where ${isFree(sql, now)} limit 1`).length > 0
}

/** Takes up the oldest that nobody has in hand, with an empty file: whoever had it before may have died in the middle. */
export async function takeUp(sql: Sql, workerId: string, now: Date): Promise<Export | null> {
  return sql.begin(async (tx) => {
    const mine = tx as unknown as Sql
    const [row] = await mine<Export[]>`
      update exports set state = 'working', worked_by = ${workerId}, worked_until = ${until(now)}, tries = tries + 1, rows_done = 0, bytes = 0, replaced = 0
       where id = (select id from exports where ${isFree(mine, now)} order by ordered_at, id limit 1 for update skip locked)
      returning ${shown(mine)}`
    if (row) await mine`delete from export_chunks where export_id = ${row.id}`
    return row ?? null
  })
}

/** A piece more. False when somebody else has it in hand by now. */
export async function addChunk(
  sql: Sql,
  { id }: Export,
  workerId: string,
  piece: { n: number; bytes: Buffer; rows: number; replaced: number },
  now: Date,
): Promise<boolean> {
  const { count } = await sql`
    update exports set rows_done = ${piece.rows}, replaced = ${piece.replaced}, bytes = bytes + ${piece.bytes.length}, worked_until = ${until(now)}
     where id = ${id} and worked_by = ${workerId} and state = 'working'`
  if (count !== 1) return false
  await sql`insert into export_chunks (export_id, n, bytes) values (${id}, ${piece.n}, ${piece.bytes})`
  return true
}

export async function endExport(
  sql: Sql,
  { id }: Export,
  workerId: string,
  said: 'done' | 'failed',
  expiresAt: Date | null,
  now: Date,
): Promise<void> {
  await sql`
    update exports set state = ${said}, finished_at = ${now}, expires_at = ${expiresAt}, worked_by = null, worked_until = null
     where id = ${id} and worked_by = ${workerId}`
  if (said === 'failed') await sql`delete from export_chunks where export_id = ${id}`
}

/** Puts it down for the next worker: this one is told to stop. */
export async function putDown(sql: Sql, { id }: Export, workerId: string, now: Date): Promise<void> {
  await sql`update exports set worked_by = null, worked_until = ${now}, tries = tries - 1 where id = ${id} and worked_by = ${workerId}`
}

/** Files whose day is over. Who asked for what, and why, stays. */
export async function wipe(sql: Sql, now: Date): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`delete from export_chunks where export_id in (select id from exports where state = 'done' and expires_at <= ${now})`
    await tx`update exports set state = 'wiped' where state = 'done' and expires_at <= ${now}`
  })
}
