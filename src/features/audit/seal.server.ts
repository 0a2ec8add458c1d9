import type { Sql } from '../../platform/db/sql.server.ts'
import { type Block, blockHash, genesis } from './chain.server.ts'
import { currentChain, endedBelow, findLastBlock, hashRows, insertBlock, takeSealer } from './queries.server.ts'

/**
 * Seals every committed row that no block holds yet. Returns the new block; null when there is nothing to seal or another worker is at it.
 * Throws 'audit-broken' when the server's transactions have gone back behind the last block: it was restored from a dump, and rows
 * written from now on could slip in under sealed ones.
 */
export async function seal(sql: Sql, now: Date): Promise<Block | null> {
  return (await sql.begin(async (tx) => {
    const inside = tx as unknown as Sql
    if (!(await takeSealer(inside))) return null
    const last = await findLastBlock(inside)
    const chain = await currentChain(inside)
    const fromTx = last?.chain === chain ? last.belowTx : '0'
    const belowTx = await endedBelow(inside)
    if (BigInt(belowTx) < BigInt(fromTx)) throw new AuditBroken(`transactions went back to ${belowTx}, behind block ${last?.height}`)
    const { rows, rowsHash } = await hashRows(inside, { chain, fromTx, belowTx })
    if (rows === 0) return null
    const block = blockAfter(last, { chain, sealedAt: now.toISOString(), fromTx, belowTx, rows, rowsHash, lost: [] })
    await insertBlock(inside, block)
    return block
  })) as Block | null
}

/** The block that follows `last`, with its seal. */
export function blockAfter(last: Block | null, own: Omit<Block, 'height' | 'previousHash' | 'hash'>): Block {
  const open = { height: (last?.height ?? 0) + 1, ...own, previousHash: last?.hash ?? genesis }
  return { ...open, hash: blockHash(open) }
}

/** The audit does not fit together: a person must look. */
export class AuditBroken extends Error {}
