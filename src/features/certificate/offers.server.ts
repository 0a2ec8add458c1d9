import type { Sql } from '../../platform/db/sql.server.ts'
import { programmeOf } from '../../programmes/registry.ts'
import { printedOf } from './printed.ts'
import { findCertifiable } from './queries.server.ts'

/** For the home screen: whether 「療養証明書を表示する」 is there for this registration of one's own (C21, C23). */
export async function hasCertificate(sql: Sql, registrationId: string): Promise<boolean> {
  const subject = await findCertifiable(sql, registrationId)
  return subject !== null && printedOf(subject, programmeOf(subject.disease)) !== null
}
