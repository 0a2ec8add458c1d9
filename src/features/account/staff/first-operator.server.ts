import { uuidv7 } from '../../../lib/uuid.ts'
import type { Sql } from '../../../platform/db/sql.server.ts'
import { ensureOperators } from '../../organisation/queries.server.ts'
import { hashPassword } from '../password.server.ts'
import { initialPassword, newLoginId } from './initial-password.server.ts'

/**
 * The first account of a new installation, as the administrator: an operator, who then issues the others at /operator/accounts. Returns the
 * login ID and the initial password, to be changed at the first sign-in. Throws while an operator can still sign in: then it is theirs to do.
 */
export async function firstOperator(sql: Sql, now: Date): Promise<{ loginId: string; password: string }> {
  const password = initialPassword()
  const passwordHash = await hashPassword(password)
  return sql.begin(async (tx) => {
    const sql = tx as unknown as Sql
    await sql`select pg_advisory_xact_lock(hashtext('first operator'))`
    const [living] = await sql`select from staff_accounts where role = 'operator' and ended_at is null limit 1`
    if (living) throw new Error('There is an operator already, who issues accounts at /operator/accounts')
    const orgId = await ensureOperators(sql, now)
    const loginId = newLoginId('operator')
    await sql`insert into staff_accounts (id, org_id, login_id, name, role, password_hash, created_at)
      values (${uuidv7(now)}, ${orgId}, ${loginId}, 'システム運用', 'operator', ${passwordHash}, ${now})`
    return { loginId, password }
  }) as Promise<{ loginId: string; password: string }>
}
