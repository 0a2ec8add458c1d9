import { createHash } from 'node:crypto'

/** A sealed block: the rows of its chain whose transaction is in [fromTx, belowTx), in order of (tx, id), and the block before it. */
export type Block = {
  height: number
  /** A new one begins after each restore from a dump. */
  chain: number
  sealedAt: string
  fromTx: string
  belowTx: string
  rows: number
  rowsHash: string
  previousHash: string
  /** Of the first block of a new chain: earlier blocks whose rows the restored dump did not hold. */
  lost: number[]
  hash: string
}

/** What stands before the first block. */
export const genesis = '0'.repeat(64)

/** The seal of a block: over everything in it, so over the whole chain before it. */
export function blockHash(block: Omit<Block, 'hash'>): string {
  const { height, chain, sealedAt, fromTx, belowTx, rows, rowsHash, previousHash, lost } = block
  return sha256(JSON.stringify([height, chain, sealedAt, fromTx, belowTx, rows, rowsHash, previousHash, lost]))
}

/** What is wrong with a list of blocks by itself, before any row is looked at. `first`: the height where a piece of the chain begins; its first link is taken as it is. */
export function chainFaults(blocks: Block[], first = 1): string[] {
  const faults: string[] = []
  for (const [n, block] of blocks.entries()) {
    const before = blocks[n - 1]
    const isCut = n === 0 && first > 1
    if (block.height !== n + first) faults.push(`line ${n + 1}: block ${block.height} stands where block ${n + first} should`)
    else if (block.hash !== blockHash(block)) faults.push(`block ${block.height}: its own hash does not fit`)
    else if (!isCut && block.previousHash !== (before?.hash ?? genesis))
      faults.push(`block ${block.height}: does not follow the block before it`)
    else if (!isCut && block.fromTx !== (before?.chain === block.chain ? before.belowTx : '0'))
      faults.push(`block ${block.height}: does not begin where the block before it ends`)
  }
  return faults
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
