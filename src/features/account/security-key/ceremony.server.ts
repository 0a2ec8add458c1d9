import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import type { NewKey, SecurityKey } from './queries.server.ts'

/** Keys belong to the host of the installation's public address (the "rpID" of WebAuthn). */
export const siteOf = (publicUrl: string) => ({ rpID: new URL(publicUrl).hostname, origin: new URL(publicUrl).origin })
type Site = ReturnType<typeof siteOf>

/** ES256, RS256, EdDSA: what keys in use can do. */
const algorithms = [-7, -257, -8]

/**
 * What a new key is asked. `challenge`: base64url, or null to make one. No attestation: which make a key is, is nobody's business. The key's own
 * PIN is not asked for (the password comes first), and nothing is stored on the key.
 */
export function registrationOptions(
  site: Site,
  who: { accountId: string; loginId: string },
  keys: SecurityKey[],
  challenge: string | null,
) {
  return generateRegistrationOptions({
    rpName: 'HER-SYS',
    rpID: site.rpID,
    userID: Buffer.from(who.accountId.replaceAll('-', ''), 'hex'),
    userName: who.loginId,
    ...(challenge ? { challenge: Buffer.from(challenge, 'base64url') } : {}),
    attestationType: 'none',
    preferredAuthenticatorType: 'securityKey',
    authenticatorSelection: { residentKey: 'discouraged', userVerification: 'discouraged', authenticatorAttachment: 'cross-platform' },
    excludeCredentials: keys.map(({ credentialId, transports }) => ({ id: credentialId, transports })),
    supportedAlgorithmIDs: algorithms,
  })
}

/** What a registered key is asked at the sign-in. */
export function signInOptions(site: Site, keys: SecurityKey[]) {
  return generateAuthenticationOptions({
    rpID: site.rpID,
    allowCredentials: keys.map(({ credentialId, transports }) => ({ id: credentialId, transports })),
    userVerification: 'discouraged',
  })
}

/** `given`: what the browser sent, JSON. Null when it is not the answer of a key to this question on this site. */
export async function checkNewKey(site: Site, given: string, challenge: string): Promise<NewKey | null> {
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: JSON.parse(given),
      expectedChallenge: challenge,
      expectedOrigin: site.origin,
      expectedRPID: site.rpID,
      requireUserVerification: false,
      supportedAlgorithmIDs: algorithms,
    })
    if (!verified) return null
    const { id, publicKey, counter, transports = [] } = registrationInfo.credential
    return { credentialId: id, publicKey, counter, transports: transports.filter((one) => /^[a-z-]{1,20}$/.test(one)).slice(0, 8) }
  } catch {
    return null
  }
}

export type Signed =
  | { verdict: 'right'; key: SecurityKey; counter: number }
  | { verdict: 'copied'; key: SecurityKey }
  | { verdict: 'wrong' }

/**
 * Whether one of these keys has signed this question on this site. 'copied': it has, and counts no higher than before, as a copy does. The counter
 * is compared after the signature, so that nobody without the key can raise that alarm.
 */
export async function checkSignature(site: Site, given: string, challenge: string, keys: SecurityKey[]): Promise<Signed> {
  try {
    const response = JSON.parse(given)
    const key = keys.find(({ credentialId }) => credentialId === response.id)
    if (!key) return { verdict: 'wrong' }
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: site.origin,
      expectedRPID: site.rpID,
      requireUserVerification: false,
      credential: { id: key.credentialId, publicKey: new Uint8Array(key.publicKey), counter: 0 },
    })
    if (!verified) return { verdict: 'wrong' }
    const counter = authenticationInfo.newCounter
    const isHigher = counter > key.counter || (counter === 0 && key.counter === 0)
    return isHigher ? { verdict: 'right', key, counter } : { verdict: 'copied', key }
  } catch {
    return { verdict: 'wrong' }
  }
}
