import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { CompactSign, calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK } from 'jose'

export type SealedKey = {
  /** The thumbprint of the public key (RFC 7638). */
  kid: string
  /** x of the public JWK, base64url: 32 bytes of Ed25519. */
  publicKey: string
  /** The secret half under AES-256-GCM, base64. */
  sealedKey: string
}

/** A new Ed25519 key, its secret half sealed under the installation's secret (hex): whoever has a copy of the database alone can sign nothing. */
export async function makeKey(secret: string): Promise<SealedKey> {
  const { publicKey, privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true })
  const [open, closed] = [await exportJWK(publicKey), await exportJWK(privateKey)]
  const kid = (await calculateJwkThumbprint(open)).slice(0, 16)
  return { kid, publicKey: open.x!, sealedKey: seal(closed.d!, kid, secret) }
}

/** Signs claims as a compact JWS (RFC 7515, RFC 8037: EdDSA). Throws when the secret is not the one that sealed the key. */
export async function signText(claims: Record<string, unknown>, key: SealedKey, secret: string): Promise<string> {
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: key.publicKey, d: unseal(key.sealedKey, key.kid, secret) }
  return new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
    .setProtectedHeader({ alg: 'EdDSA', kid: key.kid })
    .sign(await importJWK(jwk, 'EdDSA'))
}

/** The same key, its secret half sealed under another secret. Throws when `from` is not the one that sealed it. */
export function reseal({ kid, sealedKey }: Pick<SealedKey, 'kid' | 'sealedKey'>, from: string, to: string): string {
  return seal(unseal(sealedKey, kid, from), kid, to)
}

/** What is published: the JWK of RFC 8037. */
export function publicJwk({ kid, publicKey }: Pick<SealedKey, 'kid' | 'publicKey'>) {
  return { kty: 'OKP', crv: 'Ed25519', use: 'sig', alg: 'EdDSA', kid, x: publicKey }
}

const sealingKey = (secret: string) => Buffer.from(hkdfSync('sha256', Buffer.from(secret, 'hex'), '', 'certificate keys', 32))

function seal(text: string, kid: string, secret: string): string {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', sealingKey(secret), nonce).setAAD(Buffer.from(kid))
  return Buffer.concat([nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()]).toString('base64')
}

function unseal(sealed: string, kid: string, secret: string): string {
  const bytes = Buffer.from(sealed, 'base64')
  const decipher = createDecipheriv('aes-256-gcm', sealingKey(secret), bytes.subarray(0, 12)).setAAD(Buffer.from(kid))
  decipher.setAuthTag(bytes.subarray(-16))
  return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]).toString('utf8')
}
