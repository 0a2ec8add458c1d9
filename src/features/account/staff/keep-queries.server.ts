import type { Sql } from '../../../platform/db/sql.server.ts'
import type { OrgKind, Role, Staff } from '../../../platform/http/route.server.ts'
import { rolesGivenBy } from './role-name.ts'

// The database asks by itself whether the visitor keeps the account: these find nothing for anybody else.

export type KeptAccount = {
  id: string
  orgId: string
  loginId: string
  name: string
  role: Role
  mustChangePassword: boolean
  phoneChannel: 'sms' | 'voice' | null
  phoneVerified: boolean
  lockedAt: string | null
  endedAt: string | null
  lastSignInAt: string | null
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

export const operatorKinds = Object.keys(rolesGivenBy.operator) as OrgKind[]

/** Every account the visitor keeps; the ended ones last. */
export async function listKeptAccounts(sql: Sql): Promise<KeptAccount[]> {
  return sql<KeptAccount[]>`select * from staff_kept() order by ended_at is not null, locked_at is null, role, name, id`
}

export async function findKeptAccount(sql: Sql, id: string): Promise<KeptAccount | null> {
  const [row] = await sql<KeptAccount[]>`select * from staff_kept() where id::text = ${id}`
  return row ?? null
}

type NewAccount = { id: string; orgId: string; loginId: string; name: string; role: Role; passwordHash: string }

/** False when the login ID is taken. Throws when the organisation or the role is not the visitor's to give. */
export async function issueAccount(sql: Sql, a: NewAccount, now: Date): Promise<boolean> {
  const [row] = await sql<{ done: boolean }[]>`
    select issue_staff(${a.id}, ${a.orgId}, ${a.loginId}, ${a.name}, ${a.role}, ${a.passwordHash}, ${now}) as done`
  return row!.done
}

/** Each of these is false when there is no such account among those the visitor keeps. */
export async function resetPassword(sql: Sql, id: string, passwordHash: string, now: Date): Promise<boolean> {
  const [row] = await sql<{ done: boolean }[]>`select reset_staff_password(${id}, ${passwordHash}, ${now}) as done`
  return row!.done
}
export async function resetFactor(sql: Sql, id: string, now: Date): Promise<boolean> {
  const [row] = await sql<{ done: boolean }[]>`select reset_staff_factor(${id}, ${now}) as done`
  return row!.done
}
export async function endAccount(sql: Sql, id: string, now: Date): Promise<boolean> {
  const [row] = await sql<{ done: boolean }[]>`select end_staff(${id}, ${now}) as done`
  return row!.done
}
/** Also the helpdesk's, for any account. */
export async function unlockAccount(sql: Sql, id: string): Promise<boolean> {
  const [row] = await sql<{ done: boolean }[]>`select unlock_staff(${id}) as done`
  return row!.done
}

export type AccountState = {
  id: string
  loginId: string
  orgName: string
  orgPhone: string | null
  centreName: string | null
  mustChangePassword: boolean
  phoneVerified: boolean
  lockedAt: string | null
  endedAt: string | null
  lastSignInAt: string | null
}

/** What the helpdesk may know of an account; null when nobody has the login ID. */
export async function findAccountState(sql: Sql, loginId: string): Promise<AccountState | null> {
  const [row] = await sql<AccountState[]>`select * from staff_state(${loginId})`
  return row ?? null
}
