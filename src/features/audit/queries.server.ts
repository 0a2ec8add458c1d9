import { createHash } from 'node:crypto'
import type { Sql } from '../../platform/db/sql.server.ts'
import type { Block } from './chain.server.ts'

/** True when this transaction is the one that seals; several workers never seal at once. */
export async function takeSealer(sql: Sql): Promise<boolean> {
  const [row] = await sql<{ mine: boolean }[]>`select pg_try_advisory_xact_lock(hashtext('audit sealer')) as mine`
  return row!.mine
}

/** Every transaction below it has ended, so no row below it can appear any more: rows commit in another order than they begin. */
export async function endedBelow(sql: Sql): Promise<string> {
  const [row] = await sql<{ xmin: string }[]>`select pg_snapshot_xmin(pg_current_snapshot())::text as xmin`
  return row!.xmin
}

type Range = { chain: number; fromTx: string; belowTx: string | null }

/** The chain that rows are written to now. */
export async function currentChain(sql: Sql): Promise<number> {
  const [row] = await sql<{ chain: number }[]>`select max(chain) as chain from audit_chains`
  return row!.chain
}

/** Rows fetched at a time: one may name two thousand cases. */
const atOnce = 100

/**
 * Hashes the rows of a range as text, the same on every server: each a line of JSON, the list of its columns as text, instants in UTC with
 * microseconds, 'NULL' for what is none (so it was sealed from the first block on).
 * The database writes the line: taking thousands of ids apart here and putting them together again held up every other duty.
 */
export async function hashRows(sql: Sql, { chain, fromTx, belowTx }: Range): Promise<{ rows: number; rowsHash: string }> {
  const hash = createHash('sha256')
  let count = 0
  const rows = sql<{ line: string }[]>`
    select array_to_json(array[tx::text, id::text, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), actor_kind,
                               coalesce(actor_id::text, 'NULL'), coalesce(org_id::text, 'NULL'), action, outcome, case_ids::text, detail::text,
                               coalesce(request_id, 'NULL')])::text as line
      from audits where chain = ${chain} and tx >= ${fromTx}::xid8 and (${belowTx}::xid8 is null or tx < ${belowTx}::xid8) order by tx, id`
  await rows.cursor(atOnce, (chunk) => {
    for (const { line } of chunk) hash.update(`${line}\n`)
    count += chunk.length
  })
  return { rows: count, rowsHash: hash.digest('hex') }
}

/** What is not sealed yet: how many rows, and since when the oldest waits. */
export async function unsealed(
  sql: Sql,
  { chain, fromTx }: { chain: number; fromTx: string },
): Promise<{ rows: number; oldest: string | null }> {
  const [row] = await sql<{ rows: number; oldest: string | null }[]>`
    select count(*)::int as rows, min(at) as oldest from audits where chain > ${chain} or (chain = ${chain} and tx >= ${fromTx}::xid8)`
  return row!
}

/** When the oldest row was written that no block holds yet; null when all are sealed. */
export async function unsealedSince(sql: Sql): Promise<string | null> {
  const last = await findLastBlock(sql)
  const chain = await currentChain(sql)
  const { oldest } = await unsealed(sql, { chain, fromTx: last?.chain === chain ? last.belowTx : '0' })
  return oldest
}

const columns = (sql: Sql) =>
  sql`height::int, chain, sealed_at, from_tx::text as from_tx, below_tx::text as below_tx, rows, rows_hash, previous_hash, lost, hash`

export async function findLastBlock(sql: Sql): Promise<Block | null> {
  const [row] = await sql<Block[]>`select ${columns(sql)} from audit_blocks order by height desc limit 1`
  return row ?? null
}

export async function listBlocksAbove(sql: Sql, height: number): Promise<Block[]> {
  return sql<Block[]>`select ${columns(sql)} from audit_blocks where height > ${height} order by height`
}

export async function insertBlock(sql: Sql, b: Block): Promise<void> {
  await sql`insert into audit_blocks (height, chain, sealed_at, from_tx, below_tx, rows, rows_hash, previous_hash, lost, hash)
    values (${b.height}, ${b.chain}, ${b.sealedAt}, ${b.fromTx}::xid8, ${b.belowTx}::xid8, ${b.rows}, ${b.rowsHash}, ${b.previousHash}, ${b.lost}, ${b.hash})`
}

/** An alert for the operators, unless one of its kind still waits to be seen. */
export async function alertOnce(sql: Sql, id: string, kind: string, now: Date): Promise<void> {
  await sql`insert into system_alerts (id, at, kind) select ${id}, ${now}, ${kind}
    where not exists (select from system_alerts where kind = ${kind} and seen_at is null)`
}
