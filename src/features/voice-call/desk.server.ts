import { normalisePhone } from '../../lib/phone-number.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import type { Settings } from '../../platform/settings.server.ts'

/**
 * The centre that answers for callers of that number whom nobody knows yet: HEALTH_CALL_DESKS names one for each number, or one for all ('*').
 * Null: none is set, or no centre has that code.
 */
export async function deskOfNumber(
  sql: Sql,
  { healthCallDesks }: Pick<Settings, 'healthCallDesks'>,
  dialled: string,
): Promise<string | null> {
  const code = healthCallDesks[normalisePhone(dialled)] ?? healthCallDesks['*']
  if (code === undefined) return null
  const [row] = await sql<{ id: string }[]>`select id from organisations where kind = 'centre' and code = ${code}`
  return row?.id ?? null
}
