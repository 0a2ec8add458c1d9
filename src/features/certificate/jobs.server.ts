import type { Sql } from '../../platform/db/sql.server.ts'
import type { Duty } from '../../platform/jobs/loop.server.ts'
import { programmeOf } from '../../programmes/registry.ts'
import { hashOf } from './issue.server.ts'
import { printedOf } from './printed.ts'
import { settleDoubt, takeDoubted } from './queries.server.ts'

/**
 * Looks again at certificates whose 発生届 was revised: is this person still certified? (Printed fields revoke by themselves, in the
 * transaction that changes them.) At most 200 at a time; what is left waits for the next run.
 */
export async function settleDoubts(sql: Sql, now: Date): Promise<void> {
  await sql.begin(async (tx) => {
    for (const certificate of await takeDoubted(tx as unknown as Sql, 200)) {
      const printed = printedOf(certificate, programmeOf(certificate.disease))
      const why = printed === null ? 'eligibility' : hashOf(printed) === certificate.fieldsHash ? null : 'fields'
      await settleDoubt(tx as unknown as Sql, certificate.id, why, now)
    }
  })
}

export const certificateDuties: Duty[] = [{ name: 'certificate.doubts', everyMs: 5_000, run: settleDoubts }]
