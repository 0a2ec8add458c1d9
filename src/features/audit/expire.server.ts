import { addDays, japaneseDay } from '../../lib/japanese-day.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { readHeads } from './heads.server.ts'
import { publish } from './jobs.server.ts'
import { currentChain, endedBelow, findLastBlock, hashRows, insertBlock, listBlocksAbove, takeSealer } from './queries.server.ts'
import { AuditBroken, blockAfter } from './seal.server.ts'

/**
 * Takes the rows of blocks that were sealed longer ago than their period, and says so in a new block: their seals stay in the chain, so what is
 * left can still be verified and what is gone is on record. Runs as the administrator, never by itself. Returns what it did, as a sentence.
 */
export async function expireAudits(sql: Sql, stateDir: string, days: number, now: Date): Promise<string> {
  const today = japaneseDay(now)
  const done = (await sql.begin(async (tx) => {
    const inside = tx as unknown as Sql
    if (!(await takeSealer(inside))) throw new AuditBroken('A worker is sealing: try again')
    const blocks = await listBlocksAbove(inside, 0)
    const lost = new Set(blocks.flatMap((block) => block.lost))
    const old = blocks.filter((block) => !lost.has(block.height) && today > addDays(japaneseDay(new Date(block.sealedAt)), days))
    if (old.length === 0) return null
    let rows = 0
    for (const block of old) {
      const gone =
        await inside`delete from audits where chain = ${block.chain} and tx >= ${block.fromTx}::xid8 and tx < ${block.belowTx}::xid8`
      rows += gone.count
    }
    const [last, chain, belowTx] = [await findLastBlock(inside), await currentChain(inside), await endedBelow(inside)]
    const fromTx = last?.chain === chain ? last.belowTx : '0'
    const sealed = await hashRows(inside, { chain, fromTx, belowTx })
    await insertBlock(
      inside,
      blockAfter(last, { chain, sealedAt: now.toISOString(), fromTx, belowTx, ...sealed, lost: old.map(({ height }) => height) }),
    )
    return { blocks: old.length, rows }
  })) as { blocks: number; rows: number } | null
  if (!done) return 'No block of the audit is older than its period.'
  await publish(sql, stateDir, readHeads(stateDir).at(-1) ?? null)
  return `${done.rows} rows of the audit in ${done.blocks} blocks are gone, on record in the newest block.`
}
