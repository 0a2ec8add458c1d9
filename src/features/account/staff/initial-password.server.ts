import { randomInt } from 'node:crypto'
import type { OrgKind } from '../../../platform/http/route.server.ts'

const pick = (alphabet: string, length: number) => Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('')
/** Without letters and digits that look alike on paper or sound alike on the telephone. */
const letters = 'abcdefghkmnprstuwxyz'
const digits = '23456789'

/** 'Kmtr-4827-xwpq': about 46 bits, to be read out once and changed at the first sign-in. */
export function initialPassword(): string {
  return `${pick(letters.toUpperCase(), 1)}${pick(letters, 3)}-${pick(digits, 4)}-${pick(letters, 4)}`
}

const prefixes: Record<OrgKind, string> = {
  centre: 'hc',
  institution: 'mi',
  prefecture: 'pf',
  ministry: 'mn',
  helpdesk: 'hd',
  operator: 'op',
}

/** 'hc2834759' for a health centre, 'mi…' for a medical institution: says nothing about the person. */
export function newLoginId(kind: OrgKind): string {
  return prefixes[kind] + pick(digits, 7)
}
