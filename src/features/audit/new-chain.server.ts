import type { Sql } from '../../platform/db/sql.server.ts'
import type { Block } from './chain.server.ts'
import { publishHeads, readHeads } from './heads.server.ts'
import { currentChain, hashRows, insertBlock, listBlocksAbove, takeSealer } from './queries.server.ts'
import { AuditBroken, blockAfter } from './seal.server.ts'
import { verifyAudit } from './verify.server.ts'

/** No transaction of an ended chain comes above it. */
const endOfTransactions = '9223372036854775807'

/**
 * Lets the audit go on after the database was restored from a dump, whose transactions count from another number. Runs as the administrator,
 * with web and worker stopped. The published heads are the truth: blocks that the dump does not hold are put back, and those whose rows it
 * does not hold are put on record in the first block of the new chain, outside the database. Says what it did. Throws where nothing was
 * restored, and where the heads and the database contradict each other.
 */
export async function newChain(sql: Sql, stateDir: string, now: Date): Promise<string> {
  const heads = readHeads(stateDir)
  const last = heads.at(-1)
  if (!last) throw new AuditBroken('There are no published heads to go on from')
  const { broken } = await verifyAudit(sql, heads)
  const fresh = (await sql.begin(async (tx) => {
    const inside = tx as unknown as Sql
    if (!(await takeSealer(inside))) throw new AuditBroken('A worker is sealing: stop web and worker first')
    const [transaction] = await inside<{ xmin: string }[]>`select pg_snapshot_xmin(pg_current_snapshot())::text as xmin`
    const wentBack = last.chain === (await currentChain(inside)) && BigInt(transaction!.xmin) < BigInt(last.belowTx)
    const missing = await putBack(inside, heads)
    if (!wentBack && missing.length === 0) throw new AuditBroken('Nothing was restored: the transactions go on from the last block')
    const lost = missing.filter((height) => broken.includes(height))
    const chain = await currentChain(inside)
    const sealedAt = now.toISOString()
    const rest = { chain, fromTx: last.chain === chain ? last.belowTx : '0', belowTx: endOfTransactions }
    // What the dump held beyond its last block, closes the old chain; the first block of the new one says what is lost.
    const closing = blockAfter(last, { ...rest, sealedAt, ...(await hashRows(inside, rest)), lost: [] })
    const none = { chain: chain + 1, fromTx: '0', belowTx: '0' }
    const opening = blockAfter(closing, { ...none, sealedAt, ...(await hashRows(inside, none)), lost })
    for (const block of [closing, opening]) await insertBlock(inside, block)
    await inside`insert into audit_chains (chain, began_at) values (${chain + 1}, ${now})`
    await inside.unsafe(`alter table audits alter column chain set default ${chain + 1}`)
    return [closing, opening]
  })) as [Block, Block]
  publishHeads(stateDir, fresh)
  const [closing, opening] = fresh
  return [
    `Chain ${closing.chain} is closed with block ${closing.height} (${closing.rows} rows that were not sealed yet).`,
    broken.length === 0
      ? 'No sealed row was lost.'
      : `Lost with the restore, on record in block ${opening.height}: blocks ${opening.lost.join(', ')}.`,
    `Chain ${opening.chain} begins with block ${opening.height}.`,
  ].join('\n')
}

/** Blocks that were published after the dump was made: returns their heights. One that differs from its head is no matter of a restore. */
async function putBack(sql: Sql, heads: Block[]): Promise<number[]> {
  const missing: number[] = []
  const held = new Map((await listBlocksAbove(sql, 0)).map((block) => [block.height, block.hash]))
  for (const block of heads) {
    const hash = held.get(block.height)
    if (hash !== undefined && hash !== block.hash) throw new AuditBroken(`block ${block.height} of the database is not the published one`)
    if (hash !== undefined) continue
    await insertBlock(sql, block)
    missing.push(block.height)
  }
  if ([...held.keys()].some((height) => height > heads.length))
    throw new AuditBroken('the database holds blocks that were never published: publish them first, by a worker on this state folder')
  return missing
}
