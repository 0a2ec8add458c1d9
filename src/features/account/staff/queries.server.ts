import type { Sql } from '../../../platform/db/sql.server.ts'
import type { Role } from '../../../platform/http/route.server.ts'
import { sessionLife } from '../../../platform/http/session.server.ts'
import { failureLimit, passwordStageLife } from './limits.ts'

const later = (now: Date, ms: number) => new Date(now.getTime() + ms)

export type Candidate = { id: string; orgId: string; passwordHash: string; isOpen: boolean }

/** The account that somebody at the door names, null when there is none. Nothing of it may be shown. */
export async function findForSignIn(sql: Sql, loginId: string): Promise<Candidate | null> {
  const [row] = await sql<Candidate[]>`select * from staff_for_sign_in(${loginId})`
  return row ?? null
}

const nobody = '00000000-0000-0000-0000-000000000000'

/** Counts a wrong password; true when it locked the account. An unknown account costs the same statement. */
export async function countFailure(sql: Sql, accountId: string | null, now: Date): Promise<boolean> {
  const [row] = await sql<{ locked: boolean }[]>`select staff_failed(${accountId ?? nobody}, ${failureLimit}, ${now}) as locked`
  return row!.locked
}

/** The session between password and code: good for the second factor alone. */
export async function beginSession(sql: Sql, tokenHash: string, accountId: string, device: string, now: Date): Promise<void> {
  const end = later(now, passwordStageLife)
  await sql`insert into sessions (token_hash, kind, account_id, stage, created_at, last_seen_at, expires_at, ends_at, device)
    values (${tokenHash}, 'staff', ${accountId}, 'password', ${now}, ${now}, ${end}, ${end}, ${device})`
}

export type OwnAccount = {
  id: string
  orgId: string
  loginId: string
  name: string
  role: Role
  passwordHash: string
  phone: string | null
  phoneChannel: 'sms' | 'voice' | null
  phoneVerifiedAt: string | null
  pendingPhone: string | null
  pendingChannel: 'sms' | 'voice' | null
  mustChangePassword: boolean
  lockedAt: string | null
  lastSignInAt: string | null
}

/** The account behind this transaction's session, at either stage. */
export async function getOwnAccount(sql: Sql): Promise<OwnAccount> {
  const [row] = await sql<OwnAccount[]>`select * from own_staff_account()`
  if (!row) throw new Error('own account asked for without a staff session')
  return row
}

/** Names the number that a code is to prove. False when the account has a proved one and this session is not a full one. */
export async function askPhone(sql: Sql, phone: string, channel: 'sms' | 'voice'): Promise<boolean> {
  const [row] = await sql<{ asked: boolean }[]>`select ask_staff_phone(${phone}, ${channel}) as asked`
  return row!.asked
}

type Pass = { purpose: 'sign-in' | 'phone'; codeHash: string; tokenHash: string }

/** Tries a code. 'right' has ended this session and opened a full one under `tokenHash`. */
export async function passSecondFactor(sql: Sql, { purpose, codeHash, tokenHash }: Pass, now: Date): Promise<'right' | 'wrong' | 'void'> {
  const { idle, absolute } = sessionLife.staff
  const [row] = await sql<{ found: 'right' | 'wrong' | 'void' }[]>`
    select pass_second_factor(${purpose}, ${codeHash}, ${tokenHash}, ${later(now, idle)}, ${later(now, absolute)}, null, ${failureLimit}, ${now}) as found`
  return row!.found
}

/** Every session of the account ends; the visitor's goes on under `tokenHash`. */
export async function changeOwnPassword(sql: Sql, passwordHash: string, tokenHash: string, now: Date): Promise<boolean> {
  const [row] = await sql<{ changed: boolean }[]>`select change_own_password(${passwordHash}, ${tokenHash}, ${now}) as changed`
  return row!.changed
}

export async function endSession(sql: Sql, sessionHash: string, now: Date): Promise<void> {
  await sql`update sessions set revoked_at = ${now} where token_hash = ${sessionHash} and revoked_at is null`
}

export async function endOwnSessions(sql: Sql, accountId: string, now: Date): Promise<void> {
  await sql`update sessions set revoked_at = ${now} where account_id = ${accountId} and kind = 'staff' and revoked_at is null`
}

export type OwnSession = { device: string | null; createdAt: string; lastSeenAt: string; isThis: boolean }

export async function listOwnSessions(sql: Sql, accountId: string, sessionHash: string, now: Date): Promise<OwnSession[]> {
  return sql<OwnSession[]>`
    select device, created_at, last_seen_at, token_hash = ${sessionHash} as is_this from sessions
     where account_id = ${accountId} and kind = 'staff' and stage = 'full' and revoked_at is null and expires_at > ${now} and ends_at > ${now}
     order by last_seen_at desc, token_hash`
}

/** Whom to ask when nothing helps (D44). */
export async function getHelpdesk(sql: Sql): Promise<{ name: string; phone: string | null; email: string | null }> {
  const [row] = await sql<
    { name: string; phone: string | null; email: string | null }[]
  >`select name, phone, email from organisations where kind = 'helpdesk' order by code limit 1`
  return row ?? { name: 'HER-SYSヘルプデスク', phone: null, email: null }
}
