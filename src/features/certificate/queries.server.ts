import type { Sql } from '../../platform/db/sql.server.ts'
import type { SealedKey } from '../../platform/signing/signing.server.ts'
import type { CertifiableCase } from './printed.ts'

const columns = (sql: Sql) => sql`
  c.id as case_id, c.hersys_id, c.family_name, c.given_name, c.birth_on, c.diagnosed_on, c.died_on, c.disease, c.state, w.end_kind,
  o.name as centre_name, o.phone as centre_phone, n.answers`
const sources = (sql: Sql) => sql`
  cases c
  left join watches w on w.case_id = c.id
  left join organisations o on o.id = coalesce(w.owner_centre_id, c.notified_centre_id)
  left join lateral (select answers from notifications where case_id = c.id order by revision desc limit 1) n on true`

/** The case that one of one's own registrations names; null for somebody else's. */
export async function findCertifiable(sql: Sql, registrationId: string): Promise<(CertifiableCase & { registrationId: string }) | null> {
  const [row] = await sql<(CertifiableCase & { registrationId: string })[]>`
    select r.id as registration_id, ${columns(sql)} from registrations r join ${sources(sql)} on c.id = r.case_id
     where r.id = ${registrationId} and r.account_id = (select (current_actor()).account_id) and r.ended_at is null`
  return row ?? null
}

export type Issued = { publicId: string; issuedAt: string }

/** The certificate that stands for exactly these fields; `hash` null revokes what stands. Null: none stands now. */
export async function issue(
  sql: Sql,
  row: { id: string; publicId: string; caseId: string; hash: string | null },
  now: Date,
): Promise<Issued | null> {
  const [issued] = await sql<Issued[]>`
    select public_id, issued_at from issue_certificate(${row.id}, ${row.publicId}, ${row.caseId}, ${row.hash}, ${now})`
  return issued ?? null
}

/** What stands for this case, if anything. */
export async function findStanding(sql: Sql, caseId: string): Promise<(Issued & { fieldsHash: string }) | null> {
  const [row] = await sql<(Issued & { fieldsHash: string })[]>`
    select public_id, issued_at, fields_hash from certificates where case_id = ${caseId} and revoked_at is null`
  return row ?? null
}

export async function listRevoked(sql: Sql): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`select revoked_certificates as id from revoked_certificates()`
  return rows.map(({ id }) => id)
}

export async function findSigningKey(sql: Sql): Promise<SealedKey | null> {
  const [row] = await sql<SealedKey[]>`select kid, public_key, sealed_key from certificate_keys where signs`
  return row ?? null
}

/** Every key that is still believed, the signing one first. */
export async function listTrustedKeys(sql: Sql): Promise<Pick<SealedKey, 'kid' | 'publicKey'>[]> {
  return sql<Pick<SealedKey, 'kid' | 'publicKey'>[]>`
    select kid, public_key from certificate_keys where distrusted_at is null order by signs desc, created_at desc, kid`
}

/** False when another process was faster. */
export async function addFirstKey(sql: Sql, key: SealedKey, now: Date): Promise<boolean> {
  const [row] = await sql<
    { made: boolean }[]
  >`select add_first_certificate_key(${key.kid}, ${key.publicKey}, ${key.sealedKey}, ${now}) as made`
  return row!.made
}

export type Doubted = CertifiableCase & { id: string; fieldsHash: string }

/** Certificates whose 発生届 was revised, locked for this transaction; another worker's are passed over. */
export async function takeDoubted(sql: Sql, limit: number): Promise<Doubted[]> {
  return sql<Doubted[]>`
    select x.id, x.fields_hash, ${columns(sql)}
      from (select id, case_id, fields_hash from certificates where doubted and revoked_at is null order by id limit ${limit} for update skip locked) x
      join ${sources(sql)} on c.id = x.case_id`
}

export async function settleDoubt(sql: Sql, id: string, why: 'eligibility' | 'fields' | null, now: Date): Promise<void> {
  const revokedAt = why === null ? null : now
  await sql`update certificates set doubted = false, revoked_at = ${revokedAt}, revoked_why = ${why} where id = ${id} and revoked_at is null`
}
