import { createHash, randomBytes } from 'node:crypto'
import type { Sql } from '../db/sql.server.ts'
import type { Actor, OrgKind, Role } from './route.server.ts'

/** Two separate pools of sessions: a patient's cookie is worth nothing on a staff page and the other way round. */
export const cookieNames = { patient: 'hersys_patient', staff: 'hersys_staff' } as const
export type Pool = keyof typeof cookieNames

/** Paths of the staff portals; everything else is the patient's. */
const staffPaths = /^\/(staff|institution|centre|prefecture|ministry|helpdesk|operator)(\/|$)/
export const poolOf = (path: string): Pool => (staffPaths.test(path) ? 'staff' : 'patient')

export const newToken = () => randomBytes(32).toString('base64url')
export const hashToken = (token: string) => createHash('sha256').update(token).digest('hex')

type ContextRow = {
  kind: 'staff' | 'patient'
  stage: 'password' | 'full'
  accountId: string
  orgId: string | null
  orgKind: OrgKind | null
  orgName: string | null
  institutionKind: 'outpatient' | 'inpatient' | null
  role: Role | null
  name: string | null
  loginId: string | null
  language: string | null
  mustChangePassword: boolean | null
  phoneVerified: boolean | null
  hasKey: boolean
  lastSeenAt: string
}

/** Makes this transaction the session's (row-level security reads it) and says who is behind it. */
export async function openContext(
  sql: Sql,
  sessionHash: string,
  now: Date,
  pool: Pool,
): Promise<{ actor: Actor | null; lastSeenAt: Date | null }> {
  const set = sql`select set_config('app.session', ${sessionHash}, true), set_config('app.now', ${now.toISOString()}, true)`
  if (sessionHash === '') {
    await set
    return { actor: null, lastSeenAt: null }
  }
  const [, rows] = await Promise.all([set, sql<ContextRow[]>`select * from session_context()`])
  const row = rows[0]
  if (!row || row.kind !== pool) return { actor: null, lastSeenAt: null }
  return { actor: toActor(row), lastSeenAt: new Date(row.lastSeenAt) }
}

function toActor(row: ContextRow): Actor {
  if (row.kind === 'patient') return { kind: 'patient', accountId: row.accountId, language: row.language ?? 'ja' }
  return {
    kind: 'staff',
    accountId: row.accountId,
    orgId: row.orgId!,
    orgKind: row.orgKind!,
    orgName: row.orgName!,
    institutionKind: row.institutionKind,
    role: row.role!,
    name: row.name!,
    loginId: row.loginId!,
    stage: row.stage,
    mustChangePassword: row.mustChangePassword!,
    phoneVerified: row.phoneVerified!,
    hasKey: row.hasKey,
  }
}

/**
 * How long a session lives: patients a week past their last visit, and at most a week past the end of observation (which the database
 * knows; `absolute` is what their browser keeps the cookie for); staff 30 minutes idle and 12 hours at most. Milliseconds.
 */
export const sessionLife = {
  patient: { idle: 7 * 86_400_000, absolute: 90 * 86_400_000 },
  staff: { idle: 30 * 60_000, absolute: 12 * 3_600_000 },
} as const

/** Slides the session's end, at most once a minute. */
export async function touch(sql: Sql, sessionHash: string, pool: Pool, lastSeenAt: Date, now: Date): Promise<void> {
  if (now.getTime() - lastSeenAt.getTime() < 60_000) return
  if (pool === 'patient') {
    await sql`select slide_patient_session(${now})`
    return
  }
  await sql`update sessions set last_seen_at = ${now}, expires_at = least(ends_at, ${new Date(now.getTime() + sessionLife[pool].idle)}) where token_hash = ${sessionHash}`
}
