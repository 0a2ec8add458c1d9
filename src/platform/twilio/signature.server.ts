// One small file of the large library: the web process checks signatures and needs nothing else of it.
import { getExpectedTwilioSignature, validateRequest } from 'twilio/lib/webhooks/webhooks.js'

/** True when the holder of the token has sent these parameters to this address. */
export function isSigned(token: string, signature: string | undefined, url: string, params: Record<string, unknown>): boolean {
  return signature !== undefined && validateRequest(token, signature, url, params)
}

/** The signature that a provider with this token would send. */
export function signatureOf(token: string, url: string, params: Record<string, unknown>): string {
  return getExpectedTwilioSignature(token, url, params)
}
