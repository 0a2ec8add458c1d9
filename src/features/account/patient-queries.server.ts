import { uuidv7 } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'

/** 'email-change' belongs to the account of the session; the others to whoever holds the token. */
export type ProofPurpose = 'sign-up' | 'password-reset' | 'email-change'
export type MailProof = {
  email: string
  language: string
  sentCount: number
  sentAt: string
  isVerified: boolean
  /** null until the address is proved: nobody else learns it. */
  hasAccount: boolean | null
}

/** Starts a proof of an address, or counts another code sent for it. */
export async function beginMailProof(
  sql: Sql,
  proof: { tokenHash: string; purpose: ProofPurpose; email: string; language: string },
  now: Date,
): Promise<void> {
  if (proof.purpose === 'email-change') await sql`select begin_email_change(${proof.tokenHash}, ${proof.email}, ${proof.language}, ${now})`
  else await sql`select begin_mail_proof(${proof.tokenHash}, ${proof.purpose}, ${proof.email}, ${proof.language}, ${now})`
}

export async function findMailProof(sql: Sql, tokenHash: string, purpose: ProofPurpose, now: Date): Promise<MailProof | null> {
  const [row] = await sql<MailProof[]>`select * from mail_proof(${tokenHash}, ${purpose}, ${now})`
  return row ?? null
}

/** 'void': expired, five wrong ones before, already used, or no proof under way. It costs a try, so it must commit. */
export async function proveMail(
  sql: Sql,
  tokenHash: string,
  purpose: ProofPurpose,
  codeHash: string,
  now: Date,
): Promise<'right' | 'wrong' | 'void'> {
  const [row] = await sql<
    { verdict: 'right' | 'wrong' | 'void' }[]
  >`select prove_mail(${tokenHash}, ${purpose}, ${codeHash}, ${now}) as verdict`
  return row!.verdict
}

/** The account of a proved address with its password: a new one at sign-up, the existing one at a reset. Null when the other is the case, or the proof is gone. */
export async function finishMailProof(
  sql: Sql,
  tokenHash: string,
  purpose: 'sign-up' | 'password-reset',
  passwordHash: string,
  now: Date,
): Promise<string | null> {
  const [row] =
    purpose === 'sign-up'
      ? await sql<{ id: string | null }[]>`select create_patient_account(${tokenHash}, ${uuidv7(now)}, ${passwordHash}, ${now}) as id`
      : await sql<{ id: string | null }[]>`select reset_patient_password(${tokenHash}, ${passwordHash}, ${now}) as id`
  return row!.id
}

export async function findPatientLogin(sql: Sql, email: string): Promise<{ accountId: string; passwordHash: string } | null> {
  const [row] = await sql<{ accountId: string; passwordHash: string }[]>`select * from patient_login(${email})`
  return row ?? null
}

export async function insertPatientSession(sql: Sql, tokenHash: string, accountId: string, device: string, now: Date): Promise<void> {
  await sql`select open_patient_session(${tokenHash}, ${accountId}, ${device || null}, ${now})`
}

/** Ends the session at hand; others of the same account stay. */
export async function revokeOwnSession(sql: Sql, tokenHash: string, now: Date): Promise<void> {
  await sql`update sessions set revoked_at = ${now} where token_hash = ${tokenHash} and revoked_at is null`
}

export type OwnSession = { isThis: boolean; device: string | null; lastSeenAt: string }

/** Where the account of this request is signed in, this browser first. Row-level security shows no other account's. */
export async function listOwnSessions(sql: Sql, accountId: string, tokenHash: string, now: Date): Promise<OwnSession[]> {
  return sql<OwnSession[]>`
    select token_hash = ${tokenHash} as is_this, device, last_seen_at from sessions
     where kind = 'patient' and account_id = ${accountId} and revoked_at is null and expires_at > ${now} and ends_at > ${now}
     order by is_this desc, last_seen_at desc, token_hash`
}

/** Ends every session of the account but this one. */
export async function revokeOtherSessions(sql: Sql, accountId: string, tokenHash: string, now: Date): Promise<void> {
  await sql`update sessions set revoked_at = ${now}
    where kind = 'patient' and account_id = ${accountId} and token_hash <> ${tokenHash} and revoked_at is null`
}

export async function setOwnLanguage(sql: Sql, accountId: string, language: string): Promise<void> {
  await sql`update patient_accounts set language = ${language} where id = ${accountId}`
}

/** Centres with a telephone, by prefecture and reading: for who got no SMS (A4). */
export async function listCentrePhones(sql: Sql): Promise<{ prefecture: string; name: string; phone: string }[]> {
  return sql`
    select p.name as prefecture, o.name, o.phone from organisations o join organisations p on p.id = o.parent_id
     where o.kind = 'centre' and o.phone is not null order by p.code, o.kana, o.id`
}
