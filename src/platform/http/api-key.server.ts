import { createHash, randomBytes } from 'node:crypto'

/** 'hersys_' + public prefix + '_' + secret of 32 bytes. People and the audit know a key by its prefix; the whole is kept as a hash alone. */
const shape = /^hersys_([a-z2-7]{8})_[A-Za-z0-9_-]{43}$/
const letters = 'abcdefghijklmnopqrstuvwxyz234567'

export type NewKey = { key: string; prefix: string; hash: string }

/** A fresh key: shown once, then only its hash is known. */
export function newApiKey(): NewKey {
  const prefix = [...randomBytes(8)].map((byte) => letters[byte % 32]).join('')
  const key = `hersys_${prefix}_${randomBytes(32).toString('base64url')}`
  return { key, prefix, hash: hashOfKey(key) }
}

/** The key of an Authorization header; null when there is none that could be ours. */
export function keyOf(authorization: string | undefined): { prefix: string; hash: string } | null {
  const key = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1] ?? ''
  const prefix = shape.exec(key)?.[1]
  return prefix === undefined ? null : { prefix, hash: hashOfKey(key) }
}

const hashOfKey = (key: string) => createHash('sha256').update(key).digest('hex')
