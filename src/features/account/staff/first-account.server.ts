import { uuidv7 } from '../../../lib/uuid.ts'
import type { Sql } from '../../../platform/db/sql.server.ts'
import { ensureOperators, getMinistry } from '../../organisation/queries.server.ts'
import { hashPassword } from '../password.server.ts'
import { initialPassword, newLoginId } from './initial-password.server.ts'

type First = { role: 'operator' | 'analyst'; name: string; orgId: (sql: Sql, now: Date) => Promise<string> }

/** Whose first account a command issues: there is nobody yet who could do it on a page. */
const firsts: Record<'operator' | 'ministry', First> = {
  operator: { role: 'operator', name: 'システム運用', orgId: ensureOperators },
  ministry: { role: 'analyst', name: '分析', orgId: getMinistry },
}
export type FirstOf = keyof typeof firsts

/**
 * The first account of the operators, who then issue the others at /operator/accounts, or of the ministry. As the administrator. Returns the
 * login ID and the initial password, to be changed at the first sign-in. Throws while one like it can still sign in: then it is theirs to do.
 */
export async function firstAccount(sql: Sql, of: FirstOf, now: Date): Promise<{ loginId: string; password: string }> {
  const { role, name, orgId } = firsts[of]
  const password = initialPassword()
  const passwordHash = await hashPassword(password)
  return sql.begin(async (tx) => {
    const sql = tx as unknown as Sql
    await sql`select pg_advisory_xact_lock(hashtext('first account'))`
    const [living] = await sql`select from staff_accounts where role = ${role} and ended_at is null limit 1`
    if (living) throw new Error(`There is an account of the ${of} already: operators issue others at /operator/accounts`)
    const org = await orgId(sql, now)
    const loginId = newLoginId(of)
    await sql`insert into staff_accounts (id, org_id, login_id, name, role, password_hash, created_at)
      values (${uuidv7(now)}, ${org}, ${loginId}, ${name}, ${role}, ${passwordHash}, ${now})`
    return { loginId, password }
  }) as Promise<{ loginId: string; password: string }>
}
