import { uuidv7 } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import type { Duty } from '../../platform/jobs/loop.server.ts'
import type { Block } from './chain.server.ts'
import { publishHeads, readHeads } from './heads.server.ts'
import { alertOnce, listBlocksAbove } from './queries.server.ts'
import { AuditBroken, seal } from './seal.server.ts'
import { findUnusual } from './unusual.server.ts'

/** Seals what was committed and publishes the heads; at most five seconds after the commit (the unsealed window). */
export function auditDuties({ stateDir }: { stateDir: string }): Duty[] {
  let published: Block | null | undefined
  return [
    {
      name: 'audit.seal',
      everyMs: 4_000,
      run: async (sql, now) => {
        try {
          await seal(sql, now)
          published = await publish(sql, stateDir, published === undefined ? (readHeads(stateDir).at(-1) ?? null) : published)
        } catch (error) {
          if (error instanceof AuditBroken) await alertOnce(sql, uuidv7(now), 'audit-broken', now)
          throw error
        }
      },
    },
    { name: 'audit.unusual', everyMs: 5 * 60_000, run: findUnusual },
  ]
}

/**
 * Appends every block that is not published yet, also those another machine sealed or a killed process left. The last published one
 * must still be in the database as it was. Returns the last published block.
 */
export async function publish(sql: Sql, stateDir: string, last: Block | null): Promise<Block | null> {
  const blocks = await listBlocksAbove(sql, last ? last.height - 1 : 0)
  if (last) {
    const again = blocks.shift()
    if (again?.hash !== last.hash) throw new AuditBroken(`block ${last.height} of the database is not the published one`)
  }
  if (blocks.length > 0) publishHeads(stateDir, blocks)
  return blocks.at(-1) ?? last
}
