import { setTimeout as sleep } from 'node:timers/promises'
import type { Block } from '../src/features/audit/chain.server.ts'
import { seal } from '../src/features/audit/seal.server.ts'
import type { Sql } from '../src/platform/db/sql.server.ts'

/** Seals what was written before, as one block. */
export async function sealNext(sql: Sql, now: Date): Promise<Block> {
  for (;;) {
    await untilEnded(sql)
    const block = await seal(sql, now)
    if (block) return block
    await sleep(25)
  }
}

/** Repeats the worker's round until no row is left unsealed; what was written before is sealed as one block. */
export async function untilSealed(sql: Sql, round: () => Promise<unknown>, unsealed: () => Promise<number>): Promise<void> {
  for (let tries = 0; tries < 2_500; tries++) {
    await untilEnded(sql)
    await round()
    if ((await unsealed()) === 0) return
    await sleep(25)
  }
  throw new Error('the worker leaves rows unsealed')
}

/**
 * Waits while a transaction anywhere on the server, also of another file's test, is as old as a row of the audit: a round would seal the
 * rows before it alone. Throws when it never ends.
 */
async function untilEnded(sql: Sql): Promise<void> {
  for (let tries = 0; tries < 10_000; tries++) {
    const open = await sql`
      select from audits where chain = (select max(chain) from audit_chains) and tx >= pg_snapshot_xmin(pg_current_snapshot()) limit 1`
    if (open.length === 0) return
    await sleep(25)
  }
  throw new Error('some transaction of the test cluster never ends')
}
