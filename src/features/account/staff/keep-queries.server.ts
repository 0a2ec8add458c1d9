import type { Sql } from '../../../platform/db/sql.server.ts'
import type { OrgKind, Role, Staff } from '../../../platform/http/route.server.ts'
import type { FiledOrganisation } from './account-file.ts'
import type { UnusedDays } from './keepers.ts'
import type { KeptQuery } from './kept-query.ts'
import { rolesGivenBy } from './role-name.ts'
import type { Reach } from './tell.server.ts'

// The database asks by itself whether the visitor keeps the account: these find nothing for anybody else.

export type KeptAccount = {
  id: string
  orgId: string
  orgName: string
  orgKind: OrgKind
  loginId: string
  name: string
  role: Role
  mustChangePassword: boolean
  phoneChannel: 'sms' | 'voice' | null
  phoneVerified: boolean
  /** How many security keys. */
  keys: number
  lockedAt: string | null
  isLockedByHand: boolean
  endedAt: string | null
  lastSignInAt: string | null
  letterAt: string | null
  createdAt: string
}
export type KeptOrganisation = { id: string; name: string; kind: OrgKind }

/** A centre and its institutions by reading; for an operator the authorities, the helpdesk and every centre, by kind and reading. */
export async function listKeptOrganisations(sql: Sql, { orgId, orgKind }: Pick<Staff, 'orgId' | 'orgKind'>): Promise<KeptOrganisation[]> {
  if (orgKind === 'operator')
    return sql<KeptOrganisation[]>`
      select id, name, kind from organisations where kind = any(${operatorKinds}) order by array_position(${operatorKinds}::text[], kind), kana, id`
  return sql<KeptOrganisation[]>`
    select id, name, kind from organisations where id = ${orgId} or (parent_id = ${orgId} and kind = 'institution')
     order by kind = 'institution', kana, id`
}

/** The same with their codes, by which a list may name them. */
export async function listFiledOrganisations(sql: Sql, actor: Pick<Staff, 'orgId' | 'orgKind'>): Promise<FiledOrganisation[]> {
  const kept = await listKeptOrganisations(sql, actor)
  const codes = await sql<{ id: string; code: string | null }[]>`
    select id, code from organisations where id = any(${kept.map(({ id }) => id)}::uuid[])`
  const codeOf = new Map(codes.map(({ id, code }) => [id, code]))
  return kept.map((organisation) => ({ ...organisation, code: codeOf.get(organisation.id) ?? null }))
}

/** Which of these login IDs somebody has already, wherever. */
export async function listTakenLogins(sql: Sql, loginIds: string[]): Promise<string[]> {
  const rows = await sql<{ loginId: string }[]>`select login_id from taken_logins(${loginIds})`
  return rows.map(({ loginId }) => loginId)
}

export const operatorKinds = Object.keys(rolesGivenBy.operator) as OrgKind[]

export const pageLength = 50

/** One page of what the visitor keeps, by organisation and login ID; one more than a page tells that another follows. */
export function listKeptAccounts(
  sql: Sql,
  { kind, org, role, state, after }: KeptQuery,
  days: UnusedDays,
  now: Date,
): Promise<KeptAccount[]> {
  return sql<KeptAccount[]>`
    select * from staff_kept(null, null, ${kind || null}, ${org || null}, ${role || null}, ${state || null}, ${days.issue}, ${days.idle},
                             ${after || null}, ${pageLength + 1}, ${now})`
}

/** By its id or its login ID; null when the visitor keeps no such account. */
export async function findKeptAccount(sql: Sql, by: { id: string } | { loginId: string }, now: Date): Promise<KeptAccount | null> {
  const [id, loginId] = 'id' in by ? [by.id, null] : [null, by.loginId]
  const [row] = await sql<KeptAccount[]>`select * from staff_kept(${id}, ${loginId}, null, null, null, null, 0, 0, null, 1, ${now})`
  return row ?? null
}

export type KeptCounts = { locked: number; never: number; idle: number }

export async function countKept(sql: Sql, days: UnusedDays, now: Date): Promise<KeptCounts> {
  const [row] = await sql<KeptCounts[]>`select * from staff_kept_counts(${days.issue}, ${days.idle}, ${now})`
  return row!
}

