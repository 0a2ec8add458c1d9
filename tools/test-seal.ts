import { setTimeout as sleep } from 'node:timers/promises'
import type { Block } from '../src/features/audit/chain.server.ts'
import { seal } from '../src/features/audit/seal.server.ts'
import type { Sql } from '../src/platform/db/sql.server.ts'

/** Seals what was written before; waits while a transaction anywhere on the server, also of another file's test, is under way. */
export async function sealAll(sql: Sql, now: Date): Promise<Block> {
  for (;;) {
    const block = await seal(sql, now)
    if (block) return block
    await sleep(25)
  }
}
