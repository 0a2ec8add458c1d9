import type { Sql } from '../../platform/db/sql.server.ts'
import { makeKey, reseal, type SealedKey } from '../../platform/signing/signing.server.ts'
import { addFirstKey, findSigningKey } from './queries.server.ts'

/** The key that signs now. The first one is made when it is first needed, by whichever process comes first. */
export async function signingKey(sql: Sql, secret: string, now: Date): Promise<SealedKey> {
  const found = await findSigningKey(sql)
  if (found) return found
  await addFirstKey(sql, await makeKey(secret), now)
  const made = await findSigningKey(sql)
  if (!made) throw new Error('no certificate key signs')
  return made
}

/** As administrator: from now on a new key signs. What the former ones signed still verifies. Returns the new key's id. */
export async function rotateKey(sql: Sql, secret: string, now: Date): Promise<string> {
  const { kid, publicKey, sealedKey } = await makeKey(secret)
  await sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(hashtext('certificate keys'))`
    await tx`update certificate_keys set signs = false where signs`
    await tx`insert into certificate_keys (kid, public_key, sealed_key, created_at) values (${kid}, ${publicKey}, ${sealedKey}, ${now})`
  })
  return kid
}

/** As administrator: a key that leaked is not believed any more, and nothing that it signed. Throws when it signs now (rotate first) or is unknown. */
export async function distrustKey(sql: Sql, kid: string, now: Date): Promise<void> {
  const { count } = await sql`update certificate_keys set distrusted_at = ${now} where kid = ${kid} and not signs and distrusted_at is null`
  if (count !== 1) throw new Error('There is no such key, it is distrusted already, or it signs now: rotate first')
}

/**
 * As administrator, when the installation's secret is replaced: every key is sealed under the new one; what they signed stays good. All or
 * nothing; returns how many. Throws when `former` is not the secret that sealed them.
 */
export async function resealKeys(sql: Sql, { former, secret }: { former: string; secret: string }): Promise<number> {
  return (await sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(hashtext('certificate keys'))`
    const keys = await tx<{ kid: string; sealedKey: string }[]>`select kid, sealed_key from certificate_keys order by kid for update`
    for (const key of keys) {
      const sealed = resealed(key, former, secret)
      await tx`update certificate_keys set sealed_key = ${sealed} where kid = ${key.kid}`
    }
    return keys.length
  })) as number
}

function resealed(key: { kid: string; sealedKey: string }, former: string, secret: string): string {
  try {
    return reseal(key, former, secret)
  } catch {
    throw new Error(`Key ${key.kid} was not sealed with the former secret that was given: nothing is changed`)
  }
}