type NewAccount = { id: string; orgId: string; loginId: string; name: string; role: Role; passwordHash: string }

/** False when the login ID is taken. Throws when the organisation or the role is not the visitor's to give. */
export async function issueAccount(sql: Sql, a: NewAccount, now: Date): Promise<boolean> {
  const [row] = await sql<{ done: boolean }[]>`
    select issue_staff(${a.id}, ${a.orgId}, ${a.loginId}, ${a.name}, ${a.role}, ${a.passwordHash}, ${now}) as done`
  return row!.done
}

/** 'no': there is no such account among those the visitor keeps, or it is the visitor's own. 'last': nobody would be left who keeps accounts there. */
export type Done = 'done' | 'no' | 'last'

export async function resetPassword(sql: Sql, id: string, passwordHash: string, now: Date): Promise<boolean> {
  const [row] = await sql<{ done: boolean }[]>`select reset_staff_password(${id}, ${passwordHash}, ${now}) as done`
  return row!.done
}
/** `checked`: how the identity of who asks was made sure of. */
export async function resetFactor(sql: Sql, id: string, checked: Record<string, unknown>, now: Date): Promise<boolean> {
  const [row] = await sql<{ done: boolean }[]>`select reset_staff_factor(${id}, ${sql.json(checked as never)}, ${now}) as done`
  return row!.done
}
export async function endAccount(sql: Sql, id: string, now: Date): Promise<Done> {
  const [row] = await sql<{ done: Done }[]>`select end_staff(${id}, ${now}) as done`
  return row!.done
}
export async function lockAccount(sql: Sql, id: string, now: Date): Promise<Done> {
  const [row] = await sql<{ done: Done }[]>`select lock_staff(${id}, ${now}) as done`
  return row!.done
}
export async function changeRole(sql: Sql, id: string, role: string, now: Date): Promise<Done> {
  const [row] = await sql<{ done: Done }[]>`select change_staff_role(${id}, ${role}, ${now}) as done`
  return row!.done
}
/** Also the helpdesk's, for any account that wrong tries have locked; `checked`: what it asked on the telephone (D5). */
export async function unlockAccount(sql: Sql, id: string, checked: Record<string, unknown>, now: Date): Promise<boolean> {
  const [row] = await sql<{ done: boolean }[]>`select unlock_staff(${id}, ${sql.json(checked as never)}, ${now}) as done`
  return row!.done
}

/** Where the owner of a kept account can be told of a change; null where no telephone is proved. */
export async function findReach(sql: Sql, id: string): Promise<Reach | null> {
  const [row] = await sql<Reach[]>`select * from staff_reach(${id})`
  return row ?? null
}

export type Letter = {
  loginId: string
  name: string
  passwordHash: string
  orgName: string
  postalCode: string | null
  address: string | null
}

/** Takes the one letter that an initial password has; null when it was made before, or the password is no longer the initial one. */
export async function takeLetter(sql: Sql, id: string, now: Date): Promise<Letter | null> {
  const [row] = await sql<Letter[]>`select * from take_staff_letter(${id}, ${now})`
  return row ?? null
}

export type AccountEvent = { at: string; what: string; detail: Record<string, unknown>; byName: string | null; byOrg: string | null }

/** What has happened to a kept account, the newest first, at most fifty. */
export function listHistory(sql: Sql, id: string): Promise<AccountEvent[]> {
  return sql<AccountEvent[]>`select * from staff_history(${id}, 50)`
}

export type AccountState = {
  id: string
  loginId: string
  orgName: string
  orgPhone: string | null
  centreName: string | null
  mustChangePassword: boolean
  hasFactor: boolean
  lockedAt: string | null
  isLockedByHand: boolean
  endedAt: string | null
  lastSignInAt: string | null
}

/** What the helpdesk may know of an account; null when nobody has the login ID. The look is written into the account's history. */
export async function findAccountState(sql: Sql, loginId: string, now: Date): Promise<AccountState | null> {
  const [row] = await sql<AccountState[]>`select * from staff_state(${loginId}, ${now})`
  return row ?? null
}
