import { randomUUID } from 'node:crypto'
import type { Sql } from '../src/platform/db/sql.server.ts'
import { hashToken, newToken } from '../src/platform/http/session.server.ts'
import type { TestDatabase } from './test-database.ts'

/** Runs as the web process would in the name of this member of staff: row-level security, session and clock. */
export async function asNurse<T>(db: TestDatabase, loginId: string, now: Date, run: (sql: Sql) => Promise<T>): Promise<T> {
  const token = hashToken(newToken())
  const until = new Date(now.getTime() + 3_600_000)
  await db.sql`insert into sessions (token_hash, kind, account_id, created_at, last_seen_at, expires_at, ends_at)
    select ${token}, 'staff', id, ${now}, ${now}, ${until}, ${until} from staff_accounts where login_id = ${loginId}`
  return inSession(db, token, now, run)
}

/** The same for a patient whose token is known (`makeFamily`). */
export const asPatient = <T>(db: TestDatabase, token: string, now: Date, run: (sql: Sql) => Promise<T>): Promise<T> =>
  inSession(db, hashToken(token), now, run)

function inSession<T>(db: TestDatabase, hash: string, now: Date, run: (sql: Sql) => Promise<T>): Promise<T> {
  return db.web.begin(async (tx) => {
    await tx`select set_config('app.session', ${hash}, true), set_config('app.now', ${now.toISOString()}, true)`
    return run(tx as unknown as Sql)
  }) as Promise<T>
}

/** An open pair of the two, as the worker would have found it. Returns its id. */
export async function pairUp(sql: Sql, one: string, other: string, now: Date): Promise<string> {
  const id = randomUUID()
  const [late, early] = one > other ? [one, other] : [other, one]
  await sql`insert into likeness_candidates (id, case_id, other_case_id, score, reasons, found_at, latest_at, likely)
    values (${id}, ${late}, ${early}, 10, '{name,birth}', ${now}, ${now}, true)`
  return id
}
