import type { Sql } from '../../platform/db/sql.server.ts'

export type OwnAccount = { email: string; passwordHash: string; language: string }

/** The account of this session, under its own row-level security. Null once it is deleted. */
export async function findOwnAccount(sql: Sql, accountId: string): Promise<OwnAccount | null> {
  const [row] = await sql<OwnAccount[]>`
    select email, password_hash, language from patient_accounts where id = ${accountId} and deleted_at is null`
  return row ?? null
}

/** Names as this account registered them (C15), oldest first. */
export async function listOwnNames(sql: Sql, accountId: string): Promise<{ caseId: string; name: string }[]> {
  return sql<{ caseId: string; name: string }[]>`
    select case_id, family_name || ' ' || given_name as name from registrations
     where account_id = ${accountId} and ended_at is null order by created_at, id`
}

/** 'done' with the former address; 'taken': another account has the new one; 'void': no proof of this account. */
export type EmailChanged = { outcome: 'done' | 'taken' | 'void'; former: string | null }

export async function finishEmailChange(sql: Sql, tokenHash: string, now: Date): Promise<EmailChanged> {
  const [row] = await sql<EmailChanged[]>`select outcome, former from finish_email_change(${tokenHash}, ${now})`
  return row!
}

/** Ends the account of this session, its sessions and registrations. Reports stay; the centres of observed cases hear at once. Null: gone already. */
export async function deleteOwnAccount(sql: Sql, now: Date): Promise<{ email: string; language: string; caseIds: string[] } | null> {
  const [row] = await sql<{ email: string | null; language: string; caseIds: string[] }[]>`
    select email, language, case_ids from delete_patient_account(${now})`
  return row?.email ? { ...row, email: row.email } : null
}
