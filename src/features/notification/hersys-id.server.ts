import { createHmac } from 'node:crypto'
import { issueHersysId } from '../../lib/hersys-id.server.ts'
import type { Sql } from '../../platform/db/sql.server.ts'

/** The key of the permutation that makes HER-SYS IDs, from the installation's secret (hex): the same for web, worker and seed. */
export function hersysIdKey(secret: string): Buffer {
  return createHmac('sha256', Buffer.from(secret, 'hex')).update('HER-SYS ID').digest()
}

/** A HER-SYS ID nobody has had: eight digits. One taken by an imported case is passed over by `insertCase`, which asks again. */
export async function nextHersysId(sql: Sql, key: Uint8Array): Promise<string> {
  const [row] = await sql<{ counter: string }[]>`select nextval('hersys_id_counter') as counter`
  return issueHersysId(Number(row!.counter), key)
}
