import { tidy } from '../../lib/kana.ts'

/**
 * An e-mail address as it is stored: half width, lower case, without blanks; null when nothing could be delivered to it.
 * A7: any address will do, so only its shape is asked for. Addresses of Japanese carriers break RFC 5321 ('a..b.@') and work all the same.
 */
export function readEmail(text: string): string | null {
  const email = tidy(text).normalize('NFKC').replace(/\s/g, '').toLowerCase()
  const fits = /^[^@<>,;:"()[\]\\]+@([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/.test(email)
  return fits && email.length <= 254 ? email : null
}

/** The six digits of a 確認コード, typed in any width, with blanks or hyphens; null for anything else, such as a HER-SYS ID (C5). */
export function readCode(text: string): string | null {
  const digits = text.normalize('NFKC').replace(/[\s‐‑‒–—―−ー-]/g, '')
  return /^\d{6}$/.test(digits) ? digits : null
}
