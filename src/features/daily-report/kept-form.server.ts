import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { type Day, japaneseDay } from '../../lib/japanese-day.ts'

export type KeptForm = { registrationId: string; day: Day; typed: Record<string, string | string[]> }

export const keptFormCookie = 'hersys_unsent'
/** Browsers drop a cookie over 4096 bytes, name and attributes counted. */
const longest = 3800

/**
 * A form that could not be sent because the session had ended, sealed into a cookie until the person has signed in again: today's only.
 * It is shown to nobody but the owner of the registration it names. Null when it is too long for a cookie.
 */
export function sealForm(secret: string, kept: KeptForm): string | null {
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', keyOf(secret), iv)
  const body = Buffer.concat([cipher.update(deflateRawSync(JSON.stringify(kept))), cipher.final()])
  const sealed = Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url')
  return sealed.length <= longest ? sealed : null
}

/** Null for what is not ours, damaged, or of another day (C22). */
export function openForm(secret: string, sealed: string | undefined, now: Date): KeptForm | null {
  if (!sealed) return null
  try {
    const bytes = Buffer.from(sealed, 'base64url')
    const decipher = createDecipheriv('aes-256-gcm', keyOf(secret), bytes.subarray(0, 12))
    decipher.setAuthTag(bytes.subarray(12, 28))
    const text = Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()])
    const kept: KeptForm = JSON.parse(inflateRawSync(text, { maxOutputLength: 64 * 1024 }).toString())
    return kept.day === japaneseDay(now) ? kept : null
  } catch {
    return null
  }
}

const keyOf = (secret: string) => Buffer.from(hkdfSync('sha256', secret, '', 'unsent form', 32))
