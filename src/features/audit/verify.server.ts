import type { Sql } from '../../platform/db/sql.server.ts'
import { type Block, chainFaults } from './chain.server.ts'
import { hashRows, unsealed } from './queries.server.ts'

export type Verdict = {
  blocks: number
  rows: number
  /** Blocks whose rows went with a restore, as its operator has put on record. */
  lost: number
  faults: string[]
  /** Heights of the blocks that do not fit. */
  broken: number[]
  unsealed: { rows: number; oldest: string | null }
}

/**
 * Compares the rows with the published heads; needs nothing else, so it also runs on a copy of the table `audits` elsewhere.
 * A changed, added, removed or moved row is found by its block. Unsealed rows are counted, never vouched for.
 */
export async function verifyAudit(sql: Sql, heads: Block[]): Promise<Verdict> {
  const faults = heads.length === 0 ? ['no published heads: nothing vouches for the rows'] : chainFaults(heads)
  const lost = new Set(heads.flatMap((block) => block.lost))
  const broken: number[] = []
  let rows = 0
  for (const block of heads) {
    if (lost.has(block.height)) continue
    const found = await hashRows(sql, block)
    rows += found.rows
    if (found.rows === block.rows && found.rowsHash === block.rowsHash) continue
    broken.push(block.height)
    const what = found.rows === block.rows ? 'a row was changed or replaced' : `${block.rows} rows sealed, ${found.rows} found`
    faults.push(`block ${block.height}, sealed ${block.sealedAt}: ${what}`)
  }
  const end = heads.at(-1)
  return {
    blocks: heads.length,
    rows,
    lost: lost.size,
    faults,
    broken,
    unsealed: await unsealed(sql, { chain: end?.chain ?? 1, fromTx: end?.belowTx ?? '0' }),
  }
}

/** What the command prints. */
export function verdictText({ blocks, rows, lost, faults, unsealed }: Verdict, last: Block | undefined): string {
  const open = unsealed.rows === 0 ? 'none' : `${unsealed.rows} rows, the oldest of ${unsealed.oldest}`
  const lines = [
    `${blocks} blocks, ${rows} rows`,
    `last head: ${last ? `block ${last.height}, ${last.hash}` : 'none'}`,
    `not yet sealed: ${open}`,
    ...(lost === 0 ? [] : [`lost with a restore, on record: ${lost} blocks`]),
  ]
  if (faults.length === 0) return [...lines, 'The audit is whole.'].join('\n')
  return [...lines, ...faults.map((fault) => `FAULT ${fault}`), `${faults.length} faults: the audit is not what it was.`].join('\n')
}
