import nacl from 'tweetnacl'
import type { Day } from '../../lib/japanese-day.ts'

/** A published key (RFC 8037). */
export type PublicJwk = { kid: string; crv: string; x: string }
/** What a certificate's QR code says: `jti` is its opaque id, `iat` seconds. */
export type Claims = {
  iss: string
  jti: string
  iat: number
  name: string
  birthdate: Day
  disease: string
  diagnosed: Day
  centre: string
}
/**
 * 'unlisted': signed by us, but whether it was revoked since is not known, because the list could not be fetched. 'unknown-key': a key that
 * is not published (any more). 'broken': ours by its looks, but the signature does not belong to this text. 'foreign': no certificate at all.
 */
export type Verdict = { outcome: 'valid' | 'revoked' | 'unlisted'; claims: Claims } | { outcome: 'unknown-key' | 'broken' | 'foreign' }

/** Judges a compact JWS by published keys and the published list of revoked ids (null: not at hand). Runs in the browser; old ones have no Ed25519 of their own. */
export function verifyText(text: string, keys: readonly PublicJwk[], revoked: readonly string[] | null): Verdict {
  const [head, body, signature, ...more] = text.replace(/\s+/g, '').split('.')
  const header = jsonOf(head)
  if (!head || !body || !signature || more.length > 0 || header?.alg !== 'EdDSA' || 'crit' in header) return { outcome: 'foreign' }
  const key = keys.find(({ kid, crv }) => crv === 'Ed25519' && kid === header.kid)
  if (!key) return { outcome: 'unknown-key' }
  if (!isSignedBy(`${head}.${body}`, signature, key)) return { outcome: 'broken' }
  const claims = jsonOf(body) as Claims | null
  if (typeof claims?.jti !== 'string') return { outcome: 'foreign' }
  if (revoked === null) return { outcome: 'unlisted', claims }
  return { outcome: revoked.includes(claims.jti) ? 'revoked' : 'valid', claims }
}

function isSignedBy(text: string, signature: string, key: PublicJwk): boolean {
  const [signed, publicKey] = [bytesOf(signature), bytesOf(key.x)]
  if (signed?.length !== nacl.sign.signatureLength || publicKey?.length !== nacl.sign.publicKeyLength) return false
  return nacl.sign.detached.verify(new TextEncoder().encode(text), signed, publicKey)
}

function jsonOf(part: string | undefined): Record<string, unknown> | null {
  const bytes = bytesOf(part ?? '')
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes ?? undefined))
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}

/** base64url without padding; null for anything else. */
function bytesOf(part: string): Uint8Array | null {
  if (!/^[\w-]+$/.test(part) || part.length % 4 === 1) return null
  const text = atob(part.replace(/-/g, '+').replace(/_/g, '/'))
  return Uint8Array.from(text, (sign) => sign.charCodeAt(0))
}
