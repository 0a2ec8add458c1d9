import { setTimeout as sleep } from 'node:timers/promises'
import type { Block } from '../src/features/audit/chain.server.ts'
import { seal } from '../src/features/audit/seal.server.ts'
import type { Sql } from '../src/platform/db/sql.server.ts'

/** Seals what was written before; waits while a transaction anywhere on the server, also of another file's test, is under way. */
export async function sealNext(sql: Sql, now: Date): Promise<Block> {
  for (;;) {
    const block = await seal(sql, now)
    if (block) return block
    await sleep(25)
  }
}

/** Repeats the worker's round until no row is left unsealed. Throws when a transaction of the test cluster never ends. */
export async function untilSealed(round: () => Promise<unknown>, unsealed: () => Promise<number>): Promise<void> {
  for (let tries = 0; tries < 2_500; tries++) {
    await round()
    if ((await unsealed()) === 0) return
    await sleep(100)
  }
  throw new Error('some transaction of the test cluster never ends')
}
