import { randomBytes } from 'node:crypto'
import type { Context } from '../../platform/http/route.server.ts'

/** A form's own key: both taps of a double tap carry the same. */
export const newKey = () => randomBytes(16).toString('base64url')

/** A form that brings none gets one, and so is never taken for another's second tap. */
export function keyOf(body: Context['body']): string {
  return typeof body.key === 'string' && /^[\w-]{8,64}$/.test(body.key) ? body.key : newKey()
}
