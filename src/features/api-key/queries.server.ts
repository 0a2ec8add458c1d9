import type { Sql } from '../../platform/db/sql.server.ts'
import type { NewKey } from '../../platform/http/api-key.server.ts'
import type { Scope } from '../../platform/http/api-limits.ts'

// The database asks by itself whether the visitor keeps the institution: these find nothing for anybody else.

export type ApiKey = {
  id: string
  institutionId: string
  name: string
  prefix: string
  scopes: Scope[]
  issuedAt: string
  issuedBy: string
  lastUsedAt: string | null
  revokedAt: string | null
  revokedBy: string | null
}

/** Every key of the centre's institutions: those in use first, the newest first. */
export async function listApiKeys(sql: Sql): Promise<ApiKey[]> {
  return sql<ApiKey[]>`
    select k.id, k.institution_id, k.name, k.prefix, k.scopes, k.issued_at, i.name as issued_by, k.last_used_at, k.revoked_at, r.name as revoked_by
      from api_keys k
      left join staff_accounts i on i.id = k.issued_by
      left join staff_accounts r on r.id = k.revoked_by
     order by k.revoked_at is not null, k.issued_at desc, k.id desc`
}

export type Institution = { id: string; name: string }

/** The institutions under a centre, by reading. */
export async function listInstitutions(sql: Sql, centreId: string): Promise<Institution[]> {
  return sql<Institution[]>`select id, name from organisations where parent_id = ${centreId} and kind = 'institution' order by kana, id`
}

type Issued = { id: string; institutionId: string; name: string; scopes: readonly Scope[] }

export async function issueApiKey(sql: Sql, { id, institutionId, name, scopes }: Issued, key: NewKey, now: Date): Promise<void> {
  await sql`select issue_api_key(${id}, ${institutionId}, ${name}, ${key.prefix}, ${key.hash}, ${[...scopes]}::text[], ${now})`
}

/** False when there is no such key among those the visitor keeps, or it was revoked before. */
export async function revokeApiKey(sql: Sql, id: string, now: Date): Promise<boolean> {
  const [row] = await sql<{ done: boolean }[]>`select revoke_api_key(${id}, ${now}) as done`
  return row!.done
}
