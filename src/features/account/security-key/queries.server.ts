import { uuidv7 } from '../../../lib/uuid.ts'
import type { Sql } from '../../../platform/db/sql.server.ts'
import { sessionLife } from '../../../platform/http/session.server.ts'

// The database asks by itself whose session this is: none of these takes an account.

export type SecurityKey = {
  id: string
  /** base64url. */
  credentialId: string
  /** COSE. */
  publicKey: Buffer
  /** Of its last signature; 0 for keys that never count. */
  counter: number
  transports: string[]
  name: string
  registeredAt: string
  lastUsedAt: string | null
}
export type KeyPurpose = 'register' | 'sign-in'

/** From being asked to answering: long enough to look for the key in a bag. */
const challengeLife = 5 * 60_000
const later = (now: Date, ms: number) => new Date(now.getTime() + ms)

/** The keys of the account behind this session, at either stage, the oldest first. */
export function listOwnKeys(sql: Sql): Promise<SecurityKey[]> {
  return sql<SecurityKey[]>`select * from own_security_keys()`
}

/** Remembers what a key of this session has to sign, in the place of an earlier question. False when this session may not ask. */
export async function askKey(sql: Sql, purpose: KeyPurpose, challenge: string, name: string | null, now: Date): Promise<boolean> {
  const [row] = await sql<{ done: boolean }[]>`
    select ask_security_key(${purpose}, ${challenge}, ${name}, ${later(now, challengeLife)}) as done`
  return row!.done
}

export type Asked = { challenge: string; name: string | null }

/** What this session was asked; null when nothing, or more than five minutes ago. */
export async function findAsked(sql: Sql, purpose: KeyPurpose, now: Date): Promise<Asked | null> {
  const [row] = await sql<Asked[]>`select * from asked_security_key(${purpose}, false, ${now})`
  return row ?? null
}

/** The same, spent by it: no answer counts twice. It must commit, so a wrong answer is a page and no error. */
export async function takeAsked(sql: Sql, purpose: KeyPurpose, now: Date): Promise<Asked | null> {
  const [row] = await sql<Asked[]>`select * from asked_security_key(${purpose}, true, ${now})`
  return row ?? null
}

export type NewKey = { credentialId: string; publicKey: Uint8Array; counter: number; transports: string[] }

/** Registers a key that has been checked. At the first sign-in a full session opens under `tokenHash`. */
export async function addKey(
  sql: Sql,
  key: NewKey,
  name: string,
  tokenHash: string,
  now: Date,
): Promise<'added' | 'known' | 'many' | 'no'> {
  const { idle, absolute } = sessionLife.staff
  const [row] = await sql<{ done: 'added' | 'known' | 'many' | 'no' }[]>`
    select add_security_key(${uuidv7(now)}, ${key.credentialId}, ${Buffer.from(key.publicKey)}, ${key.counter}, ${key.transports}, ${name},
                            ${tokenHash}, ${later(now, idle)}, ${later(now, absolute)}, ${now}) as done`
  return row!.done
}

/** The second factor: true has ended this session and opened a full one under `tokenHash`. */
export async function passKey(sql: Sql, keyId: string, counter: number, tokenHash: string, now: Date): Promise<boolean> {
  const { idle, absolute } = sessionLife.staff
  const [row] = await sql<{ done: boolean }[]>`
    select pass_security_key(${keyId}, ${counter}, ${tokenHash}, ${later(now, idle)}, ${later(now, absolute)}, ${now}) as done`
  return row!.done
}

/** One's own key; every other session of the account ends. 'last': it is the only second factor. */
export async function removeKey(sql: Sql, keyId: string, now: Date): Promise<'removed' | 'last' | 'no'> {
  const [row] = await sql<{ done: 'removed' | 'last' | 'no' }[]>`select remove_security_key(${keyId}, ${now}) as done`
  return row!.done
}

/** Two hold the same key: the operator hears of it. */
export async function alertOfCopy(sql: Sql, keyId: string, accountId: string, now: Date): Promise<void> {
  await sql`insert into system_alerts (id, at, kind, detail)
    values (${uuidv7(now)}, ${now}, 'security-key-counter', ${sql.json({ keyId, accountId })})`
}
